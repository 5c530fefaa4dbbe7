"""Plans of the demonstration: made by rule from the accounts of 2022 (network/LICENCE.md), what is
known of platforms in host countries, and the changes that were announced on 14 November 2025."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from heraut.kernel import clock
from heraut.network.actions.import_plans import import_plans
from heraut.network.actions.import_relevance import import_relevance
from heraut.network.actions.plan_change import plan_change
from heraut.network.importing import parse_plans, parse_relevance
from heraut.network.models import ChangeKind, Channel, Mission
from heraut.people.models import User

HERE = Path(__file__).parent / "network"
ANNOUNCED = "Announced on 14 November 2025 (The Brussels Times, Anadolu Agency)"
#: No day was announced.
PERIOD = "2026–27"
CLOSING = (
    "sarajevo", "conakry", "bamako", "maputo", "havana", "rio-de-janeiro", "guangzhou",
    "kuwait-city",
)  # fmt: skip
CONNECTED_FOR = timedelta(days=60)
OPENING = ("tirana", "windhoek", "muscat", "tashkent", "african-union-addis-ababa")


def load(by: User) -> None:
    plans, wrong = parse_plans(HERE / "belgium_plans.csv")
    relevance, wrong_too = parse_relevance(HERE / "belgium_relevance.csv")
    # Long enough ago for four weeks to be counted.
    Channel.objects.filter(source="demonstration").update(verified_at=clock.now() - CONNECTED_FOR)
    assert not wrong and not wrong_too, (*wrong, *wrong_too)
    import_plans(plans, by=by)
    import_relevance(relevance, by=by)
    for kind, keys in ((ChangeKind.CLOSE, CLOSING), (ChangeKind.OPEN, OPENING)):
        for mission in Mission.objects.filter(key__in=keys).order_by("key"):
            plan_change(mission.pk, by=by, kind=kind, period=PERIOD, source=ANNOUNCED)
