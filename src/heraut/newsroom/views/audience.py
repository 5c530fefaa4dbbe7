"""Audience groups: whom missions speak to, and what a unit's plan means to say to whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as told
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsroom import countries, messages, queries
from heraut.newsroom.actions.aim_plan import aim_plan
from heraut.newsroom.actions.end_audience import end_audience
from heraut.newsroom.actions.save_audience import save_audience
from heraut.newsroom.aim_forms import AudienceForm
from heraut.newsroom.models import AudienceGroup
from heraut.newsroom.posted import uuids
from heraut.newsroom.relevance import reader
from heraut.newsroom.views._common import adapting_units, person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 50


@require_safe
@desk_view(Right.ITEM_READ)
def index(request: HttpRequest) -> HttpResponse:
    """By country; ``?country=`` narrows. A mission's own countries are chosen unless it says so."""
    user = person(request)
    _units, at = adapting_units(request)
    here = reader(at).countries if at else ()
    chosen = request.GET.get("country", "own" if here else "").upper()
    found = messages.audiences(user)
    if chosen == "OWN" and here:
        found = found.filter(country__in=[*here, ""])
    elif chosen:
        found = found.filter(country=chosen)
    page = page_of(request, found, _A_PAGE)
    edits = set(access.units(user, Right.PLAN_EDIT).values_list("pk", flat=True))
    known = messages.audiences(user).order_by().values_list("country", flat=True).distinct()
    context = {
        "page": page,
        "rows": [(each, each.unit_id in edits) for each in page.object_list],
        "chosen": chosen,
        "here": list(here),
        "countries": sorted((countries.name(each), each) for each in known if each),
        "may_write": bool(edits),
        "at": at,
        "may_plan": at is not None and at.pk in edits,
        "tab": "audiences",
        "nav_key": "pool",
    }
    return render(request, "newsroom/audiences.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    units = queries.own_units(user, Right.PLAN_EDIT)
    here = reader(units[0]) if units else None
    initial = {}
    if here is not None and here.mission is not None:
        initial = {"country": here.mission.country, "language": next(iter(here.languages), "en")}
    form = AudienceForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, form.cleaned_data["unit"], None)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def edit(request: HttpRequest, audience_id: UUID) -> HttpResponse:
    group = access.get_or_404(person(request), Right.PLAN_EDIT, AudienceGroup, pk=audience_id)
    form = AudienceForm(request.POST or None, units=[], group=group)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, group.unit, group)
    return _form(request, form, group)


def _save(
    request: HttpRequest, form: AudienceForm, unit: Unit, group: AudienceGroup | None
) -> HttpResponse:
    known = group.pk if group else None
    try:
        save_audience(unit, form.described(), by=person(request), audience_id=known)
    except Refusal as refusal:
        form.add_error(None, sentence(refusal.code, refusal.params))
        return _form(request, form, group)
    told.success(request, _("Saved."))
    return redirect("newsroom_audiences")


def _form(request: HttpRequest, form: AudienceForm, group: AudienceGroup | None) -> HttpResponse:
    context = {"form": form, "group": group, "tab": "audiences", "nav_key": "pool"}
    status = 422 if form.errors else 200
    return render(request, "newsroom/audience.html", context, status=status)


@require_POST
@desk_view(Right.PLAN_EDIT)
def end(request: HttpRequest, audience_id: UUID) -> HttpResponse:
    group = access.get_or_404(person(request), Right.PLAN_EDIT, AudienceGroup, pk=audience_id)
    end_audience(group.pk, by=person(request))
    told.success(request, _("Ended. Texts that were written for it keep saying so."))
    return redirect("newsroom_audiences")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Which key messages a unit means to carry, and to whom."""
    user = person(request)
    unit = access.units(user, Right.PLAN_EDIT).filter(slug=slug).first()
    if unit is None:
        raise Http404("unit")
    if request.method == "POST":
        try:
            aim_plan(
                unit,
                by=user,
                messages=uuids(request.POST.getlist("message")),
                audiences=uuids(request.POST.getlist("audience")),
                shown=uuids(request.POST.getlist("shown")),
            )
        except Refusal as refusal:
            explain(request, refusal)
        else:
            told.success(request, _("Saved."))
        return redirect("newsroom_messages")
    context = {
        "unit": unit,
        "aims": messages.aims(user, reader(unit)),
        "tab": "messages",
        "nav_key": "pool",
    }
    return render(request, "newsroom/plan.html", context)
