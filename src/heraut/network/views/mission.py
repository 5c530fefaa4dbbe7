"""The network: map and list, a mission's page, coverage by platform."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability
from heraut.network import queries
from heraut.network.forms import AddChannelForm, platform_choices
from heraut.network.models import MissionKind, MissionStatus
from heraut.network.queries import Filters
from heraut.network.words import CAPABILITIES, platform_name
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.ui.maps import Point

_DOT = {"open": "", "planned": "wait", "suspended": "stop", "closed": "neutral"}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every mission on a map, and the same in a table."""
    asked = request.GET
    filters = Filters(
        text=asked.get("q", ""),
        kind=asked.get("kind", ""),
        status=asked.get("status", "open"),
        platform=asked.get("platform", ""),
    )
    found = list(queries.missions(_user(request), filters))
    found.sort(key=lambda mission: mission.name.casefold())
    points = [
        Point(
            mission.latitude,
            mission.longitude,
            mission.name,
            reverse("mission", args=[mission.key]),
            _DOT.get(mission.status, ""),
        )
        for mission in found
        if mission.latitude is not None and mission.longitude is not None
    ]
    page = Paginator(found, 50).get_page(asked.get("page"))
    platforms = queries.platforms_by_mission(list(page.object_list))
    context = {
        "filters": filters,
        "points": points,
        "count": len(found),
        "page": page,
        "rows": [(mission, platforms.get(mission.key, [])) for mission in page],
        "kinds": MissionKind.choices,
        "statuses": MissionStatus.choices,
        "platforms": platform_choices(),
        "nav_key": "network",
    }
    return render(request, "network/missions.html", context)


@require_safe
@desk_view(Right.NETWORK_READ)
def show(request: HttpRequest, key: str) -> HttpResponse:
    user = _user(request)
    mission = queries.mission_page(user, key)
    may_manage = access.can(user, Right.CHANNEL_MANAGE, mission.unit)
    held = [*mission.unit.channels.all(), *mission.unit.shared_channels.all()]
    context = {
        "mission": mission,
        "channels": [(channel, platform_name(channel.platform)) for channel in held],
        "may_manage": may_manage,
        "form": AddChannelForm() if may_manage else None,
        "changes": queries.changes_of(mission),
        "today": today(),
        "nav_key": "network",
    }
    return render(request, "network/mission.html", context)


@require_safe
@desk_view(Right.NETWORK_READ)
def coverage(request: HttpRequest) -> HttpResponse:
    """Where the missions are present, against 2018."""
    rows, total = queries.coverage()
    absent = queries.without_channels(_user(request))
    context = {"rows": rows, "total": total, "absent": absent, "nav_key": "network"}
    return render(request, "network/coverage.html", context)


@require_safe
@desk_view(Right.NETWORK_READ)
def capabilities(request: HttpRequest) -> HttpResponse:
    """What each platform can do, from the connectors' own declarations."""
    rows = [(platform_name(platform), list(row.values())) for platform, row in catalogue.matrix()]
    names = [CAPABILITIES[one] for one in Capability]
    context = {"names": names, "rows": rows, "nav_key": "network"}
    return render(request, "network/capabilities.html", context)
