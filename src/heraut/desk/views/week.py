"""Your week: what is planned, what is missing, two taps for each text that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heraut.desk.actions.plan_text import plan_text
from heraut.desk.actions.undo_plan import undo_plan
from heraut.desk.forms import OpeningForm, PlanForm
from heraut.desk.openings import HOURS, Opening
from heraut.desk.suggesting import Pool, Suggestion
from heraut.desk.week import Week, week_of
from heraut.dispatch.models import Dispatch
from heraut.dispatch.queries import with_deliveries
from heraut.dispatch.views.common import Summary, summarise
from heraut.foundation.words import explain, sentence
from heraut.guidance.queries import clearers
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel
from heraut.newsroom import channels
from heraut.newsroom import queries as newsroom
from heraut.people import access, work_time
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right

_AT = "%Y-%m-%dT%H:%M:%S%z"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of the week: a dispatch that stands, or an opening with its suggestion."""

    at: datetime
    planned: Summary | None = None
    opening: Opening[Channel] | None = None
    suggestion: Suggestion | None = None

    @property
    def key(self) -> str:
        """Names the moment in the page and in what it sends."""
        return f"{self.at:%Y%m%d%H%M}"

    @property
    def posted(self) -> str:
        return self.at.strftime(_AT)


@require_safe
@desk_view(Right.ADAPT)
@never_cache
def week(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    units = newsroom.own_units(user, Right.ADAPT)
    unit = _unit(units, request.GET.get("for", "")) or (units[0] if units else None)
    if unit is None:
        raise Http404("a unit of one's own")
    found = week_of(user, unit)
    pool = Pool(user, unit) if found.openings else None
    without = _uuids(request.GET.getlist("not"))
    suggestions = pool.suggest(found.openings, without) if pool else []
    context = {
        "week": found,
        "hours": [f"{hour}:00" for hour in HOURS],
        "may_plan": access.can(user, Right.DISPATCH, found.unit),
        "units": units,
        "lines": _lines(found, suggestions),
        "open_at": request.GET.get("open", ""),
        "clearers": clearers(unit, {user.pk})[:1],
        "minutes": None if work_time.is_off(user) else work_time.weeks(user)[0].minutes,
        "aim": work_time.AIM_MINUTES,
        "nav_key": "today",
        "work_area": "week",
    }
    return render(request, "desk/week.html", context)


def _lines(found: Week, suggestions: Iterable[Suggestion | None]) -> list[Line]:
    lines = [Line(each.at or each.created_at, planned=summarise(each)) for each in found.planned]
    lines += [
        Line(opening.at, opening=opening, suggestion=suggestion)
        for opening, suggestion in zip(found.openings, suggestions, strict=True)
    ]
    return sorted(lines, key=lambda line: line.at)


@require_safe
@desk_view(Right.ADAPT)
@never_cache
def another(request: HttpRequest) -> HttpResponse:
    """Another suggestion for one opening: none of those on the page, none of those put aside."""
    form = OpeningForm(request.GET)
    unit = _own(request, request.GET.get("for", ""))
    if not form.is_valid():
        return redirect(_back(unit))
    opening = _asked(unit, form.cleaned_data["at"], request.GET)
    aside = _uuids(request.GET.getlist("not"))
    pool = Pool(_person(request), unit)
    (suggestion,) = pool.suggest([opening], [*aside, *_uuids(request.GET.getlist("item"))])
    return _card(request, unit, opening, suggestion, aside=aside)


def _asked(unit: Unit, at: datetime, data: QueryDict) -> Opening[Channel]:
    """The opening that the page showed."""
    wanted = set(_uuids(data.getlist("channel")))
    return Opening(at, tuple(each for each in channels.of(unit) if each.pk in wanted))


def _card(
    request: HttpRequest,
    unit: Unit,
    opening: Opening[Channel],
    suggestion: Suggestion | None,
    **more: Any,
) -> HttpResponse:
    """One opening alone, as htmx puts it into the page."""
    context = {
        "week": week_of(_person(request), unit),
        "may_plan": access.can(_person(request), Right.DISPATCH, unit),
        "line": Line(opening.at, opening=opening, suggestion=suggestion),
        "opened": True,
        **more,
    }
    return render(request, "desk/_opening.html", context)


@require_POST
@desk_view(Right.DISPATCH)
def plan(request: HttpRequest) -> HttpResponse:
    """The second tap: adapted and submitted, or said why not."""
    form = PlanForm(request.POST)
    unit = _own(request, request.POST.get("for", ""))
    if not form.is_valid():
        return redirect(_back(unit))
    user, wanted = _person(request), form.cleaned_data
    try:
        made = plan_text(
            unit,
            by=user,
            item_id=wanted["item"],
            channel_ids=_uuids(request.POST.getlist("channel")),
            at=wanted["at"],
            seen=wanted["seen"],
        )
    except Refusal as refusal:
        return _refused(request, unit, wanted, refusal)
    if not isinstance(made, Dispatch):
        messages.info(request, _("The item was changed while you looked at it. Read it, then ask."))
        return _go(request, reverse("newsroom_adapt", args=[made.pk]))
    if not _htmx(request):
        messages.success(request, _("Planned. It goes out once it is cleared."))
        return redirect(_back(unit))
    found = week_of(user, unit)
    line = Line(made.at or made.created_at, planned=summarise(_whole(made)))
    return render(request, "desk/_planned_now.html", {"week": found, "line": line})


def _whole(made: Dispatch) -> Dispatch:
    # access: made by this person just now
    return with_deliveries(Dispatch.objects.select_related("unit__mission")).get(pk=made.pk)


def _refused(
    request: HttpRequest, unit: Unit, wanted: dict[str, Any], refusal: Refusal
) -> HttpResponse:
    """The same suggestion again, with the reason in it and the way out."""
    if not _htmx(request):
        explain(request, refusal)
        return redirect(_back(unit))
    opening = _asked(unit, wanted["at"], request.POST)
    suggestion = Pool(_person(request), unit).fitted(wanted["item"], opening)
    refused = sentence(refusal.code, refusal.params)
    return _card(request, unit, opening, suggestion, refused=refused)


@require_POST
@desk_view(Right.DISPATCH)
def undo(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """Take back what was planned, while nobody has cleared it."""
    user = _person(request)
    dispatch = access.get_or_404(user, Right.DISPATCH, Dispatch, pk=dispatch_id)
    try:
        undo_plan(dispatch.pk, by=user)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Taken back. Nothing of it goes out."))
    return redirect(_back(dispatch.unit))


# -- small change -----------------------------------------------------------------


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _unit(units: Iterable[Unit], slug: str) -> Unit | None:
    return next((unit for unit in units if unit.slug == slug), None)


def _own(request: HttpRequest, slug: str) -> Unit:
    unit = _unit(newsroom.own_units(_person(request), Right.ADAPT), slug)
    if unit is None:
        raise Http404("a unit of one's own")
    return unit


def _back(unit: Unit) -> str:
    return reverse("desk_week") + f"?for={unit.slug}"


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _go(request: HttpRequest, there: str) -> HttpResponse:
    """To another page, whoever asks: htmx follows a redirect into the part it swaps."""
    if _htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)


def _uuids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
