"""Writing lines to take: a language at a time, cleared before anybody uses it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import diffs, languages
from heraut.newsroom import queries as newsroom
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.press import queries
from heraut.press.actions.create_line import create_line
from heraut.press.actions.edit_line_details import edit_line_details
from heraut.press.actions.end_line import end_line
from heraut.press.actions.save_line import save_line
from heraut.press.actions.submit_line import submit_line
from heraut.press.forms import LineDetailsForm, LineForm, NewLineForm
from heraut.press.models import LineEdit, LineToTake
from heraut.press.views.common import do, own_unit, person, reads

#: How many facts are offered beside those that are attached.
_FACTS = 40


def _address(line: LineToTake, language: str = "") -> str:
    return reverse("press_line", args=[line.pk]) + (f"?text={language}" if language else "")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    unit = own_unit(request, Right.PRESS_WRITE)
    form = NewLineForm(request.POST or None, initial={"language": reads()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = create_line(
                unit,
                by=person(request),
                language=data["language"],
                text=form.text(),
                expires_at=data["expires_at"],
            )
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Saved as a draft. Ask for clearance once it is right."))
            return redirect(_address(made, data["language"]))
    context = {"form": form, "unit": unit, "nav_key": "press"}
    return render(request, "press/line_form.html", context, status=422 if form.is_bound else 200)


@require_safe
@desk_view(Right.PRESS_WRITE)
def begin(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """From the choice of a language to the page where it is written."""
    line = queries.written_line(person(request), line_id)
    language = request.GET.get("language", "")
    if language not in dict(languages.choices()):
        return redirect(_address(line))
    return redirect("press_line_edit", line.pk, language)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WRITE)
@never_cache
def edit(request: HttpRequest, line_id: UUID, language: str) -> HttpResponse:
    line = queries.written_line(person(request), line_id)
    versions = {each.language: each for each in line.versions.all()}
    if language not in versions and language not in dict(languages.choices()):
        raise Http404("language")
    version = versions.get(language)
    stands = version.edits.get(number=version.edit) if version else None
    if request.method != "POST":
        return _form(request, line, language, _filled(stands, language))
    form = LineForm(request.POST, language=language)
    if not form.is_valid():
        return _form(request, line, language, form, status=422)
    try:
        save_line(
            line.pk, language, by=person(request), text=form.text(), seen=form.cleaned_data["seen"]
        )
    except Stale as stale:
        return _second(request, line, language, form, stale)
    except Refusal as refusal:
        explain(request, refusal)
        return _form(request, line, language, form, status=422)
    messages.success(request, _("Saved. What was cleared stays in force until this is."))
    return redirect(_address(line, language))


def _filled(stands: LineEdit | None, language: str) -> LineForm:
    if stands is None:
        return LineForm(initial={"seen": 0}, language=language)
    initial = {"seen": stands.number, "title": stands.title, "message": stands.message}
    return LineForm(initial=initial, pairs=stands.pairs, language=language)


def _second(
    request: HttpRequest, line: LineToTake, language: str, form: LineForm, stale: Stale
) -> HttpResponse:
    """Somebody was faster: the person's text stays in the form, what differs stands above it.
    Saving again from here is a decision, so the form carries the newer edit."""
    theirs = LineEdit.objects.filter(version__line=line, version__language=language).first()
    data = request.POST.copy()
    data["seen"] = str(theirs.number if theirs else 0)
    told = {
        "sentence": sentence(stale.code, stale.params),
        "html": diffs.words(theirs.message if theirs else "", form.text().message),
    }
    return _form(request, line, language, LineForm(data, language=language), 409, stale=told)


def _form(
    request: HttpRequest,
    line: LineToTake,
    language: str,
    form: LineForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    original = next(
        (each for each in line.versions.all() if each.language == line.original_language), None
    )
    beside = None
    if original is not None and original.language != language:
        beside = original.edits.get(number=original.edit)
    context = {
        "line": line,
        "language": language,
        "form": form,
        "original": original,
        "beside": beside,
        "nav_key": "press",
        **more,
    }
    return render(request, "press/line_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WRITE)
def details(request: HttpRequest, line_id: UUID) -> HttpResponse:
    user = person(request)
    line = queries.written_line(user, line_id)
    initial = {
        "valid_from": _local(line.valid_from),
        "expires_at": _local(line.expires_at),
        "themes": [theme.pk for theme in line.themes.all()],
        "facts": [fact.pk for fact in line.facts.all()],
    }
    form = LineDetailsForm(request.POST or None, initial=initial)
    newest = list(newsroom.facts(user).values_list("pk", flat=True)[:_FACTS])
    offered = [*newest, *initial["facts"]]
    form.fields["facts"].queryset = newsroom.facts(user).filter(pk__in=offered)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return do(
            request,
            lambda: edit_line_details(
                line.pk,
                by=user,
                themes=data["themes"],
                facts=[fact.pk for fact in data["facts"]],
                valid_from=data["valid_from"],
                expires_at=data["expires_at"],
            ),
            _("Saved."),
            _address(line),
        )
    context = {"line": line, "form": form, "nav_key": "press"}
    return render(request, "press/line_details.html", context, status=422 if form.is_bound else 200)


def _local(value: Any) -> Any:
    return timezone.localtime(value).replace(tzinfo=None) if value else None


@require_POST
@desk_view(Right.PRESS_WRITE)
def submit(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Ask for the clearance of one language, as it stood on the page."""
    line = queries.written_line(person(request), line_id)
    language, said = request.POST.get("language", ""), request.POST.get("edit", "")
    version = next((each for each in line.versions.all() if each.language == language), None)
    if version is None:
        return redirect(_address(line))
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
    return do(
        request,
        lambda: submit_line(version.pk, by=person(request), seen=seen),
        _("Somebody else has been asked to clear it."),
        _address(line, language),
    )


@require_POST
@desk_view(Right.PRESS_WRITE)
def end(request: HttpRequest, line_id: UUID) -> HttpResponse:
    line = queries.written_line(person(request), line_id)
    return do(
        request,
        lambda: end_line(line.pk, by=person(request)),
        _("Ended. Nobody sees it as current any more."),
        _address(line),
    )
