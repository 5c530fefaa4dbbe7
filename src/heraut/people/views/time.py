"""One's own time: counted by the pages, shown to oneself, turned off if one wants."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heraut.people import work_time
from heraut.people.gate import signed_in_view
from heraut.people.models import User


@require_safe
@signed_in_view
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """This week by kind of work, and the weeks before."""
    user = cast(User, request.user)
    found = work_time.weeks(user)
    context = {
        "is_off": work_time.is_off(user),
        "this": found[0],
        "before": found[1:],
        "aim": work_time.AIM_MINUTES,
        "kept": work_time.KEPT.days // 7,
        "nav_key": "settings",
    }
    return render(request, "people/time.html", context)


@require_POST
@signed_in_view
def count(request: HttpRequest) -> HttpResponse:
    """What a page says of its last minute; nonsense counts for nothing."""
    said = request.POST.get("seconds", "")
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0
    work_time.count(cast(User, request.user), request.POST.get("area", ""), seconds)
    return HttpResponse(status=204)


@require_POST
@signed_in_view
def choose(request: HttpRequest) -> HttpResponse:
    off = request.POST.get("count") == "off"
    work_time.turn(cast(User, request.user), off=off)
    if off:
        messages.success(
            request, _("Your time is no longer counted, and what was counted is gone.")
        )
    else:
        messages.success(request, _("Your time is counted from now on, for you alone."))
    return redirect("people_time")
