"""Gaps: what is planned and not there, what would matter and is not planned, and plans for a
platform that is blocked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from heraut.network.planning.compare import Line, Standing
from heraut.network.planning.facts import ChannelFacts, MissionFacts, RelevanceFacts, World
from heraut.network.proposals.common import first_among, holders, near, relevance_of, spoken
from heraut.network.proposals.proposal import (
    PlanStep,
    Proposal,
    Said,
    of_channel,
    of_mission,
)

KIND = "gap"
_WEIGHT = {"high": 30.0, "some": 20.0, "low": 5.0}


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    for line in lines:
        if line.target is not None and line.target.is_meant and _blocked(line):
            yield _blocked_there(line)
        elif line.standing is Standing.MISSING:
            yield _missing(world, line)
        elif line.standing is Standing.UNPLANNED and line.mission.unit_id in world.planned:
            yield _unplanned(line)
    yield from _not_thought_of(world, lines)
    yield from _without_plan(world)


def _blocked(line: Line) -> bool:
    return line.relevance is not None and line.relevance.level == "blocked"


def _blocked_there(line: Line) -> Proposal:
    presence = "leave" if line.channels else "not-wanted"
    own = tuple(each for each in line.channels if each.unit_id == line.mission.unit_id)
    target = line.target
    assert target is not None
    step = PlanStep(line.mission.unit_id, line.platform, target.channel_id, {"presence": presence})
    return Proposal(
        kind=KIND,
        subject=f"blocked:{line.mission.key}:{line.platform}:{target.channel_id or ''}",
        title=Said("gap.blocked", {"platform": line.platform, "mission": line.mission.name}),
        reasons=(*relevance_of(line), Said("gap.blocked.whom")),
        rows=(of_mission(line.mission), *map(of_channel, own)),
        basis=(presence, str(line.relevance.as_of if line.relevance else "")),
        units=(line.mission.unit_id,),
        accept=Said(f"accept.{presence}", {"platform": line.platform}),
        steps=(step,),
        weight=35,
    )


def _missing(world: World, line: Line) -> Proposal:
    mission, target = line.mission, line.target
    assert target is not None
    other = near(world, mission, line.platform)
    params = {"platform": line.platform, "mission": mission.name}
    reasons = [*relevance_of(line)] or [
        Said("relevance.none", {"country": mission.country, **params})
    ]
    if target.reason:
        reasons.insert(0, Said("gap.planned_because", {"reason": target.reason}))
    if mission.closing:
        reasons.append(Said("gap.closing"))
    steps: tuple[PlanStep, ...] = ()
    if other is not None:
        there = world.missions[other.unit_id]
        languages = sorted(spoken(other.languages) & spoken(mission.languages))
        reasons.append(Said("gap.near", {"other": there.name, "languages": languages}))
        values = {"presence": "shared", "per_week": 0}
        steps = (PlanStep(mission.unit_id, line.platform, other.id, values),)
    return Proposal(
        kind=KIND,
        subject=f"missing:{mission.key}:{line.platform}:{target.channel_id or ''}",
        title=Said("gap.share" if other else "gap.missing", params),
        reasons=tuple(reasons),
        rows=(of_mission(mission), *(holders(world, [other]) if other else ())),
        basis=(target.presence, str(other.id if other else ""), _level(line.relevance)),
        units=(mission.unit_id,),
        accept=_share(world, other) if other else None,
        steps=steps,
        weight=_WEIGHT.get(_level(line.relevance), 12.0) - (10 if mission.closing else 0),
    )


def _share(world: World, channel: ChannelFacts) -> Said:
    return Said("accept.share", {"mission": world.missions[channel.unit_id].name})


def _unplanned(line: Line) -> Proposal:
    (channel,) = line.channels
    params = {"platform": line.platform, "mission": line.mission.name, "channel": channel.handle}
    step = PlanStep(line.mission.unit_id, line.platform, channel.id, {"presence": "wanted"})
    return Proposal(
        kind=KIND,
        subject=f"unplanned:{channel.id}",
        title=Said("gap.unplanned", params),
        reasons=(Said("gap.unplanned.why"), *relevance_of(line)),
        rows=(of_mission(line.mission), of_channel(channel)),
        basis=(str(channel.id), _level(line.relevance)),
        units=(line.mission.unit_id,),
        accept=Said("accept.plan", {"platform": line.platform}),
        steps=(step,),
        weight=8,
    )


def _not_thought_of(world: World, lines: Iterable[Line]) -> Iterator[Proposal]:
    """Much used in a country, and no plan of a mission there speaks of it: the first of them is
    asked, as one channel a country is enough."""
    spoken_of = {(line.mission.country, line.platform) for line in lines}
    there: defaultdict[str, list[MissionFacts]] = defaultdict(list)
    for mission in world.open_missions:
        if mission.unit_id in world.planned and not mission.closing:
            there[mission.country].append(mission)
    for (country, platform), known in sorted(world.relevance.items()):
        asked = known.level == "high" and (country, platform) not in spoken_of
        if asked and there[country]:
            yield _worth_a_thought(first_among(there[country]), known)


def _worth_a_thought(mission: MissionFacts, known: RelevanceFacts) -> Proposal:
    line = Line(mission, known.platform, None, (), Standing.ABSENT, None, Decimal(0), known)
    step = PlanStep(mission.unit_id, known.platform, None, {"presence": "wanted"})
    return Proposal(
        kind=KIND,
        subject=f"relevant:{mission.key}:{known.platform}",
        title=Said("gap.relevant", {"platform": known.platform, "mission": mission.name}),
        reasons=(*relevance_of(line), Said("gap.relevant.silent")),
        rows=(of_mission(mission),),
        basis=(known.level, str(known.as_of)),
        units=(mission.unit_id,),
        accept=Said("accept.plan", {"platform": known.platform}),
        steps=(step,),
        weight=25,
    )


def _without_plan(world: World) -> Iterator[Proposal]:
    for mission in world.open_missions:
        if mission.unit_id in world.planned:
            continue
        held = world.held.get(mission.unit_id, [])
        yield Proposal(
            kind=KIND,
            subject=f"no-plan:{mission.key}",
            title=Said("gap.no_plan", {"mission": mission.name}),
            reasons=(Said("gap.no_plan.why", {"count": len(held)}),),
            rows=(of_mission(mission), *map(of_channel, held)),
            basis=tuple(sorted(str(each.id) for each in held)),
            units=(mission.unit_id,),
            accept=Said("accept.as_is", {"count": len(held)}) if held else None,
            steps=tuple(
                PlanStep(mission.unit_id, each.platform, each.id, {"presence": "wanted"})
                for each in held
            ),
            weight=15 + len(held),
        )


def _level(known: RelevanceFacts | None) -> str:
    return known.level if known is not None else ""
