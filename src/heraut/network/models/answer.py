"""What a named person answered to a proposal, so that it is not made again for nothing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people.models import User


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    SET_ASIDE = "set-aside", _("Set aside")


class ProposalAnswer(Row):
    """Proposals are worked out anew at each look and have no rows; ``key`` names one, ``basis`` is
    the digest of the facts that it rested on. Other facts make it a new proposal."""

    key = models.CharField(max_length=200)
    basis = models.CharField(max_length=64)
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-answered_at"]
        constraints = [
            models.UniqueConstraint(fields=["key", "basis"], name="proposal_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.key}"
