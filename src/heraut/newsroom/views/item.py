"""One item: reading it, writing it, offering it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import channels, diffs, offers, queries, questions
from heraut.newsroom.actions._rules import may_translate, may_write, own_languages
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.offer_item import obstacles, offer_item
from heraut.newsroom.actions.withdraw_item import withdraw_item
from heraut.newsroom.feeds import queries as feeds
from heraut.newsroom.forms import DetailsForm, LanguageForm, NewItemForm
from heraut.newsroom.messages import current
from heraut.newsroom.models import Item, ItemState, OfferState, Version
from heraut.newsroom.translating.choosing import label
from heraut.newsroom.views._common import adapting_units, person, reads
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import UnitKind
from heraut.people.rights import Right


@require_safe
@desk_view(Right.ITEM_READ)
def show(request: HttpRequest, item_id: UUID) -> HttpResponse:
    user = person(request)
    item = queries.item_page(user, item_id)
    versions = sorted(item.versions.all(), key=lambda each: each.language != item.original_language)
    version = _shown(versions, request.GET.get("text", ""), reads())
    units, at = adapting_units(request)
    writes = may_write(user, item.unit)
    may_pool = access.can(user, Right.POOL_OFFER, item.unit)
    open_here = item.state == ItemState.OFFERED or offers.offered_to(user, item)
    uses = queries.used_by(item, but=at)
    made = list(offers.made_of(item)) if writes or may_pool else []
    waits = any(each.to_id is None and each.state == OfferState.OPEN for each in made)
    context: dict[str, Any] = {
        "item": item,
        "versions": versions,
        "version": version,
        "lag": queries.what_changed(version, versions[0]) if version else None,
        "uses": uses,
        "usable_here": _usable(item) and open_here,
        "offers": made,
        "may_share": writes and item.unit.kind == UnitKind.MISSION and _usable(item),
        "may_ask_pool": writes and not may_pool and item.state != ItemState.OFFERED and not waits,
        "questions": questions.about(user, item)[:10],
        "colleagues": questions.colleagues(user, item, [use.unit for use in uses[:20]]),
        "ask_url": "newsroom_ask_item",
        "units": units,
        "at": at,
        "mine": list(queries.adaptations_of(user, item)[:5]) if units else [],
        "may_write": writes,
        "may_edit": _may_edit(request, item, version, writes),
        "machine_label": label(version.machine) if version and version.machine else "",
        **_source(item, versions),
        "may_offer": may_pool and item.state in (ItemState.DRAFT, ItemState.WITHDRAWN),
        "may_pool": may_pool,
        "may_withdraw": (writes or may_pool) and item.state == ItemState.OFFERED,
        "has_channels": at is not None and bool(channels.of(at)),
        "obstacles": _obstacles(item) if writes else [],
        "now": clock.now(),
        "language_form": LanguageForm(
            but={each.language for each in versions},
            only=None if writes else _into(request, item),
        ),
        "nav_key": "pool",
    }
    return render(request, "newsroom/item.html", context)


def _shown(versions: list[Version], asked: str, reads: str) -> Version | None:
    """The one that was asked for, else the reader's, where it is not a machine's alone, else the
    original."""
    found = next((each for each in versions if each.language == asked), None)
    own = next((each for each in versions if each.language == reads and not each.machine), None)
    return found or own or (versions[0] if versions else None)


def _source(item: Item, versions: list[Version]) -> dict[str, Any]:
    """The feed's entry it came from, and how that differs now."""
    entry = feeds.entry(item)
    if entry is None or not entry.changed or not versions:
        return {"entry": entry}
    changes = [
        queries.Changed(part, diffs.words(getattr(versions[0], part), said))
        for part, said in entry.changed.items()
        if getattr(versions[0], part) != said
    ]
    return {"entry": entry, "source_changes": changes}


def _may_edit(request: HttpRequest, item: Item, version: Version | None, writes: bool) -> bool:
    if writes or version is None or version.language == item.original_language:
        return writes
    return may_translate(person(request), item, version.language)


def _into(request: HttpRequest, item: Item) -> set[str]:
    """The languages a mission may translate an item of the pool into."""
    user = person(request)
    return {each for each in own_languages(user) if may_translate(user, item, each)}


def _usable(item: Item) -> bool:
    expired = item.expires_at is not None and item.expires_at <= clock.now()
    return item.state in (ItemState.DRAFT, ItemState.OFFERED) and not expired


def _obstacles(item: Item) -> list[str]:
    """What is to be done before a draft can be offered."""
    if item.state not in (ItemState.DRAFT, ItemState.WITHDRAWN):
        return []
    return [
        sentence(each.code, each.params)
        for each in obstacles(item)
        if each.code != "item.not_draft"
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    units = queries.own_units(user, Right.ITEM_WRITE)
    form = NewItemForm(request.POST or None, units=units, language=reads())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            item = create_item(data["unit"], by=user, language=data["language"], text=form.text())
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Saved as a draft. Only your unit sees it yet."))
            return redirect("newsroom_item", item.pk)
    status = 422 if form.errors else 200
    return render(request, "newsroom/new.html", {"form": form, "nav_key": "pool"}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def details(request: HttpRequest, item_id: UUID) -> HttpResponse:
    user = person(request)
    item = queries.item_page(user, item_id)
    initial = {
        "themes": list(item.themes.all()),
        "countries": item.countries,
        "embargo_until": item.embargo_until,
        "expires_at": item.expires_at,
        "key_messages": list(item.key_messages.all()),
    }
    form = DetailsForm(request.POST or None, initial=initial, messages=current(user, item.unit))
    if request.method == "POST" and form.is_valid():
        try:
            edit_details(item.pk, by=user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
        else:
            messages.success(request, _("Saved."))
            return redirect("newsroom_item", item.pk)
    context = {"item": item, "form": form, "nav_key": "pool"}
    status = 422 if form.errors else 200
    return render(request, "newsroom/details.html", context, status=status)


@require_POST
@desk_view(Right.POOL_OFFER)
def offer(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    try:
        offer_item(item.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("In the pool. Every mission sees it now."))
    return redirect("newsroom_item", item.pk)


@require_POST
@desk_view(Right.ITEM_READ)
def withdraw(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    try:
        withdraw_item(item.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Withdrawn. What was made of it stays; nothing new begins."))
    return redirect("newsroom_item", item.pk)
