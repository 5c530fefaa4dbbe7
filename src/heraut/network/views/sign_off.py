"""Sign-ins that need somebody: lost, ending, or of a person who left."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import custody, queries
from heraut.network.actions.end_sign_in import end_sign_in
from heraut.network.views.connect import can_connect
from heraut.network.words import platform_name
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["index", "sign_off"]

_A_PAGE = 50


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What this person may sign in or hand over."""
    user = cast(User, request.user)
    leaving = Paginator(queries.to_hand_over(user), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "needing": [
            (each, platform_name(each.platform), queries.ends_soon(each))
            for each in queries.to_sign_in(user)[:_A_PAGE]
        ],
        "leaving": [(each, platform_name(each.platform)) for each in leaving],
        "page": leaving,
        "may_register": custody.at_the_ministry(user, Right.PLATFORM_APPS),
        "tab": "sign_ins",
        "nav_key": "network",
    }
    return render(request, "network/sign_ins.html", context)


@require_POST
@desk_view(Right.NETWORK_READ)
def sign_off(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """End the sign-in, here and at the platform; then straight on to a new one."""
    user = cast(User, request.user)
    channel = custody.channel_or_404(user, Right.CHANNEL_MANAGE, channel_id)
    try:
        end_sign_in(channel.pk, by=user)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("channel", channel.pk)
    messages.success(request, _("The old sign-in is ended. What is due waits: sign in anew."))
    return redirect("channel_connect" if can_connect(channel) else "channel", channel.pk)
