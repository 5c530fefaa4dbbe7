"""Hubs: who is to pass on whose texts, and who does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heraut.network.planning.facts import DAYS
from heraut.network.planning.queries import world
from heraut.network.proposals.hubs import hubs
from heraut.network.words import platform_name
from heraut.people.gate import desk_view
from heraut.people.rights import Right


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    known = world()
    rows = [
        (hub, platform_name(hub.channel.platform), known.missions.get(hub.channel.unit_id))
        for hub in hubs(known)
    ]
    measured = [
        (known.channels[by], known.channels[of], count)
        for (by, of), count in sorted((known.amplified or {}).items(), key=lambda one: -one[1])
        if by in known.channels and of in known.channels
    ]
    context = {
        "rows": rows,
        "is_measured": known.amplified is not None,
        "measured": measured,
        "days": DAYS,
        "tab": "hubs",
        "nav_key": "network",
    }
    return render(request, "network/hubs.html", context)
