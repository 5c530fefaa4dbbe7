"""What this app brings to the pool: the latest that hubs and neighbours published."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from heraut.dispatch import amplifying
from heraut.guidance.queries import clearers
from heraut.people.models import User

_MOST = 3


def pool_part(request: HttpRequest) -> str:
    """See ``newsroom.slots.POOL_PARTS``; empty for who has no channel to pass anything on with."""
    user = cast(User, request.user)
    mine = amplifying.own_channels(user)
    if not mine:
        return ""
    offers = amplifying.offers(amplifying.texts(mine)[:_MOST], mine)
    if not offers:
        return ""
    found = clearers(mine[0].unit, {user.pk})
    context = {"offers": offers, "clearer": found[0] if found else None}
    return render_to_string("dispatch/_pool_part.html", context, request=request)
