"""One account, page, list or feed of the ministry on a platform."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.connectors import catalogue
from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.kernel import clock
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class ChannelClass(models.TextChoices):
    INSTITUTION = "institution", _("Institution")
    HEAD_OF_MISSION = "head-of-mission", _("Head of mission")
    HONORARY = "honorary", _("Honorary consul")
    CAMPAIGN = "campaign", _("Campaign")


class ChannelState(models.TextChoices):
    """A channel is never deleted: a retired handle stays ours to answer for."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    PARKED = "parked", _("Parked")
    RETIRED = "retired", _("Retired")


class Health(models.TextChoices):
    UNKNOWN = "unknown", _("Not connected")
    GOOD = "good", _("Good")
    FAILING = "failing", _("Failing")
    SIGN_IN = "sign-in", _("Sign in again")


class Channel(Row):
    """Its id on the platform is empty until the platform itself was asked."""

    ACCESS: ClassVar[tuple[str, ...]] = ("holder", "sharing")
    ACCESS_MANY: ClassVar[bool] = True

    platform = models.CharField(max_length=30)
    platform_id = models.CharField(max_length=200, blank=True)
    handle = models.CharField(max_length=200, help_text="the handle of today")
    name = models.CharField(max_length=200, blank=True, help_text="as readers see it there")
    url = models.URLField(max_length=500, blank=True)
    origin = models.CharField(max_length=200, blank=True, help_text="server it lives on")
    holder = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="channels")
    sharing = models.ManyToManyField(Unit, blank=True, related_name="shared_channels")
    custodian = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="kept_channels"
    )
    klass = models.CharField(
        max_length=16, choices=ChannelClass.choices, default=ChannelClass.INSTITUTION
    )
    state = models.CharField(
        max_length=8, choices=ChannelState.choices, default=ChannelState.PLANNED
    )
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    by_hand = models.BooleanField(
        default=False, db_default=False, help_text="a person publishes, although a machine could"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    certified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certified_until = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text="when its source was looked at")
    source = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    credentials = SealedField()
    tokens_expire_at = models.DateTimeField(
        null=True, blank=True, help_text="when they must have been refreshed, or signed in anew"
    )
    refreshable = models.BooleanField(default=False, db_default=False)
    signed_in_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="signed_in_channels"
    )
    frozen_at = models.DateTimeField(
        null=True, blank=True, help_text="since when somebody else speaks through it"
    )
    limits = models.JSONField(null=True, blank=True, help_text="as read from the server")
    health = models.CharField(max_length=8, choices=Health.choices, default=Health.UNKNOWN)
    health_code = models.CharField(max_length=80, blank=True)
    health_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["platform", "handle"]
        indexes = [models.Index(fields=["holder", "platform"])]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "origin", "platform_id"],
                condition=~Q(platform_id=""),
                name="channel_platform_id_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.handle}"

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        return Q() if right is Right.NETWORK_READ else None

    @property
    def is_connected(self) -> bool:
        """Whether a text can go out there: published by Heraut, or handed to a person."""
        reached = self.is_by_hand or self.health != Health.UNKNOWN
        return self.state == ChannelState.ACTIVE and reached and self.frozen_at is None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person publishes there."""
        return self.by_hand or catalogue.always_by_hand(self.platform)

    @property
    def standing(self) -> str:
        """What the public registry answers: ``yes``, ``listed``, ``formerly`` or ``compromised``.

        Yes only while the platform confirmed the id and a person's certification has not expired
        (docs/architecture.md, honest registry); no more from the moment it is frozen.
        """
        if self.frozen_at is not None:
            return "compromised"
        if self.state in (ChannelState.RETIRED, ChannelState.PARKED):
            return "formerly"
        certified = self.certified_until is not None and self.certified_until >= clock.now().date()
        if self.platform_id and self.verified_at and certified:
            return "yes"
        return "listed"


class ChannelHandle(Row):
    """A name the channel bore on its platform, from a day to a day."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="handles")
    handle = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, help_text="as compared: lower case, no @")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-valid_from"]
        indexes = [models.Index(fields=["folded"])]
