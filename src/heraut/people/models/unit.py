"""An organisational unit: what roles and access are scoped to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row


class UnitKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    DIRECTORATE = "directorate", _("Directorate")
    MISSION = "mission", _("Mission")
    PARTNER = "partner", _("Partner")


class Unit(Row):
    """``path`` is the chain of slugs from the ministry down, each followed by a slash."""

    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict, help_text="language -> name")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=400, unique=True, editable=False)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language, else in English, else in any."""
        names: dict[str, str] = self.names
        return (
            names.get((get_language() or "en")[:2])
            or names.get("en")
            or next(iter(names.values()), self.slug)
        )

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.slug}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]
