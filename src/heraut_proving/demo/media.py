"""A film of Nairobi's own, drawn here, converted and captioned as any other; without ffmpeg, none."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from heraut.connectors.contract import Capability
from heraut.newsroom import channels, converting, drafts, films
from heraut.newsroom.actions.add_captions import add_captions
from heraut.newsroom.actions.add_film import add_film
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.people.models import Unit, User

_TEXT = "The colours of the day, in six seconds. The embassy wishes you a good week."
_ALT = "Bands of colour move slowly across the screen; a clock counts six seconds."
_CAPTIONS = b"""WEBVTT

00:00.500 --> 00:02.500
A good week

00:03.000 --> 00:05.500
from the embassy in Nairobi
"""


def load(people: Mapping[str, User]) -> None:
    """A text in the making, with a film that is ready."""
    if films.missing():
        return
    by = people["nairobi@demo.example"]
    made = start_adaptation(Unit.objects.get(slug="nairobi"), by=by)
    with tempfile.TemporaryDirectory(prefix="heraut-demo-") as folder:
        film = add_film(_drawn(Path(folder) / "week.mp4"), by=by, unit=made.unit)
    converting.carry_out(film.main.pk)
    spoken = add_captions(film, "en", _CAPTIONS, by=by)
    able = {
        text.channel_id
        for text in made.texts.select_related("channel")
        if channels.can(text.channel, Capability.VIDEO)
    }
    draft = drafts.with_film(drafts.of(made), film.pk, able)
    texts = tuple(
        replace(
            text,
            text=_TEXT,
            film_alt=_ALT if text.film else "",
            captions=spoken.pk if text.film and text.language == "en" else None,
        )
        for text in draft.texts
    )
    save_adaptation(made.pk, by=by, revision=made.revision, draft=replace(draft, texts=texts))


def _drawn(path: Path) -> Path:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi"]
    command += ["-i", "testsrc2=size=640x360:rate=15:duration=6", "-c:v", "libx264"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(path)], check=True, timeout=60)
    return path
