"""The home: what needs the person now."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from heraut.desk import queries
from heraut.dispatch import footer
from heraut.dispatch.views.common import summarise
from heraut.kernel import clock
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right


@require_safe
@desk_view(Right.DESK)
def today(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    found = queries.today(user, get_language() or "en")
    context = {
        "today": found,
        "coming": [summarise(each) for each in found.coming],
        "zone": footer.zone_of(found.unit) if found.unit else None,
        "place": footer.place_of(found.unit) if found.unit else "",
        "now": clock.now(),
        "at": found.unit,
        "reads": (get_language() or "en")[:2],
        "calendar_url": reverse("calendar") if access.holds(user, Right.DISPATCH_READ) else "",
        "nav_key": "today",
    }
    return render(request, "desk/today.html", context)


@require_safe
@desk_view(Right.DESK)
def more(request: HttpRequest) -> HttpResponse:
    """On a phone: everything that the bar has no room for."""
    return render(request, "desk/more.html", {"nav_key": "more"})
