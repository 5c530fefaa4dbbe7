"""A channel that somebody else speaks through."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.network.models.channel import Channel
from heraut.people.models import User
from heraut.people.rights import Right


class Freeze(Row):
    """In force until headquarters ends it. ``since``: from when on nothing it says is ours.

    ``evidence``: a JSON text, sealed, as things stood at the moment of freezing; ``sha256`` is of
    that text's UTF-8 bytes and shows that it was not touched since.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("channel__holder",)

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="freezes")
    since = models.DateTimeField()
    reason = models.CharField(max_length=500)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    evidence = SealedField()
    sha256 = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True, help_text="why it was ended")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=Q(ended_at=None), name="freeze_once_at_a_time"
            )
        ]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """The whole network is warned; the evidence has a view and a right of its own."""
        return Q() if right is Right.NETWORK_READ else None
