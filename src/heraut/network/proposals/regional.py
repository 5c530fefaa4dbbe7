"""Shared regional channels: missions of one sub-region with a language in common, none of which
shows that it keeps its own channel going."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from heraut.network import regions
from heraut.network.planning.compare import Line
from heraut.network.planning.facts import ChannelFacts, World
from heraut.network.proposals.common import (
    holders,
    measured,
    spoken,
    state_of,
    strongest,
    under_one,
    units_of,
    weak,
)
from heraut.network.proposals.proposal import Proposal, Said

KIND = "regional"
#: Fewer countries than this are neighbours, not a region.
FEWEST = 3

Group = tuple[str, str, str]


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    groups = _groups(world, lines)
    used: set[object] = set()
    # The largest first; a channel is asked to join one other only.
    for key in sorted(groups, key=lambda each: (-len(groups[each]), each)):
        by_country = {
            country: [each for each in found if each.id not in used]
            for country, found in groups[key].items()
        }
        one_each = [strongest(world, found) for found in by_country.values() if found]
        if len(one_each) >= FEWEST:
            used |= {each.id for each in one_each}
            yield _share(world, key, one_each)


def _groups(world: World, lines: Sequence[Line]) -> dict[Group, dict[str, list[ChannelFacts]]]:
    """(sub-region, main language, platform) -> country -> its channels."""
    groups: defaultdict[Group, defaultdict[str, list[ChannelFacts]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for line, channel in weak(lines):
        region = regions.region(line.mission.country)
        apart = line.mission.kind == "permanent-representation"
        if not region or apart or line.mission.closing:
            continue
        for language in spoken(channel.languages[:1]):
            groups[region, language, channel.platform][line.mission.country].append(channel)
    return {key: dict(found) for key, found in groups.items()}


def _share(world: World, key: Group, channels: list[ChannelFacts]) -> Proposal:
    region, language, platform = key
    lead = strongest(world, channels)
    others = [each for each in channels if each.id != lead.id]
    steps = under_one(lead, others)
    first = world.missions[lead.unit_id].name
    unknown = all(each.texts is None for each in channels)
    params = {
        "platform": platform,
        "region": region,
        "language": language,
        "count": len(channels),
    }
    return Proposal(
        kind=KIND,
        subject=f"{region}:{language}:{platform}",
        title=Said("regional.share", params),
        reasons=(
            Said("regional.language", params),
            measured(channels),
            *([Said("regional.unknown")] if unknown else []),
            Said("regional.lead", {"mission": first}),
        ),
        rows=holders(world, [lead, *others]),
        basis=(str(lead.id), *state_of(channels)),
        units=units_of(steps),
        accept=Said("accept.merge", {"mission": first, "count": len(others)}),
        steps=steps,
        weight=(4 if unknown else 14) + len(channels),
    )
