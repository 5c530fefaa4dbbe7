"""What other people's calendars hold, as it was last fetched."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.desk.models import OutsideCalendar, OutsideEvent
from heraut.people import access
from heraut.people.rights import Right

_MOST = 500


def answer(ask: Ask) -> Answer:
    if ask.filters or ask.skip:
        return Answer()
    found = _calendars(ask)
    inside = Q(starts_at__gte=ask.span.start, starts_at__lt=ask.span.end) | Q(
        first__lte=ask.span.last, last__gte=ask.span.first
    )
    # access: the calendars came through the door
    events = OutsideEvent.objects.filter(inside, calendar__in=found).select_related("calendar")
    return Answer([_entry(each) for each in events.order_by("starts_at", "first", "pk")[:_MOST]])


def stamp(ask: Ask) -> tuple[object, ...]:
    newest = _calendars(ask).aggregate(newest=Max("stored_at"), count=Count("pk"))
    return tuple(newest.values())


def _calendars(ask: Ask) -> QuerySet[OutsideCalendar]:
    """Those of the scope's units, and those the ministry keeps for everybody."""
    found = access.rows(ask.user, Right.NETWORK_READ, OutsideCalendar)
    if ask.scope.units is None:
        return found
    return found.filter(Q(unit__in=ask.scope.units) | Q(unit__parent=None))


def _entry(event: OutsideEvent) -> Entry:
    return Entry(
        key=f"outside-{event.pk}",
        kind=Kind.OUTSIDE,
        title=event.title,
        at=event.starts_at,
        day=event.first,
        until=event.last,
        state="outside",
        word=event.calendar.name,
        detail=event.place,
        icon="link",
    )
