"""Which missions have something in common: whom an item could be offered to, and why.

``jurisdiction``: both serve a country; ``region``: hosts in one region; ``language``: they write
in one language; ``theme``: they published or plan something on a theme of the item; ``neighbour``:
the unit itself named it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heraut.kernel import clock
from heraut.network import regions
from heraut.network.models import Channel, ChannelState, Jurisdiction, Mission, MissionStatus
from heraut.newsroom.models import Adaptation, Item, Sharing
from heraut.newsroom.models.message import running
from heraut.people.days import today
from heraut.people.models import Unit

#: What speaks most for a neighbour first. A language alone, shared by half the world, is little.
_WEIGHT = {"neighbour": 8, "jurisdiction": 5, "theme": 3, "region": 3, "language": 1}
WORDS: dict[str, str | Promise] = {
    "neighbour": _("your neighbour"),
    "jurisdiction": _("serves a country you serve"),
    "region": _("in the same region"),
    "language": _("writes in the same language"),
    "theme": _("works on the same theme"),
}
#: The same as its reader sees it, who was offered something.
RECEIVED: dict[str, str | Promise] = {
    "neighbour": _("you are their neighbour"),
    "jurisdiction": _("you serve the same country"),
    "region": _("you are in the same region"),
    "language": _("you write in the same language"),
    "theme": _("you work on the same theme"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    unit: Unit
    mission: Mission
    why: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(_WEIGHT[each] for each in self.why)

    @property
    def reasons(self) -> list[str]:
        return [str(WORDS[each]) for each in self.why]


@dataclass(frozen=True, slots=True)
class _Place:
    countries: frozenset[str]
    region: str
    languages: frozenset[str]


def suggested(unit: Unit, item: Item | None = None, most: int = 12) -> list[Neighbour]:
    """The open missions that have most in common with ``unit``, the nearest first; six queries."""
    found = list(
        # access: the network stands open to everybody in it
        Mission.objects.filter(status=MissionStatus.OPEN).select_related("unit")
    )
    places = _places(found)
    own = places.get(unit.pk)
    if own is None:
        return []
    named, busy = _named(unit), _on_themes(item)
    rows = []
    for mission in found:
        if mission.unit_id == unit.pk:
            continue
        why = _why(own, places[mission.unit_id])
        why += ["neighbour"] if mission.unit_id in named else []
        why += ["theme"] if mission.unit_id in busy else []
        rows.append(Neighbour(mission.unit, mission, tuple(sorted(why, key=lambda w: -_WEIGHT[w]))))
    near = [each for each in rows if each.weight > _WEIGHT["language"]]
    return sorted(near, key=lambda each: (-each.weight, each.unit.name))[:most]


def _places(missions: list[Mission]) -> dict[UUID, _Place]:
    served: dict[UUID, set[str]] = defaultdict(set)
    # access: the network stands open to everybody in it
    for unit, country in Jurisdiction.objects.filter(running(today())).values_list(
        "mission__unit", "country"
    ):
        served[unit].add(country)
    spoken: dict[UUID, set[str]] = defaultdict(set)
    # access: the network stands open to everybody in it
    for unit, found in Channel.objects.filter(state=ChannelState.ACTIVE).values_list(
        "holder", "languages"
    ):
        spoken[unit] |= set(found)
    return {
        each.unit_id: _Place(
            frozenset({each.country, *served[each.unit_id]}),
            regions.region(each.country),
            frozenset(spoken[each.unit_id] or each.languages),
        )
        for each in missions
    }


def _why(own: _Place, other: _Place) -> list[str]:
    found = []
    if own.countries & other.countries:
        found.append("jurisdiction")
    if own.region and own.region == other.region:
        found.append("region")
    if own.languages & other.languages:
        found.append("language")
    return found


def _named(unit: Unit) -> set[UUID]:
    return set(
        Sharing.neighbours.through.objects.filter(sharing__unit=unit).values_list("unit", flat=True)
    )


def _on_themes(item: Item | None) -> set[UUID]:
    """The units that made something on a theme of ``item`` within a year, or plan a key message
    with one."""
    themes = [each.pk for each in item.themes.all()] if item else []
    if not themes:
        return set()
    year_ago = clock.now() - timedelta(days=365)
    # access: that a mission works on a theme, nothing of what it writes
    made = Adaptation.objects.filter(item__themes__in=themes, changed_at__gt=year_ago)
    planned = Unit.objects.filter(plan__key_messages__themes__in=themes)
    return set(made.values_list("unit", flat=True)) | set(planned.values_list("pk", flat=True))
