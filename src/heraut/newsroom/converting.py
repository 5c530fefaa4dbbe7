"""Carries conversions out: claimed with a lease, done outside of any transaction, kept by content.

A process that is killed leaves its lease to run out; the sweeper wakes the conversion again, and
the same work gives the same file. Whoever lost its lease writes nothing down.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from heraut.foundation import audit, media
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import films, pictures, reels
from heraut.newsroom.actions._media import choose_conversions
from heraut.newsroom.models import CONVERSION, Conversion, ConversionState, Film

LEASE = timedelta(seconds=60)
_BEAT = timedelta(seconds=15)
#: A film that three processes died of is not tried by a fourth.
MOST_TRIES = 3
MIME = "video/mp4"


class _Lost(Exception):
    """Another process has it now."""


@dataclass(frozen=True, slots=True)
class _Made:
    sha256: str
    size: int
    seen: films.Seen
    poster: str = ""


def carry_out(conversion_id: UUID) -> None:
    """Nothing, where there is nothing to do or another process is at it."""
    held = _claimed(conversion_id)
    if held is None:
        return
    try:
        with tempfile.TemporaryDirectory(prefix="heraut-film-") as folder:
            made = _written(held, Path(folder), _beating(held))
    except _Lost:
        return
    except FileNotFoundError:
        _finish(held, Refusal("film.lost"))
    except Refusal as refusal:
        _finish(held, refusal)
    else:
        _finish(held, made)


@transaction.atomic
def _claimed(conversion_id: UUID) -> Conversion | None:
    now = clock.now()
    held = (
        Conversion.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("film")
        .filter(pk=conversion_id)
        .first()
    )
    if held is None or held.state in (ConversionState.READY, ConversionState.REFUSED):
        return None
    if held.state == ConversionState.CONVERTING:
        if held.lease_until is not None and held.lease_until > now:
            return None
        held.state = ConversionState.WAITING
    CONVERSION.check(held.state, ConversionState.CONVERTING)
    held.state, held.tries, held.lease_until = (
        ConversionState.CONVERTING,
        held.tries + 1,
        now + LEASE,
    )
    held.save(update_fields=["state", "tries", "lease_until"])
    return held


def _beating(held: Conversion) -> Callable[[], None]:
    """Called often, renews the lease now and then."""
    last = clock.now()

    def beat() -> None:
        nonlocal last
        now = clock.now()
        if now - last < _BEAT:
            return
        last = now
        renewed = Conversion.objects.filter(
            pk=held.pk, state=ConversionState.CONVERTING, tries=held.tries
        ).update(lease_until=now + LEASE)
        if not renewed:
            raise _Lost

    return beat


def _written(held: Conversion, folder: Path, beat: Callable[[], None]) -> _Made:
    if held.tries > MOST_TRIES:
        raise Refusal("film.damaged")
    source, target = folder / "source", folder / "made.mp4"
    if not held.recipe:
        media.fetch(held.film.source, source)
        seen = films.clean(source, target, most=settings.HERAUT.film_seconds, beat=beat)
        shown = _poster(target, seen)
    else:
        main = Conversion.objects.get(film=held.film, recipe="")
        media.fetch(media.name_of(main.sha256, MIME), source)
        whole = films.Seen(main.width, main.height, main.seconds)
        seen = films.fit(source, target, reels.Recipe.read(held.recipe), whole, beat)
        shown = ""
    sha256 = media.digest(target)
    media.store_file(media.name_of(sha256, MIME), target)
    return _Made(sha256, target.stat().st_size, seen, shown)


def _poster(main: Path, seen: films.Seen) -> str:
    data = films.poster(main, seen.seconds)
    clean = pictures.clean(io.BytesIO(data), len(data))
    pictures.store(clean)
    return clean.sha256


@transaction.atomic
def _finish(held: Conversion, result: _Made | Refusal) -> None:
    """Write down what came of it, and give the texts that wait for the film what they need."""
    # access: the worker serves every unit
    film = Film.objects.select_for_update(of=("self",)).select_related("unit").get(pk=held.film_id)
    row = Conversion.objects.select_for_update().get(pk=held.pk)
    if row.state != ConversionState.CONVERTING or row.tries != held.tries:
        return
    if isinstance(result, Refusal):
        CONVERSION.check(row.state, ConversionState.REFUSED)
        row.state, row.code, row.params = ConversionState.REFUSED, result.code, result.params
    else:
        CONVERSION.check(row.state, ConversionState.READY)
        row.state, row.sha256, row.size = ConversionState.READY, result.sha256, result.size
        row.width, row.height = result.seen.width, result.seen.height
        row.seconds = result.seen.seconds
    row.lease_until = None
    row.save()
    if not row.recipe:
        _settle_main(film, row, result)
    audit.record(
        "film.refuse" if row.is_refused else "film.convert",
        actor=None,
        subject=film,
        unit_id=film.unit_id,
        detail={"sha256": row.sha256, "recipe": row.recipe, "code": row.code},
    )


def _settle_main(film: Film, row: Conversion, result: _Made | Refusal) -> None:
    """The file that was sent goes; nobody needs what it tells about its maker."""
    source, film.source = film.source, ""
    film.poster = result.poster if isinstance(result, _Made) else ""
    film.save(update_fields=["source", "poster"])
    if source:
        transaction.on_commit(lambda: default_storage.delete(source))
    if row.is_ready:
        choose_conversions(film.texts.select_related("channel", "film"))


def expired() -> list[UUID]:
    """What waits and has no job, or was left by a killed process."""
    now = clock.now()
    waiting = Conversion.objects.filter(state=ConversionState.WAITING)
    left = Conversion.objects.filter(state=ConversionState.CONVERTING, lease_until__lte=now)
    return list((waiting | left).values_list("pk", flat=True)[:20])
