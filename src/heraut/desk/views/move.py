"""Moving what the calendar shows: a form of its own, a dialog, or a drop."""

from __future__ import annotations

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heraut.desk.calendar import moving
from heraut.desk.calendar.moving import MoveForm, Target
from heraut.dispatch import footer
from heraut.dispatch.actions.reschedule import reschedule
from heraut.dispatch.models import Dispatch
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DISPATCH)
def move(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """GET: the form, alone for htmx. POST: the move; a script gets JSON, a form is led back."""
    user = cast(User, request.user)
    found = access.get_or_404(user, Right.DISPATCH, Dispatch, pk=dispatch_id)
    # access: found through the door above
    dispatch = Dispatch.objects.select_related("unit__mission").get(pk=found.pk)
    if request.method != "POST":
        return _page(request, dispatch, _form(dispatch))
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _not_moved(request, dispatch, form, _("Choose a day and a time."), 422)
    try:
        where = moving.target(form, dispatch)
        if where.at != where.seen or where.seen != dispatch.at:
            reschedule(dispatch.pk, by=user, at=where.at, seen=where.seen)
    except Refusal as refusal:
        return _not_moved(request, dispatch, form, moving.explained(refusal, dispatch), 409)
    return _moved(request, dispatch, where, user)


def _form(dispatch: Dispatch) -> MoveForm:
    zone = footer.zone_of(dispatch.unit)
    local = (dispatch.at or footer.suggested(zone)).astimezone(zone)
    seen = dispatch.at.isoformat() if dispatch.at else ""
    initial = {"day": local.date(), "time": local.time(), "zone": zone.key, "seen": seen}
    return MoveForm(initial=initial, auto_id="move_%s")


def _page(
    request: HttpRequest, dispatch: Dispatch, form: MoveForm, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "dispatch": dispatch,
        "form": form,
        "wrong": wrong,
        "zone": footer.zone_of(dispatch.unit),
        "place": footer.place_of(dispatch.unit),
        "next": _back(request),
        "nav_key": "calendar",
    }
    part = request.headers.get("HX-Request") == "true"
    name = "desk/calendar/_move.html" if part else "desk/calendar/move.html"
    return render(request, name, context, status=status)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _not_moved(
    request: HttpRequest, dispatch: Dispatch, form: MoveForm, why: str, status: int
) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"done": False, "message": why}, status=status)
    # What stood there is read anew, so that the next try is made with open eyes.
    dispatch.refresh_from_db(fields=["at", "state"])
    return _page(request, dispatch, _form(dispatch), why, status)


def _moved(request: HttpRequest, dispatch: Dispatch, where: Target, user: User) -> HttpResponse:
    said = _("Moved to %(when)s.") % {"when": moving.told(where.at, dispatch)}
    cautions = [
        _("Careful, that is a day that matters: %(name)s (%(kind)s).")
        % {"name": each.name, "kind": each.kind.label}
        for each in moving.cautions(user, dispatch, where.at)
    ]
    if not _is_script(request):
        messages.success(request, said)
        for each in cautions:
            messages.warning(request, each)
        return redirect(_back(request))
    return JsonResponse(
        {"done": True, "message": said, "cautions": cautions, "undo": _undo(dispatch, where)}
    )


def _undo(dispatch: Dispatch, where: Target) -> dict[str, str] | None:
    """What to send to have it back where it was; None where it had no moment of its own."""
    if where.seen is None:
        return None
    zone: ZoneInfo = footer.zone_of(dispatch.unit)
    before = where.seen.astimezone(zone)
    return {
        "day": before.date().isoformat(),
        "time": f"{before:%H:%M:%S}",
        "zone": zone.key,
        "seen": where.at.isoformat(),
    }


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if safe else reverse("calendar")
