"""A day that matters to who publishes: a national day, a holiday, mourning, silence."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class DayKind(models.TextChoices):
    NATIONAL = "national", _("National day")
    HOLIDAY = "holiday", _("Public holiday")
    MOURNING = "mourning", _("Mourning")
    OBSERVANCE = "observance", _("Day of remembrance or observance")
    EMBARGO = "embargo", _("Silence or embargo")
    OWN = "own", _("Own day")


class DayReach(models.TextChoices):
    NETWORK = "network", _("The whole network")
    COUNTRY = "country", _("One host country")
    UNIT = "unit", _("Our own mission only")


class Day(Row):
    """From ``first`` to ``last``, both included; ``rule`` (RFC 5545, yearly only) repeats it.

    ``unit`` keeps it: who may change it is asked there. ``reach`` says whom it concerns; a day of
    one mission is seen by who reads that mission. ``revision`` counts saved changes.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="days")
    reach = models.CharField(max_length=8, choices=DayReach.choices, default=DayReach.NETWORK)
    country = models.CharField(max_length=2, blank=True)
    kind = models.CharField(max_length=12, choices=DayKind.choices, default=DayKind.OWN)
    names = models.JSONField(default=dict, help_text="language -> name")
    first = models.DateField()
    last = models.DateField()
    rule = models.CharField(max_length=200, blank=True, help_text="RRULE, yearly; empty: once")
    caution = models.BooleanField(default=False, help_text="hold back cheerful texts")
    source = models.CharField(max_length=300, blank=True, help_text="where it is written")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["first", "id"]
        indexes = [models.Index(fields=["last", "first"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="day_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(reach="country") | ~Q(country=""), name="day_of_a_country_names_it"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """What concerns a country or everybody is known to who reads the network."""
        return ~Q(reach=DayReach.UNIT) if right is Right.NETWORK_READ else None

    @property
    def name(self) -> str:
        """In the reader's language, else in English, else in any."""
        names: dict[str, str] = self.names
        return (
            names.get((get_language() or "en")[:2])
            or names.get("en")
            or next(iter(names.values()), "")
        )
