"""What the ministry lets platforms that ask money cost it in a month, and what they have cost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heraut.foundation.models import Row
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class Budget(Row):
    """``monthly`` in millionths of a US dollar, for the calendar month in UTC. A platform without
    a budget may cost nothing."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    platform = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    monthly = models.PositiveBigIntegerField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["platform"]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Everybody at the desk may know what is left: their texts depend on it."""
        return Q() if right is Right.DISPATCH_READ else None


class Spending(models.Model):
    """``spent``: booked with the attempts of the month that begins on ``month`` (UTC), in
    millionths of a US dollar."""

    platform = models.CharField(max_length=20)
    month = models.DateField()
    spent = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "month"], name="spending_once_a_month")
        ]
