"""One thing to be carried out on one channel, with everything it needs fixed beforehand."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.network.models import Channel
from heraut.people.models import Unit, User


class Verb(models.TextChoices):
    PUBLISH = "publish", _("Publish")
    EDIT = "edit", _("Correct where it stands")
    REPOST = "repost", _("Repost")
    RECALL = "recall", _("Recall")


class ParcelState(models.TextChoices):
    WAITING = "waiting", _("Scheduled")
    CALLING = "calling", _("Being published")
    RETRY = "retry", _("Will be tried again")
    UNCLEAR = "unclear", _("Being checked")
    BY_HAND = "by_hand", _("To be published by hand")
    DONE = "done", _("Published")
    REJECTED = "rejected", _("Refused")
    UNKNOWN = "unknown", _("A person must look")
    CANCELLED = "cancelled", _("Cancelled")


#: The code of what is done because a person says so: no machine has seen it.
BY_HAND_SAID = "person.published"

PARCEL = StateMachine(
    "parcel",
    start=ParcelState.WAITING,
    moves={
        ParcelState.WAITING: {ParcelState.CALLING, ParcelState.REJECTED, ParcelState.CANCELLED},
        ParcelState.CALLING: {
            ParcelState.DONE,
            ParcelState.REJECTED,
            ParcelState.RETRY,
            ParcelState.UNCLEAR,
            ParcelState.BY_HAND,
        },
        # To be called again, or, between two steps, for the next.
        # Unclear again only after a restore: what was tried may have come through since.
        ParcelState.RETRY: {
            ParcelState.CALLING,
            ParcelState.REJECTED,
            ParcelState.CANCELLED,
            ParcelState.UNCLEAR,
        },
        # Read back: it is there, it is not, or nobody can tell.
        ParcelState.UNCLEAR: {
            ParcelState.DONE,
            ParcelState.RETRY,
            ParcelState.REJECTED,
            ParcelState.UNKNOWN,
        },
        # A person did it, or did not, or nobody is to any more; or a machine does the rest.
        ParcelState.BY_HAND: {
            ParcelState.DONE,
            ParcelState.REJECTED,
            ParcelState.RETRY,
            ParcelState.CANCELLED,
        },
        # A person looked: it went out, it did not, or let it be tried again.
        ParcelState.UNKNOWN: {ParcelState.DONE, ParcelState.REJECTED, ParcelState.RETRY},
        ParcelState.DONE: set(),
        ParcelState.REJECTED: set(),
        ParcelState.CANCELLED: set(),
    },
)


class Parcel(Row):
    """``content`` is what the verb takes, as JSON: the contract's Outgoing to publish, Change to
    edit, Original to repost, Receipt to recall. ``prepared`` is the contract's Prepared, fixed in
    the transaction of the first attempt.

    ``number`` gives the order on a channel among what is due at the same moment. ``step``: how many
    steps are done (see heraut.outbound.verbs); ``receipt``: what stands so far; ``tries``,
    ``checks`` and ``first_attempt_at`` are the present step's.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    number = models.BigIntegerField(editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="parcels")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parcels")
    verb = models.CharField(max_length=8, choices=Verb.choices, default=Verb.PUBLISH)
    content = models.JSONField()
    prepared = models.JSONField(null=True)
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    seed = models.JSONField(null=True, help_text="what the keys of its steps follow from")
    state = models.CharField(
        max_length=10, choices=ParcelState.choices, default=ParcelState.WAITING
    )
    due_at = models.DateTimeField()
    next_at = models.DateTimeField(help_text="not before; due_at, then the backoff")
    tries = models.PositiveSmallIntegerField(default=0)
    checks = models.PositiveSmallIntegerField(default=0, help_text="read-backs since unclear")
    first_attempt_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True)
    code = models.CharField(max_length=80, blank=True)
    params = models.JSONField(default=dict)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_at", "number"]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "number"],
                condition=Q(state__in=["waiting", "calling", "retry", "unclear"]),
                name="parcel_open",
            ),
            models.Index(
                fields=["-changed_at"],
                condition=Q(state__in=["rejected", "unknown"]),
                name="parcel_trouble",
            ),
            models.Index(
                fields=["unit", "due_at"], condition=Q(state="by_hand"), name="parcel_by_hand"
            ),
            models.Index(fields=["unit", "-changed_at"]),
            models.Index(fields=["state", "next_at"]),
        ]
