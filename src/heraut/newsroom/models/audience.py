"""Whom a text is for: a group of readers in a host country, with its language and register."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.network.models import Plan
from heraut.newsroom.models.message import said
from heraut.people.models import Unit
from heraut.people.rights import Right


class Register(models.TextChoices):
    FORMAL = "formal", _("Formal")
    NEUTRAL = "neutral", _("Neutral")
    FAMILIAR = "familiar", _("Familiar")


class AudienceGroup(Row):
    """``country`` empty: everywhere. A size is told with its source and day, or not at all.

    ``ended_at``: chosen no more from then on; what was written for it keeps saying so.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="audience_groups")
    names = models.JSONField(default=dict, help_text="language -> name")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    language = models.CharField(max_length=12)
    register = models.CharField(max_length=8, choices=Register.choices, default=Register.NEUTRAL)
    cares = models.TextField(blank=True, help_text="what they care about")
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="people")
    size_source = models.CharField(max_length=200, blank=True)
    size_as_of = models.DateField(null=True, blank=True)
    is_estimate = models.BooleanField(default=True, help_text="of the size")
    plans = models.ManyToManyField(Plan, blank=True, related_name="audiences")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["country", "created_at", "id"]
        indexes = [models.Index(fields=["country"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(size=None) | (~Q(size_source="") & Q(size_as_of__isnull=False)),
                name="audience_size_has_its_source",
            )
        ]

    def __str__(self) -> str:
        return said(self.names)

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Missions learn from each other whom they speak to."""
        return Q() if right is Right.ITEM_READ else None
