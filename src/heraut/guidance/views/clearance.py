"""Clearing texts: what waits, the one page on which it is decided."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.guidance import queries
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.reject import reject
from heraut.guidance.actions.withdraw import withdraw
from heraut.guidance.forms import ReasonForm
from heraut.guidance.models import Clearance, ClearanceState
from heraut.guidance.subjects import SUBJECTS
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

#: What the page says of a text that goes out as soon as it is cleared.
_NO_TIME = "none"


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@desk_view(Right.DISPATCH_READ)
def waiting(request: HttpRequest) -> HttpResponse:
    """What this person can clear, and what they decided lately."""
    user = _person(request)
    page = Paginator(queries.waiting_for(user), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "together": queries.together(user),
        "decided": queries.decided_by_me(user)[:10],
        "nav_key": "clearance",
    }
    return render(request, "guidance/waiting.html", context)


@require_safe
@desk_view(Right.DISPATCH_READ)
def show(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    """The text as it will look, and the decision."""
    return _page(request, _visible(request, clearance_id), ReasonForm())


def _page(
    request: HttpRequest, clearance: Clearance, form: ReasonForm, status: int = 200
) -> HttpResponse:
    user = _person(request)
    subject = SUBJECTS.get(clearance.subject_kind)
    open_ = clearance.state == ClearanceState.ASKED
    context = {
        "clearance": clearance,
        "text": mark_safe(subject.render(request, clearance)),  # noqa: S308 (rendered by its app)
        "text_url": subject.url(clearance.subject_id),
        "may_decide": open_ and queries.may_decide(user, clearance),
        "is_author": user.pk in clearance.authors,
        "may_withdraw": clearance.state in (ClearanceState.ASKED, ClearanceState.CLEARED)
        and (user.pk in clearance.authors or access.can(user, Right.CLEAR, clearance.unit)),
        "clearers": queries.clearers(clearance.unit, set(clearance.authors)) if open_ else [],
        "due": clearance.due_at.isoformat() if clearance.due_at else _NO_TIME,
        "form": form,
        "nav_key": "clearance",
    }
    return render(request, "guidance/clearance.html", context, status=status)


def _visible(request: HttpRequest, clearance_id: UUID) -> Clearance:
    user = _person(request)
    found = access.get_or_404(user, Right.DISPATCH_READ, Clearance, pk=clearance_id)
    return queries.visible(user).get(pk=found.pk)


def _due(said: str) -> datetime | Literal["any"] | None:
    """The moment that stood on the page; ``any`` where the page did not say."""
    if said == _NO_TIME:
        return None
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return "any"


@require_POST
@desk_view(Right.CLEAR)
def clear_view(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    clearance = _visible(request, clearance_id)
    try:
        clear(
            clearance.pk,
            by=_person(request),
            seen=request.POST.get("seen", ""),
            due=_due(request.POST.get("due", "")),
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("clearance", clearance.pk)
    words = SUBJECTS.get(clearance.subject_kind).words
    messages.success(request, str(words.cleared) % {"title": clearance.title})
    return redirect("clearances")


@require_POST
@desk_view(Right.CLEAR)
def reject_view(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    clearance = _visible(request, clearance_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, clearance, form, status=422)
    try:
        reject(clearance.pk, by=_person(request), reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("clearance", clearance.pk)
    messages.success(request, _("Sent back to the author with your reason."))
    if request.POST.get("back") == "together":
        return redirect("clearances_together", clearance.unit.slug)
    return redirect("clearances")


@require_POST
@desk_view(Right.DISPATCH_READ)
def withdraw_view(request: HttpRequest, clearance_id: UUID) -> HttpResponse:
    clearance = _visible(request, clearance_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, clearance, form, status=422)
    try:
        withdraw(clearance.pk, by=_person(request), reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Withdrawn. Nothing of it goes out any more."))
    return redirect("clearance", clearance.pk)
