"""Pictures: what comes in is decoded, straightened, stripped and written anew.

Nothing of the file that was sent is kept: the pixels are encoded again, so that places, cameras,
comments and whatever hides behind the image data stay behind.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from heraut.foundation import media
from heraut.kernel.errors import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2048  # pixels; no platform shows more
SMALL_SIDE = 640  # what previews on a phone need
#: Above this a PNG without transparency is a photograph: JPEG says it in a tenth.
_LARGE_PNG = 900_000


@dataclass(frozen=True, slots=True)
class Clean:
    """An image as it is kept. ``data`` are the bytes of a JPEG or PNG, ``small`` those of a
    rendition no side of which is longer than ``SMALL_SIDE``."""

    data: bytes
    small: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def clean(upload: BinaryIO, size: int) -> Clean:
    """Read ``size`` bytes of JPEG, PNG or WebP.

    Raises ``Refusal`` with ``picture.too_big``, ``picture.too_many_pixels``,
    ``picture.not_an_image``.
    """
    if size > MOST_BYTES:
        raise Refusal("picture.too_big", most=MOST_BYTES // 1024 // 1024)
    image, drawn = _opened(upload.read(MOST_BYTES + 1))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    data, mime = _encoded(image, drawn)
    small = image.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Clean(data, encoded(small, mime), mime, image.width, image.height)


def _opened(raw: bytes) -> tuple[Image.Image, bool]:
    """The first frame, straightened, in sRGB, as RGB or RGBA; and whether it came as PNG."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
                # The header alone says how large it will be: refuse before decoding.
                if found.width * found.height > MOST_PIXELS:
                    raise Refusal("picture.too_many_pixels", most=MOST_PIXELS // 1_000_000)
                found.load()
                return _srgb(ImageOps.exif_transpose(found)), found.format == "PNG"
    except Image.DecompressionBombError:
        raise Refusal("picture.too_many_pixels", most=MOST_PIXELS // 1_000_000) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Refusal("picture.not_an_image") from None


def _srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
            image = made or image
        except (ImageCms.PyCMSError, OSError):
            pass  # an unreadable profile: the colours are taken as they stand
    pixels = image.convert(mode)
    bare = Image.new(mode, pixels.size)  # a new image knows nothing of the old one's metadata
    bare.paste(pixels)
    return bare


def _encoded(image: Image.Image, drawn: bool) -> tuple[bytes, str]:
    """PNG for what is transparent, and for drawings that stay small; else JPEG."""
    if image.mode == "RGBA" or drawn:
        data = encoded(image, "image/png")
        if image.mode == "RGBA" or len(data) <= _LARGE_PNG:
            return data, "image/png"
    return encoded(image, "image/jpeg"), "image/jpeg"


def encoded(image: Image.Image, mime: str, quality: int = 86) -> bytes:
    """``image`` as PNG, or as JPEG of ``quality``; without anything beside its pixels."""
    out = io.BytesIO()
    if mime == "image/png":
        image.save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def store(image: Clean) -> str:
    """Keep both renditions under the SHA-256 of the larger; the name of that one."""
    name = media.name_of(image.sha256, image.mime)
    media.store(name, image.data)
    media.store(small_name(name), image.small)
    return name


def small_name(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-small.{ending}"
