"""Whose calendar: one's own mission's, another's, a region's, the whole ministry's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from heraut.kernel import clock
from heraut.network import regions
from heraut.network.models import Jurisdiction, Mission, MissionStatus
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """``units`` None: every unit the person may read. ``zone``: the one clock of all its missions,
    None where they have several. ``countries``: whose days matter here."""

    key: str
    label: str
    units: frozenset[UUID] | None
    countries: frozenset[str]
    zone: ZoneInfo | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The missions this person knows of, and those whose texts they may read; asked once a page."""

    user: User
    missions: tuple[Mission, ...]
    readable: tuple[Mission, ...]
    own: tuple[Mission, ...]

    @classmethod
    def of(cls, user: User) -> Desk:
        known = tuple(
            access.rows(user, Right.NETWORK_READ, Mission)
            .exclude(status=MissionStatus.CLOSED)
            .select_related("unit")
            .order_by("key")
        )
        readable = tuple(each for each in known if access.can(user, Right.DISPATCH_READ, each.unit))
        granted = {grant.unit_id for grant in access.grants(user)}
        return cls(user, known, readable, tuple(each for each in known if each.unit_id in granted))

    def scope(self, key: str) -> Scope:
        """What ``key`` names; one's own where it names nothing that one may read."""
        if key == "all" or (key in ("", "mine") and not self.own):
            return self._all()
        kind, _sep, name = key.partition("-")
        if kind == "r" and (inside := regions.countries(name)):
            return self._several(
                key, regions.name(name), [m for m in self.missions if m.country in inside]
            )
        if kind == "m":
            for mission in self.readable:
                if mission.key == name:
                    return self._few(key, [mission])
        return self._few("mine", list(self.own)) if self.own else self._all()

    def _all(self) -> Scope:
        countries = frozenset(each.country for each in self.missions)
        return Scope("all", _("The whole ministry"), None, countries)

    def _several(self, key: str, label: str, missions: list[Mission]) -> Scope:
        units = frozenset(each.unit_id for each in missions)
        return Scope(key, label, units, frozenset(each.country for each in missions))

    def _few(self, key: str, missions: list[Mission]) -> Scope:
        """One mission, or the few where one works: the countries they serve included."""
        today = clock.now().date()
        served = (
            Jurisdiction.objects.filter(mission__in=missions)
            .exclude(valid_from__gt=today)
            .exclude(valid_until__lte=today)
            .values_list("country", flat=True)
        )
        zones = {each.time_zone for each in missions}
        return Scope(
            key,
            ", ".join(each.name for each in missions),
            frozenset(each.unit_id for each in missions),
            frozenset([*served, *(each.country for each in missions)]),
            missions[0].zone if len(zones) == 1 else None,
            missions[0].city if len(missions) == 1 else "",
        )

    def choices(self) -> Choices:
        """(group, [(key, label)]) for the chooser."""
        first = [("all", _("The whole ministry"))]
        if self.own:
            own = self.own[0].name if len(self.own) == 1 else _("My missions")
            first = [("mine", own), *first]
        held = frozenset(each.country for each in self.missions)
        parts = [
            (continent, [(f"r-{code}", label) for code, label in inside])
            for continent, inside in regions.choices(held)
        ]
        others = sorted((each.name, f"m-{each.key}") for each in self.readable)
        missions = [(key, name) for name, key in others]
        groups: Choices = [("", first), *parts]
        return [*groups, (_("Missions"), missions)] if len(missions) > 1 else groups


@dataclass(frozen=True, slots=True)
class Clock:
    """In whose time a calendar is drawn. ``place``: what stands beside a time."""

    key: str
    zone: ZoneInfo
    label: str
    place: str = ""


def clocks(scope: Scope, user: User) -> list[Clock]:
    """Those to choose from, the usual one first: the mission's, else the reader's own."""
    ministry = ZoneInfo(settings.TIME_ZONE)
    found = [
        Clock("mine", _zone_of(user), _("My time")),
        Clock("ministry", ministry, _("The ministry’s time")),
    ]
    if scope.zone is not None:
        here = scope.place or scope.zone.key.rsplit("/", 1)[-1].replace("_", " ")
        label = _("Time in %(place)s") % {"place": here}
        found = [Clock("place", scope.zone, label, here), *found]
    return found


def _zone_of(user: User) -> ZoneInfo:
    try:
        return ZoneInfo(user.time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)
