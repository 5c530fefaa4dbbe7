"""Writing an item's original; a translation goes to its own page beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import diffs, languages, queries
from heraut.newsroom.actions._rules import may_translate, may_write
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.forms import VersionForm
from heraut.newsroom.models import Item, Version
from heraut.newsroom.translating import pairs
from heraut.newsroom.views import translation
from heraut.newsroom.views._common import person
from heraut.people.gate import desk_view
from heraut.people.rights import Right

_PARTS = ("title", "summary", "body", "link")


@require_safe
@desk_view(Right.ITEM_WRITE)
def begin(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """From the choice of a language to the page where it is written."""
    item = queries.item_page(person(request), item_id)
    language = request.GET.get("language", "")
    if language not in dict(languages.choices()):
        return redirect("newsroom_item", item.pk)
    return redirect("newsroom_version", item.pk, language)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
@never_cache
def edit(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    user = person(request)
    item = queries.item_page(user, item_id)
    found = {version.language: version for version in item.versions.all()}
    if language not in found and language not in dict(languages.choices()):
        raise Http404
    version, original = found.get(language), found.get(item.original_language)
    if language != item.original_language and original is not None:
        return _translation(request, item, language)
    if not may_write(user, item.unit):
        raise Http404
    if request.method != "POST":
        return _page(request, item, language, _form(version), version)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, item, language, form, version, status=422)
    try:
        save_version(item.pk, language, by=user, text=form.text(), seen=form.cleaned_data["seen"])
    except Stale as stale:
        return _second(request, item, language, form, stale)
    except Refusal as refusal:
        explain(request, refusal)
        return _page(request, item, language, form, version, status=422)
    messages.success(request, _("Saved."))
    return redirect(reverse("newsroom_item", args=[item.pk]) + f"?text={language}")


def _translation(request: HttpRequest, item: Item, language: str) -> HttpResponse:
    """Beside its original; the body may come whole or as its paragraphs."""
    if not may_translate(person(request), item, language):
        raise Http404
    if request.method != "POST":
        return translation.show(request, item, language)
    data = request.POST.copy()
    if "paragraph" in data:
        data["body"] = pairs.joined(data.getlist("paragraph"))
    form = VersionForm(data)
    if not form.is_valid():
        return translation.again(request, item, language, _said(form))
    return translation.save(request, item, language, form.text())


def _said(form: VersionForm) -> list[str]:
    """Each error with the name of its field."""
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _form(version: Version | None) -> VersionForm:
    initial: dict[str, Any] = {"seen": 0}
    if version is not None:
        initial = {part: getattr(version, part) for part in _PARTS} | {"seen": version.edit}
    return VersionForm(initial=initial)


def _second(
    request: HttpRequest, item: Item, language: str, form: VersionForm, stale: Stale
) -> HttpResponse:
    """Somebody was faster: the person's text stays in the form, theirs stands beside it. Saving
    again from here is a decision, so the form now carries the newer edit."""
    theirs = item.versions.model.objects.get(item=item, language=language)
    data = request.POST.copy()
    data["seen"] = str(theirs.edit)
    again = VersionForm(data)
    again.is_valid()
    mine = form.text()
    told = {
        "sentence": sentence(stale.code, stale.params),
        "at": stale.params["at"],
        "name": stale.params["name"],
        "parts": [
            (part, diffs.words(getattr(theirs, part), getattr(mine, part)))
            for part in _PARTS
            if getattr(theirs, part) != getattr(mine, part)
        ],
    }
    return _page(request, item, language, again, theirs, status=409, stale=told)


def _page(
    request: HttpRequest,
    item: Item,
    language: str,
    form: VersionForm,
    version: Version | None,
    *,
    status: int = 200,
    stale: dict[str, Any] | None = None,
) -> HttpResponse:
    form.written_in(language)
    context = {
        "item": item,
        "language": language,
        "form": form,
        "version": version,
        "history": list(queries.history(version)[:10]) if version else [],
        "stale": stale,
        "nav_key": "pool",
    }
    return render(request, "newsroom/version.html", context, status=status)
