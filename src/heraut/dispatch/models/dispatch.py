"""A decision to publish, and that decision on each channel."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.guidance.models import Clearance
from heraut.kernel.states import StateMachine
from heraut.network.models import Channel
from heraut.newsroom.models import Adaptation
from heraut.outbound.models import Parcel
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


class Dispatch(Row):
    """``at`` empty means: as soon as it is cleared. What came of it is read from its deliveries."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dispatches")
    adaptation = models.ForeignKey(Adaptation, on_delete=models.PROTECT, related_name="dispatches")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
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

    def __str__(self) -> str:
        return self.title


class Delivery(Row):
    """``content`` is what was cleared for this channel (the contract's Outgoing as JSON).

    Until the dispatch is handed over there is no parcel; from then on the parcel tells the state.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("dispatch__unit",)

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    content = models.JSONField()
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
