"""A role that a person holds in a unit from a day to a day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people.models.unit import Unit
from heraut.people.models.user import User


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    HQ_EDITOR = "hq_editor", _("Editor at headquarters")
    HQ_CLEARER = "hq_clearer", _("Clearer at headquarters")
    HEAD_OF_MISSION = "head_of_mission", _("Head of mission")
    MISSION_OFFICER = "mission_officer", _("Officer at a mission")
    LOCAL_OFFICER = "local_officer", _("Locally engaged officer")
    HELPDESK_AGENT = "helpdesk_agent", _("Helpdesk agent")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    ANALYST = "analyst", _("Analyst")
    PARTNER = "partner", _("Partner")
    AUDITOR = "auditor", _("Auditor")


class Membership(Row):
    """Holds on ``valid_from`` and every day after it, up to but not on ``valid_until``."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["unit__path", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role", "valid_from"], name="membership_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"

    def phase(self, on: date) -> str:
        """``coming``, ``holding`` or ``ended``, on a day."""
        if self.valid_until and self.valid_until <= on:
            return "ended"
        return "coming" if self.valid_from > on else "holding"
