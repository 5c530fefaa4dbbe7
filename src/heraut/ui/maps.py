"""The world as one drawing: land without borders, because a border is a statement.

Outlines: world-atlas (Natural Earth, 1:110m), projected once into ``land.txt``. The projection is
Natural Earth's polynomial one (Šavrič, Jenny, Patterson, Petrovič, Hurni 2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WIDTH, HEIGHT = 1000, 500
_SCALE = WIDTH / (2 * 2.7354)
_NEAR = 9.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place with where it leads; ``kind``: a status class of the style sheet."""

    latitude: float
    longitude: float
    label: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    point: Point


@cache
def land() -> str:
    """The outline as SVG path data."""
    return Path(__file__).with_name("land.txt").read_text().strip()


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the drawing's coordinates: x 0 to 1000, y 0 (north) to 500."""
    phi, lam = math.radians(latitude), math.radians(longitude)
    p2 = phi * phi
    p4 = p2 * p2
    x = lam * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return WIDTH / 2 + x * _SCALE, 260 - y * _SCALE


def dots(points: Iterable[Point]) -> list[Dot]:
    """Where each point is drawn; those that would cover another are moved aside a little."""
    placed: list[Dot] = []
    for point in points:
        x, y = project(point.longitude, point.latitude)
        placed.append(_aside(x, y, point, placed))
    return placed


def _aside(x: float, y: float, point: Point, placed: list[Dot]) -> Dot:
    for step in range(40):
        angle, distance = step * 2.4, _NEAR * 0.6 * math.sqrt(step)
        at_x, at_y = x + distance * math.cos(angle), y + distance * math.sin(angle)
        if all(math.hypot(at_x - dot.x, at_y - dot.y) >= _NEAR for dot in placed):
            return Dot(round(at_x, 1), round(at_y, 1), point)
    return Dot(round(x, 1), round(y, 1), point)
