"""What a calendar holds, whatever it comes from; and what is asked of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from heraut.people.models import User

if TYPE_CHECKING:
    from heraut.desk.calendar.period import Span
    from heraut.desk.calendar.scope import Scope

Word = str | Promise


class Kind(StrEnum):
    """What an entry is; names its class in the style sheet and its icon."""

    DISPATCH = "dispatch"
    DAY = "day"
    ITEM = "item"
    OUTSIDE = "outside"
    NEWSLETTER = "newsletter"
    PRESS = "press"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Mark:
    """A platform a text goes to; ``word``: its own state where platforms differ."""

    platform: str
    label: str
    word: Word = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the calendar.

    ``at``: its moment, shown at a time; else ``day`` to ``until`` (both included), shown above the
    times. ``state`` with ``tone`` (a status of the style sheet) and ``word``. ``zone`` and
    ``place``: the clock where it happens. ``move_url``: where it can be moved, empty where not;
    ``seen``: what stood there, sent back with the move. ``caution``: hold back cheerful texts.
    """

    key: str
    kind: Kind
    title: str
    at: datetime | None = None
    day: date | None = None
    until: date | None = None
    url: str = ""
    state: str = ""
    tone: str = "neutral"
    word: Word = ""
    detail: str = ""
    unit: str = ""
    zone: ZoneInfo | None = None
    place: str = ""
    marks: tuple[Mark, ...] = ()
    move_url: str = ""
    seen: str = ""
    caution: bool = False
    icon: str = ""
    language: str = ""
    changed_at: datetime | None = None
    created_at: datetime | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """Which texts; empty: all. ``state``: a key of ``dispatch.queries.FILTERS``."""

    platform: str = ""
    state: str = ""
    channel: UUID | None = None

    def __bool__(self) -> bool:
        return bool(self.platform or self.state or self.channel)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a source is asked for: everything of ``scope`` in ``span`` that ``user`` may see.

    Days are those of the clock ``zone``. Of a day at most ``per_day`` entries are wanted, the
    first ``skip`` left out; with ``per_hour`` at most so many of an hour instead. A source that has
    many says in its ``Answer`` how many there are.
    """

    user: User
    span: Span
    scope: Scope
    zone: ZoneInfo
    filters: Filters = field(default_factory=Filters)
    per_day: int = 100
    per_hour: int = 0
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """``counts``: day -> how many entries with a moment there are on it, ``hours``: (day, hour) ->
    how many in it; what is left out there has as many as ``entries`` holds."""

    entries: Sequence[Entry] = ()
    counts: Mapping[date, int] = field(default_factory=dict)
    hours: Mapping[tuple[date, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where entries come from, in a number of queries that does not grow with them.

    ``stamp``: what changes whenever an answer would, cheaper than the answer; without it the
    answer itself is compared.
    """

    answer: Callable[[Ask], Answer]
    stamp: Callable[[Ask], tuple[object, ...]] | None = None

    def fingerprint(self, ask: Ask) -> tuple[object, ...]:
        if self.stamp is not None:
            return self.stamp(ask)
        found = self.answer(ask)
        return (tuple((each.key, each.title, each.at, each.state) for each in found.entries),)
