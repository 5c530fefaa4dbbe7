"""Fragmentation: several channels on one platform in one host country, or of one mission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from heraut.network.planning.compare import Line
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


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    groups: defaultdict[tuple[str, str], list[ChannelFacts]] = defaultdict(list)
    for line, channel in weak(lines):
        groups[line.mission.country, channel.platform].append(channel)
    lively = {each.id for line in lines for each in line.channels if line.standing == "kept"}
    for (country, platform), found in sorted(groups.items()):
        strong = [
            each
            for each in world.channels.values()
            if each.id in lively
            and each.platform == platform
            and each.unit_id in world.missions
            and world.missions[each.unit_id].country == country
        ]
        lead = strongest(world, strong or found)
        others = [each for each in found if each.id != lead.id and in_common([lead, each])]
        if others:
            yield _merge(world, country, lead, others)


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
