"""Channels that keep quiet, and channels that nobody answers for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from heraut.network.planning.compare import Line, Standing
from heraut.network.planning.facts import WEEKS, ChannelFacts, World
from heraut.network.proposals.common import holders, relevance_of
from heraut.network.proposals.proposal import PlanStep, Proposal, Said, of_channel, of_mission

KIND = "quiet"
#: How many rows stand beside a proposal that concerns a whole platform; the rest is behind a link.
MOST_ROWS = 12


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    for line in lines:
        if line.standing is Standing.BEHIND:
            yield _behind(line)
    yield from _orphans(world, lines)
    yield from _expired(world, lines)


def _behind(line: Line) -> Proposal:
    mission, target, texts = line.mission, line.target, line.texts or 0
    assert target is not None
    params = {
        "platform": line.platform,
        "mission": mission.name,
        "texts": texts,
        "wanted": line.wanted,
    }
    real = (Decimal(texts) / WEEKS).quantize(Decimal("0.01"))
    values = {"per_week": real} if texts else {"presence": "leave"}
    # Not the number itself: it changes every day, and nobody wants to answer every day.
    share = "silent" if not texts else "half" if texts * 2 < line.wanted else "nearly"
    said = Said("accept.slower", {"per_week": real}) if texts else Said("accept.leave", params)
    step = PlanStep(mission.unit_id, line.platform, target.channel_id, values)
    return Proposal(
        kind=KIND,
        subject=f"cadence:{mission.key}:{line.platform}:{target.channel_id or ''}",
        title=Said("quiet.silent" if not texts else "quiet.behind", params),
        reasons=(Said("quiet.counted", params), *relevance_of(line), Said("quiet.choice")),
        rows=(of_mission(mission), *map(of_channel, line.channels)),
        basis=(share, str(target.per_week)),
        units=(mission.unit_id,),
        accept=said,
        steps=(step,),
        weight={"silent": 28, "half": 18, "nearly": 6}[share],
    )


def _orphans(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    for platform, found in _by_platform(lines, lambda each: not each.has_custodian).items():
        yield Proposal(
            kind=KIND,
            subject=f"custodian:{platform}",
            title=Said("quiet.custodian", {"platform": platform, "count": len(found)}),
            reasons=(Said("quiet.custodian.why"),),
            rows=holders(world, found[:MOST_ROWS]),
            basis=tuple(sorted(str(each.id) for each in found)),
            weight=20 + len(found) / 10,
        )


def _expired(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    def expired(channel: ChannelFacts) -> bool:
        return channel.certified_until is not None and channel.certified_until < world.today

    for platform, found in _by_platform(lines, expired).items():
        yield Proposal(
            kind=KIND,
            subject=f"certification:{platform}",
            title=Said("quiet.expired", {"platform": platform, "count": len(found)}),
            reasons=(Said("quiet.expired.why"),),
            rows=holders(world, found[:MOST_ROWS]),
            basis=tuple(sorted(f"{each.id}:{each.certified_until}" for each in found)),
            weight=22 + len(found) / 10,
        )


def _by_platform(
    lines: Sequence[Line], holds: Callable[[ChannelFacts], bool]
) -> dict[str, list[ChannelFacts]]:
    """Platform -> the missions' own channels that ``holds`` is true of."""
    found: defaultdict[str, dict[object, ChannelFacts]] = defaultdict(dict)
    for line in lines:
        for each in line.channels:
            if each.unit_id == line.mission.unit_id and holds(each):
                found[each.platform][each.id] = each
    return {platform: list(each.values()) for platform, each in sorted(found.items())}
