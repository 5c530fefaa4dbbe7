"""A line of numbers as points of an SVG, drawn beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 120


@dataclass(frozen=True, slots=True)
class Line:
    """``points``: as the ``points`` attribute of a polyline wants them."""

    points: str
    least: int
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def line(values: Sequence[int]) -> Line:
    """From the first value on the left to the last on the right; the scale begins at nothing."""
    most = max(values, default=0)
    steps = max(1, len(values) - 1)
    found = [
        f"{place * WIDTH / steps:.1f},{HEIGHT - 4 - (HEIGHT - 8) * value / max(1, most):.1f}"
        for place, value in enumerate(values)
    ]
    return Line(" ".join(found), min(values, default=0), most)
