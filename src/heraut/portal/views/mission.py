"""A mission's public page and its feed."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from heraut.connectors import web_feed
from heraut.network.models import Channel
from heraut.network.registry import public_channels
from heraut.network.words import platform_name
from heraut.newsletter.queries import public_lists
from heraut.people.gate import public_view
from heraut.portal import queries

_FORMATS = {
    "atom": (web_feed.atom, "application/atom+xml"),
    "rss": (web_feed.rss, "application/rss+xml"),
    "json": (web_feed.json_feed, "application/feed+json"),
}


@public_view
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every mission, for people who look for one."""
    missions = sorted(queries.open_missions(), key=lambda each: each.name.casefold())
    return render(request, "portal/missions.html", {"missions": missions})


@public_view
@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    mission = get_object_or_404(queries.open_missions(), key=key)
    held: list[Channel] = list(public_channels().filter(holder=mission.unit_id))
    context = {
        "mission": mission,
        "channels": [
            (each, platform_name(each.platform)) for each in held if each.platform != "newsletter"
        ],
        "newsletters": public_lists(mission.unit),
        "entries": queries.published(mission),
        "corrections": queries.corrected(mission),
        "has_feed": any(each.platform == "web_feed" for each in held),
    }
    return render(request, "portal/mission.html", context)


@public_view
@require_safe
def feed(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Atom, RSS or JSON Feed; 304 where the reader already has it."""
    mission = get_object_or_404(queries.open_missions(), key=key)
    if kind not in _FORMATS:
        raise Http404("format")
    render_feed, content_type = _FORMATS[kind]
    body = render_feed(queries.feed(mission, kind))
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    answer = HttpResponse(body, content_type=f"{content_type}; charset=utf-8")
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer
