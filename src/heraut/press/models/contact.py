"""A journalist whom the ministry may reach, and on what ground it knows how."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.people.models import Unit, User


class Ground(models.TextChoices):
    """Why the ministry holds somebody's address."""

    GAVE = "gave", _("Gave it to us")
    ASKED = "asked", _("Wrote or called us with a question")
    PUBLISHED = "published", _("Published by the outlet")


class PressContact(Row):
    """``details``: e-mail, phone and notes, sealed; read by a person only with a reason.

    Whoever handles an enquiry of theirs reaches the contact too.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit", "enquiries__unit")
    ACCESS_MANY: ClassVar[bool] = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="press_contacts")
    name = models.CharField(max_length=150)
    outlet = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=12, blank=True)
    details = SealedField()
    ground = models.CharField(max_length=10, choices=Ground.choices)
    source = models.CharField(max_length=200, blank=True, help_text="where it comes from, when")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["unit", "name"])]

    def __str__(self) -> str:
        return f"{self.name}, {self.outlet}" if self.outlet else self.name
