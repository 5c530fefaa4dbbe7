"""An address to which nothing is sent, whoever asks; known by its hash alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.audience.models.recipient import Kind
from heraut.foundation.models import Row


class Reason(models.TextChoices):
    HARD_BOUNCE = "hard_bounce", _("The address does not exist")
    SOFT_BOUNCE = "soft_bounce", _("The mailbox takes nothing for now")
    COMPLAINT = "complaint", _("Reported as unwanted")
    MANUAL = "manual", _("Asked for by the person")


class Suppression(Row):
    """Outlives erasure, since it holds nothing but a keyed hash.

    ``purpose`` empty: nothing at all reaches it, as with an address that does not exist; else only
    that purpose is meant: who calls a newsletter unwanted is still warned in an emergency.
    ``until`` empty: for good.
    """

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EMAIL)
    lookup = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    code = models.CharField(max_length=20, blank=True, help_text="as the mail server said it")
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "lookup", "purpose"],
                condition=Q(lifted_at=None),
                name="suppression_once",
            )
        ]
