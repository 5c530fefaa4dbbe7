"""One call to a platform, written down before it is made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.outbound.models.parcel import Parcel


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    REJECTED = "rejected", _("Refused")
    RETRY = "retry", _("To be tried again")
    UNKNOWN = "unknown", _("Unclear")
    ABSENT = "absent", _("Not there")
    BY_HAND = "by_hand", _("Given to a person")


class Attempt(models.Model):
    """``kind``: ``call`` (changes something) or ``check`` (reads back); ``step``: of its parcel. An attempt without an
    outcome belongs to a process that is calling now, or died while it did."""

    number = models.BigAutoField(primary_key=True)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="attempts")
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    kind = models.CharField(max_length=5, default="call")
    key = models.CharField(max_length=200, help_text="the id or key that makes it the same call")
    body_sha256 = models.CharField(max_length=64)
    worker = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    code = models.CharField(max_length=80, blank=True)
    booked = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="what it took of the month's budget"
    )
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
