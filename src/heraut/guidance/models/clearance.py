"""The approval of one text, whatever app the text lives in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.people.models import Unit, User


class ClearanceState(models.TextChoices):
    ASKED = "asked", _("Waiting for clearance")
    CLEARED = "cleared", _("Cleared")
    REJECTED = "rejected", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLEARANCE = StateMachine(
    "clearance",
    start=ClearanceState.ASKED,
    moves={
        ClearanceState.ASKED: {
            ClearanceState.CLEARED,
            ClearanceState.REJECTED,
            ClearanceState.WITHDRAWN,
        },
        # An edit or a person takes back a clearance that was given.
        ClearanceState.CLEARED: {ClearanceState.WITHDRAWN},
        ClearanceState.REJECTED: set(),
        ClearanceState.WITHDRAWN: set(),
    },
)


class Clearance(Row):
    """``subject_kind`` names the slot entry of the app whose text this is; ``digest`` fixes
    exactly which text: SHA-256 over its canonical form."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="clearances")
    title = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=ClearanceState.choices, default=ClearanceState.ASKED
    )
    authors = ArrayField(
        models.UUIDField(), default=list, help_text="who wrote in it: may not clear"
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, help_text="when the text is meant to go out")

    class Meta:
        ordering = ["due_at", "created_at"]
        indexes = [models.Index(fields=["state", "unit"])]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=["asked", "cleared"]),
                name="clearance_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.title
