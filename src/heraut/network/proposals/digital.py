"""Digital embassies for countries without a mission: those that nobody serves, those whose embassy
closes, and those that are served from afar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from heraut.network import regions
from heraut.network.planning.compare import Line
from heraut.network.planning.facts import MissionFacts, World
from heraut.network.proposals.proposal import Founding, Proposal, Said, of_mission

KIND = "digital"
#: A mission that serves so many countries besides its own can hardly be present in each.
MANY = 8


def propose(world: World, lines: Sequence[Line]) -> Iterator[Proposal]:
    there = {each.country for each in world.open_missions if not each.closing}
    digital = {
        country
        for each in world.missions.values()
        if each.kind == "digital-embassy" and each.status in ("open", "planned")
        for country in (each.country, *each.serves)
    }
    without = regions.STATES - there - digital - world.opening
    closing = {each.country: each for each in world.open_missions if each.closing}
    servers: defaultdict[str, list[MissionFacts]] = defaultdict(list)
    for mission in world.open_missions:
        for country in mission.serves:
            servers[country].append(mission)
    left = sorted(without - closing.keys())
    yield from (_closing(closing[each]) for each in sorted(without & closing.keys()))
    yield from (_unserved(each) for each in left if not servers[each])
    yield from _from_afar({each: servers[each] for each in left if servers[each]})


def _closing(mission: MissionFacts) -> Proposal:
    country = mission.country
    return Proposal(
        kind=KIND,
        subject=country,
        title=Said("digital.country", {"country": country}),
        reasons=(Said("digital.closing", {"mission": mission.name, "country": country}),),
        rows=(of_mission(mission),),
        basis=("closing", mission.key),
        accept=Said("accept.digital", {"countries": (country,)}),
        founding=Founding((country,)),
        weight=26,
    )


def _unserved(country: str) -> Proposal:
    return Proposal(
        kind=KIND,
        subject=country,
        title=Said("digital.country", {"country": country}),
        reasons=(Said("digital.unserved", {"country": country}),),
        rows=(),
        basis=("unserved",),
        accept=Said("accept.digital", {"countries": (country,)}),
        founding=Founding((country,)),
        weight=32,
    )


def _from_afar(servers: dict[str, list[MissionFacts]]) -> Iterator[Proposal]:
    """One proposal a serving mission, for the countries that it reaches least."""
    served: defaultdict[str, list[str]] = defaultdict(list)
    missions = {each.key: each for found in servers.values() for each in found}
    for country, found in servers.items():
        if len(found) == 1:
            served[found[0].key].append(country)
    for key, countries in sorted(served.items()):
        mission = missions[key]
        far = [
            each for each in countries if regions.region(each) != regions.region(mission.country)
        ]
        if len(countries) >= MANY:
            yield _many(mission, countries)
        elif far:
            yield _far(mission, far)


def _many(mission: MissionFacts, countries: list[str]) -> Proposal:
    params = {"mission": mission.name, "countries": tuple(countries), "count": len(countries)}
    return _for(mission, countries, Said("digital.many", params), 18 + len(countries) / 2)


def _far(mission: MissionFacts, countries: list[str]) -> Proposal:
    params = {
        "mission": mission.name,
        "country": mission.country,
        "region": regions.region(countries[0]),
        "countries": tuple(countries),
        "count": len(countries),
    }
    return _for(mission, countries, Said("digital.far", params), 4 + len(countries))


def _for(mission: MissionFacts, countries: list[str], why: Said, weight: float) -> Proposal:
    params = {"countries": tuple(countries), "mission": mission.name, "count": len(countries)}
    single = len(countries) == 1
    return Proposal(
        kind=KIND,
        subject=countries[0] if single else f"served:{mission.key}",
        title=Said("digital.country", {"country": countries[0]})
        if single
        else Said("digital.countries", params),
        reasons=(why,),
        rows=(of_mission(mission),),
        basis=("served", mission.key, *countries),
        accept=Said("accept.digital", params),
        founding=Founding(tuple(countries)),
        weight=weight,
    )
