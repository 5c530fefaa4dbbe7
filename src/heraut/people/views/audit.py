"""The audit trail, to read and to take away."""

from __future__ import annotations

import csv
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from heraut.people import queries
from heraut.people.forms import TrailForm
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.people.words import VERBS

_MOST = 50_000


@require_GET
@desk_view(Right.AUDIT_READ)
def trail(request: HttpRequest) -> HttpResponse:
    verbs = [(verb, str(words).capitalize()) for verb, words in VERBS.items()]
    form = TrailForm(request.GET or None, verbs=sorted(verbs, key=lambda one: one[1]))
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.trail(cast(User, request.user), **said)
    if request.GET.get("format") == "csv":
        return _csv(found[:_MOST])
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [{"entry": entry, "words": VERBS.get(entry.verb, entry.verb)} for entry in page]
    context = {"page": page, "rows": rows, "form": form, "nav_key": "audit"}
    return render(request, "people/audit.html", context)


def _csv(entries: object) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    writer = csv.writer(answer)
    writer.writerow(["number", "at", "verb", "actor", "subject", "unit", "detail", "link"])
    for each in entries:  # type: ignore[attr-defined]
        writer.writerow(
            [
                each.pk,
                each.created_at.isoformat(),
                each.verb,
                _plain(each.actor_name),
                f"{each.subject_kind} {each.subject_id}",
                each.unit_id or "",
                _plain(str(each.detail)),
                each.seal_id or "",
            ]
        )
    return answer


def _plain(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
