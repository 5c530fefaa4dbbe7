"""A plan beside what is: one line a platform that a mission means to be on, or is on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from heraut.network.planning.facts import (
    WEEKS,
    ChannelFacts,
    MissionFacts,
    RelevanceFacts,
    TargetFacts,
    World,
)


class Standing(StrEnum):
    """How a line stands; the first of them need a person most."""

    MISSING = "missing"  # meant, but there is no channel
    BEHIND = "behind"  # fewer texts than planned
    TO_LEAVE = "to-leave"  # still there, though the plan gives it up
    UNPLANNED = "unplanned"  # there, but no plan speaks of it
    UNMEASURED = "unmeasured"  # nobody can tell: Heraut is not connected
    KEPT = "kept"  # as planned
    ABSENT = "absent"  # not there, and not meant to be


NEEDS_SOMEBODY = (Standing.MISSING, Standing.BEHIND, Standing.TO_LEAVE, Standing.UNPLANNED)


@dataclass(frozen=True, slots=True)
class Line:
    """``texts`` in the last four weeks over all its channels, None where none can be measured;
    ``wanted`` in the same time. ``unspoken``: planned languages that no channel writes in."""

    mission: MissionFacts
    platform: str
    target: TargetFacts | None
    channels: tuple[ChannelFacts, ...]
    standing: Standing
    texts: int | None
    wanted: Decimal
    relevance: RelevanceFacts | None
    unspoken: tuple[str, ...] = ()


def compare(world: World, missions: Iterable[MissionFacts] | None = None) -> list[Line]:
    """Every line of these missions, of all open ones if none are named."""
    chosen = world.open_missions if missions is None else missions
    return [line for mission in chosen for line in _lines(world, mission)]


def count(lines: Iterable[Line]) -> dict[Standing, int]:
    """How many lines stand how; every standing is there."""
    counted = Counter(line.standing for line in lines)
    return {standing: counted[standing] for standing in Standing}


def _lines(world: World, mission: MissionFacts) -> list[Line]:
    own, shared = world.held.get(mission.unit_id, []), world.shared.get(mission.unit_id, [])
    targets = world.targets_of.get(mission.unit_id, [])
    named = {each.channel_id for each in targets if each.channel_id}
    free = [each for each in own if each.id not in named]
    theirs = [each for each in shared if each.id not in named]
    lines, spoken_for = [], set()
    for target in targets:
        if target.channel_id:
            meant = world.channels.get(target.channel_id)
            channels = [meant] if meant is not None else []
        elif target.presence == "shared":
            channels = [each for each in theirs if each.platform == target.platform]
        else:
            channels = [each for each in free if each.platform == target.platform]
            spoken_for.add(target.platform)
        lines.append(_line(world, mission, target.platform, target, tuple(channels)))
    lines += [
        _line(world, mission, each.platform, None, (each,))
        for each in free
        if each.platform not in spoken_for
    ]
    return sorted(lines, key=lambda line: line.platform)


def _line(
    world: World,
    mission: MissionFacts,
    platform: str,
    target: TargetFacts | None,
    channels: tuple[ChannelFacts, ...],
) -> Line:
    measured = [each for each in channels if each.texts is not None]
    texts = sum(each.texts or 0 for each in measured) if measured else None
    per_week = target.per_week if target else Decimal(0)
    days = max((each.days for each in measured), default=0)
    spoken = {code.split("-")[0] for each in channels for code in each.languages}
    intended = target.languages if target and target.is_meant and channels else ()
    return Line(
        mission=mission,
        platform=platform,
        target=target,
        channels=channels,
        standing=_standing(target, bool(channels), texts, per_week * days / 7),
        texts=texts,
        wanted=per_week * WEEKS,
        relevance=world.relevance.get((mission.country, platform)),
        unspoken=tuple(code for code in intended if code.split("-")[0] not in spoken),
    )


def _standing(
    target: TargetFacts | None, is_there: bool, texts: int | None, owed: Decimal
) -> Standing:
    """``owed``: as many as the plan says for the days on which they could be counted."""
    if target is None:
        return Standing.UNPLANNED
    if not target.is_meant:
        return Standing.TO_LEAVE if is_there else Standing.ABSENT
    if not is_there:
        return Standing.MISSING
    if target.per_week == 0:
        return Standing.KEPT
    if texts is None:
        return Standing.UNMEASURED
    # Half a text is not owed yet.
    return Standing.KEPT if texts >= int(owed) else Standing.BEHIND
