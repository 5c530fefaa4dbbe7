"""A digital embassy that is planned: its unit, its mission, and the change that opens it."""

from __future__ import annotations

from babel import Locale

from heraut.network.actions.plan_change import plan_change
from heraut.network.importing.places import zones_of
from heraut.network.models import (
    ChangeKind,
    Mission,
    MissionKind,
    MissionStatus,
    NetworkChange,
)
from heraut.network.naming import names
from heraut.network.proposals.proposal import Founding
from heraut.people.models import Unit, UnitKind, User


def found_digital(founding: Founding, *, by: User) -> NetworkChange:
    """``plan_change`` asks for the right. The first of its countries gives it its key; the countries
    are taken over as steps of its opening."""
    root = Unit.objects.filter(parent=None).earliest("created_at")
    country = founding.countries[0]
    places = {
        language: _listed(founding.countries, language) for language in ("nl", "fr", "de", "en")
    }
    key = _free_key(country)
    unit = Unit.objects.create(
        slug=key,
        kind=UnitKind.MISSION,
        parent=root,
        names=names(MissionKind.DIGITAL_EMBASSY, places),
    )
    mission = Mission.objects.create(
        key=key,
        unit=unit,
        kind=MissionKind.DIGITAL_EMBASSY,
        status=MissionStatus.PLANNED,
        country=country,
        cities=places,
        time_zone=next(iter(zones_of(country)), "UTC"),
        source="Accepted proposal",
    )
    return plan_change(
        mission.pk,
        by=by,
        kind=ChangeKind.OPEN,
        reason="",
        source="Accepted proposal",
        countries=founding.countries,
    )


def _listed(countries: tuple[str, ...], language: str) -> str:
    territories = Locale(language).territories
    named = [str(territories.get(each, each)) for each in countries]
    return ", ".join(named) if len(named) <= 3 else f"{', '.join(named[:2])} … ({len(named)})"


def _free_key(country: str) -> str:
    base = f"digital-{country.lower()}"
    taken = set(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        key
        for number in range(1, len(taken) + 2)
        if (key := base if number == 1 else f"{base}-{number}") not in taken
    )
