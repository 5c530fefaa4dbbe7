"""How much platforms matter in host countries: dated, with sources."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import queries
from heraut.network.actions.add_relevance import add_relevance, may_add
from heraut.network.forms import RelevanceForm
from heraut.network.importing.fields import countries
from heraut.network.models import Level, PlatformRelevance
from heraut.network.planning.queries import relevance
from heraut.network.views._common import person
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.templatetags.ui import country_name

#: A figure older than this is shown as old.
OLD_DAYS = 730
STATUS = {"high": "ok", "some": "info", "low": "neutral", "blocked": "stop"}


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    """Every host country with the latest row a platform, and the countries without any."""
    known = relevance()
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for (country, platform), row in sorted(known.items()):
        found[country].append((platform_name(platform), row, _shown(row)))
    hosts = queries.host_countries()
    context = {
        "rows": sorted(found.items(), key=lambda one: country_name(one[0])),
        "without": sorted(hosts - found.keys(), key=country_name),
        "hosts": len(hosts),
        "known": len(hosts & found.keys()),
        "may_import": access.units(person(request), Right.PLAN_EDIT).filter(parent=None).exists(),
        "tab": "relevance",
        "nav_key": "network",
    }
    return render(request, "network/relevance.html", context)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "word": Level(row.level).label,
        "status": STATUS[row.level],
        "is_old": (today() - row.as_of).days > OLD_DAYS,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.NETWORK_READ)
def country(request: HttpRequest, code: str) -> HttpResponse:
    """All rows of a country, the latest first; a form for who may add one."""
    if code not in countries():
        raise Http404
    user = person(request)
    may = may_add(user, code)
    if request.method == "POST" and not may:
        raise Http404
    form = RelevanceForm(request.POST or None, initial={"as_of": today()})
    if request.method == "POST" and form.is_valid():
        try:
            add_relevance(code, form.cleaned_data, by=user)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Added; the latest day counts."))
            return redirect("relevance_country", code)
    rows = PlatformRelevance.objects.filter(country=code).select_related("added_by")
    context = {
        "code": code,
        "rows": [(platform_name(row.platform), row, _shown(row)) for row in rows],
        "missions": queries.missions_in(code),
        "form": form if may else None,
        "tab": "relevance",
        "nav_key": "network",
    }
    status = 422 if form.is_bound else 200
    return render(request, "network/relevance_country.html", context, status=status)
