"""Tables in and out: plans and relevance from a spreadsheet, seen before they are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network.actions import import_plans, import_relevance
from heraut.network.actions._import_held import Unfit
from heraut.network.actions._import_rows import Change
from heraut.network.exporting import plan_records, relevance_records
from heraut.network.forms import UploadForm
from heraut.network.importing import (
    parse_plans,
    parse_relevance,
    render_plans,
    render_relevance,
    sentence,
)
from heraut.network.importing.columns import PLAN_COLUMNS, RELEVANCE_COLUMNS
from heraut.network.views._common import person
from heraut.people.gate import desk_view
from heraut.people.rights import Right

#: Mistakes and changes that a page shows; the rest is counted.
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table. ``back``: the page it belongs to."""

    title: Any
    columns: tuple[str, ...]
    parse: Callable[[bytes, str], Any]
    render: Callable[..., str]
    records: Callable[[], Sequence[Any]]
    preview: Callable[..., list[Change]]
    apply: Callable[..., list[Change]]
    back: str


TABLES = {
    "plans": Table(
        gettext_lazy("Plans from a spreadsheet"),
        PLAN_COLUMNS,
        parse_plans,
        render_plans,
        plan_records,
        import_plans.plan_import,
        import_plans.import_plans,
        "plans",
    ),
    "relevance": Table(
        gettext_lazy("Relevance from a spreadsheet"),
        RELEVANCE_COLUMNS,
        parse_relevance,
        render_relevance,
        relevance_records,
        import_relevance.plan_import,
        import_relevance.import_relevance,
        "relevance",
    ),
}


@require_safe
@desk_view(Right.NETWORK_READ)
def export(request: HttpRequest, table: str) -> HttpResponse:
    """What stands there, as the import reads it; ``?template`` for its first line alone."""
    kind = TABLES.get(table)
    if kind is None:
        raise Http404
    records = () if "template" in request.GET else kind.records()
    # With the mark that lets spreadsheets see that it is UTF-8.
    answer = HttpResponse("\ufeff" + kind.render(records), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
@never_cache
def bring(request: HttpRequest, table: str) -> HttpResponse:
    """A file is read and what it would change is shown; taking it is a second step."""
    kind = TABLES.get(table)
    if kind is None:
        raise Http404
    if request.method == "POST" and "content" in request.POST:
        return _take(request, table, kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, table, form, status=422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    records, problems = kind.parse(file.read(), file.name)
    if problems:
        return _page(request, table, form, problems=problems, status=422)
    try:
        changes = kind.preview(records, by=person(request))
    except Unfit as unfit:
        return _page(request, table, form, problems=unfit.problems, status=422)
    except Refusal as refusal:
        explain(request, refusal)
        return _page(request, table, form, status=422)
    given = [name for name in kind.columns if not records or records[0].gives(name)]
    content = kind.render(records, given)
    return _page(request, table, UploadForm(), changes=changes, content=content, name=file.name)


def _take(request: HttpRequest, table: str, kind: Table) -> HttpResponse:
    """What was shown comes back as the page held it, and is read again as any file is."""
    records, problems = kind.parse(request.POST["content"].encode(), "table.csv")
    try:
        if problems:
            raise Unfit(problems)
        changes = kind.apply(records, by=person(request))
    except Unfit as unfit:
        return _page(request, table, UploadForm(), problems=unfit.problems, status=422)
    except Refusal as refusal:
        explain(request, refusal)
        return _page(request, table, UploadForm(), status=422)
    messages.success(request, _("Done: %(count)s rows.") % {"count": len(changes)})
    return redirect(kind.back)


def _page(
    request: HttpRequest,
    table: str,
    form: UploadForm,
    *,
    problems: Sequence[Any] = (),
    changes: Sequence[Change] | None = None,
    content: str = "",
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    kind = TABLES[table]
    new = sum(each.new for each in changes or ())
    context = {
        "table": table,
        "title": kind.title,
        "columns": kind.columns,
        "back": kind.back,
        "form": form,
        "problems": [sentence(each) for each in problems[:MOST_SHOWN]],
        "problem_count": len(problems),
        "changes": None if changes is None else changes[:MOST_SHOWN],
        "more": max(0, len(changes or ()) - MOST_SHOWN),
        "new": new,
        "changed": len(changes or ()) - new,
        "content": content,
        "file_name": name,
        "tab": kind.back,
        "nav_key": "network",
    }
    return render(request, "network/bring.html", context, status=status)
