"""How a film is made into what a channel takes: computed, before anything is converted.

Pure: the same film, choice and limits give the same recipe.
"""

from __future__ import annotations

from dataclasses import dataclass

from heraut.connectors.contract import Limits

#: What sound takes, in bits a second.
SOUND = 96_000
#: Below it, in bits a second, nobody recognises anything.
LEAST_PICTURE = 120_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """``shape``: pad, crop, or empty where it stays; ``ratio``: the new width by height;
    ``max_bytes`` zero where the size is right."""

    shape: str = ""
    ratio: float = 0.0
    max_bytes: int = 0

    @property
    def key(self) -> str:
        """The recipe as a word; ``read`` turns it back."""
        return f"{self.shape or 'keep'} {self.ratio:.4f} {self.max_bytes}"

    @classmethod
    def read(cls, key: str) -> Recipe:
        shape, ratio, most = key.split(" ")
        return cls("" if shape == "keep" else shape, float(ratio), int(most))

    def frame(self, width: int, height: int) -> tuple[int, int]:
        """Width and height in even pixels, as the codec wants them: padded it holds the whole
        picture, cropped it lies within it."""
        if not self.shape:
            return even(width), even(height)
        wider = width / height < self.ratio
        if (self.shape == "pad") == wider:
            return even(round(height * self.ratio)), even(height)
        return even(width), even(round(width / self.ratio))


def recipe(width: int, height: int, size: int, shape: str, limits: Limits) -> Recipe | None:
    """None where the film goes as it is. ``shape``: pad or crop, used only where it must be;
    ``size`` in bytes. How long it lasts cannot be helped: the channel objects to that."""
    bound = _bound(width / height, limits)
    too_large = bool(limits.max_video_bytes) and size > limits.max_video_bytes
    if not bound and not too_large:
        return None
    # Written anew for its shape, it may grow: the limit goes along.
    return Recipe(shape if bound else "", bound, limits.max_video_bytes)


def bit_rate(max_bytes: int, seconds: float) -> int:
    """For the picture alone, in bits a second; some of the file is its frame."""
    return int(max_bytes * 8 * 0.94 / max(seconds, 0.1)) - SOUND


def even(side: int) -> int:
    return max(2, side - side % 2)


def _bound(ratio: float, limits: Limits) -> float:
    """The ratio it is to have; 0 where it may stay. A hair inside of the limit: sides are even."""
    if limits.min_video_ratio and ratio < limits.min_video_ratio:
        return round(limits.min_video_ratio * 1.005, 4)
    if limits.max_video_ratio and ratio > limits.max_video_ratio:
        return round(limits.max_video_ratio * 0.995, 4)
    return 0.0
