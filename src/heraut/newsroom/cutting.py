"""Pictures as a channel takes them, for what is only looked at: those that were made, and where
there is none yet, what it will measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from heraut.connectors.contract import Limits
from heraut.newsroom import shapes
from heraut.newsroom.models import Picture
from heraut.newsroom.outgoing import Cut, source_of


@dataclass(frozen=True, slots=True)
class Coming:
    """A rendition that saving will make. Until then it is the picture that is shown; ``size`` is
    what it may have at most."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int


def cuts(
    pictures: Iterable[Picture],
    limits: Limits,
    chosen: Mapping[UUID, str] | None = None,
    focals: Mapping[UUID, tuple[float, float]] | None = None,
) -> dict[UUID, Cut]:
    """What goes out instead of each picture that does not go as it is. Reads ``renditions``
    through ``all()``."""
    found: dict[UUID, Cut] = {}
    for picture in pictures:
        source = source_of(picture, (focals or {}).get(picture.pk))
        recipe = shapes.recipe(source, (chosen or {}).get(picture.pk, ""), limits)
        if recipe is not None:
            found[picture.pk] = _cut(picture, recipe)
    return found


def _cut(picture: Picture, recipe: shapes.Recipe) -> Cut:
    made = next((each for each in picture.renditions.all() if each.recipe == recipe.key), None)
    size = min(picture.size, recipe.max_bytes or picture.size)
    return made or Coming(picture.sha256, recipe.mime, recipe.width, recipe.height, size)
