"""Hubs that nobody amplifies: who could pass on what they publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from heraut.network import regions
from heraut.network.planning.compare import Line
from heraut.network.planning.facts import DAYS, ChannelFacts, TargetFacts, World
from heraut.network.proposals.common import holders, spoken, units_of
from heraut.network.proposals.proposal import PlanStep, Proposal, Said

KIND = "hub"


@dataclass(frozen=True, slots=True)
class Hub:
    """A channel that others are to amplify: ``promised`` by these channels' plans, ``measured`` how
    often by whom in the last weeks (None where nothing measures it), and who else could."""

    channel: ChannelFacts
    promised: tuple[ChannelFacts, ...]
    measured: Mapping[UUID, int] | None
    could: tuple[ChannelFacts, ...]

    @property
    def heard(self) -> int:
        """How often it was passed on, as far as that is measured."""
        return sum((self.measured or {}).values())


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    for hub in hubs(world):
        if hub.could and not hub.promised and not hub.heard:
            yield _amplify(world, hub)


def hubs(world: World) -> list[Hub]:
    """Every hub of the plans that is in use, by platform and handle."""
    promised: dict[UUID, list[ChannelFacts]] = {}
    for target in world.targets:
        own = world.channels.get(target.channel_id) if target.channel_id else None
        for hub in target.amplifies if own is not None else ():
            promised.setdefault(hub, []).append(own)  # type: ignore[arg-type]
    found = {}
    for target in world.targets:
        for channel in _meant(world, target) if target.is_hub else ():
            found[channel.id] = Hub(
                channel=channel,
                promised=tuple(promised.get(channel.id, [])),
                measured=_measured(world, channel),
                could=_could(world, channel),
            )
    return sorted(found.values(), key=lambda each: (each.channel.platform, each.channel.handle))


def _meant(world: World, target: TargetFacts) -> list[ChannelFacts]:
    """The channel that a target names, else the unit's own on that platform."""
    if target.channel_id:
        named = world.channels.get(target.channel_id)
        return [named] if named is not None else []
    own = world.held.get(target.unit_id, [])
    return [each for each in own if each.platform == target.platform]


def _measured(world: World, channel: ChannelFacts) -> Mapping[UUID, int] | None:
    if world.amplified is None:
        return None
    return {by: count for (by, of), count in world.amplified.items() if of == channel.id}


def _could(world: World, hub: ChannelFacts) -> tuple[ChannelFacts, ...]:
    """Channels of the same platform and sub-region that write in the hub's main language too, no
    hubs themselves."""
    home = world.missions.get(hub.unit_id)
    if home is None:
        return ()
    region = regions.region(home.country)
    found = [
        each
        for each in world.on.get(hub.platform, [])
        if each.id != hub.id
        and each.id not in world.hubs
        and each.unit_id in world.missions
        and world.missions[each.unit_id].status == "open"
        and not world.missions[each.unit_id].closing
        and regions.region(world.missions[each.unit_id].country) == region
        and spoken(hub.languages[:1]) & spoken(each.languages)
    ]
    return tuple(sorted(found, key=lambda each: each.handle))


def _amplify(world: World, hub: Hub) -> Proposal:
    channel, could = hub.channel, hub.could
    steps = tuple(
        PlanStep(each.unit_id, each.platform, each.id, amplifies=(channel.id,)) for each in could
    )
    home = world.missions[channel.unit_id]
    unmeasured = hub.measured is None
    return Proposal(
        kind=KIND,
        subject=str(channel.id),
        title=Said(
            "hub.amplify",
            {"mission": home.name, "platform": channel.platform, "count": len(could)},
        ),
        reasons=(
            Said("hub.unmeasured" if unmeasured else "hub.nobody", {"days": DAYS}),
            Said("hub.region", {"region": regions.region(home.country), "count": len(could)}),
        ),
        rows=holders(world, [channel, *could]),
        basis=("unmeasured" if unmeasured else "nobody", *sorted(str(each.id) for each in could)),
        units=units_of(steps),
        accept=Said("accept.amplify", {"count": len(could), "mission": home.name}),
        steps=steps,
        weight=14 + len(could),
    )
