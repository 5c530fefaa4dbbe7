"""Days that matter: the list, writing one down, changing it, removing it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.desk.calendar.forms import DayForm
from heraut.desk.calendar.period import parse_day
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import days, queries
from heraut.network.actions.add_day import add_day
from heraut.network.actions.change_day import change_day
from heraut.network.actions.remove_day import remove_day
from heraut.network.models import Day, DayKind, Mission
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.ui.paging import page_of
from heraut.ui.templatetags.ui import country_name

#: How far ahead the next time of a day is looked for.
_AHEAD = timedelta(days=800)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@desk_view(Right.DISPATCH_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What people keep; holidays and national days are computed and need no keeping."""
    user = _person(request)
    page = page_of(request, queries.days_to_keep(user), 50)
    rows = [
        {
            "day": each,
            "next": _next(each),
            "may_change": access.can(user, Right.DAY_EDIT, each.unit),
        }
        for each in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "may_keep": access.holds(user, Right.DAY_EDIT),
        "nav_key": "calendar",
    }
    return render(request, "desk/calendar/days.html", context)


def _next(day: Day) -> date | None:
    """When it comes round next; None where it is past."""
    now = today()
    coming = days.expand(day, now, now + _AHEAD)
    return min(first for first, _last in coming) if coming else None


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DAY_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    suggested = parse_day(request.GET.get("day", ""))
    form = _form(user, request, initial={"first": suggested} if suggested else {})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, None)
    unit = form.by_slug[form.cleaned_data["unit"]]
    try:
        day = add_day(form.values, unit=unit, by=user)
    except Refusal as refusal:
        return _refused(request, form, None, refusal)
    _done(request, day, _("Written down. It stands in the calendar of everybody it concerns."))
    return redirect("calendar_days")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DISPATCH_READ)
def show(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """One day: read by whom it concerns, changed by who keeps it."""
    user = _person(request)
    found = access.get_or_404(user, Right.NETWORK_READ, Day, pk=day_id)
    day = queries.days_to_keep(user).get(pk=found.pk)
    if request.method == "POST" or access.can(user, Right.DAY_EDIT, day.unit):
        return _change(request, access.get_or_404(user, Right.DAY_EDIT, Day, pk=day_id))
    context = {"day": day, "next": _next(day), "nav_key": "calendar"}
    return render(request, "desk/calendar/day_read.html", context)


def _change(request: HttpRequest, day: Day) -> HttpResponse:
    user = _person(request)
    form = _form(user, request, day=day)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, day)
    try:
        day = change_day(day.pk, form.values, by=user, seen=form.cleaned_data["revision"] or 0)
    except Refusal as refusal:
        return _refused(request, form, day, refusal)
    _done(request, day, _("Saved."))
    return redirect("calendar_days")


@require_POST
@desk_view(Right.DAY_EDIT)
def remove(request: HttpRequest, day_id: UUID) -> HttpResponse:
    user = _person(request)
    day = access.get_or_404(user, Right.DAY_EDIT, Day, pk=day_id)
    remove_day(day.pk, by=user)
    messages.success(request, _("Removed from the calendar."))
    return redirect("calendar_days")


def _form(
    user: User,
    request: HttpRequest,
    day: Day | None = None,
    initial: dict[str, object] | None = None,
) -> DayForm:
    units = list(access.units(user, Right.DAY_EDIT).select_related("mission").order_by("path"))
    known = access.rows(user, Right.NETWORK_READ, Mission).values_list("country", flat=True)
    if not any(each.parent_id is None for each in units):
        known = known.filter(unit__in=units)
    countries = sorted(
        ((code, country_name(code)) for code in set(known)), key=lambda each: each[1]
    )
    data = request.POST if request.method == "POST" else None
    return DayForm(data, units=_keepers(units), countries=countries, day=day, initial=initial or {})


def _keepers(units: list[Unit]) -> list[Unit]:
    """The ministry for those who may speak for it; else one's own missions."""
    whole = [each for each in units if each.parent_id is None]
    return whole + [each for each in units if hasattr(each, "mission")]


def _page(request: HttpRequest, form: DayForm, day: Day | None, status: int = 200) -> HttpResponse:
    status = 422 if form.is_bound and not form.is_valid() else status
    context = {"form": form, "day": day, "nav_key": "calendar"}
    return render(request, "desk/calendar/day.html", context, status=status)


def _refused(
    request: HttpRequest, form: DayForm, day: Day | None, refusal: Refusal
) -> HttpResponse:
    explain(request, refusal)
    return _page(request, form, day, 409)


def _done(request: HttpRequest, day: Day, said: str) -> None:
    messages.success(request, said)
    coming = day.last >= today() or day.rule
    if day.kind == DayKind.MOURNING and coming and access.holds(_person(request), Right.HOLD):
        messages.info(
            request,
            _(
                "If what is scheduled must not go out on that day, place a hold: see “Hold everything”."
            ),
        )
