"""How much a platform matters in a host country, as somebody measured or judged it on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.network.models.mission import Confidence
from heraut.people.models import User


class Level(models.TextChoices):
    HIGH = "high", _("Much used")
    SOME = "some", _("Used by some")
    LOW = "low", _("Little used")
    BLOCKED = "blocked", _("Blocked there")


class PlatformRelevance(Row):
    """Rows of different days stand beside each other; the latest counts. ``share`` is in per cent
    of those whom ``measure`` names; empty where nobody counted."""

    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    platform = models.CharField(max_length=30)
    level = models.CharField(max_length=8, choices=Level.choices)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    measure = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(
        max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM
    )
    source = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500, blank=True)
    as_of = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["country", "platform", "-as_of", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "platform", "as_of", "source"], name="relevance_once_a_source"
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=100),
                name="relevance_share_in_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.country} {self.as_of}"
