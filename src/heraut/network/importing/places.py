"""Whether a place and a time zone can belong together, from the time zone database's own table.

``zone.tab`` (public domain) names for each zone a country and the coordinates of its main place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]

#: No place lies farther from its zone's main place (Kashgar to Shanghai: 4,100 km).
FARTHEST_KM = 5_000.0
_SUSPICIOUS_KM = 1_500.0
_EARTH_KM = 6_371.0


@cache
def zones() -> Mapping[str, Point]:
    """Zone -> latitude and longitude of its main place."""
    return {zone: point for _, zone, point in _table()}


@cache
def zones_of(country: str) -> tuple[str, ...]:
    return tuple(zone for code, zone, _ in _table() if code == country)


@cache
def _table() -> tuple[tuple[str, str, Point], ...]:
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return tuple((row[0], row[2], _point(row[1])) for row in rows)


def _point(written: str) -> Point:
    """``-0117+03649`` or ``+404251-0740023`` -> degrees."""
    latitude, longitude = re.findall(r"[+-]\d+", written)
    return _degrees(latitude, 2), _degrees(longitude, 3)


def _degrees(written: str, digits: int) -> float:
    sign = -1.0 if written[0] == "-" else 1.0
    plain = written[1:]
    seconds = plain[digits + 2 :] or "0"
    return sign * (int(plain[:digits]) + int(plain[digits : digits + 2]) / 60 + int(seconds) / 3600)


def kilometres(one: Point, other: Point) -> float:
    """The way over the earth's surface."""
    (lat, lon), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def doubt(place: Point, zone: str) -> tuple[str, int] | None:
    """``swapped`` or ``far`` with the kilometres from the zone's main place; None: plausible."""
    home = zones().get(zone)
    if home is None:
        return None
    away = kilometres(place, home)
    latitude, longitude = place
    if (
        away > _SUSPICIOUS_KM
        and abs(longitude) <= 90
        and kilometres((longitude, latitude), home) < away / 4
    ):
        return "swapped", round(away)
    return ("far", round(away)) if away > FARTHEST_KM else None
