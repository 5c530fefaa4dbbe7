"""Registry and reality: what differs, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.connectors.contract import Identity, Retry
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network.actions.set_aside_finding import set_aside_finding
from heraut.network.models import Channel, Finding, FindingKind
from heraut.network.reality import queries
from heraut.network.reality.now import verify_now
from heraut.network.views._common import person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 25
_MOST_ENDED = 10


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    user = person(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in FindingKind.values else ""
    page = page_of(request, queries.standing(user, kind), _A_PAGE)
    counts = queries.counts(user)
    context = {
        "page": page,
        "findings": queries.shown(user, page.object_list),
        "kinds": [(key, FindingKind(key).label, n) for key, n in sorted(counts.items())],
        "kind": kind,
        "total": sum(counts.values()),
        "ended": queries.shown(user, queries.ended(user)[:_MOST_ENDED]),
        "nav_key": "network",
        "tab": "reality",
    }
    return render(request, "network/reality.html", context)


@require_safe
@desk_view(Right.AUDIT_READ)
def as_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"findings": queries.as_json(person(request))})


@require_POST
@desk_view(Right.NETWORK_CHANGE)
def set_aside(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    found = access.get_or_404(person(request), Right.NETWORK_CHANGE, Finding, pk=finding_id)
    try:
        set_aside_finding(found.pk, by=person(request), reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Set aside. It comes back only when what was found changes."))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe else reverse("reality"))


@require_POST
@desk_view(Right.CHANNEL_MANAGE)
def verify(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Ask the platform at once who the channel is."""
    user = person(request)
    channel = access.get_or_404(user, Right.CHANNEL_MANAGE, Channel, pk=channel_id)
    heard, found = verify_now(channel, by=user)
    if isinstance(heard.answer, Retry):
        messages.error(request, _("The platform did not answer. It is asked again tonight."))
    elif any(each.set_aside_at is None for each in found):
        messages.warning(request, _("Registry and reality differ: see what to do below."))
    elif isinstance(heard.answer, Identity):
        messages.success(request, _("The platform confirmed the account."))
    else:
        messages.info(request, _("There is nobody to ask: nobody is signed in there."))
    return redirect("channel", channel.pk)
