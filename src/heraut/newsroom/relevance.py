"""What an item matters to a mission: where it is, what it speaks, how fresh the item is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from heraut.kernel import clock
from heraut.network.models import Jurisdiction, Mission
from heraut.newsroom import channels
from heraut.newsroom.models import Item, Version
from heraut.people.models import Unit

#: What was changed longer ago than this gives way to what is fresh.
FRESH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Reader:
    """A unit as the pool sees it: where it is, what it speaks, whether it has channels."""

    unit: Unit
    mission: Mission | None
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    has_channels: bool


def reader(unit: Unit) -> Reader:
    # access: the network stands open to everybody in it
    mission = Mission.objects.filter(unit=unit).first()
    found = channels.of(unit)
    spoken = [language for channel in found for language in channel.languages]
    if mission is None:
        return Reader(unit, None, (), tuple(dict.fromkeys(spoken)), bool(found))
    today = clock.now().date()
    served = (
        Jurisdiction.objects.filter(mission=mission)
        .exclude(valid_from__gt=today)
        .exclude(valid_until__lte=today)
        .values_list("country", flat=True)
    )
    countries = dict.fromkeys([mission.country, *served])
    return Reader(
        unit,
        mission,
        tuple(countries),
        tuple(dict.fromkeys([*spoken, *mission.languages])),
        bool(found),
    )


def relevance(for_unit: Reader | None) -> Any:
    """The score by which the pool is ordered, as an expression (see ``queries.pool``)."""
    old = When(changed_at__lt=clock.now() - FRESH, then=Value(-3))
    score: Any = Case(old, default=Value(0), output_field=IntegerField())
    if for_unit is None:
        return score
    here = [When(countries__overlap=list(for_unit.countries), then=Value(4))]
    where = Case(
        *(here if for_unit.countries else []),
        When(countries=[], then=Value(2)),
        default=Value(0),
        output_field=IntegerField(),
    )
    spoken = Version.objects.filter(item=OuterRef("pk"), language__in=list(for_unit.languages))
    said = Case(When(Exists(spoken), then=Value(1)), default=Value(0), output_field=IntegerField())
    return score + where + said


def why(item: Item, for_unit: Reader | None) -> str:
    """``here``, ``everywhere``, ``elsewhere``; empty where no mission asks."""
    if for_unit is None or for_unit.mission is None:
        return ""
    if not item.countries:
        return "everywhere"
    return "here" if set(item.countries) & set(for_unit.countries) else "elsewhere"
