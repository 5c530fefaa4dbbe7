"""A channel that was taken over: stop it, and, for headquarters, clear it up."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import custody
from heraut.network.actions.freeze_channel import freeze_channel
from heraut.network.actions.unfreeze_channel import unfreeze_channel
from heraut.network.forms import FreezeForm
from heraut.network.models import Freeze
from heraut.network.words import platform_name
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["evidence", "freeze", "unfreeze"]


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.NETWORK_READ)
def freeze(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """What will happen, and one button."""
    channel = custody.channel_or_404(_user(request), Right.CHANNEL_FREEZE, channel_id)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            freeze_channel(channel.pk, said["reason"], by=_user(request), since=said["since"])
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(
                request,
                _("Frozen. Nothing goes out there; headquarters and the mission are being told."),
            )
            return redirect("channel", channel.pk)
    context = {
        "channel": channel,
        "platform": platform_name(channel.platform),
        "form": form,
        "nav_key": "network",
    }
    status = 422 if form.is_bound else 200
    return render(request, "network/freeze.html", context, status=status)


@require_POST
@desk_view(Right.CHANNEL_UNFREEZE)
def unfreeze(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    if not custody.at_the_ministry(_user(request), Right.CHANNEL_UNFREEZE):
        raise Http404("channel")
    try:
        unfreeze_channel(channel_id, request.POST.get("note", "")[:500], by=_user(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Ours again. What was held waits for a person to release it."))
    return redirect("channel", channel_id)


@never_cache
@require_safe
@desk_view(Right.CHANNEL_UNFREEZE)
def evidence(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """The latest freeze's evidence, byte for byte as its digest is of it."""
    if not custody.at_the_ministry(_user(request), Right.CHANNEL_UNFREEZE):
        raise Http404("channel")
    # access: headquarters alone, asked above
    found = Freeze.objects.filter(channel=channel_id).first()
    if found is None:
        raise Http404("freeze")
    answer = HttpResponse(str(found.evidence).encode(), content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="evidence.json"'
    return answer
