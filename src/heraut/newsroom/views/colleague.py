"""Colleagues: their texts in the making where they let us look, and what they made of an item."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import colleagues, neighbours, queries, questions, screen, uses
from heraut.newsroom.actions.open_adaptation import open_adaptation
from heraut.newsroom.actions.share_drafts import share_drafts
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Adaptation, Openness
from heraut.newsroom.posted import uuids
from heraut.newsroom.views._common import adapting_units, person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, UnitKind
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 30


@require_safe
@desk_view(Right.ITEM_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What colleagues are writing and let this person see."""
    user = person(request)
    page = page_of(request, colleagues.in_progress(user), _A_PAGE)
    _units, at = adapting_units(request)
    may_share = at is not None and access.can(user, Right.PLAN_EDIT, at)
    context = {
        "page": page,
        "sent": colleagues.sent(list(page.object_list)),
        "at": at,
        "may_share": may_share,
        "sharing": colleagues.sharing_of(at) if at is not None and may_share else None,
        "tab": "colleagues",
        "nav_key": "pool",
    }
    return render(request, "newsroom/colleagues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def sharing(request: HttpRequest, slug: str) -> HttpResponse:
    """To whom a unit's texts in the making stand open."""
    user = person(request)
    unit = access.units(user, Right.PLAN_EDIT).filter(slug=slug).first()
    if unit is None:
        raise Http404("unit")
    if request.method == "POST":
        chosen = uuids([*request.POST.getlist("to"), request.POST.get("other", "")])
        asked = request.POST.get("drafts", "")
        drafts = Openness(asked) if asked in Openness.values else Openness.NOBODY
        share_drafts(unit, by=user, drafts=drafts, neighbours=Unit.objects.filter(pk__in=chosen))
        messages.success(request, _("Saved."))
        return redirect("newsroom_colleagues")
    now = colleagues.sharing_of(unit)
    named = list(now.neighbours.all()) if now else []
    found = [each for each in neighbours.suggested(unit) if each.unit not in named]
    known = {each.unit.pk for each in found} | {each.pk for each in named} | {unit.pk}
    missions = Unit.objects.filter(kind=UnitKind.MISSION, mission__status="open")
    context = {
        "unit": unit,
        "choices": Openness.choices,
        "drafts": now.drafts if now else Openness.NOBODY,
        "named": named,
        "found": found,
        "others": sorted((each for each in missions if each.pk not in known), key=lambda u: u.name),
        "tab": "colleagues",
        "nav_key": "pool",
    }
    return render(request, "newsroom/sharing.html", context)


@require_safe
@desk_view(Right.ITEM_READ)
def look(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """A colleague's text as it stands, to be read; or one's own as they see it."""
    user = person(request)
    adaptation = colleagues.open_text(user, adaptation_id)
    units, at = adapting_units(request)
    item = adaptation.item
    readable = item is not None and access.rows(user, Right.ITEM_READ, type(item)).filter(
        pk=item.pk
    )
    context = {
        "adaptation": adaptation,
        "shown": screen.build(adaptation),
        "item": item if readable else None,
        "units": units,
        "at": at,
        "may_start": at is not None and at.pk != adaptation.unit_id and (readable or item is None),
        "may_edit": access.can(user, Right.ADAPT, adaptation.unit),
        "questions": questions.about(user, adaptation)[:10],
        "colleagues": questions.colleagues(user, adaptation),
        "ask_url": "newsroom_ask_text",
        "tab": "colleagues",
        "nav_key": "pool",
    }
    return render(request, "newsroom/look.html", context)


@require_POST
@desk_view(Right.ADAPT)
def open_to(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    adaptation = queries.adaptation(person(request), adaptation_id)
    asked = request.POST.get("open_to", "")
    openness = Openness(asked) if asked in Openness.values else None
    open_adaptation(adaptation.pk, openness, by=person(request))
    messages.success(request, _("Saved."))
    return redirect("newsroom_adapt", adaptation.pk)


@require_safe
@desk_view(Right.ITEM_READ)
def used(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Who used an item, with their texts side by side."""
    user = person(request)
    item = queries.item_page(user, item_id)
    units, at = adapting_units(request)
    made = uses.made_of(user, item)
    page = Paginator(made, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "item": item,
        "page": page,
        "others": queries.used_by(item),
        "units": units,
        "at": at,
        "nav_key": "pool",
    }
    return render(request, "newsroom/used.html", context)


@require_POST
@desk_view(Right.ADAPT)
def start_like(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Begin one's own text with a colleague's words."""
    user = person(request)
    # access: `uses.like` gives only what this person may read of it
    theirs = get_object_or_404(Adaptation, pk=adaptation_id)
    words = uses.like(user, theirs)
    if words is None:
        raise Http404("adaptation")
    units, at = adapting_units(request)
    asked = request.POST.get("unit", "")
    unit = next((each for each in units if each.slug == asked), at)
    try:
        if unit is None:
            raise Refusal("adaptation.no_channels", unit="")
        made = start_adaptation(unit, by=user, item_id=theirs.item_id, like=words)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsroom_pool")
    return redirect("newsroom_adapt", made.pk)
