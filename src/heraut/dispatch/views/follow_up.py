"""What is built on published texts: corrections, reposts, quotes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.dispatch import amplifying, footer, standing
from heraut.dispatch.actions import correct as correcting
from heraut.dispatch.actions import quote as quoting
from heraut.dispatch.actions import repost as reposting
from heraut.dispatch.amplifying import Own
from heraut.dispatch.corrections import Correcting
from heraut.dispatch.models import Delivery, Dispatch
from heraut.dispatch.quotes import Quoting
from heraut.dispatch.views.common import person
from heraut.foundation.words import explain
from heraut.guidance.queries import clearers
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 20


@require_safe
@desk_view(Right.DISPATCH)
def amplify(request: HttpRequest) -> HttpResponse:
    """What hubs and neighbours published, to be passed on in two taps."""
    mine = amplifying.own_channels(person(request))
    page = page_of(request, amplifying.texts(mine), _A_PAGE)
    context = {
        "page": page,
        "offers": amplifying.offers(page.object_list, mine),
        "mine": mine,
        "clearer": _clearer(request, mine[0].unit) if mine else None,
        "nav_key": "pool",
    }
    return render(request, "dispatch/amplify.html", context)


@require_POST
@desk_view(Right.DISPATCH)
def repost(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    original = _published(delivery_id)
    own = _own(request, original)
    if own is None:
        messages.error(request, _("Choose a channel of yours on the same platform."))
        return redirect("amplify")
    try:
        made = reposting.repost(
            original.pk,
            own.channel.pk,
            unit=own.unit,
            by=person(request),
            time_zone=footer.zone_of(own.unit).key,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("amplify")
    messages.success(request, _("Submitted. It is reposted as soon as a colleague clears it."))
    return redirect("dispatch", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DISPATCH)
def quote(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Words of one's own above the text of another channel; counted as one writes."""
    original = _published(delivery_id)
    mine = _options(request, original)
    own = _own(request, original) or (mine[0] if mine else None)
    if own is None:
        messages.error(request, _("None of your channels can quote this text."))
        return redirect("amplify")
    shown = Quoting(original, own, _again(request), request.POST)
    if request.method != "POST" or "look" in request.POST:
        return _quote_page(request, shown, mine)
    try:
        made = quoting.quote(
            original.pk,
            own.channel.pk,
            unit=own.unit,
            text=shown.text,
            language=shown.language,
            by=person(request),
            time_zone=footer.zone_of(own.unit).key,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return _quote_page(request, shown, mine, status=409)
    messages.success(request, _("Submitted. You are told here what becomes of it."))
    return redirect("dispatch", made.pk)


def _quote_page(
    request: HttpRequest, shown: Quoting, mine: list[Own], status: int = 200
) -> HttpResponse:
    context = {
        "quoting": shown,
        "mine": mine,
        "clearer": _clearer(request, shown.own.unit),
        "nav_key": "pool",
    }
    look = "look" in request.POST
    name = "dispatch/_quote_live.html" if look else "dispatch/quote.html"
    return render(request, name, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DISPATCH)
def correct(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The published texts of a dispatch, to be put right; counted as one writes."""
    asked = access.get_or_404(person(request), Right.DISPATCH, Delivery, pk=delivery_id)
    published = (
        # access: of the dispatch that came through the door
        Delivery.objects.filter(standing.STANDING, dispatch=asked.dispatch_id)
        .select_related("dispatch__unit__mission", "channel", "parcel", "recall")
        .prefetch_related(standing.with_edits())
    )
    shown = Correcting(list(published), asked.pk, _again(request), request.POST)
    if not shown.rows:
        messages.error(
            request, _("Nothing of it stands on a channel, so nothing can be corrected.")
        )
        return redirect("dispatch", asked.dispatch_id)
    if request.method != "POST" or "look" in request.POST:
        return _correct_page(request, shown)
    try:
        made = correcting.correct(
            shown.chosen,
            by=person(request),
            note=shown.note,
            time_zone=footer.zone_of(asked.dispatch.unit).key,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return _correct_page(request, shown, status=409)
    messages.success(request, _("Submitted. It is corrected as soon as a colleague clears it."))
    return redirect("dispatch", made.pk)


def _correct_page(request: HttpRequest, shown: Correcting, status: int = 200) -> HttpResponse:
    dispatch = shown.rows[0].delivery.dispatch
    context: dict[str, Any] = {
        "correcting": shown,
        "dispatch": dispatch,
        "clearer": _clearer(request, dispatch.unit),
        "nav_key": "dispatches",
    }
    look = "look" in request.POST
    name = "dispatch/_correct_live.html" if look else "dispatch/correct.html"
    return render(request, name, context, status=status)


# -- whose, and with what ---------------------------------------------------------------


def _published(delivery_id: UUID) -> Delivery:
    found = (
        # access: what was published is public
        Delivery.objects.filter(standing.STANDING, pk=delivery_id)
        .select_related("dispatch", "channel", "parcel", "recall")
        .prefetch_related(standing.with_edits())
        .first()
    )
    if found is None:
        raise Http404("delivery")
    return found


def _options(request: HttpRequest, original: Delivery) -> list[Own]:
    mine = amplifying.own_channels(person(request))
    return [way.own for way in amplifying.ways(original, mine, set())]


def _own(request: HttpRequest, original: Delivery) -> Own | None:
    """The channel that the person chose, among theirs."""
    asked = request.POST.get("channel") or request.GET.get("channel", "")
    found = (own for own in _options(request, original) if str(own.channel.pk) == asked)
    return next(found, None)


def _again(request: HttpRequest) -> Dispatch | None:
    """What was sent back and is mended now."""
    asked = request.GET.get("again", "")
    try:
        found = access.rows(person(request), Right.DISPATCH, Dispatch).filter(pk=UUID(asked))
    except ValueError:
        return None
    return found.prefetch_related("deliveries").first()


def _clearer(request: HttpRequest, unit: Unit) -> Any:
    found = clearers(unit, {person(request).pk})
    return found[0] if found else None
