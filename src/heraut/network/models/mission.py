"""A mission, what it was when, and whom it serves."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people.models import Unit
from heraut.people.rights import Right


class MissionKind(models.TextChoices):
    EMBASSY = "embassy", _("Embassy")
    CONSULATE_GENERAL = "consulate-general", _("Consulate-general")
    CONSULATE = "consulate", _("Consulate")
    PERMANENT_REPRESENTATION = "permanent-representation", _("Permanent representation")
    OFFICE = "office", _("Office")
    HONORARY_CONSULATE = "honorary-consulate", _("Honorary consulate")
    DIGITAL_EMBASSY = "digital-embassy", _("Digital embassy")


class MissionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")
    UNKNOWN = "unknown", _("Not known")


class Confidence(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Mission(Row):
    """One to one with its unit, which carries its name and what people may do in it."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    key = models.SlugField(max_length=80, unique=True)
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="mission")
    kind = models.CharField(max_length=24, choices=MissionKind.choices)
    cities = models.JSONField(default=dict, help_text="language -> city")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2 of the host country")
    accredited_to = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    time_zone = models.CharField(max_length=50, default="UTC")
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    emergency_phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    status = models.CharField(
        max_length=9, choices=MissionStatus.choices, default=MissionStatus.OPEN
    )
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(
        max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM
    )
    checked_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                name="mission_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """The network is no secret: who may read it anywhere may read all of it."""
        return Q() if right is Right.NETWORK_READ else None

    @property
    def name(self) -> str:
        return self.unit.name

    @property
    def city(self) -> str:
        cities: dict[str, str] = self.cities
        return cities.get((get_language() or "en")[:2]) or cities.get("en") or self.key

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class _Dated(Row):
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="first day it holds no more")

    class Meta:
        abstract = True


class MissionPhase(_Dated):
    """What kind of mission it was, from a day to a day: an office became an embassy."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=24, choices=MissionKind.choices)

    class Meta:
        ordering = [F("valid_from").asc(nulls_first=True)]


class Jurisdiction(_Dated):
    """A country that a mission serves."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="jurisdictions")
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ["country", F("valid_from").asc(nulls_first=True)]
        indexes = [models.Index(fields=["country"])]
