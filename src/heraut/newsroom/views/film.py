"""Films of a text: sent in, asked after, captioned, looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heraut.connectors.contract import Capability
from heraut.foundation import media
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import captions, channels, drafts, film_part, languages, posted, queries
from heraut.newsroom.actions.add_captions import add_captions
from heraut.newsroom.actions.add_film import add_film
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.drafts import Draft
from heraut.newsroom.models import Adaptation, Captions, Film
from heraut.newsroom.views import adapt
from heraut.newsroom.views._common import person
from heraut.newsroom.views._ranges import ranged
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

_Act = Callable[[User, Adaptation], str]


@require_POST
@desk_view(Right.ADAPT)
def add(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Saves the texts that came along and puts the film on every channel that takes one."""
    upload = request.FILES.get("film-file")

    def act(user: User, adaptation: Adaptation) -> str:
        if upload is None:
            raise Refusal("film.none")
        _attach(user, adaptation, _taken_in(user, adaptation, upload))
        return _("The film was taken in. Say below what it shows.")

    return _done(request, adaptation_id, act)


@require_POST
@desk_view(Right.ADAPT)
def caption(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Saves the texts that came along and puts captions with the film."""
    upload = request.FILES.get("captions-file")
    language = request.POST.get("captions-language", "")[:12]

    def act(user: User, adaptation: Adaptation) -> str:
        film = _film_of(adaptation)
        if upload is None or film is None:
            raise Refusal("captions.none")
        _caption(user, adaptation, film, language, upload.read(captions.MOST_BYTES + 1))
        return _("The captions were added.")

    return _done(request, adaptation_id, act)


def _done(request: HttpRequest, adaptation_id: UUID, act: _Act) -> HttpResponse:
    """What stands on the screen is saved first, whatever becomes of the file."""
    user = person(request)
    try:
        posted.save_posted(queries.adaptation(user, adaptation_id), request.POST, by=user)
        told = act(user, queries.adaptation(user, adaptation_id))
    except Stale as stale:
        return adapt.stale_answer(request, adaptation_id, stale)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, told)
    return redirect("newsroom_adapt", adaptation_id)


def _taken_in(user: User, adaptation: Adaptation, upload: UploadedFile[Any]) -> Film:
    with tempfile.TemporaryDirectory(prefix="heraut-film-") as folder:
        path = Path(folder) / "sent"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        return add_film(path, by=user, unit=adaptation.unit)


def _attach(user: User, adaptation: Adaptation, film: Film) -> None:
    able = {
        text.channel_id
        for text in adaptation.texts.all()
        if channels.can(text.channel, Capability.VIDEO)
    }
    draft = drafts.with_film(drafts.of(adaptation), film.pk, able)
    if not any(text.film for text in draft.texts):
        raise Refusal("film.no_channel")
    save_adaptation(adaptation.pk, by=user, revision=adaptation.revision, draft=draft)


@transaction.atomic
def _caption(user: User, adaptation: Adaptation, film: Film, language: str, data: bytes) -> None:
    made = add_captions(film, language, data, by=user)
    draft = _with_captions(drafts.of(adaptation), made)
    save_adaptation(adaptation.pk, by=user, revision=adaptation.revision, draft=draft)


def _with_captions(draft: Draft, made: Captions) -> Draft:
    """On the texts in their language."""
    texts = tuple(
        replace(text, captions=made.pk)
        if text.film == made.film_id
        and languages.base(text.language) == languages.base(made.language)
        else text
        for text in draft.texts
    )
    return replace(draft, texts=texts)


def _film_of(adaptation: Adaptation) -> Film | None:
    return next((text.film for text in adaptation.texts.all() if text.film), None)


@require_safe
@desk_view(Right.ADAPT)
@never_cache
def state(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """How far the film is. Once it is ready the page is drawn again, with the film on it."""
    adaptation = queries.adaptation(person(request), adaptation_id)
    film = film_part.shown(adaptation, drafts.of(adaptation))
    if film is None:
        raise Http404
    context: dict[str, Any] = {"film": film, "adaptation": adaptation}
    response = render(request, "newsroom/adapt_film_state.html", context)
    if not film.waits:
        response.headers["HX-Trigger"] = "heraut:film"
    return response


@require_safe
@desk_view(Right.ITEM_READ)
def file(request: HttpRequest, sha256: str, what: str) -> HttpResponse | StreamingHttpResponse:
    """The bytes of a film, its ``poster`` or its ``captions``; they never change under this
    address. ``sha256`` of the film's poster: the film's own as well."""
    film = queries.film(person(request), sha256)
    if film is None:
        raise Http404
    try:
        name, mime = media.find(film.poster if what == "poster" else sha256)
    except FileNotFoundError:
        raise Http404 from None
    response = ranged(request, default_storage.open(name), default_storage.size(name), mime)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
