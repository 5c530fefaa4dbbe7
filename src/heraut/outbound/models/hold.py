"""Hold everything scheduled: nothing that was handed over before it ends goes by itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.network.models import Channel
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class HoldScope(models.TextChoices):
    NETWORK = "network", _("The whole network")
    COUNTRY = "country", _("A country")
    CHANNEL = "channel", _("A channel")


class Hold(Row):
    """A parcel is held by it if it was handed over before the hold ended and no named person
    released it after the hold was placed.

    ``placed_by`` is empty where Heraut placed it itself, after a restore.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    scope = models.CharField(max_length=8, choices=HoldScope.choices)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(scope="network", country="", channel=None)
                    | (Q(scope="country", channel=None) & ~Q(country=""))
                    | Q(scope="channel", country="", channel__isnull=False)
                ),
                name="hold_names_its_scope",
            )
        ]

    @property
    def who(self) -> str:
        return str(self.placed_by) if self.placed_by else "Heraut"

    @property
    def why(self) -> str:
        """What a person wrote; Heraut's own reason in the reader's language."""
        if self.placed_by is not None:
            return self.reason
        return gettext(
            "Heraut was restored from a backup: compare each text with its channel, then release "
            "or cancel it"
        )

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Everybody at the desk may know that a hold is in force."""
        return Q() if right is Right.DISPATCH_READ else None
