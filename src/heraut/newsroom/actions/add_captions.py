"""Put captions with a film: checked, written as WebVTT, kept by content."""

from __future__ import annotations

import hashlib

from django.db import transaction

from heraut.foundation import audit, media
from heraut.newsroom import captions
from heraut.newsroom.models import Captions, Film
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def add_captions(film: Film, language: str, data: bytes, *, by: User) -> Captions:
    """``data``: SubRip or WebVTT. Texts carry them once they are saved with them. Raises what
    ``captions.read`` raises."""
    access.require(by, Right.ADAPT, film.unit)
    cues = captions.read(data)
    written = captions.write(cues)
    sha256 = hashlib.sha256(written).hexdigest()
    media.store(media.name_of(sha256, "text/vtt"), written)
    made, _ = Captions.objects.get_or_create(
        film=film,
        language=language,
        sha256=sha256,
        defaults={"size": len(written), "cues": len(cues)},
    )
    audit.record(
        "film.caption",
        actor=by,
        subject=film,
        unit_id=film.unit_id,
        detail={"language": language, "sha256": sha256},
    )
    return made
