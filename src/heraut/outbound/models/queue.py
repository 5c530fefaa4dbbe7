"""A channel's line: at most one process serves it, for as long as its lease runs."""

from __future__ import annotations

from django.db import models

from heraut.network.models import Channel


class Queue(models.Model):
    """``blocked_until``: the platform asked to be left alone, or is down."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.CASCADE, related_name="queue"
    )
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)
    blocked_code = models.CharField(max_length=80, blank=True)
    #: Numbers given to parcels so far: the order among those due at the same moment.
    counter = models.BigIntegerField(default=0)
    #: What is left of the platform's allowance, and when that was reckoned.
    allowance = models.FloatField(null=True)
    allowance_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="one after another")
