"""What a mission intends: where it wants to be, how often, in which languages, and why."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.network.models.channel import Channel
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class Presence(models.TextChoices):
    """What is intended for a platform."""

    WANTED = "wanted", _("A channel of its own")
    SHARED = "shared", _("Through a shared channel")
    LEAVE = "leave", _("To be given up")
    NOT_WANTED = "not-wanted", _("Not wanted")


class Plan(Row):
    """One a unit; ``revision`` counts saved changes, as everywhere two people may edit."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="plan")
    aim = models.TextField(blank=True, help_text="what it is for, in a few sentences")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit__path"]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Missions see each other's plans."""
        return Q() if right is Right.NETWORK_READ else None


class PlanTarget(Row):
    """One platform of a plan. ``channel``: the account meant, its own or the shared one; empty
    while there is none. ``per_week``: texts a week, 0.25 for one a month, 0 for no cadence."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    platform = models.CharField(max_length=30)
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.WANTED)
    reason = models.CharField(max_length=300, blank=True)
    per_week = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    is_hub = models.BooleanField(default=False, help_text="others amplify this channel")
    amplifies = models.ManyToManyField(
        Channel,
        blank=True,
        related_name="amplifying_targets",
        help_text="hubs whose texts are passed on here",
    )

    class Meta:
        ordering = ["platform", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "platform"],
                condition=Q(channel=None),
                name="target_once_a_platform",
            ),
            models.UniqueConstraint(
                fields=["plan", "channel"],
                condition=Q(channel__isnull=False),
                name="target_once_a_channel",
            ),
            models.CheckConstraint(condition=Q(per_week__gte=0), name="target_cadence_positive"),
        ]
