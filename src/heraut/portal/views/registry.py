"""Is this account official? For everybody, without signing in."""

from __future__ import annotations

import csv
import json

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from heraut.kernel import clock
from heraut.network import registry
from heraut.network.words import platform_name
from heraut.people.gate import public_view
from heraut.portal import queries
from heraut.portal.forms import AskForm

_PUBLIC = cache_control(public=True, max_age=60)


@public_view
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The question, and below it the answer."""
    given = "account" in request.GET
    form = AskForm(request.GET if given else None)
    answer = None
    if given and form.is_valid():
        asked = registry.understand(form.cleaned_data["account"])
        answer = registry.look_up(asked) if asked else None
    near = [(each, platform_name(each.platform)) for each in answer.near] if answer else []
    context = {"form": form, "answer": answer, "near": near, "given": given}
    return render(request, "portal/ask.html", context)


@public_view
@require_safe
@_PUBLIC
def channels(request: HttpRequest) -> HttpResponse:
    """Every official channel, for people."""
    text = request.GET.get("q", "").strip().casefold()
    rows = [
        (channel, platform_name(channel.platform))
        for channel in queries.registry()
        if text in f"{channel.handle} {channel.holder.name} {channel.platform}".casefold()
    ]
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    return render(request, "portal/channels.html", {"page": page, "text": request.GET.get("q", "")})


@public_view
@require_safe
@_PUBLIC
def channels_json(request: HttpRequest) -> HttpResponse:
    value = {
        "as_of": clock.now().isoformat(timespec="seconds"),
        "channels": [queries.registry_row(each) for each in queries.registry()],
    }
    text = json.dumps(value, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@public_view
@require_safe
@_PUBLIC
def channels_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="official-channels.csv"'
    rows = [queries.registry_row(each) for each in queries.registry()]
    names = list(rows[0]) if rows else ["platform", "handle", "url", "answer"]
    writer = csv.DictWriter(answer, names)
    writer.writeheader()
    writer.writerows(
        {name: _plain("" if value is None else str(value)) for name, value in row.items()}
        for row in rows
    )
    return answer


def _plain(text: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
