"""Offer an item to missions by name: they read it and may adapt it, nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, require_writer
from heraut.newsroom.actions.offer_item import obstacles
from heraut.newsroom.models import Item, ItemState, Offer, OfferState
from heraut.people.models import Unit, UnitKind, User


@transaction.atomic
def offer_to_neighbours(
    item_id: UUID, to: Mapping[UUID, Sequence[str]], *, by: User, note: str = ""
) -> Item:
    """``to``: unit -> what it has in common (``newsroom.neighbours``). Who has it already stays
    as it was. Raises what keeps an item out of the pool, for they read it just the same; one that
    is in the pool is pointed out to them."""
    item = locked_item(item_id)
    require_writer(by, item.unit)
    for obstacle in obstacles(item):
        if obstacle.code != "item.not_draft":
            raise obstacle
    if item.state == ItemState.WITHDRAWN:
        raise Refusal("item.withdrawn")
    have = Offer.objects.filter(item=item, state=OfferState.OPEN, to__isnull=False)
    units = (
        Unit.objects.filter(pk__in=to, kind=UnitKind.MISSION)
        .exclude(pk=item.unit_id)
        .exclude(pk__in=have.values("to"))
    )
    found = list(units)
    if not found:
        raise Refusal("offer.nobody")
    Offer.objects.bulk_create(
        Offer(item=item, to=unit, why=list(to[unit.pk]), note=note.strip()[:300], by=by)
        for unit in found
    )
    audit.record(
        "offer.neighbours",
        actor=by,
        subject=item,
        unit_id=item.unit_id,
        detail={"to": [unit.pk for unit in found]},
    )
    return item
