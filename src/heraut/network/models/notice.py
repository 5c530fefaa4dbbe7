"""A mail about channels to one person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from heraut.foundation.models import Row
from heraut.people.models import User


class Notice(Row):
    """Written in the transaction that made it necessary, worded and sent afterwards.

    ``kind`` and ``key``: ``frozen`` or ``unfrozen`` and the freeze's id; ``daily`` and the day. One
    of each for a person. ``sent_at`` is set before the mail goes, so that nobody gets it twice; it is
    taken back where the mail server does not take it.
    """

    FROZEN: ClassVar[str] = "frozen"
    UNFROZEN: ClassVar[str] = "unfrozen"
    DAILY: ClassVar[str] = "daily"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    next_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(sent_at=None), name="notice_open")
        ]
