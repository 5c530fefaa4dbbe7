"""Put an item into the pool, open to every mission."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import languages
from heraut.newsroom.actions._rules import locked_item, touch
from heraut.newsroom.models import Item, ItemState, Offer, OfferState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def offer_item(item_id: UUID, *, by: User) -> Item:
    """Raises the first of ``obstacles`` as a ``Refusal``. A mission that asked has its answer."""
    item = locked_item(item_id)
    access.require(by, Right.POOL_OFFER, item.unit)
    for obstacle in obstacles(item):
        raise obstacle
    item.state = ItemState.OFFERED
    item.offered_at = clock.now()
    touch(item, "state", "offered_at")
    Offer.objects.filter(item=item, to=None, state=OfferState.OPEN).update(
        state=OfferState.ACCEPTED, answered_by=by, answered_at=item.offered_at
    )
    audit.record("item.offer", actor=by, subject=item, unit_id=item.unit_id)
    return item


def obstacles(item: Item) -> list[Refusal]:
    """Everything that keeps ``item`` out of the pool, in the order in which people mend it."""
    found: list[Refusal] = []
    if item.state == ItemState.OFFERED:
        found.append(Refusal("item.not_draft"))
    if item.state in (ItemState.PROPOSED, ItemState.DISMISSED):
        found.append(Refusal("item.proposed"))
    original = item.versions.filter(language=item.original_language).first()
    if original is None or not original.title.strip():
        found.append(Refusal("item.title_missing"))
    if original is None or not original.summary.strip():
        found.append(Refusal("item.summary_missing"))
    found += [
        Refusal("item.unconfirmed", language=languages.name(version.language))
        for version in item.versions.exclude(machine="")
    ]
    described = item.pictures.filter(alts__language=item.original_language)
    silent = item.pictures.count() - described.count()
    if silent:
        found.append(
            Refusal(
                "item.alt_missing", count=silent, language=languages.name(item.original_language)
            )
        )
    return found
