"""When a channel's sign-in is looked at next, and by whom just now."""

from __future__ import annotations

from django.db import models

from heraut.foundation.models import Row
from heraut.network.models.channel import Channel


class Upkeep(Row):
    """``next_at``: the next refresh (``refresh_at``) or daily look, whichever comes first.

    ``busy_until`` and ``owner`` are a lease: whoever lost it writes nothing more.
    ``rotating_since`` is committed before the platform is asked for new tokens and cleared with
    them: where it still stands under a new lease, a process died in between, and the platform may
    have ended the old ones. ``mended_at``: the last time somebody looked because the platform had
    refused a call. ``failures``: looks in a row without an answer.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="upkeep")
    next_at = models.DateTimeField()
    refresh_at = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)
    owner = models.CharField(max_length=40, blank=True)
    rotating_since = models.DateTimeField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["next_at"])]
