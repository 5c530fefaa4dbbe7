"""Offering an item: to the pool by asking, to neighbours by name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import neighbours, offers, queries
from heraut.newsroom.actions._rules import may_write
from heraut.newsroom.actions.ask_pool import ask_pool
from heraut.newsroom.actions.decline_offer import decline_offer
from heraut.newsroom.actions.offer_item import obstacles, offer_item
from heraut.newsroom.actions.offer_to_neighbours import offer_to_neighbours
from heraut.newsroom.actions.withdraw_offer import withdraw_offer
from heraut.newsroom.models import Item, Offer
from heraut.newsroom.posted import uuids
from heraut.newsroom.views._common import person, reads
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, UnitKind
from heraut.people.rights import Right


def _written(request: HttpRequest, item_id: UUID) -> Item:
    """An item that this person may write, or 404."""
    item = queries.item_page(person(request), item_id)
    if not may_write(person(request), item.unit):
        raise Http404("item")
    return item


@require_POST
@desk_view(Right.ITEM_WRITE)
def ask(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = _written(request, item_id)
    try:
        ask_pool(item.pk, by=person(request), note=request.POST.get("note", ""))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Asked. An editor at headquarters answers; you see it here."))
    return redirect("newsroom_item", item.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def to_neighbours(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Missions with something in common, to be ticked; any other by its name."""
    item = _written(request, item_id)
    found = neighbours.suggested(item.unit, item)
    if request.method == "POST":
        return _offer(request, item, {each.unit.pk: each.why for each in found})
    have = {each.to_id for each in offers.made_of(item) if each.to_id}
    others = Unit.objects.filter(kind=UnitKind.MISSION, mission__status="open")
    known = {each.unit.pk for each in found} | have | {item.unit_id}
    context = {
        "item": item,
        "version": offers.best(item, None, reads()),
        "obstacles": obstacles(item),
        "found": [each for each in found if each.unit.pk not in have],
        "others": sorted((each for each in others if each.pk not in known), key=lambda u: u.name),
        "nav_key": "pool",
    }
    return render(request, "newsroom/neighbours.html", context)


def _offer(request: HttpRequest, item: Item, why: dict[UUID, tuple[str, ...]]) -> HttpResponse:
    chosen = uuids([*request.POST.getlist("to"), request.POST.get("other", "")])
    try:
        offer_to_neighbours(
            item.pk,
            {unit: why.get(unit, ()) for unit in chosen},
            by=person(request),
            note=request.POST.get("note", ""),
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsroom_neighbours", item.pk)
    messages.success(request, _("Offered. They see it in their pool, with the reason."))
    return redirect("newsroom_item", item.pk)


@require_POST
@desk_view(Right.ITEM_WRITE)
def withdraw(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    offer = access.get_or_404(person(request), Right.ITEM_WRITE, Offer, pk=offer_id)
    if not may_write(person(request), offer.item.unit):
        raise Http404("offer")
    try:
        withdraw_offer(offer.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Withdrawn. What was made of it stays."))
    return redirect("newsroom_item", offer.item_id)


@require_POST
@desk_view(Right.POOL_OFFER)
def answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Into the pool, or not, with the reason: ``take`` or ``decline``."""
    offer = get_object_or_404(offers.asking(person(request)), pk=offer_id)
    try:
        if "take" in request.POST:
            offer_item(offer.item_id, by=person(request))
            messages.success(request, _("In the pool. Every mission sees it now."))
        else:
            decline_offer(offer.pk, by=person(request), answer=request.POST.get("answer", ""))
            messages.success(request, _("Answered. The mission reads your reason."))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_item", offer.item_id)
