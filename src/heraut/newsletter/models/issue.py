"""One number of a newsletter: made from items, cleared, sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.guidance.models import Clearance
from heraut.kernel.states import StateMachine
from heraut.newsletter.models.list import NewsletterList
from heraut.newsroom.models import Item, Picture
from heraut.outbound.models import Mailing
from heraut.people.models import User


class IssueState(models.TextChoices):
    DRAFT = "draft", _("Being made")
    ASKED = "asked", _("Waiting for clearance")
    RETURNED = "returned", _("Sent back")
    HANDED_OVER = "handed_over", _("On its way")
    CANCELLED = "cancelled", _("Cancelled")


ISSUE = StateMachine(
    "issue",
    start=IssueState.DRAFT,
    moves={
        IssueState.DRAFT: {IssueState.ASKED, IssueState.CANCELLED},
        IssueState.ASKED: {IssueState.HANDED_OVER, IssueState.RETURNED, IssueState.DRAFT},
        IssueState.RETURNED: {IssueState.DRAFT, IssueState.ASKED, IssueState.CANCELLED},
        # Taken back before the first mail went; what came of it later is read from its mailing.
        IssueState.HANDED_OVER: {IssueState.DRAFT, IssueState.CANCELLED},
        IssueState.CANCELLED: set(),
    },
)


class Issue(Row):
    """``revision`` counts saved changes: who saves on an older one is told, not obeyed.

    ``number`` counts within the list and stands in the public address. ``at`` empty: as soon as it
    is cleared.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("list__channel__holder",)

    list = models.ForeignKey(NewsletterList, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=150, blank=True)
    preview = models.CharField(max_length=150, blank=True, help_text="beside the subject")
    intro = models.TextField(blank=True, help_text="CommonMark, the safe subset")
    state = models.CharField(max_length=11, choices=IssueState.choices, default=IssueState.DRAFT)
    at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(User, related_name="+", help_text="everyone who wrote in it")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    mailing = models.OneToOneField(
        Mailing, null=True, on_delete=models.PROTECT, related_name="issue"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["list", "-created_at"])]
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="issue_numbered_once")
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.list_id} {self.number}"


class IssueItem(Row):
    """An item as this issue tells it: the words were taken from a version and are the issue's own
    from then on, so that a change in the pool changes nothing that was cleared."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    picture = models.ForeignKey(Picture, null=True, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=1500, blank=True)

    class Meta:
        ordering = ["position", "created_at"]
