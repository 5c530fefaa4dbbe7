"""Pictures drawn as a recipe says: cut, converted, made smaller. The same recipe, the same bytes."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from heraut.foundation import media
from heraut.newsroom import pictures
from heraut.newsroom.shapes import Recipe

_QUALITIES = (86, 76, 66)
_SMALLER = 0.8
_LEAST_SIDE = 64  # pixels; below it nothing is recognised


@dataclass(frozen=True, slots=True)
class Drawn:
    """``data``: JPEG or PNG; it may still be too large where no smaller one can be recognised."""

    data: bytes
    small: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def store(self) -> None:
        """Under its SHA-256, with its small rendition."""
        name = media.name_of(self.sha256, self.mime)
        media.store(name, self.data)
        media.store(pictures.small_name(name), self.small)


def draw(data: bytes, recipe: Recipe) -> Drawn:
    """``data``: a picture that ``pictures.clean`` made; ``ValueError`` for a type not drawn here."""
    if recipe.mime not in ("image/jpeg", "image/png"):
        raise ValueError(recipe.mime)
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as found:
        image = found.convert("RGBA" if found.has_transparency_data else "RGB").crop(recipe.box)
    if recipe.mime == "image/jpeg":
        image = _opaque(image)
    written, image = _fitting(image, recipe)
    small = image.copy()
    small.thumbnail((pictures.SMALL_SIDE, pictures.SMALL_SIDE))
    return Drawn(
        written, pictures.encoded(small, recipe.mime), recipe.mime, image.width, image.height
    )


def _opaque(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency: what was drawn for a page stands on white."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _fitting(image: Image.Image, recipe: Recipe) -> tuple[bytes, Image.Image]:
    """First a little less quality, where there is any to give; then fewer pixels."""
    qualities = _QUALITIES if recipe.mime == "image/jpeg" else _QUALITIES[:1]
    while True:
        for quality in qualities:
            data = pictures.encoded(image, recipe.mime, quality)
            if not recipe.max_bytes or len(data) <= recipe.max_bytes:
                return data, image
        if min(image.size) * _SMALLER < _LEAST_SIDE:
            return data, image
        smaller = tuple(max(1, round(side * _SMALLER)) for side in image.size)
        image = image.resize((smaller[0], smaller[1]), Image.Resampling.LANCZOS)
