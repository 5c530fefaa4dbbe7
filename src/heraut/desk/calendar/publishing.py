"""A person's calendar as iCalendar (RFC 5545), for the calendar programs they use.

Titles and states alone, never a text: such programs keep their copies with other companies. The
title of what is under embargo is withheld until the embargo ends.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from heraut.desk.calendar import period
from heraut.desk.calendar.entry import Ask, Entry, Kind
from heraut.desk.calendar.scope import Desk, clocks
from heraut.desk.calendar.sources import SOURCES
from heraut.desk.models import CalendarFeed
from heraut.foundation import live
from heraut.kernel import clock

_BEFORE, _AFTER = timedelta(days=31), timedelta(days=184)
_PER_DAY = 100
#: What a calendar program makes of a state.
_STATUS = {
    "asked": "TENTATIVE",
    "held": "TENTATIVE",
    "returned": "CANCELLED",
    "recalled": "CANCELLED",
}
_AGAIN = timedelta(hours=1)


def ask_for(feed: CalendarFeed) -> Ask:
    """What ``feed`` shows: what its person may see of its scope at this moment."""
    desk = Desk.of(feed.user)
    scope = desk.scope(feed.scope)
    zone = clocks(scope, feed.user)[0].zone
    today = clock.now().astimezone(zone).date()
    span = period.span(today - _BEFORE, today + _AFTER, zone)
    return Ask(user=feed.user, span=span, scope=scope, zone=zone, per_day=_PER_DAY)


def stamp(feed: CalendarFeed, ask: Ask) -> str:
    """Changes whenever the calendar would; for a conditional request."""
    parts = [source.fingerprint(ask) for source in SOURCES]
    return live.stamp(feed.pk, feed.user.language, ask.span.first, *parts)


def render(feed: CalendarFeed, ask: Ask) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Heraut//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Heraut: {ask.scope.label}")
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for source in SOURCES:
        for entry in source.answer(ask).entries:
            if _belongs(entry, feed):
                calendar.add_component(_event(entry, ask.span.start))
    return bytes(calendar.to_ical())


def _belongs(entry: Entry, feed: CalendarFeed) -> bool:
    """What came from somebody else's calendar is not handed on."""
    return entry.kind != Kind.OUTSIDE and (entry.kind != Kind.DAY or feed.with_days)


def _event(entry: Entry, since: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.HERAUT.origin).hostname}")
    changed = entry.changed_at or since
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", _sequence(entry))
    event.add("summary", _summary(entry))
    if entry.at is not None:
        event.add("dtstart", entry.at.astimezone(UTC))
    elif entry.day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", (entry.until or entry.day) + timedelta(days=1))
    event.add("status", _STATUS.get(entry.state, "CONFIRMED"))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("categories", [str(entry.word)])
    where = ", ".join(part for part in (entry.unit, entry.place) if part)
    if where:
        event.add("location", where)
    if entry.url:
        event.add("url", settings.HERAUT.origin + entry.url)
    return event


def _sequence(entry: Entry) -> int:
    """Grows with every change: the seconds from its making to its last one."""
    if entry.changed_at is None or entry.created_at is None:
        return 0
    return max(0, int((entry.changed_at - entry.created_at).total_seconds()))


def _summary(entry: Entry) -> str:
    title = _("Under embargo") if entry.secret else entry.title
    return f"{title} ({entry.word})" if entry.kind == Kind.DISPATCH else title
