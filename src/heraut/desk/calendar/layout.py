"""From entries to what a view draws: days, hours, and how many there are behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import dates

from heraut.desk.calendar.entry import Answer, Entry
from heraut.desk.calendar.period import Span
from heraut.ui.templatetags.ui import locale


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry on one day. ``time``: on the calendar's clock; ``own``: where it happens, if the
    clock on the wall there says otherwise."""

    entry: Entry
    time: str = ""
    own: str = ""
    iso: str = ""
    hour: int = -1


@dataclass(frozen=True, slots=True)
class Hour:
    """What lies in one hour of a day; ``more``: how many of it are not shown."""

    number: int
    shown: list[Shown]
    more: int = 0

    @property
    def label(self) -> str:
        return f"{self.number:02d}:00"


@dataclass(slots=True)
class DayOf:
    """One day of a calendar. ``all_day`` stands above ``timed``; ``total`` counts what has a time,
    shown or not, and ``in_hour`` by hour."""

    day: date
    today: bool
    outside: bool
    all_day: list[Shown] = field(default_factory=list)
    timed: list[Shown] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)
    total: int = 0
    in_hour: Counter[int] = field(default_factory=Counter)

    @property
    def more(self) -> int:
        """How many with a time are not shown."""
        return max(0, self.total - len(self.timed))

    @property
    def caution(self) -> bool:
        return any(each.entry.caution for each in self.all_day)

    @property
    def blank(self) -> bool:
        return not (self.all_day or self.timed or self.total)

    @property
    def name(self) -> str:
        """``Tuesday 24 November`` in the reader's language."""
        return long_day(self.day)

    @property
    def short(self) -> str:
        """``Tue 24 Nov``"""
        return str(dates.format_skeleton("MMMEd", self.day, locale=locale()))


def days(
    answers: Sequence[Answer], span: Span, zone: ZoneInfo, *, now: datetime, month: int = 0
) -> list[DayOf]:
    """Every day of ``span`` with what it holds, in the order of time. ``month``: days of another
    one are drawn paler."""
    today = now.astimezone(zone).date()
    made = {day: DayOf(day, day == today, bool(month) and day.month != month) for day in span.days}
    for answer in answers:
        placed = [key for entry in answer.entries if (key := _place(entry, made, zone)) is not None]
        _count(answer, placed, made)
    for each in made.values():
        each.timed.sort(key=lambda one: (one.entry.at, one.entry.key))
    return list(made.values())


def long_day(day: date) -> str:
    """Weekday and day in whole words, without the year."""
    weekday = dates.format_date(day, "EEEE", locale=locale())
    return f"{weekday} {dates.format_skeleton('MMMMd', day, locale=locale())}"


def _place(entry: Entry, made: Mapping[date, DayOf], zone: ZoneInfo) -> tuple[date, int] | None:
    """Put ``entry`` on its days; on which day and hour it stands, if it has a time."""
    if entry.at is not None:
        local = entry.at.astimezone(zone)
        if local.date() not in made:
            return None
        made[local.date()].timed.append(_shown(entry, local))
        return local.date(), local.hour
    first, last = entry.day, entry.until or entry.day
    for day, held in made.items():
        if first is not None and last is not None and first <= day <= last:
            held.all_day.append(Shown(entry))
    return None


def _count(answer: Answer, placed: Sequence[tuple[date, int]], made: Mapping[date, DayOf]) -> None:
    """Add up what an answer holds and what it says lies behind that."""
    by_day = Counter(day for day, _hour in placed)
    by_hour = Counter(placed)
    for day in {*by_day, *answer.counts} & made.keys():
        made[day].total += max(answer.counts.get(day, 0), by_day[day])
    for day, hour in {*by_hour, *answer.hours}:
        if day in made:
            made[day].in_hour[hour] += max(answer.hours.get((day, hour), 0), by_hour[day, hour])


def _shown(entry: Entry, local: datetime) -> Shown:
    own = ""
    if entry.zone is not None and entry.at is not None:
        there = entry.at.astimezone(entry.zone)
        if there.utcoffset() != local.utcoffset():
            day = "" if there.date() == local.date() else f"{_weekday(there)} "
            own = f"{day}{there:%H:%M}"
    return Shown(entry, f"{local:%H:%M}", own, local.isoformat(timespec="minutes"), local.hour)


def _weekday(moment: datetime) -> str:
    return str(dates.format_date(moment, "EEE", locale=locale()))


def clip(made: Sequence[DayOf], most: int) -> None:
    """Keep the first ``most`` of each day; one that would be the only one left out stays."""
    for each in made:
        if len(each.timed) > most + 1 or each.more:
            each.timed = each.timed[:most]


def into_hours(made: Sequence[DayOf], most: int) -> list[int]:
    """Put each day's entries into the hours that any day uses, the first ``most`` of each hour;
    which hours those are."""
    used = sorted({hour for each in made for hour in each.in_hour})
    for each in made:
        each.hours = [_hour(number, each, most) for number in used]
    return used


def _hour(number: int, of: DayOf, most: int) -> Hour:
    shown, total = [one for one in of.timed if one.hour == number], of.in_hour[number]
    kept = shown if total <= most + 1 else shown[:most]
    return Hour(number, kept, total - len(kept))


def weekdays() -> list[tuple[str, str]]:
    """(short, whole) names from Monday on, in the reader's language."""
    short = dates.get_day_names("abbreviated", "stand-alone", locale=locale())
    whole = dates.get_day_names("wide", "stand-alone", locale=locale())
    return [(short[number], whole[number]) for number in range(7)]
