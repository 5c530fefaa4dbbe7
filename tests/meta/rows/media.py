"""Focal points, crops and films for the walks."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from heraut.foundation import media
from heraut.newsroom import drafts, pictures, queries
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.models import Adaptation, Captions, Conversion, Film
from tests import builders
from tests.meta.examples import Examples, brings, multiplies
from tests.newsroom.images import image

_FILM, _VTT = b"\0\0\0\x18ftypmp42 of the walks", b"WEBVTT\n\n00:00.000 --> 00:01.000\nSea\n"


def film(unit: Any, by: Any) -> Film:
    """As if it had been sent in and converted."""
    poster = pictures.clean(*image())
    pictures.store(poster)
    sha256, vtt = (_kept(data, mime) for data, mime in _KEPT)
    made, new = Film.objects.get_or_create(
        unit=unit,
        source_sha256=sha256,
        defaults={"uploaded_by": by, "poster": poster.sha256},
    )
    if new:
        ready = {"sha256": sha256, "width": 160, "height": 120, "seconds": 1, "size": len(_FILM)}
        Conversion.objects.create(film=made, state="ready", **ready)
        Captions.objects.create(film=made, language="en", sha256=vtt, size=len(_VTT), cues=1)
    return made


def _kept(data: bytes, mime: str) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    media.store(media.name_of(sha256, mime), data)
    return sha256


_KEPT = ((_FILM, "video/mp4"), (_VTT, "text/vtt"))


def with_film(by: Any, unit: Any, mark: str = "Waves.") -> Adaptation:
    channel = builders.channel(unit, "bluesky")
    made = builders.adaptation(by, unit, [channel], mark)
    held = drafts.with_film(
        drafts.of(queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)),
        film(unit, by).pk,
        {channel.pk},
    )
    spoken = Captions.objects.get(film__unit=unit).pk
    texts = tuple(replace(each, film_alt=mark, captions=spoken) for each in held.texts)
    save_adaptation(made.pk, by=by, revision=1, draft=replace(held, texts=texts))
    return made


@brings
def _media(made: Examples) -> None:
    officer, unit = made.people["officer"], made.mission.unit
    draft = with_film(officer, unit)
    sha256 = Conversion.objects.get(film__unit=unit, recipe="").sha256
    for name in ("newsroom_adapt_film", "newsroom_adapt_film_state", "newsroom_adapt_captions"):
        made.kwargs[name] = {"adaptation_id": draft.pk}
    made.kwargs["newsroom_film"] = {"sha256": sha256, "what": "film"}
    made.kwargs["newsroom_picture_focal"] = made.kwargs["newsroom_describe"]


@multiplies
def _more_films(made: Examples, mark: str) -> None:
    with_film(made.people["officer"], made.mission.unit, mark)
