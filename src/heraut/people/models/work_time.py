"""How long a person worked at their screens: theirs alone to read (decision 18)."""

from __future__ import annotations

from django.db import models

from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.people.models.user import User


class WorkClock(models.Model):
    """One a person: up to when their time was counted, and whether they want it counted."""

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="work_clock"
    )
    counted_until = models.DateTimeField(null=True)
    is_off = models.BooleanField(default=False)


class WorkTime(Row):
    """``spent``: kind of work -> seconds, sealed, so that no query adds up anybody's day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="work_times")
    day = models.DateField(db_index=True)
    spent = SealedField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="work_time_once_a_day")]
