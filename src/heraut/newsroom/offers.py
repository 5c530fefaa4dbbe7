"""Reads of offers: what neighbours offer us, what we offered, what asks to enter the pool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from heraut.newsroom.models import Adaptation, Item, ItemState, Offer, OfferState, Version
from heraut.newsroom.neighbours import RECEIVED
from heraut.newsroom.relevance import Reader
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

_VERSIONS = Prefetch("item__versions", Version.objects.defer("body", "search"))


@dataclass(frozen=True, slots=True)
class Received:
    """An offer as the one who got it sees it; ``taken``: the unit made something of it."""

    offer: Offer
    version: Version | None
    reasons: tuple[str, ...]
    taken: bool


def received(user: User, unit: Unit) -> QuerySet[Offer]:
    """What neighbours offer ``unit``, what it has not taken up first."""
    # access: whether the unit itself made something of it
    taken = Adaptation.objects.filter(item=OuterRef("item"), unit=unit)
    return (
        access.rows(user, Right.ITEM_READ, Offer)
        .filter(to=unit, state=OfferState.OPEN)
        .exclude(item__state=ItemState.WITHDRAWN)
        .annotate(taken=Exists(taken))
        .select_related("item__unit", "by")
        .prefetch_related(_VERSIONS)
        .order_by("taken", "-created_at")
    )


def listed(offers: Iterable[Offer], reader: Reader | None, reads: str) -> list[Received]:
    """With the title this reader should see and what the two have in common, in words."""
    return [
        Received(
            offer=each,
            version=best(each.item, reader, reads),
            reasons=tuple(str(RECEIVED[why]) for why in each.why if why in RECEIVED),
            taken=bool(getattr(each, "taken", False)),
        )
        for each in offers
    ]


def best(item: Item, reader: Reader | None, reads: str) -> Version | None:
    """The version to show: in the language of the screens, else one of the channels, else the
    original. Reads ``item.versions`` through ``all()``."""
    versions = {version.language: version for version in item.versions.all()}
    wanted = [reads, *(reader.languages if reader else ()), item.original_language]
    found = (versions[language] for language in wanted if language in versions)
    return next(found, next(iter(versions.values()), None))


def asking(user: User) -> QuerySet[Offer]:
    """What missions ask this person to put into the pool, the longest waiting first."""
    return (
        Offer.objects.filter(access.within(user, Right.POOL_OFFER, "item__unit"))  # access: within
        .filter(to=None, state=OfferState.OPEN)
        .exclude(item__state=ItemState.OFFERED)
        .select_related("item__unit", "by")
        .prefetch_related(_VERSIONS)
        .order_by("created_at")
    )


def made_of(item: Item) -> QuerySet[Offer]:
    """The offers of one item, for who may write it: those that stand, and the last answer."""
    # access: the view has the item through the door and shows this to its writers
    return item.offers.select_related("to", "by", "answered_by").exclude(state=OfferState.WITHDRAWN)


def offered_to(user: User, item: Item) -> bool:
    """Whether a unit in which this person may adapt was offered the item."""
    # access: within
    found = item.offers.filter(access.within(user, Right.ADAPT, "to"), state=OfferState.OPEN)
    return found.filter(~Q(to=None)).exists()
