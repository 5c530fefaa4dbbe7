"""The glossary: reading it, keeping it, spreadsheets in and out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import languages, words
from heraut.newsroom.actions.import_terms import import_terms
from heraut.newsroom.actions.record_term import record_term
from heraut.newsroom.actions.remove_term import remove_term
from heraut.newsroom.forms import TermForm
from heraut.newsroom.models import Term
from heraut.newsroom.translating import queries, table
from heraut.newsroom.translating.queries import Direction
from heraut.newsroom.views._common import person, reads
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.ui.paging import page_of


@require_safe
@desk_view(Right.ITEM_READ)
def glossary(request: HttpRequest) -> HttpResponse:
    return _page(request, TermForm(initial={"source_language": "en", "target_language": reads()}))


def _page(
    request: HttpRequest, form: TermForm, *, wrong: list[str] | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    asked = Direction(
        source=request.GET.get("from", ""),
        target=request.GET.get("into", ""),
        text=request.GET.get("q", "")[:120],
    )
    page = page_of(request, queries.terms(user, asked), 50)
    context = {
        "page": page,
        "asked": asked,
        "form": form,
        "wrong": wrong or [],
        "keeps": queries.glossary_unit(user) is not None,
        "language_choices": languages.choices(*languages.MINISTRY),
        "columns": ", ".join(table.COLUMNS),
        "nav_key": "pool",
    }
    return render(request, "newsroom/glossary.html", context, status=status)


def _kept(request: HttpRequest) -> Unit:
    unit = queries.glossary_unit(person(request))
    if unit is None:
        raise PermissionDenied("glossary")
    return unit


@require_POST
@desk_view(Right.POOL_OFFER)
def record(request: HttpRequest) -> HttpResponse:
    unit = _kept(request)
    form = TermForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        record_term(unit, by=person(request), **form.cleaned_data)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Saved. It holds from the next proposal on."))
    return redirect("newsroom_glossary")


@require_POST
@desk_view(Right.POOL_OFFER)
def remove(request: HttpRequest, term_id: UUID) -> HttpResponse:
    term = access.get_or_404(person(request), Right.POOL_OFFER, Term, pk=term_id)
    remove_term(term.pk, by=person(request))
    messages.success(request, _("Taken out of the glossary."))
    return redirect("newsroom_glossary")


@require_POST
@desk_view(Right.POOL_OFFER)
def take_in(request: HttpRequest) -> HttpResponse:
    """All rows of a file, or none and what is wrong with which."""
    unit = _kept(request)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect("newsroom_glossary")
    rows, wrong = table.parse(upload.read(table.MOST_BYTES + 1))
    if wrong:
        told = [words.wrong_row(each.line, each.code, each.said) for each in wrong[:20]]
        return _page(request, TermForm(), wrong=told, status=422)
    import_terms(unit, rows, by=person(request))
    told_n = ngettext("%(n)s term imported.", "%(n)s terms imported.", len(rows))
    messages.success(request, told_n % {"n": len(rows)})
    return redirect("newsroom_glossary")


@require_safe
@desk_view(Right.ITEM_READ)
def export(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(
        table.write(queries.terms(person(request))), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="glossary.csv"'
    return response
