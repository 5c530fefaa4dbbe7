"""What the views of the press share."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from heraut.dispatch.footer import zone_of
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import queries as newsroom
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def reads() -> str:
    """The language of this person's screens."""
    return (get_language() or "en")[:2]


def own_unit(request: HttpRequest, right: Right) -> Unit:
    """The unit this person works for: the one that is asked for, else the nearest."""
    units = newsroom.own_units(person(request), right)
    asked = request.POST.get("unit") or request.GET.get("unit") or ""
    unit = next((each for each in units if each.slug == asked), units[0] if units else None)
    if unit is None:
        raise Http404("a unit of one's own")
    return unit


def zones(request: HttpRequest, unit: Unit) -> list[str]:
    """The clocks on which somebody may mean a deadline: theirs, the mission's, the ministry's."""
    found = [zone_of(unit).key, person(request).time_zone, settings.TIME_ZONE]
    return list(dict.fromkeys(found))


def do(request: HttpRequest, action: Callable[[], object], done: str, there: str) -> HttpResponse:
    """Carry out ``action``, say what came of it, and go on."""
    try:
        action()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, done)
    return redirect(there)
