"""What must hold of a day that matters, whoever writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.days import check_rule
from heraut.network.models import DayKind, DayReach, Mission
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

_LONGEST = 366


@dataclass(frozen=True, slots=True)
class DayValues:
    """What a person says of a day; ``names``: language -> name."""

    kind: DayKind
    reach: DayReach
    names: dict[str, str]
    first: date
    last: date
    country: str = ""
    rule: str = ""
    caution: bool = False
    source: str = ""


def checked(values: DayValues, unit: Unit, by: User) -> dict[str, Any]:
    """The columns that ``values`` come to, kept by ``unit``.

    Raises ``Forbidden`` without the right there; ``Forbidden("day.reach")`` where a mission would
    speak for the network or for another country than its own; ``Refusal`` for what makes no sense.
    """
    access.require(by, Right.DAY_EDIT, unit)
    _require_reach(values, unit)
    names = {code: name.strip() for code, name in values.names.items() if name.strip()}
    if not names:
        raise Refusal("day.name_missing")
    if values.last < values.first or (values.last - values.first).days > _LONGEST:
        raise Refusal("day.dates")
    return {
        "kind": values.kind,
        "reach": values.reach,
        "country": values.country if values.reach == DayReach.COUNTRY else "",
        "names": names,
        "first": values.first,
        "last": values.last,
        "rule": check_rule(values.rule, values.first),
        "caution": values.caution,
        "source": values.source.strip(),
    }


def _require_reach(values: DayValues, unit: Unit) -> None:
    mission = Mission.objects.filter(unit=unit).first()
    if values.reach == DayReach.COUNTRY and not values.country:
        raise Refusal("day.country_missing")
    if values.reach == DayReach.UNIT or mission is None:
        return
    if values.reach == DayReach.NETWORK or values.country != mission.country:
        raise Forbidden("day.reach")
