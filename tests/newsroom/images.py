"""Small images to upload."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def image(form: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any):  # type: ignore[no-untyped-def]
    """A stream of an image and its length in bytes."""
    out = io.BytesIO()
    colour = "#8c1c2b80" if mode == "RGBA" else "#8c1c2b"
    Image.new(mode, size, colour).save(out, form, **options)
    data = out.getvalue()
    return io.BytesIO(data), len(data)
