"""A secret address at which a person's calendar program reads theirs."""

from __future__ import annotations

from django.db import models

from heraut.foundation.models import Row
from heraut.people.models import User


class CalendarFeed(Row):
    """``digest``: SHA-256 of the token in the address, which is told once and kept nowhere.

    ``scope``: see ``heraut.desk.calendar.scope``. What it shows is what ``user`` may see at the
    moment it is read.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=90)
    with_days = models.BooleanField(default=True, help_text="days that matter included")
    read_at = models.DateTimeField(null=True, help_text="noted once an hour")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
