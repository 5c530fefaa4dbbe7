"""The audit trail, to read and to take away."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heraut.foundation.models import AuditEntry
from heraut.foundation.words import audit_verbs
from heraut.people import queries
from heraut.people.forms import TrailForm
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right

PAGE = 50
_HEAD = ["number", "at", "verb", "actor", "subject_kind", "subject_id", "unit", "detail", "link"]


@require_safe
@desk_view(Right.AUDIT_READ)
def trail(request: HttpRequest) -> HttpResponseBase:
    """Turned by number: the trail grows at the front while somebody reads it."""
    by, verbs = cast(User, request.user), audit_verbs()
    choices = sorted(((verb, said.capitalize()) for verb, said in verbs.items()), key=_words)
    form = TrailForm(request.GET or None, by=by, verbs=choices)
    found = queries.trail(by, _trace(form))
    if request.GET.get("format") == "csv":
        return _csv(found.iterator(chunk_size=2000))
    entries = list(found[: PAGE + 1])
    context = {
        "rows": _rows(entries[:PAGE], verbs),
        "older": entries[PAGE - 1].pk if len(entries) > PAGE else None,
        "form": form,
        "sought": any(request.GET.get(name) for name in TrailForm.base_fields),
        "nav_key": "audit",
    }
    return render(request, "people/audit.html", context)


def _words(choice: tuple[str, str]) -> str:
    return choice[1]


def _trace(form: TrailForm) -> queries.Trace:
    """What was asked; a field that makes no sense counts as empty, and says so."""
    if not form.is_bound:
        return queries.Trace()
    form.is_valid()
    said: dict[str, Any] = {key: value for key, value in form.cleaned_data.items() if value}
    if "unit" in said:
        said["unit"] = said["unit"].pk
    return queries.Trace(**said)


def _rows(entries: list[AuditEntry], verbs: dict[str, str]) -> list[dict[str, Any]]:
    units = {each.pk: each for each in Unit.objects.filter(pk__in={e.unit_id for e in entries})}
    return [
        {
            "entry": entry,
            "words": verbs.get(entry.verb, entry.verb),
            "unit": units.get(entry.unit_id) if entry.unit_id else None,
            "about": f"{entry.subject_kind} {entry.subject_id}",
            "detail": [(key, _shown(value)) for key, value in entry.detail.items()],
        }
        for entry in entries
    ]


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class _Echo:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(entries: Iterable[AuditEntry]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_HEAD)
    for each in entries:
        yield writer.writerow(
            [
                each.pk,
                each.created_at.isoformat(),
                each.verb,
                _plain(each.actor_name),
                each.subject_kind,
                _plain(each.subject_id),
                each.unit_id or "",
                _plain(str(each.detail)),
                each.seal_id or "",
            ]
        )


def _plain(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
