"""What is held about one person: looked up by the address that they gave, with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heraut.audience.actions.erase_recipient import erase_recipient
from heraut.audience.actions.lift_suppression import lift_suppression
from heraut.audience.actions.read_recipient import read_recipient
from heraut.audience.actions.stop_writing import stop_writing
from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsletter.forms import LookUpForm
from heraut.newsletter.views.common import person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.AUDIENCE)
def look_up(request: HttpRequest) -> HttpResponse:
    """The answer to a POST alone: no address of a page leads to a person."""
    form = LookUpForm(request.POST or None)
    held = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            held = read_recipient(said["address"], by=person(request), reason=said["reason"])
        except Refusal as refusal:
            form.add_error("address", sentence(refusal.code, refusal.params))
    if held is not None and request.POST.get("act") == "copy":
        text = json.dumps(held.to_json(), ensure_ascii=False, indent=1)
        answer = HttpResponse(text, content_type="application/json")
        answer.headers["Content-Disposition"] = 'attachment; filename="held.json"'
        return answer
    context = {"form": form, "held": held, "nav_key": "newsletter"}
    answer = render(
        request, "newsletter/recipient.html", context, status=422 if form.errors else 200
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _do(request: HttpRequest, action: Callable[[], object], done: str) -> HttpResponse:
    if not access.can(person(request), Right.AUDIENCE, Unit.objects.get(parent=None)):
        raise Http404  # recipients are the whole ministry's
    try:
        action()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, done)
    return redirect("newsletter_recipient")


@require_POST
@desk_view(Right.AUDIENCE)
def erase(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return _do(
        request,
        lambda: erase_recipient(recipient_id, by=person(request), reason=reason),
        _("Erased. Nothing about this person can be read any more."),
    )


@require_POST
@desk_view(Right.AUDIENCE)
def stop(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    return _do(
        request,
        lambda: stop_writing(recipient_id, by=person(request)),
        _("No newsletter is sent to this address any more."),
    )


@require_POST
@desk_view(Right.AUDIENCE)
def lift(request: HttpRequest, suppression_id: UUID) -> HttpResponse:
    return _do(
        request,
        lambda: lift_suppression(suppression_id, by=person(request)),
        _("This address may be written to again."),
    )
