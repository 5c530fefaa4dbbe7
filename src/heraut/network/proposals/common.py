"""What several kinds of proposals ask of the network."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from heraut.network import regions
from heraut.network.planning.compare import Line, Standing
from heraut.network.planning.facts import ChannelFacts, MissionFacts, World
from heraut.network.proposals.proposal import PlanStep, Row, Said, of_channel

#: Ranks of missions where one channel stands for several.
_APART = "permanent-representation"
_RANKS = ("embassy", "consulate-general", "consulate", "office")


def spoken(codes: Iterable[str]) -> frozenset[str]:
    """Languages without their regions: ``pt-BR`` counts as ``pt``."""
    return frozenset(code.split("-")[0].lower() for code in codes)


def speaks_for(channel: ChannelFacts, mission: MissionFacts) -> bool:
    """Whether the channel's main language is one of those in public use at the mission."""
    return bool(spoken(channel.languages[:1]) & spoken(mission.languages))


def holders(world: World, channels: Iterable[ChannelFacts]) -> tuple[Row, ...]:
    """The channels, each by the name of the mission that holds it."""
    return tuple(of_channel(each, world.missions.get(each.unit_id)) for each in channels)


def in_common(channels: Iterable[ChannelFacts]) -> frozenset[str]:
    """The languages that all of them share."""
    sets = [spoken(each.languages) for each in channels]
    return frozenset.intersection(*sets) if sets else frozenset()


def _rank(mission: MissionFacts) -> tuple[object, ...]:
    """Embassies first, then who serves the most countries."""
    rank = _RANKS.index(mission.kind) if mission.kind in _RANKS else len(_RANKS)
    return rank, -len(mission.serves), mission.key


def first_among(missions: Iterable[MissionFacts]) -> MissionFacts:
    return min(missions, key=_rank)


def strongest(world: World, channels: Iterable[ChannelFacts]) -> ChannelFacts:
    """Which one should stand for the others: a planned hub, then the busiest, then by the mission's
    rank and the number of countries that it serves."""

    def order(channel: ChannelFacts) -> tuple[object, ...]:
        mission = world.missions[channel.unit_id]
        return channel.id not in world.hubs, -(channel.texts or 0), *_rank(mission), channel.handle

    return min(channels, key=order)


def weak(lines: Iterable[Line]) -> list[tuple[Line, ChannelFacts]]:
    """Channels of missions themselves that do not show that they keep their cadence: behind, not
    measured or unplanned. What the plan already shares or gives up is not asked again."""
    found = []
    for line in lines:
        mine = [each for each in line.channels if each.unit_id == line.mission.unit_id]
        if line.standing not in (Standing.BEHIND, Standing.UNMEASURED, Standing.UNPLANNED):
            continue
        if line.target is not None and line.target.presence != "wanted":
            continue
        found += [(line, each) for each in mine if each.klass == "institution"]
    return found


def relevance_of(line: Line) -> list[Said]:
    """What is known of the platform in the host country; nothing where nothing is known."""
    known = line.relevance
    if known is None:
        return []
    return [
        Said(
            "relevance.share" if known.share is not None else "relevance.level",
            {
                "platform": known.platform,
                "country": known.country,
                "level": known.level,
                "share": known.share,
                "measure": known.measure,
                "source": known.source,
                "as_of": known.as_of,
            },
        )
    ]


def measured(channels: Iterable[ChannelFacts]) -> Said:
    """How many texts these brought in four weeks, and of how many nobody can tell."""
    counted = list(channels)
    known = [each.texts for each in counted if each.texts is not None]
    if not known:
        return Said("measured.none", {"count": len(counted)})
    silent = len(counted) - len(known)
    code = "measured.some" if silent else "measured.all"
    return Said(code, {"texts": sum(known), "count": len(known), "unknown": silent})


def state_of(channels: Iterable[ChannelFacts]) -> tuple[str, ...]:
    """What of the channels makes a proposal another one: which they are, whether they are measured."""
    return tuple(sorted(f"{each.id}:{'' if each.texts is None else 'm'}" for each in channels))


def under_one(lead: ChannelFacts, others: Iterable[ChannelFacts]) -> tuple[PlanStep, ...]:
    """The plans when ``lead`` becomes the hub and the others give way to it."""
    steps = [PlanStep(lead.unit_id, lead.platform, lead.id, {"presence": "wanted", "is_hub": True})]
    for each in others:
        steps.append(PlanStep(each.unit_id, each.platform, each.id, {"presence": "leave"}))
        if each.unit_id != lead.unit_id:
            steps.append(PlanStep(each.unit_id, lead.platform, lead.id, {"presence": "shared"}))
    return tuple(steps)


def units_of(steps: Iterable[PlanStep]) -> tuple[UUID, ...]:
    return tuple(sorted({each.unit_id for each in steps}, key=str))


def near(world: World, mission: MissionFacts, platform: str) -> ChannelFacts | None:
    """A channel of another mission that could speak for this one: any in its country, else a hub of
    its sub-region; one whose main language is in public use here, where the platform is not
    blocked. Nobody speaks for a permanent representation, nor one for a country."""
    if mission.kind == _APART:
        return None
    here, around = [], []
    for each in world.on.get(platform, []):
        other = world.missions.get(each.unit_id)
        if each.klass != "institution" or other is None or not _may_speak(world, other, platform):
            continue
        if other.unit_id == mission.unit_id or not speaks_for(each, mission):
            continue
        if other.country == mission.country:
            here.append(each)
        elif each.id in world.hubs and regions.region(other.country) == regions.region(
            mission.country
        ):
            around.append(each)
    best = here or around
    return strongest(world, best) if best else None


def _may_speak(world: World, other: MissionFacts, platform: str) -> bool:
    known = world.relevance.get((other.country, platform))
    lasting = other.status == "open" and not other.closing
    return lasting and other.kind != _APART and (known is None or known.level != "blocked")
