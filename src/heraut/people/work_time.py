"""A person's own time at the screens: counted for them, read by them, by nobody else.

The one writer and reader of these rows. It stands apart from the actions because it leaves no
entry in the audit trail: an entry a minute would be the very record of somebody's working day
that must not exist (docs/adr/0018-time-measured-for-oneself.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.functional import Promise

from heraut.foundation.slots import Slot
from heraut.kernel import clock
from heraut.people.models import User, WorkClock, WorkTime

#: The longest that one report may speak for.
_MOST_A_REPORT = timedelta(seconds=120)
#: Nobody is counted for longer a day.
_MOST_A_DAY = 12 * 3600
#: How long the rows are kept.
KEPT = timedelta(weeks=13)
#: What a planned presence on three channels should take in a week.
AIM_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Area:
    """A kind of work; ``presence``: it counts towards the aim of a mission's presence."""

    label: str | Promise
    presence: bool = False


#: Upper layers say what their screens are: the ``nav_key`` of a page -> the kind of work.
AREAS: Slot[Area] = Slot("people.work_areas")
OTHER = "other"


def count(user: User, area: str, seconds: int) -> int:
    """Count the last ``seconds`` of ``user``, as far as they are not counted yet.

    Returns what was counted. What two tabs or a repeated report cover both counts once: time is
    counted from where it was counted last, up to now.
    """
    if seconds <= 0:
        return 0
    with transaction.atomic():
        WorkClock.objects.get_or_create(user=user)
        held = WorkClock.objects.select_for_update().get(user=user)
        if held.is_off:
            return 0
        now = clock.now()
        begin = now - min(timedelta(seconds=seconds), _MOST_A_REPORT)
        if held.counted_until is not None:
            begin = max(begin, held.counted_until)
        span = int((now - begin).total_seconds())
        if span <= 0:
            return 0
        held.counted_until = now
        held.save(update_fields=["counted_until"])
        return _add(user, area if area in AREAS else OTHER, span)


def _add(user: User, area: str, seconds: int) -> int:
    row, new = WorkTime.objects.get_or_create(user=user, day=_today(user), defaults={"spent": {}})
    if new:
        WorkTime.objects.filter(day__lt=_today(user) - KEPT).delete()
    spent: Counter[str] = Counter(row.spent or {})
    room = max(0, _MOST_A_DAY - spent.total())
    spent[area] += min(seconds, room)
    row.spent = dict(spent)
    row.save(update_fields=["spent"])
    return min(seconds, room)


def _today(user: User) -> date:
    return clock.now().astimezone(ZoneInfo(user.time_zone)).date()


def is_off(user: User) -> bool:
    """Whether this person does not want their time counted."""
    return WorkClock.objects.filter(user=user, is_off=True).exists()


@transaction.atomic
def turn(user: User, *, off: bool) -> None:
    """Counting on or off, as the person wants; off takes away what was counted."""
    WorkClock.objects.update_or_create(user=user, defaults={"is_off": off, "counted_until": None})
    if off:
        WorkTime.objects.filter(user=user).delete()


@dataclass(frozen=True, slots=True)
class Week:
    """A week's seconds by kind of work, from its Monday on the person's own calendar."""

    monday: date
    spent: Mapping[str, int]

    @property
    def minutes(self) -> int:
        """Minutes on the mission's presence: what the aim is about."""
        counts = (seconds for area, seconds in self.spent.items() if _is_presence(area))
        return round(sum(counts) / 60)

    @property
    def rows(self) -> list[tuple[str | Promise, int, bool]]:
        """(kind of work, minutes, whether it counts towards the aim), the most first."""
        ordered = sorted(self.spent.items(), key=lambda each: -each[1])
        return [
            (
                AREAS.get(area).label if area in AREAS else "",
                round(seconds / 60),
                _is_presence(area),
            )
            for area, seconds in ordered
        ]


def _is_presence(area: str) -> bool:
    return area in AREAS and AREAS.get(area).presence


def weeks(user: User) -> list[Week]:
    """The person's own weeks that are kept, this one first and always among them."""
    today = _today(user)
    this = today - timedelta(days=today.weekday())
    spent: dict[date, Counter[str]] = {this: Counter()}
    for row in WorkTime.objects.filter(user=user, day__gt=today - KEPT):
        monday = row.day - timedelta(days=row.day.weekday())
        spent.setdefault(monday, Counter()).update(row.spent or {})
    return [Week(monday, spent[monday]) for monday in sorted(spent, reverse=True)]
