"""Reads for who keeps feeds: the feeds, and what they propose."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from heraut.newsroom.models import FeedEntry, FeedSource, Item, ItemState, Version
from heraut.people import access
from heraut.people.models import UnitKind, User
from heraut.people.rights import RIGHTS, Right


def _theirs(user: User) -> Q:
    """Rows of units whose texts are this person's to write; a partner's are its own people's."""
    direct = [
        grant.unit_id for grant in access.grants(user) if Right.ITEM_WRITE in RIGHTS[grant.role]
    ]
    above = access.within(user, Right.ITEM_WRITE, "unit") & ~Q(unit__kind=UnitKind.PARTNER)
    return Q(unit__in=direct) | above


def feeds(user: User) -> QuerySet[FeedSource]:
    """Those in trouble first; each with ``waiting``, its proposals that nobody has decided on."""
    return (
        FeedSource.objects.filter(_theirs(user))
        .select_related("unit")
        .annotate(waiting=Count("entries", filter=Q(entries__item__state=ItemState.PROPOSED)))
        .order_by("-active", "-failures", "name", "pk")
    )


def feed(user: User, source_id: object) -> FeedSource:
    """404 for who does not write for its unit."""
    found = FeedSource.objects.filter(_theirs(user)).select_related("unit", "added_by")
    return get_object_or_404(found, pk=source_id)


def proposals(user: User, state: str = "") -> QuerySet[Item]:
    """What feeds propose, the latest first; ``state``: ``dismissed``, ``changed`` for accepted ones
    whose source moved on, else what waits. Constant number of queries."""
    entry = FeedEntry.objects.filter(item=OuterRef("pk"))
    found = Item.objects.filter(_theirs(user))
    if state == "dismissed":
        found = found.filter(state=ItemState.DISMISSED)
    elif state == "changed":
        found = found.filter(Exists(entry.exclude(changed={})))
        found = found.exclude(state__in=[ItemState.PROPOSED, ItemState.DISMISSED])
    else:
        found = found.filter(state=ItemState.PROPOSED)
    return (
        found.filter(feed_entry__isnull=False)
        .select_related("unit", "feed_entry__source")
        .prefetch_related("themes", Prefetch("versions", Version.objects.defer("search")))
        .order_by("-feed_entry__published_at", "-pk")
    )


def waiting(user: User) -> int:
    """How many proposals wait for this person's decision."""
    return Item.objects.filter(_theirs(user), state=ItemState.PROPOSED).count()


def moved_on(user: User) -> int:
    """How many accepted items have a source that moved on."""
    entries = FeedEntry.objects.exclude(changed={}).filter(item__isnull=False)
    items = Item.objects.filter(_theirs(user), feed_entry__in=entries)
    return items.exclude(state__in=[ItemState.PROPOSED, ItemState.DISMISSED]).count()


def entry(item: Item) -> FeedEntry | None:
    return FeedEntry.objects.select_related("source__added_by").filter(item=item).first()
