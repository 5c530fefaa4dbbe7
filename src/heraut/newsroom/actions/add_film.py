"""Take in a film for an adaptation of a unit; a worker converts it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from heraut.foundation import audit, media
from heraut.kernel.errors import Refusal
from heraut.newsroom import films
from heraut.newsroom.actions._media import ask
from heraut.newsroom.models import CONVERSION, Conversion, ConversionState, Film
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def add_film(path: Path, *, by: User, unit: Unit) -> Film:
    """``path``: the file as it was sent. The same file again brings the film that there is.

    Raises ``film.too_big``, ``film.too_long`` and what ``films.look`` raises, before anything is
    kept. What only converting shows (a damaged film) is written on its conversion.
    """
    access.require(by, Right.ADAPT, unit)
    most = settings.HERAUT.film_megabytes
    if path.stat().st_size > most * 1_000_000:
        raise Refusal("film.too_big", most=most)
    longest = settings.HERAUT.film_seconds
    if films.look(path).seconds > longest:
        raise Refusal("film.too_long", most=longest)
    sha256 = media.digest(path)
    known = Film.objects.filter(unit=unit, source_sha256=sha256).first()
    if known is not None and not known.main.is_refused:
        return known
    source = f"incoming/{sha256}"
    media.store_file(source, path)
    with transaction.atomic():
        return _kept(unit, by, source, sha256)


def _kept(unit: Unit, by: User, source: str, sha256: str) -> Film:
    """A film that was refused before is tried anew: ffmpeg or the limits may have changed."""
    film, _ = Film.objects.get_or_create(
        unit=unit, source_sha256=sha256, defaults={"uploaded_by": by}
    )
    film.source = source
    film.save(update_fields=["source"])
    main, _ = Conversion.objects.select_for_update().get_or_create(film=film, recipe="")
    if main.is_refused:
        CONVERSION.check(main.state, ConversionState.WAITING)
        main.state, main.tries, main.code, main.params = ConversionState.WAITING, 0, "", {}
        main.save(update_fields=["state", "tries", "code", "params"])
    ask(main)
    audit.record(
        "film.add", actor=by, subject=film, unit_id=unit.pk, detail={"source_sha256": sha256}
    )
    return film
