"""Hold everything: who holds what, what waits, placing and ending."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.connectors import catalogue
from heraut.dispatch import queries
from heraut.dispatch.forms import HoldForm
from heraut.dispatch.models import Dispatch
from heraut.dispatch.views.common import person, summarise
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, ChannelState, Mission
from heraut.network.words import platform_name
from heraut.outbound import queries as outbound
from heraut.outbound.actions.end_hold import end_hold
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.models import Hold, HoldScope
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.ui.paging import page_of
from heraut.ui.templatetags.ui import country_name


def _form(user: User, data: object = None, said: QueryDict | None = None) -> HoldForm:
    """Only what this person may hold is offered. ``said``: what an address suggests."""
    missions = access.rows(user, Right.HOLD, Mission)
    channels = access.rows(user, Right.HOLD, Channel).filter(
        state=ChannelState.ACTIVE,
        platform__in=[*(each.platform for each in catalogue.every()), "newsletter"],
    )
    scopes = [("channel", _("One channel"))]
    countries: list[tuple[str, str]] = []
    if access.units(user, Right.HOLD).filter(parent=None).exists():
        scopes = [
            ("network", _("The whole network")),
            ("country", _("All channels in a country")),
            *scopes,
        ]
        codes = missions.values_list("country", flat=True).distinct().order_by("country")
        countries = sorted(((code, country_name(code)) for code in codes), key=lambda one: one[1])
    named = [
        (str(each.pk), f"{each.name or each.handle} ({platform_name(each.platform)})")
        for each in channels.select_related("holder")[:2000]
    ]
    suggested = {name: said[name] for name in ("country", "reason") if said and name in said}
    if said and said.get("scope") in dict(scopes):
        suggested["scope"] = said["scope"]
    return HoldForm(data, scopes=scopes, countries=countries, channels=named, initial=suggested)


@require_safe
@desk_view(Right.DISPATCH_READ)
def holds(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


def _page(request: HttpRequest, form: HoldForm | None, status: int = 200) -> HttpResponse:
    user = person(request)
    waiting = queries.held(user)
    page = page_of(request, waiting, 50)
    ids = [each.pk for each in page.object_list]
    shown = queries.with_deliveries(
        # access: the ids came through the door above
        Dispatch.objects.filter(pk__in=ids).select_related("unit__mission")
    ).order_by("at", "created_at")
    may_hold = access.holds(user, Right.HOLD)
    context = {
        "holds": [
            {"hold": hold, "may_end": access.can(user, Right.HOLD, hold.unit)}
            for hold in outbound.in_force(user).select_related("unit")
        ],
        "page": page,
        "rows": [summarise(each) for each in shown],
        "form": form or (_form(user, said=request.GET) if may_hold else None),
        "may_release": access.holds(user, Right.RELEASE),
        "nav_key": "hold",
    }
    return render(request, "dispatch/holds.html", context, status=status)


@require_POST
@desk_view(Right.HOLD)
def place(request: HttpRequest) -> HttpResponse:
    user = person(request)
    form = _form(user, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    scope = HoldScope(said["scope"])
    channel = None
    if scope == HoldScope.CHANNEL:
        if not said["channel"]:
            form.add_error("channel", _("Choose the channel."))
            return _page(request, form, status=422)
        channel = access.get_or_404(user, Right.HOLD, Channel, pk=said["channel"])
    if scope == HoldScope.COUNTRY and not said["country"]:
        form.add_error("country", _("Choose the country."))
        return _page(request, form, status=422)
    try:
        place_hold(scope, by=user, reason=said["reason"], country=said["country"], channel=channel)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Held. None of it goes out until a person releases it."))
    return redirect("holds")


@require_POST
@desk_view(Right.HOLD)
def end(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    user = person(request)
    hold = access.get_or_404(user, Right.DISPATCH_READ, Hold, pk=hold_id)
    try:
        end_hold(hold.pk, by=user)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(
            request,
            _("The hold has ended. What it held waits below until somebody releases it by name."),
        )
    return redirect("holds")
