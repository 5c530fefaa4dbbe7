"""What the calendar brings to the walks."""

from __future__ import annotations

from datetime import timedelta

from heraut.desk.actions.open_feed import open_feed
from heraut.desk.models import OutsideCalendar, OutsideEvent
from heraut.kernel import clock
from heraut.network.models import Day, DayKind, DayReach
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows

shows(
    "officer",
    "calendar",
    "calendar_move",
    "calendar_days",
    "calendar_subscriptions",
)
shows("head", "calendar", "calendar_days", "calendar_day_new", "calendar_day_row")
shows("clearer", "calendar")


def _day(everything: Examples, name: str) -> Day:
    today = clock.now().date()
    return Day.objects.create(
        unit=everything.mission.unit,
        reach=DayReach.UNIT,
        kind=DayKind.MOURNING,
        names={"en": name},
        first=today,
        last=today + timedelta(days=2),
        caution=True,
        changed_at=clock.now(),
    )


def _outside(everything: Examples, name: str) -> OutsideCalendar:
    calendar = OutsideCalendar.objects.create(
        unit=everything.mission.unit,
        name=name,
        host="calendar.example.test",
        added_by=everything.people["head"],
        code="status",
        stored_at=clock.now(),
        checked_at=clock.now(),
    )
    for hours in range(3):
        at = clock.now() + timedelta(hours=hours)
        OutsideEvent.objects.create(calendar=calendar, title=f"{name} {hours}", starts_at=at)
    return calendar


@brings
def _rows(everything: Examples) -> None:
    day = _day(everything, "Mourning")
    calendar = _outside(everything, "Summit")
    feed, token = open_feed("mine", by=everything.people["officer"])
    dispatch = everything.kwargs["dispatch"]
    everything.kwargs.update(
        {
            "calendar_move": dispatch,
            "calendar_day_row": {"day_id": day.pk},
            "calendar_day_remove": {"day_id": day.pk},
            "calendar_feed_end": {"feed_id": feed.pk},
            "calendar_refresh": {"calendar_id": calendar.pk},
            "calendar_remove": {"calendar_id": calendar.pk},
            "calendar_feed": {"token": token},
        }
    )


@multiplies
def _more_of_the_calendar(everything: Examples, mark: str) -> None:
    _day(everything, f"Day {mark}")
    _outside(everything, f"Calendar {mark}")
    open_feed("mine", by=builders.person(None))
    builders.item(
        everything.people["editor"],
        embargo_until=clock.now() + timedelta(hours=4),
        countries=["KE"],
    )
