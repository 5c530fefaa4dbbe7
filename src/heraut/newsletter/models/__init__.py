from heraut.newsletter.models.issue import ISSUE, Issue, IssueItem, IssueState
from heraut.newsletter.models.list import NewsletterList

__all__ = ["ISSUE", "Issue", "IssueItem", "IssueState", "NewsletterList"]
