"""A decision to publish, and that decision on each channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.guidance.models import Clearance
from heraut.kernel.states import StateMachine
from heraut.network.models import Channel
from heraut.newsroom.models import Adaptation
from heraut.outbound.models import Parcel, Verb
from heraut.people.models import Unit, User


class DispatchState(models.TextChoices):
    ASKED = "asked", _("Waiting for clearance")
    RETURNED = "returned", _("Sent back")
    HANDED_OVER = "handed_over", _("On its way")
    CANCELLED = "cancelled", _("Cancelled")


DISPATCH = StateMachine(
    "dispatch",
    start=DispatchState.ASKED,
    moves={
        DispatchState.ASKED: {
            DispatchState.HANDED_OVER,
            DispatchState.RETURNED,
            DispatchState.CANCELLED,
        },
        # A text that was sent back is mended and asked for again as a new dispatch.
        DispatchState.RETURNED: set(),
        # What came of it is read from its parcels; what still waits can be taken back.
        DispatchState.HANDED_OVER: {DispatchState.CANCELLED},
        DispatchState.CANCELLED: set(),
    },
)


class DispatchKind(models.TextChoices):
    """All but the first build on texts that were published before (``Delivery.original``)."""

    TEXT = "text", _("Text")
    CORRECTION = "correction", _("Correction")
    REPOST = "repost", _("Repost")
    QUOTE = "quote", _("Quote")


class Dispatch(Row):
    """``at`` empty means: as soon as it is cleared. What came of it is read from its deliveries.

    Only a text has an adaptation; what builds on another text is written whole when it is submitted
    and changes no more. ``note``: of a correction, what was changed, as readers are told.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispatches")
    kind = models.CharField(max_length=10, choices=DispatchKind.choices, default=DispatchKind.TEXT)
    adaptation = models.ForeignKey(
        Adaptation, null=True, on_delete=models.PROTECT, related_name="dispatches"
    )
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(null=True)
    time_zone = models.CharField(max_length=50)
    state = models.CharField(
        max_length=12, choices=DispatchState.choices, default=DispatchState.ASKED
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "-created_at"]),
            models.Index(fields=["-created_at", "-id"], name="dispatch_newest"),
            models.Index(fields=["state", "at"]),
            # Where it stands in a calendar: what has no moment of its own changed when it went out.
            models.Index(Coalesce("at", "changed_at"), name="dispatch_moment"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="text", adaptation__isnull=False)
                | (~Q(kind="text") & Q(adaptation=None)),
                name="dispatch_text_has_adaptation",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(Row):
    """``content`` is what was cleared for this channel: what ``verb`` takes, as JSON (see
    ``outbound.models.Parcel``). ``original``: the published text that it corrects, passes on, quotes
    or answers.

    Until the dispatch is handed over there is no parcel; from then on the parcel tells the state.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("dispatch__unit",)

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    verb = models.CharField(max_length=8, choices=Verb.choices, default=Verb.PUBLISH)
    content = models.JSONField()
    original = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    parcel = models.OneToOneField(
        Parcel, null=True, on_delete=models.PROTECT, related_name="delivery"
    )
    recall = models.OneToOneField(
        Parcel, null=True, on_delete=models.PROTECT, related_name="recalled_delivery"
    )

    class Meta:
        ordering = ["channel__platform", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "channel"], name="delivery_once_a_channel")
        ]
