"""What translating needs beside the texts: the glossary, who is at work, what a machine proposes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.newsroom.models.item import Edit, Item
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class Term(Row):
    """How a word of the house is said in another language; it holds whoever or whatever translates.

    Directed: the way back is a term of its own.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    source_language = models.CharField(max_length=12)
    term = models.CharField(max_length=120)
    target_language = models.CharField(max_length=12)
    translation = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["source_language", "target_language", "term"]
        constraints = [
            models.UniqueConstraint(
                "unit",
                "source_language",
                "target_language",
                Lower("term"),
                name="term_once_a_direction",
            )
        ]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """The glossary is everybody's to read."""
        return Q() if right is Right.ITEM_READ else None

    def __str__(self) -> str:
        return f"{self.term} → {self.translation}"


class TranslationWork(Row):
    """A person at work on an item in one language, with what is typed and not saved yet.

    ``paragraphs``: the body as the rows of the screen; ``follows``: the number of the original's
    edit that stood beside it; ``seen``: the number of the translation's edit it began from, 0 for
    none; ``machine``: a machine's words were put into it.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="works")
    language = models.CharField(max_length=12)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, help_text="when something typed was kept last")
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    paragraphs = models.JSONField(default=list)
    link = models.CharField(max_length=500, blank=True)
    follows = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    machine = models.CharField(max_length=20, blank=True)
    tick = models.BigIntegerField(default=0, help_text="the form's own count of what it sent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="work_once_a_language")
        ]


class ProposalState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    READY = "ready"
    FAILED = "failed"
    CLOSED = "closed"


PROPOSAL = StateMachine(
    "newsroom.proposal",
    ProposalState.WAITING,
    {
        ProposalState.WAITING: {
            ProposalState.SENT,
            ProposalState.READY,
            ProposalState.FAILED,
        },
        ProposalState.SENT: {ProposalState.READY, ProposalState.FAILED},
        ProposalState.READY: {ProposalState.CLOSED},
        ProposalState.FAILED: {ProposalState.WAITING, ProposalState.CLOSED},
        ProposalState.CLOSED: (),
    },
)


class MachineProposal(Row):
    """One edit of an original, as a machine says it in another language.

    ``next_at``: when a waiting one is due to be asked (again), and until when an answer to a sent
    one is awaited. ``body`` is CommonMark. ``findings``: ``[kind, said, wanted]`` each: what a
    person must look at: a term, link, mention or figure that did not arrive.
    """

    source = models.ForeignKey(Edit, on_delete=models.CASCADE, related_name="proposals")
    language = models.CharField(max_length=12)
    provider = models.CharField(max_length=20)
    state = models.CharField(
        max_length=8, choices=ProposalState.choices, default=ProposalState.WAITING
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True, help_text="why it waits or failed")
    remote_id = models.CharField(max_length=60, blank=True)
    terms = models.JSONField(
        default=list, help_text="[term, translation]: applied when it was sent"
    )
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "language", "provider"], name="proposal_once_an_edit"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=[ProposalState.WAITING, ProposalState.SENT]),
                name="proposal_due",
            )
        ]
