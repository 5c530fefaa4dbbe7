"""The checklist of a change, derived from what is: made once, completed whenever it is touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from heraut.kernel.errors import Refusal
from heraut.network.models import (
    ChangeKind,
    ChangeState,
    ChangeStep,
    Channel,
    ChannelState,
    Jurisdiction,
    Mission,
    MissionKind,
    MissionStatus,
    NetworkChange,
    StepKind,
    StepState,
)
from heraut.people.days import today

_LIVE = (ChannelState.ACTIVE, ChannelState.DORMANT)


def locked_change(change_id: Any) -> NetworkChange:
    """The change with its mission, locked; finished ones are refused."""
    change = (
        NetworkChange.objects.select_for_update(of=("self",))
        .select_related("mission__unit")
        .get(pk=change_id)
    )
    if not change.is_unfinished:
        raise Refusal("change.finished")
    return change


def missing(change: NetworkChange, countries: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The lines that the checklist lacks by now."""
    known = set(change.steps.values_list("key", flat=True))
    return [each for each in _derived(change, countries) if each["key"] not in known]


def complete(change: NetworkChange, countries: Iterable[str] = ()) -> int:
    """Add the lines that the checklist lacks; how many. Nothing that stands there is changed."""
    lines = missing(change, countries)
    ChangeStep.objects.bulk_create(ChangeStep(change=change, **each) for each in lines)
    return len(lines)


def under_way(change: NetworkChange) -> None:
    """The first thing that is done sets the change going."""
    if change.state == ChangeState.PLANNED:
        change.state = ChangeState.UNDER_WAY


def has_come(change: NetworkChange) -> bool:
    """Whether its day is here, by the ministry's calendar; never, while it has none."""
    return change.day is not None and change.day <= today()


def waiting(change: NetworkChange) -> int:
    return change.steps.filter(state=StepState.OPEN).count()


# -- what belongs on the list -------------------------------------------------------------


def _derived(change: NetworkChange, countries: Iterable[str]) -> Iterator[dict[str, Any]]:
    mission = change.mission
    if change.kind == ChangeKind.CLOSE:
        served = Jurisdiction.objects.filter(mission=mission, valid_until=None)
        yield from _leaving(served.values_list("country", flat=True))
        yield from _channels(mission)
        yield from _plain(StepKind.PHONE, StepKind.PEOPLE, StepKind.REGISTER)
    elif change.kind == ChangeKind.OPEN:
        yield from _arriving(mission, countries)
        yield from _plain(StepKind.PLAN, StepKind.PHONE, StepKind.PEOPLE, StepKind.REGISTER)
    elif change.kind == ChangeKind.CONVERT:
        yield from _told(mission)
        yield from _plain(StepKind.PHONE, StepKind.REGISTER)
    else:
        yield from _leaving(countries)
        yield from _told(mission)
        yield from _plain(StepKind.REGISTER)


def _plain(*kinds: StepKind) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        yield {"kind": kind, "key": str(kind)}


def _leaving(countries: Iterable[str]) -> Iterator[dict[str, Any]]:
    for country in sorted(set(countries)):
        yield {"kind": StepKind.JURISDICTION, "key": f"country:{country}", "country": country}


def _arriving(mission: Mission, countries: Iterable[str]) -> Iterator[dict[str, Any]]:
    wanted = set(countries)
    if mission.kind in (MissionKind.EMBASSY, MissionKind.DIGITAL_EMBASSY):
        wanted.add(mission.country)
    for country in sorted(wanted):
        yield {
            "kind": StepKind.JURISDICTION,
            "key": f"country:{country}",
            "country": country,
            "to_unit": mission.unit,
        }


def _held(mission: Mission) -> list[Channel]:
    live = Channel.objects.filter(holder=mission.unit, state__in=_LIVE)
    return list(live.order_by("platform", "handle"))


def _told(mission: Mission) -> Iterator[dict[str, Any]]:
    for channel in _held(mission):
        yield {"kind": StepKind.FOLLOWERS, "key": f"followers:{channel.pk}", "channel": channel}


def _channels(mission: Mission) -> Iterator[dict[str, Any]]:
    """Followers are told before their channel goes."""
    yield from _told(mission)
    for channel in _held(mission):
        yield {"kind": StepKind.CHANNEL, "key": f"channel:{channel.pk}", "channel": channel}


#: The states a mission may be in for each kind of change to make sense.
FITTING = {
    ChangeKind.OPEN: (MissionStatus.PLANNED, MissionStatus.SUSPENDED, MissionStatus.CLOSED),
    ChangeKind.CLOSE: (MissionStatus.OPEN, MissionStatus.SUSPENDED),
    ChangeKind.CONVERT: (MissionStatus.OPEN,),
    ChangeKind.TRANSFER: (MissionStatus.OPEN, MissionStatus.SUSPENDED),
}
