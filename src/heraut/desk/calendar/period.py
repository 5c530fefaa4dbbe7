"""Which days a view shows, and where one turns from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel import dates
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from heraut.ui.templatetags.ui import locale

#: How far a calendar turns: dates beyond are a mistake in an address.
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
_AGENDA = 14


class View(StrEnum):
    AGENDA = "agenda"
    WEEK = "week"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Span:
    """From the midnight that begins ``first`` to the one that ends ``last``, on one clock."""

    first: date
    last: date
    start: datetime
    end: datetime

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When ``day`` begins in ``zone``. Where clocks go forward at midnight, as they have in
    Santiago and Beirut, that is one o'clock."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def span(first: date, last: date, zone: ZoneInfo) -> Span:
    return Span(first, last, midnight(first, zone), midnight(last + timedelta(days=1), zone))


@dataclass(frozen=True, slots=True)
class Period:
    """A view of some days around ``day``; ``first`` and ``last`` are those it draws."""

    view: View
    day: date
    first: date
    last: date
    before: date
    after: date

    @property
    def title(self) -> str:
        """What stands above it, in the reader's language."""
        if self.view == View.MONTH:
            return dates.format_skeleton("yMMMM", self.day, locale=locale()).capitalize()
        if self.view == View.DAY:
            return dates.format_date(self.day, "full", locale=locale()).capitalize()
        if self.view == View.WEEK:
            number = self.first.isocalendar().week
            return _("Week %(number)s, %(days)s") % {"number": number, "days": self._days()}
        return self._days()

    def _days(self) -> str:
        return str(dates.format_interval(self.first, self.last, "yMMMd", locale=locale()))


def parse_day(text: str) -> date | None:
    """A day from an address; None for nonsense and for what lies out of reach."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found is not None and _EARLIEST <= found <= _LATEST else None


def period(view: View, day: date) -> Period:
    """``day`` and the days that ``view`` shows with it; weeks begin on Monday (ISO 8601)."""
    if view == View.MONTH:
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        monday = first - timedelta(days=first.weekday())
        end = following - timedelta(days=1)
        sunday = end + timedelta(days=6 - end.weekday())
        return Period(
            view, day, monday, sunday, (first - timedelta(days=1)).replace(day=1), following
        )
    if view == View.WEEK:
        monday = day - timedelta(days=day.weekday())
        week = timedelta(days=7)
        return Period(view, day, monday, monday + timedelta(days=6), day - week, day + week)
    length = timedelta(days=1 if view == View.DAY else _AGENDA)
    return Period(view, day, day, day + length - timedelta(days=1), day - length, day + length)
