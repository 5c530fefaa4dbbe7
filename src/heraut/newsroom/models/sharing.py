"""Who may look over a unit's shoulder while it writes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people.models import Unit, User


class Openness(models.TextChoices):
    NOBODY = "nobody", _("No other mission")
    NEIGHBOURS = "neighbours", _("Our neighbours")
    EVERYBODY = "everybody", _("Every mission")


class Sharing(Row):
    """One a unit: to whom its texts in the making stand open, and whom it calls neighbours."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="sharing")
    drafts = models.CharField(
        max_length=10, choices=Openness.choices, default=Openness.NOBODY, blank=False
    )
    neighbours = models.ManyToManyField(Unit, blank=True, related_name="+")
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
