"""A calendar page put together: what was asked in the address, what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from heraut.connectors import catalogue
from heraut.desk.calendar import layout, period, scope
from heraut.desk.calendar.entry import Ask, Filters
from heraut.desk.calendar.layout import DayOf
from heraut.desk.calendar.period import Period, View
from heraut.desk.calendar.scope import Clock, Desk, Scope
from heraut.desk.calendar.sources import SOURCES
from heraut.dispatch.queries import FILTERS
from heraut.foundation import live
from heraut.kernel import clock
from heraut.people.models import User

#: How many entries of a day are asked for, and how many of a cell are drawn.
_PER_DAY = {View.MONTH: 5, View.WEEK: 0, View.AGENDA: 12, View.DAY: 100}
_IN_A_DAY = 4
_IN_AN_HOUR = 3
_A_PAGE = _PER_DAY[View.DAY]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address says; nonsense in it counts as not said."""

    desk: Desk
    scope: Scope
    clocks: list[Clock]
    clock: Clock
    period: Period
    filters: Filters
    page: int

    @classmethod
    def of(cls, request: HttpRequest, user: User) -> Choice:
        said = request.GET
        desk = Desk.of(user)
        chosen = desk.scope(said.get("of", ""))
        clocks = scope.clocks(chosen, user)
        hand = next((each for each in clocks if each.key == said.get("clock")), clocks[0])
        today = clock.now().astimezone(hand.zone).date()
        day = period.parse_day(said.get("day", "")) or today
        page = said.get("page", "")
        return cls(
            desk,
            chosen,
            clocks,
            hand,
            period.period(view_of(request), day),
            _filters(said.get("platform", ""), said.get("state", ""), said.get("channel", "")),
            int(page) if page.isdecimal() and 0 < len(page) < 5 else 1,
        )

    def ask(self) -> Ask:
        view, drawn = self.period.view, self.period
        return Ask(
            user=self.desk.user,
            span=period.span(drawn.first, drawn.last, self.clock.zone),
            scope=self.scope,
            zone=self.clock.zone,
            filters=self.filters,
            per_day=_PER_DAY[view],
            per_hour=_IN_AN_HOUR + 1 if view == View.WEEK else 0,
            skip=(max(self.page, 1) - 1) * _A_PAGE if view == View.DAY else 0,
        )

    def base(self) -> str:
        """The start of a query string that keeps what was chosen, apart from view and day."""
        kept = {
            "of": self.scope.key,
            "clock": self.clock.key if self.clock is not self.clocks[0] else "",
            "platform": self.filters.platform,
            "state": self.filters.state,
            "channel": self.filters.channel or "",
        }
        return f"?{urlencode({name: value for name, value in kept.items() if value})}&"


def view_of(request: HttpRequest) -> View:
    """The view asked for; else a list on a telephone and a month elsewhere."""
    try:
        return View(request.GET.get("view", ""))
    except ValueError:
        agent = request.headers.get("User-Agent", "")
        return View.AGENDA if "Mobi" in agent else View.MONTH


def _filters(platform: str, state: str, channel: str) -> Filters:
    try:
        channel_id = UUID(channel) if channel else None
    except ValueError:
        channel_id = None
    known = state if state in FILTERS and state != "all" else ""
    return Filters(platform if catalogue.find(platform) else "", known, channel_id)


@dataclass(frozen=True, slots=True)
class Board:
    """The days to draw; ``hours``: those that any of them uses (a week)."""

    days: list[DayOf]
    hours: list[int]
    total: int
    more_pages: bool

    @property
    def day(self) -> DayOf:
        return self.days[0]


def draw(choice: Choice, ask: Ask, now: datetime) -> Board:
    answers = [source.answer(ask) for source in SOURCES]
    view = choice.period.view
    month = choice.period.day.month if view == View.MONTH else 0
    days = layout.days(answers, ask.span, ask.zone, now=now, month=month)
    hours: list[int] = []
    if view == View.MONTH:
        layout.clip(days, _IN_A_DAY)
    if view == View.WEEK:
        hours = layout.into_hours(days, _IN_AN_HOUR)
    total = sum(each.total for each in days)
    return Board(days, hours, total, view == View.DAY and total > ask.skip + _A_PAGE)


def stamp(ask: Ask, today: date) -> str:
    """Changes whenever the page would."""
    return live.stamp(today, *(source.fingerprint(ask) for source in SOURCES))
