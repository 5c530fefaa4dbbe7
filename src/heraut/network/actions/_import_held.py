"""What the network holds as an import begins, and what in the files cannot be true beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from heraut.kernel.errors import Refusal
from heraut.network.importing import ChannelRecord, MissionRecord, Problem
from heraut.network.importing.columns import OWN_PLATFORMS
from heraut.network.models import Channel, ChannelState, Mission
from heraut.network.registry import fold
from heraut.people.models import Unit, UnitKind, User


class Unfit(Refusal):
    """Files that cannot be imported as they are; ``problems`` name every place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("network.import_unfit", count=len(self.problems))


@dataclass(frozen=True, slots=True)
class Held:
    """Rows by what a file calls them."""

    root: Unit
    units: dict[str, Unit]
    missions: dict[str, Mission]
    names: dict[tuple[str, str, str], Channel]
    ids: dict[tuple[str, str], Channel]
    accounts: dict[tuple[str, str], Channel]
    people: dict[str, User]

    def channel(self, record: ChannelRecord) -> Channel | None:
        """By its name of today or of before at that mission, else by its id on the platform."""
        for name in (record.handle, *(span.value for span in record.former_handles)):
            found = self.names.get((record.mission, record.platform, fold(name)))
            if found is not None:
                return found
        if record.platform_id:
            return self.ids.get((record.platform, record.platform_id))
        return None


def held(emails: Iterable[str]) -> Held:
    """Locks the ministry's unit, so that one import waits for another."""
    root = _ministry()
    channels = list(
        Channel.objects.select_for_update(of=("self",))
        .select_related("holder", "custodian")
        .prefetch_related("handles", "sharing")
        .order_by("pk")
    )
    names = {}
    for channel in channels:
        for row in channel.handles.all():
            names[channel.holder.slug, channel.platform, row.folded] = channel
    for channel in channels:
        names[channel.holder.slug, channel.platform, fold(channel.handle)] = channel
    missions = Mission.objects.select_for_update(of=("self",)).select_related("unit")
    return Held(
        root,
        {unit.slug: unit for unit in Unit.objects.all()},
        {each.key: each for each in missions.prefetch_related("phases", "jurisdictions")},
        names,
        {(each.platform, each.platform_id): each for each in channels if each.platform_id},
        {(each.platform, fold(each.handle)): each for each in channels},
        {user.email: user for user in User.objects.filter(email__in=set(emails))},
    )


def _ministry() -> Unit:
    found = Unit.objects.select_for_update().filter(parent=None).order_by("created_at").first()
    if found is not None:
        return found
    return Unit.objects.create(slug="ministry", kind=UnitKind.MINISTRY, names={})


def problems(
    missions: Sequence[MissionRecord], channels: Sequence[ChannelRecord], has: Held
) -> Iterator[Problem]:
    """What no file shows by itself: names of nobody, two files that contradict each other, and
    what the network knows better."""
    first: dict[tuple[str, ...], MissionRecord | ChannelRecord] = {}
    for mission in missions:
        yield from _twice((mission.key,), mission, "key", mission.key, first)
        yield from _mission(mission, has)
    known = {*has.missions, *(each.key for each in missions)}
    for channel in channels:
        identity = (channel.mission, channel.platform, fold(channel.handle))
        yield from _twice(identity, channel, "handle", channel.handle, first)
        yield from _strangers(channel, known)
        yield from _channel(channel, has)


def _twice(
    identity: tuple[str, ...],
    record: MissionRecord | ChannelRecord,
    name: str,
    value: str,
    first: dict[tuple[str, ...], MissionRecord | ChannelRecord],
) -> Iterator[Problem]:
    other = first.setdefault(identity, record)
    if other is not record:
        at = f"{other.where.file}, line {other.where.line}"
        yield record.where.problem(name, "duplicate", value, first=at)


def _mission(record: MissionRecord, has: Held) -> Iterator[Problem]:
    if record.key in has.missions:
        return
    if record.key in has.units:
        yield record.where.problem("key", "key.taken", record.key)
    if not record.time_zone:
        yield record.where.problem("time_zone", "zone_needed")


def _strangers(record: ChannelRecord, known: set[str]) -> Iterator[Problem]:
    for name, keys in (("mission", (record.mission,)), ("sharing", record.sharing)):
        for key in keys:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = {"near": near[0]} if near else {}
                yield record.where.problem(name, "mission", key, **hint)


def _channel(record: ChannelRecord, has: Held) -> Iterator[Problem]:
    if record.custodian and record.custodian not in has.people:
        yield record.where.problem("custodian", "person", record.custodian)
    channel = has.channel(record)
    owner = has.ids.get((record.platform, record.platform_id))
    if owner is not None and (owner is not channel or owner.holder.slug != record.mission):
        other = f"{owner.holder.slug} ({owner.handle})"
        yield record.where.problem("platform_id", "held", record.platform_id, other=other)
    if channel is None:
        bearer = has.accounts.get((record.platform, fold(record.handle)))
        if bearer is not None and record.platform not in OWN_PLATFORMS:
            other = bearer.holder.slug
            yield record.where.problem("handle", "held", record.handle, other=other)
        return
    if channel.verified_at and record.platform_id not in ("", channel.platform_id):
        yield record.where.problem(
            "platform_id", "verified", record.platform_id, known=channel.platform_id
        )
    retired = channel.state == ChannelState.RETIRED
    if retired and record.gives("state") and record.state != ChannelState.RETIRED:
        yield record.where.problem("state", "retired", record.state)
