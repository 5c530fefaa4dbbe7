"""A change of the network itself: planned for a day, carried out as a checklist."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.network.models.channel import Channel
from heraut.network.models.mission import Mission, MissionKind
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class ChangeKind(models.TextChoices):
    OPEN = "open", _("Opening")
    CLOSE = "close", _("Closing")
    CONVERT = "convert", _("Upgrade or downgrade")
    TRANSFER = "transfer", _("Transfer of jurisdiction")


class ChangeState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under-way", _("Under way")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


CHANGE = StateMachine(
    "network_change",
    start=ChangeState.PLANNED,
    moves={
        ChangeState.PLANNED: {ChangeState.UNDER_WAY, ChangeState.DONE, ChangeState.CANCELLED},
        ChangeState.UNDER_WAY: {ChangeState.DONE, ChangeState.CANCELLED},
        ChangeState.DONE: set(),
        ChangeState.CANCELLED: set(),
    },
)
#: The states in which a change still waits for something.
UNFINISHED = (ChangeState.PLANNED, ChangeState.UNDER_WAY)


class NetworkChange(Row):
    """``day``: from when it holds, at the ministry's midnight; empty while only ``period`` (“2026–27”)
    is known, and then nothing of it can take effect. ``to_kind``: what a mission becomes."""

    ACCESS: ClassVar[tuple[str, ...]] = ("mission__unit",)

    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="changes")
    day = models.DateField(null=True, blank=True)
    period = models.CharField(max_length=40, blank=True)
    to_kind = models.CharField(max_length=24, choices=MissionKind.choices, blank=True)
    state = models.CharField(max_length=9, choices=ChangeState.choices, default=ChangeState.PLANNED)
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    planned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = [F("day").asc(nulls_last=True), "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "kind"],
                condition=Q(state__in=["planned", "under-way"]),
                name="change_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.mission_id}"

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Who works in the network may know how it will change."""
        return Q() if right is Right.NETWORK_READ else None

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class StepKind(models.TextChoices):
    JURISDICTION = "jurisdiction", _("Jurisdiction")
    FOLLOWERS = "followers", _("Followers told")
    CHANNEL = "channel", _("Channel")
    PHONE = "phone", _("Emergency telephone")
    PEOPLE = "people", _("People and roles")
    REGISTER = "register", _("Register and public pages")
    PLAN = "plan", _("Plan")


class StepState(models.TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Not needed")


class Fate(models.TextChoices):
    """What becomes of a channel."""

    TRANSFER = "transfer", _("Handed to another unit")
    PARK = "park", _("Kept, but silent")
    RETIRE = "retire", _("Retired")


class ChangeStep(Row):
    """One line of the checklist. ``key`` says what it is about, once a change. ``to_unit``: who
    takes the channel or the country; ``fate``: of a channel; ``text``: what followers are told."""

    change = models.ForeignKey(NetworkChange, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    key = models.CharField(max_length=80)
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    country = models.CharField(max_length=2, blank=True)
    to_unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fate = models.CharField(max_length=8, choices=Fate.choices, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=StepState.choices, default=StepState.OPEN)
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["change", "key"], name="step_once_a_change")]

    def __str__(self) -> str:
        return self.key
