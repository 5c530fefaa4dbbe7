"""Lines to take, as they are read: found, read on a phone, copied, noted as read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.newsroom import languages
from heraut.newsroom import queries as newsroom
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.press import queries
from heraut.press.actions.note_line_read import note_line_read
from heraut.press.queries import Filters
from heraut.press.views.common import person, reads
from heraut.ui.paging import page_of

_STATES = ("current", "expired", "drafts")


@require_safe
@desk_view(Right.PRESS_READ)
def index(request: HttpRequest) -> HttpResponse:
    user = person(request)
    writes = access.holds(user, Right.PRESS_WRITE)
    state = request.GET.get("state", "current")
    if state not in _STATES or (state == "drafts" and not writes):
        state = "current"
    filters = Filters(
        text=request.GET.get("q", "")[:200], theme=request.GET.get("theme", "")[:60], state=state
    )
    page = page_of(request, queries.lines(user, filters), 30)
    context = {
        "page": page,
        "rows": queries.listed(page.object_list, user, reads()),
        "filters": filters,
        "themes": newsroom.themes(),
        "may_write": writes,
        "may_work": access.holds(user, Right.PRESS_WORK),
        "tab": "lines",
        "nav_key": "press",
    }
    return render(request, "press/lines.html", context)


@require_safe
@desk_view(Right.PRESS_READ)
def show(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What is in force, what changed since the person read it, until when it holds."""
    user = person(request)
    line = queries.line_page(user, line_id)
    found = queries.reading(user, line, request.GET.get("text", "") or reads())
    if found is None:
        raise Http404("line to take")
    writes = access.can(user, Right.PRESS_WRITE, line.unit)
    shown = [each for each in line.versions.all() if writes or each.in_force]
    known = {each.language for each in shown}
    context = {
        "line": line,
        "reading": found,
        "versions": shown,
        "writes": writes and line.ended_at is None,
        "may_submit": writes
        and line.ended_at is None
        and (found.version.in_force is None or found.revised)
        and not (found.clearance and found.clearance.state == "asked"),
        "language_choices": [
            each for each in languages.choices(*languages.MINISTRY) if each[0] not in known
        ],
        "direction": languages.direction(found.version.language),
        "nav_key": "press",
    }
    return render(request, "press/line.html", context)


@require_POST
@desk_view(Right.PRESS_READ)
def read(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The person has read what stood there; the next change is shown to them as one."""
    line = queries.line_page(person(request), line_id)
    said = request.POST.get("edit", "")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0
    language = request.POST.get("language", "")
    version = next((each for each in line.versions.all() if each.language == language), None)
    if version is not None and note_line_read(version.pk, by=person(request), edit=number):
        messages.success(request, _("Noted. What changes from now on is shown to you here."))
    return redirect(reverse("press_line", args=[line.pk]) + f"?text={language[:12]}")
