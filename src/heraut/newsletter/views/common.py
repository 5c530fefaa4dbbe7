"""What the views of newsletters share."""

from __future__ import annotations

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from heraut.dispatch import footer
from heraut.newsletter import queries
from heraut.newsletter.models import Issue, NewsletterList
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def visible_list(request: HttpRequest, channel_id: UUID, right: Right) -> NewsletterList:
    """The list, or 404 alike for missing and not theirs."""
    user = person(request)
    found = access.get_or_404(user, right, NewsletterList, pk=channel_id)
    return queries.lists(user).get(pk=found.pk)


def visible_issue(request: HttpRequest, issue_id: UUID, right: Right) -> Issue:
    """The issue with everything its page shows, or 404 alike for missing and not theirs."""
    user = person(request)
    found = access.get_or_404(user, right, Issue, pk=issue_id)
    return queries.issues(user).get(pk=found.pk)


def zone(issue: Issue) -> ZoneInfo:
    """The clock on the wall of the mission that sends it."""
    return footer.zone_of(issue.list.channel.holder)
