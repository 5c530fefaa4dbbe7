"""An item of a mission offered: to named neighbours, or to everybody by asking headquarters."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.newsroom.models.item import Item
from heraut.people.models import Unit, User


class OfferState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Taken into the pool")
    DECLINED = "declined", _("Not taken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OFFER = StateMachine(
    "offer",
    start=OfferState.OPEN,
    moves={
        OfferState.OPEN: {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.WITHDRAWN},
        OfferState.ACCEPTED: set(),
        OfferState.DECLINED: set(),
        OfferState.WITHDRAWN: set(),
    },
)


class Offer(Row):
    """``to`` empty: to the whole pool, which an editor answers. To a unit, it stands while open:
    the people of that unit may read the item (see ``Item.shared_rows``).

    ``why``: what the two have in common (``newsroom.neighbours``): jurisdiction, region,
    language, theme, neighbour.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("item__unit", "to")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="offers")
    to = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="offers_received"
    )
    why = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["to", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "to"], condition=Q(state="open"), name="offer_open_once"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="open", to=None), name="offer_to_pool_once"
            ),
        ]
