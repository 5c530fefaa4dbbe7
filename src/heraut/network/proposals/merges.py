"""Fragmentation: several channels on one platform in one host country, or of one mission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from heraut.network.planning.compare import Line, Standing
from heraut.network.planning.facts import ChannelFacts, World
from heraut.network.proposals.common import (
    holders,
    in_common,
    measured,
    state_of,
    strongest,
    under_one,
    units_of,
    weak,
)
from heraut.network.proposals.proposal import Proposal, Said

KIND = "merge"


Place = tuple[str, str]


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    """(country, platform): those that do not show their cadence give way to one that does, if any."""
    weak_ones: defaultdict[Place, list[ChannelFacts]] = defaultdict(list)
    for line, channel in weak(lines):
        weak_ones[line.mission.country, channel.platform].append(channel)
    strong_ones: defaultdict[Place, list[ChannelFacts]] = defaultdict(list)
    for line in lines:
        if line.standing is Standing.KEPT:
            strong_ones[line.mission.country, line.platform] += line.channels
    for place, found in sorted(weak_ones.items()):
        lead = strongest(world, _of_missions(world, place, strong_ones[place]) or found)
        others = [each for each in found if each.id != lead.id and in_common([lead, each])]
        if others:
            yield _merge(world, place[0], lead, others)


def _of_missions(
    world: World, place: Place, channels: Iterable[ChannelFacts]
) -> list[ChannelFacts]:
    """Those that are held in that very country; a line may lead to a channel from elsewhere."""
    return [
        each
        for each in channels
        if each.unit_id in world.missions and world.missions[each.unit_id].country == place[0]
    ]


def _merge(world: World, country: str, lead: ChannelFacts, others: list[ChannelFacts]) -> Proposal:
    every = [lead, *others]
    steps = under_one(lead, others)
    first = world.missions[lead.unit_id].name
    params = {"platform": lead.platform, "country": country, "count": len(every)}
    return Proposal(
        kind=KIND,
        subject=f"{country}:{lead.platform}",
        title=Said("merge.country", params),
        reasons=(
            Said("merge.language", {"languages": sorted(in_common(every))}),
            measured(every),
            Said("merge.lead", {"mission": first}),
        ),
        rows=holders(world, every),
        basis=(str(lead.id), *state_of(every)),
        units=units_of(steps),
        accept=Said("accept.merge", {"mission": first, "count": len(others)}),
        steps=steps,
        weight=16 + 2 * len(others),
    )
