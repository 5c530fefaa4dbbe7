"""When a mission's next texts could go out: one rule, simple enough to be told in a line.

At ten in the morning or five in the afternoon there, on working days first, as far as possible
from everything that stands already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

import holidays

from heraut.kernel.errors import Refusal
from heraut.kernel.walltime import to_utc

C = TypeVar("C")

#: The hours of a text, on the mission's clock.
HOURS = (10, 17)
#: How far ahead the week reaches.
WEEK = timedelta(days=7)
#: Somebody else has to clear it first.
HEAD_START = timedelta(hours=4)
#: Closer to another text than this, neither is read.
APART = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Opening(Generic[C]):
    """A moment at which a text is missing, and the channels that miss it."""

    at: datetime
    channels: tuple[C, ...]


def open_moments(
    missing: Sequence[tuple[C, int]],
    *,
    now: datetime,
    zone: ZoneInfo,
    taken: Iterable[datetime],
    works: Callable[[date], bool],
) -> list[Opening[C]]:
    """The moments at which ``missing`` (channel, how many texts) is made up for, the soonest first.

    One text serves every channel that still misses one. Fewer moments come back than texts are
    missing where the week has no good moment left.
    """
    count = max((texts for _channel, texts in missing), default=0)
    moments = _spread(count, _moments(now, zone), list(taken), zone, works)
    found = [
        Opening(at, tuple(channel for channel, texts in missing if texts > number))
        for number, at in enumerate(moments)
    ]
    return sorted(found, key=lambda opening: opening.at)


def _moments(now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every good moment of the coming seven days; an hour that a clock skips is none."""
    first = now.astimezone(zone).date()
    moments = []
    for days in range(8):
        for hour in HOURS:
            wall = datetime.combine(first + timedelta(days=days), time(hour))
            try:
                at = to_utc(wall, zone)
            except Refusal:
                continue
            if now + HEAD_START <= at <= now + WEEK:
                moments.append(at)
    return moments


def _spread(
    count: int,
    moments: list[datetime],
    taken: list[datetime],
    zone: ZoneInfo,
    works: Callable[[date], bool],
) -> list[datetime]:
    """``count`` of ``moments``, each as far as can be from what is taken by then."""
    chosen: list[datetime] = []
    working = [at for at in moments if works(at.astimezone(zone).date())]
    for pool in (working, [at for at in moments if at not in working]):
        while len(chosen) < count:
            stands = taken + chosen
            free = [at for at in pool if _distance(at, stands) >= APART]
            if not free:
                break
            chosen.append(max(free, key=lambda at: (_distance(at, stands), -at.timestamp())))
    return chosen


def _distance(at: datetime, others: list[datetime]) -> timedelta:
    return min((abs(at - other) for other in others), default=timedelta.max)


def works_in(country: str) -> Callable[[date], bool]:
    """Whether a day is worked in ``country`` (its own weekend and public holidays)."""
    calendar = _calendar(country)
    if calendar is None:
        return lambda day: day.weekday() < 5
    return calendar.is_working_day


@cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
