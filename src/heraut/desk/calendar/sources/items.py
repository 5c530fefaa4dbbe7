"""Items of the pool: when an embargo ends, until when something is good."""

from __future__ import annotations

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.newsroom.models import Item, ItemState, Version
from heraut.people import access
from heraut.people.rights import Right
from heraut.ui.templatetags.ui import pair

_MOST = 200


def answer(ask: Ask) -> Answer:
    if ask.filters or ask.skip:
        return Answer()
    titles = Version.objects.filter(item=OuterRef("pk")).values("title")
    found = _items(ask).annotate(
        shown=Coalesce(
            Subquery(titles.filter(language=get_language() or "en")[:1]),
            Subquery(titles.filter(language=OuterRef("original_language"))[:1]),
        )
    )
    entries: list[Entry] = []
    for item in found[:_MOST]:
        entries += _entries(item, ask)
    return Answer(entries)


def stamp(ask: Ask) -> tuple[object, ...]:
    return tuple(_items(ask).aggregate(newest=Max("changed_at"), count=Count("pk")).values())


def _items(ask: Ask) -> QuerySet[Item]:
    inside = (ask.span.start, ask.span.end)
    found = access.rows(ask.user, Right.ITEM_READ, Item).exclude(state=ItemState.WITHDRAWN)
    found = found.filter(Q(embargo_until__range=inside) | Q(expires_at__range=inside))
    if ask.scope.units is not None:
        found = found.filter(Q(countries=[]) | Q(countries__overlap=list(ask.scope.countries)))
    return found.order_by(F("embargo_until").asc(nulls_last=True), "id")


def _entries(item: Item, ask: Ask) -> list[Entry]:
    title = getattr(item, "shown", "") or _("Without a title")
    told = [
        ("embargo", item.embargo_until, _("Embargo ends"), "unlock", "wait"),
        ("expiry", item.expires_at, _("Expires"), "history", "neutral"),
    ]
    return [
        Entry(
            key=f"{name}-{item.pk}",
            kind=Kind.ITEM,
            title=pair(word, title),
            at=at,
            url=reverse("newsroom_item", args=[item.pk]),
            state=name,
            tone=tone,
            word=word,
            zone=ask.scope.zone,
            place=ask.scope.place,
            icon=icon,
            changed_at=item.changed_at,
            created_at=item.created_at,
            secret=name == "embargo",
        )
        for name, at, word, icon, tone in told
        if at is not None and ask.span.start <= at < ask.span.end
    ]
