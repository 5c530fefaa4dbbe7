"""A mission's coming seven days: what its plan asks for, what stands, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from heraut.desk.openings import WEEK, Opening, open_moments, works_in
from heraut.dispatch import footer
from heraut.dispatch import queries as dispatches
from heraut.dispatch.models import Delivery, Dispatch, DispatchState
from heraut.kernel import clock
from heraut.network.models import Channel, Mission, Plan, PlanTarget, Presence
from heraut.network.words import platform_name
from heraut.newsroom import channels
from heraut.outbound.models import ParcelState
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

STANDS = (DispatchState.ASKED, DispatchState.HANDED_OVER)


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands on one channel against its cadence, over ``days`` days."""

    channel: Channel
    wanted: int
    planned: int
    days: int

    @property
    def label(self) -> str:
        return platform_name(self.channel.platform)

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.planned) if self.channel.is_connected else 0


@dataclass(frozen=True, slots=True)
class Week:
    """``planned``: the unit's own dispatches; ``openings``: where a text is missing."""

    unit: Unit
    zone: ZoneInfo
    place: str
    has_plan: bool
    tallies: tuple[Tally, ...]
    planned: tuple[Dispatch, ...]
    openings: tuple[Opening[Channel], ...]

    @property
    def missing(self) -> int:
        return sum(each.missing for each in self.tallies)

    @property
    def left_over(self) -> int:
        """Texts for which the week has no good moment left."""
        return self.missing - sum(len(each.channels) for each in self.openings)

    @property
    def waiting(self) -> int:
        return sum(each.state == DispatchState.ASKED for each in self.planned)


def week_of(user: User, unit: Unit) -> Week:
    """The coming seven days of ``unit`` in a constant number of queries."""
    now = clock.now()
    # access: the network stands open to everybody in it
    mission = Mission.objects.filter(unit=unit).first()
    zone = footer.zone_of(unit)
    tallies = tallies_of(unit, now)
    planned = _planned(user, unit, now)
    openings = open_moments(
        [(each.channel, each.missing) for each in tallies],
        now=now,
        zone=zone,
        taken=[each.at or now for each in planned],
        works=works_in(mission.country if mission else ""),
    )
    return Week(
        unit=unit,
        zone=zone,
        place=footer.place_of(unit),
        has_plan=bool(tallies) or _plan_exists(unit),
        tallies=tallies,
        planned=planned,
        openings=tuple(openings),
    )


def _plan_exists(unit: Unit) -> bool:
    # access: missions see each other's plans
    return Plan.objects.filter(unit=unit).exists()


def tallies_of(unit: Unit, now: datetime) -> tuple[Tally, ...]:
    """What the plan asks of each channel of ``unit`` for the coming seven days, and what stands.

    A cadence below one a week is one text in as many days as that makes.
    """
    ours = channels.of(unit)
    wanted = [
        (channel, *_asked(target.per_week)) for target, channel in _targets(unit, ours) if channel
    ]
    if not wanted:
        return ()
    end = now + WEEK
    longest = max(days for _channel, _count, days in wanted)
    moments = _moments_on([channel.pk for channel, _, _ in wanted], end - timedelta(days=longest))
    return tuple(
        Tally(channel, count, _within(moments, channel.pk, now, end, days), days)
        for channel, count, days in wanted
    )


def _targets(unit: Unit, ours: list[Channel]) -> list[tuple[PlanTarget, Channel | None]]:
    """The plan's channels with a cadence; a target without a channel means the only one there."""
    known = {channel.pk: channel for channel in ours}
    targets = PlanTarget.objects.filter(
        plan__unit=unit, per_week__gt=0, presence__in=[Presence.WANTED, Presence.SHARED]
    ).order_by("platform", "id")
    found = []
    for target in targets:
        there = [each for each in ours if each.platform == target.platform]
        only = there[0] if len(there) == 1 else None
        found.append((target, known.get(target.channel_id) if target.channel_id else only))
    return found


def _asked(per_week: Decimal) -> tuple[int, int]:
    """(texts, days): 3 -> 3 in 7 days; 1.5 -> 2 in 7; 0.25 -> 1 in 28."""
    if per_week >= 1:
        return int(per_week.to_integral_value(ROUND_CEILING)), 7
    return 1, int((7 / per_week).to_integral_value(ROUND_CEILING))


def _moments_on(channel_ids: Sequence[UUID], since: datetime) -> list[tuple[UUID, datetime]]:
    """(channel, when) of everything that stands or went out on the channels since then."""
    rows = (
        # access: counted only, on the unit's own and shared channels
        Delivery.objects.filter(channel__in=channel_ids, dispatch__state__in=STANDS)
        .filter(Q(dispatch__at__gte=since) | Q(dispatch__at=None, dispatch__created_at__gte=since))
        .exclude(parcel__state__in=[ParcelState.REJECTED, ParcelState.CANCELLED])
        .values_list("channel", "dispatch__at", "dispatch__created_at", "dispatch__state")
    )
    now = clock.now()
    return [
        (channel, at or (now if state == DispatchState.ASKED else created))
        for channel, at, created, state in rows
    ]


def _within(
    moments: list[tuple[UUID, datetime]], channel: UUID, now: datetime, end: datetime, days: int
) -> int:
    since = now if days == 7 else end - timedelta(days=days)
    return sum(each == channel and since <= at <= end for each, at in moments)


def _planned(user: User, unit: Unit, now: datetime) -> tuple[Dispatch, ...]:
    """What goes out in the coming seven days, the soonest first."""
    found = access.rows(user, Right.DISPATCH_READ, Dispatch).filter(
        Q(at__gte=now, at__lte=now + WEEK) | Q(at=None, state=DispatchState.ASKED),
        unit=unit,
        state__in=STANDS,
    )
    shown = dispatches.with_deliveries(found).select_related("unit__mission")
    return tuple(sorted(shown, key=lambda each: (each.at or now, str(each.pk))))
