"""The Adapt screen's choice of readers and key messages, taken as it is made."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsroom import aiming, queries, screen
from heraut.newsroom.actions.aim_adaptation import aim_adaptation
from heraut.newsroom.models import Adaptation
from heraut.newsroom.posted import uuids
from heraut.newsroom.slots import ADAPT_NOTICE
from heraut.newsroom.views._common import person
from heraut.newsroom.views.adapt import is_htmx, rendered
from heraut.people.gate import desk_view
from heraut.people.rights import Right


@require_POST
@desk_view(Right.ADAPT)
def change(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """``shown``, and of these ``message`` and ``audience`` as chosen. htmx gets the part again;
    where the change took something back, the whole page."""
    adaptation = queries.adaptation(person(request), adaptation_id)
    before = rendered(request, adaptation, ADAPT_NOTICE)
    refused = _aim(request, adaptation)
    if not is_htmx(request):
        return redirect("newsroom_adapt", adaptation.pk)
    fresh = queries.adaptation(person(request), adaptation_id)
    context = {
        "adaptation": fresh,
        "aims": aiming.build(person(request), screen.build(fresh)),
        "aims_refused": refused,
        "aims_open": True,
    }
    response = render(request, "newsroom/adapt_aims.html", context)
    if rendered(request, fresh, ADAPT_NOTICE) != before:
        response.headers["HX-Refresh"] = "true"
    return response


def _aim(request: HttpRequest, adaptation: Adaptation) -> str:
    """Why it was refused, or nothing."""
    data = request.POST
    try:
        aim_adaptation(
            adaptation.pk,
            by=person(request),
            messages=uuids(data.getlist("message")),
            audiences=uuids(data.getlist("audience")),
            shown=uuids(data.getlist("shown")),
        )
    except Refusal as refusal:
        if not is_htmx(request):
            explain(request, refusal)
        return sentence(refusal.code, refusal.params)
    if not is_htmx(request):
        messages.success(request, _("Saved."))
    return ""
