"""Who carried which key message to whom, and where none did.

Counted are dispatches that stand on at least one channel, with what they carried when they were
submitted. What was published is public, so everybody in the network sees the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet

from heraut.dispatch.models import Carried, Dispatch, Reached
from heraut.dispatch.published import standing
from heraut.network import regions
from heraut.network.models import Mission, MissionStatus
from heraut.newsroom import messages
from heraut.newsroom.models import KeyMessage, KeyMessageState
from heraut.people.days import today
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, as the ministry's clock tells days."""

    since: date
    until: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        zone = ZoneInfo(settings.TIME_ZONE)
        begins = datetime.combine(self.since, time.min, tzinfo=zone)
        return begins, datetime.combine(self.until + timedelta(days=1), time.min, tzinfo=zone)

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


def last_days(days: int) -> Period:
    return Period(today() - timedelta(days=days - 1), today())


@dataclass(frozen=True, slots=True)
class Column:
    """A region, or one mission of the region that was chosen. ``key`` narrows the list of
    dispatches: an M49 code or a mission's key."""

    key: str
    label: str
    units: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A key message with how often it was carried in each column."""

    message: KeyMessage
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)

    @property
    def carried(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.count]

    @property
    def absent(self) -> list[Column]:
        return [cell.column for cell in self.cells if not cell.count]


@dataclass(frozen=True, slots=True)
class Heard:
    """An audience group with the number of dispatches that were for it."""

    name: str
    country: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    heard: tuple[Heard, ...]

    @property
    def nowhere(self) -> list[KeyMessage]:
        return [line.message for line in self.lines if not line.total]

    @property
    def gaps(self) -> list[Line]:
        """Carried somewhere and not everywhere, the widest gap first."""
        found = [line for line in self.lines if line.total and line.absent]
        return sorted(found, key=lambda line: -len(line.absent))


def coverage(user: User, period: Period, region: str = "") -> Coverage:
    """By region, or by mission within one (an M49 code). Six queries, whatever there is."""
    counts = _counts(period)
    carried = Counter[UUID]()
    for units_counts in counts.values():
        carried.update(units_counts)
    columns = _columns(region)
    # Where something was carried comes first: on a telephone the first columns are what one sees.
    columns.sort(key=lambda column: -sum(carried[unit] for unit in column.units))
    lines = []
    for message in _messages(user, period):
        mine = counts.get(message.pk, Counter())
        cells = tuple(Cell(each, sum(mine[unit] for unit in each.units)) for each in columns)
        lines.append(Line(message, cells))
    units = frozenset[UUID]().union(*(each.units for each in columns)) if region else None
    return Coverage(tuple(columns), tuple(lines), tuple(_heard(period, units)))


def _columns(region: str) -> list[Column]:
    found = list(
        # access: the network stands open to everybody in it
        Mission.objects.filter(status=MissionStatus.OPEN).select_related("unit")
    )
    if region:
        there = [each for each in found if regions.region(each.country) == region]
        columns = [Column(each.key, each.city, frozenset({each.unit_id})) for each in there]
    else:
        by_region: dict[str, set[UUID]] = defaultdict(set)
        for each in found:
            by_region[regions.region(each.country)].add(each.unit_id)
        columns = [
            Column(code, regions.name(code), frozenset(units))
            for code, units in by_region.items()
            if code
        ]
    return sorted(columns, key=lambda column: column.label)


def _messages(user: User, period: Period) -> QuerySet[KeyMessage]:
    """Those in force on some day of the period."""
    return (
        messages.key_messages(user)
        .filter(state=KeyMessageState.IN_FORCE)
        .exclude(valid_from__gt=period.until)
        .exclude(valid_until__lte=period.since)
    )


def out_in(period: Period) -> QuerySet[Dispatch]:
    """The dispatches that went out in the period and stand."""
    since, until = period.bounds
    there = standing().filter(parcel__finished_at__gte=since, parcel__finished_at__lt=until)
    # access: what was published is public; told are numbers, and texts as readers see them
    return Dispatch.objects.filter(pk__in=there.values("dispatch"))


def _counts(period: Period) -> dict[UUID, Counter[UUID]]:
    """Key message -> unit -> dispatches."""
    rows = (
        Carried.objects.filter(dispatch__in=out_in(period))
        .order_by()
        .values("key_message", "dispatch__unit")
        .annotate(count=Count("dispatch", distinct=True))
    )
    found: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    for row in rows:
        found[row["key_message"]][row["dispatch__unit"]] += row["count"]
    return found


def _heard(period: Period, units: Iterable[UUID] | None) -> list[Heard]:
    reached = Reached.objects.filter(dispatch__in=out_in(period))
    if units is not None:
        reached = reached.filter(dispatch__unit__in=list(units))
    counted = Counter(reached.values_list("audience", flat=True))
    named = {each.audience_id: each for each in reached.select_related("audience")}
    rows = [
        Heard(str(named[pk].audience), named[pk].audience.country, count)
        for pk, count in counted.items()
    ]
    return sorted(rows, key=lambda each: (-each.count, each.name))


def carrying(message: KeyMessage, period: Period, column: str = "") -> QuerySet[Dispatch]:
    """The dispatches behind a count, the latest first. ``column``: an M49 code or a mission's
    key; empty for all."""
    found = out_in(period).filter(carried__key_message=message)
    if column:
        found = found.filter(unit__in=_units_of(column))
    return found.select_related("unit__mission", "author").order_by("-created_at", "-pk")


def _units_of(column: str) -> Sequence[UUID]:
    # access: the network stands open to everybody in it
    places = Mission.objects.values_list("key", "country", "unit")
    return [unit for key, country, unit in places if column in (key, regions.region(country))]
