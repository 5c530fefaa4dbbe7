"""Which part of a picture a channel gets, and in which form: computed, before anything is drawn.

Pure: the same picture, focal point, choice and limits give the same recipe.
"""

from __future__ import annotations

from dataclasses import dataclass

from heraut.connectors.contract import Limits

ORIGINAL = "original"
#: Width by height of the crops that people choose from, by name.
CROPS = {"1:1": 1.0, "4:5": 0.8, "16:9": 16 / 9, "1.91:1": 1.91}
MIDDLE = (0.5, 0.5)
_JPEG, _PNG = "image/jpeg", "image/png"


@dataclass(frozen=True, slots=True)
class Source:
    """A picture as it is kept; ``focal`` in shares of width and height, from the top left."""

    width: int
    height: int
    mime: str
    size: int
    focal: tuple[float, float] = MIDDLE

    @property
    def ratio(self) -> float:
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Recipe:
    """``box``: left, top, right, bottom in pixels; ``max_bytes`` zero: no limit. The result is no
    larger than the box."""

    crop: str
    box: tuple[int, int, int, int]
    mime: str
    max_bytes: int = 0

    @property
    def key(self) -> str:
        """The recipe as a word."""
        box = ",".join(str(each) for each in self.box)
        return f"{self.crop}[{box}] {self.mime} {self.max_bytes}"

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


def recipe(source: Source, chosen: str, limits: Limits) -> Recipe | None:
    """How the picture is made into what the channel takes; None where it goes as it is.

    ``chosen``: a name of ``CROPS``, ``ORIGINAL``, or empty for the nearest crop that the channel
    takes. What was chosen is done, also where the channel then objects.
    """
    crop = chosen if chosen in (*CROPS, ORIGINAL) else suggested(source, limits)
    mime = _mime(source, limits)
    box = _box(source, crop, limits)
    too_large = bool(limits.max_picture_bytes) and source.size > limits.max_picture_bytes
    whole = box == (0, 0, source.width, source.height)
    if whole and mime == source.mime and not too_large:
        return None
    return Recipe(crop, box, mime, limits.max_picture_bytes)


def suggested(source: Source, limits: Limits) -> str:
    """``ORIGINAL`` where it fits; else the named crop nearest to it that the channel takes; else
    the channel's own bound, written as a number."""
    if permitted(source.ratio, limits):
        return ORIGINAL
    named = [name for name, ratio in CROPS.items() if permitted(ratio, limits)]
    if named:
        # A crop keeps the share of the picture that lies between the two ratios.
        return max(named, key=lambda name: _kept(source.ratio, CROPS[name]))
    bound = limits.min_ratio if source.ratio < limits.min_ratio else limits.max_ratio
    return f"{bound:.3f}"


def permitted(ratio: float, limits: Limits) -> bool:
    if limits.min_ratio and ratio < limits.min_ratio:
        return False
    return not limits.max_ratio or ratio <= limits.max_ratio


def choices(limits: Limits) -> list[str]:
    """The named crops that the channel takes."""
    return [name for name, ratio in CROPS.items() if permitted(ratio, limits)]


def _kept(before: float, after: float) -> float:
    return min(before, after) / max(before, after)


def _mime(source: Source, limits: Limits) -> str:
    """As it is where the channel takes that; a type that none of ours fits stays, and is objected
    to."""
    if source.mime in limits.picture_types:
        return source.mime
    return next((each for each in (_JPEG, _PNG) if each in limits.picture_types), source.mime)


def _box(source: Source, crop: str, limits: Limits) -> tuple[int, int, int, int]:
    """As large as it can be, the focal point as near to its middle as the picture's edges let."""
    if crop == ORIGINAL:
        return (0, 0, source.width, source.height)
    ratio = CROPS.get(crop) or float(crop)
    width = min(source.width, max(1, round(source.height * ratio)))
    height = min(source.height, max(1, round(source.width / ratio)))
    width, height = _within(width, height, limits)
    left = _start(source.focal[0], source.width, width)
    top = _start(source.focal[1], source.height, height)
    return (left, top, left + width, top + height)


def _within(width: int, height: int, limits: Limits) -> tuple[int, int]:
    """Whole pixels may lie a hair outside of the bound: the longer side gives way."""
    if limits.max_ratio and width / height > limits.max_ratio:
        width = max(1, int(height * limits.max_ratio))
    if limits.min_ratio and width / height < limits.min_ratio:
        height = max(1, int(width / limits.min_ratio))
    return width, height


def _start(focal: float, whole: int, part: int) -> int:
    return min(max(round(focal * whole - part / 2), 0), whole - part)
