"""A calendar that somebody else keeps, and what it held when it was last fetched."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class OutsideCalendar(Row):
    """``address`` is sealed, because such addresses hold secrets; ``host`` is what people see of
    it; both are empty for an uploaded file. ``code``: why the last fetch came to nothing.

    ``busy_until`` is the lease of whoever fetches it; a process that dies loses it by itself.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outside_calendars")
    name = models.CharField(max_length=120)
    address = SealedField()
    host = models.CharField(max_length=255, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    etag = models.CharField(max_length=255, blank=True)
    last_modified = models.CharField(max_length=64, blank=True)
    stored_at = models.DateTimeField(null=True, help_text="when its events were last replaced")
    checked_at = models.DateTimeField(null=True, help_text="when it last answered usably")
    next_at = models.DateTimeField(null=True, help_text="fetch not before; empty: never")
    busy_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="one after another")
    code = models.CharField(max_length=80, blank=True)
    left_out = models.PositiveIntegerField(default=0, help_text="events that could not be read")

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["next_at"], name="outside_due")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """The ministry's are everybody's to read."""
        return Q(unit__parent=None) if right is Right.NETWORK_READ else None


class OutsideEvent(models.Model):
    """At a moment (``starts_at``), or on whole days (``first`` to ``last``, both included)."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)

    class Meta:
        ordering = ["starts_at", "first", "id"]
        indexes = [
            models.Index(fields=["calendar", "starts_at"]),
            models.Index(fields=["calendar", "first"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False, first=None)
                | Q(starts_at=None, first__isnull=False, last__isnull=False),
                name="outside_event_has_a_time_or_days",
            )
        ]
