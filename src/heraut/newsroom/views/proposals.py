"""What feeds propose: take it, pass it by, follow its source."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import queries as newsroom
from heraut.newsroom.actions._rules import may_write
from heraut.newsroom.actions.accept_proposed import accept_proposed
from heraut.newsroom.actions.dismiss_proposed import dismiss_proposed
from heraut.newsroom.actions.follow_source import follow_source
from heraut.newsroom.feeds import queries
from heraut.newsroom.models import Item
from heraut.newsroom.views._common import person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_STATES = ("", "changed", "dismissed")


@require_safe
@desk_view(Right.ITEM_WRITE)
def proposals(request: HttpRequest) -> HttpResponse:
    user = person(request)
    asked = request.GET.get("state", "")
    state = asked if asked in _STATES else ""
    page = page_of(request, queries.proposals(user, state), 30)
    context = {
        "page": page,
        "state": state,
        "waiting": queries.waiting(user),
        "moved_on": queries.moved_on(user),
        "has_feeds": queries.feeds(user).exists(),
        "offers": access.paths(user, Right.POOL_OFFER),
        "nav_key": "pool",
    }
    return render(request, "newsroom/proposals.html", context)


def _item(request: HttpRequest, item_id: UUID) -> Item:
    """404 for who does not write for its unit."""
    item = newsroom.item_page(person(request), item_id)
    if not may_write(person(request), item.unit):
        raise Http404
    return item


@require_POST
@desk_view(Right.ITEM_WRITE)
def accept(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """As a draft to work on, or into the pool at once."""
    item = _item(request, item_id)
    offer = "offer" in request.POST
    try:
        accept_proposed(item.pk, by=person(request), offer=offer)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsroom_item", item.pk)
    if offer:
        messages.success(request, _("In the pool. Every mission sees it now."))
        return redirect("newsroom_proposals")
    messages.success(request, _("A draft of yours now. Put it into the pool when it is ready."))
    return redirect("newsroom_item", item.pk)


@require_POST
@desk_view(Right.ITEM_WRITE)
def dismiss(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    try:
        dismiss_proposed(item.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Turned down. It does not come back."))
    return redirect("newsroom_proposals")


@require_POST
@desk_view(Right.ITEM_WRITE)
def source(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """What changed at the source: over the text, or seen and left."""
    item = _item(request, item_id)
    take = "take" in request.POST
    follow_source(item.pk, by=person(request), take=take)
    messages.success(
        request, _("The source’s text stands here now.") if take else _("Noted. Nothing changed.")
    )
    return redirect("newsroom_item", item.pk)
