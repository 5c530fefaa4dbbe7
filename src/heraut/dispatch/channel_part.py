"""What this app brings to a channel's page: the latest deliveries there."""

from __future__ import annotations

from typing import cast

from django.db.models import Prefetch
from django.http import HttpRequest
from django.template.loader import render_to_string

from heraut.dispatch import queries
from heraut.dispatch.models import Delivery
from heraut.network.models import Channel
from heraut.outbound.models import Parcel
from heraut.outbound.queries import is_held
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

_MOST = 10


def channel_part(request: HttpRequest, channel: Channel) -> str:
    """See ``network.slots.CHANNEL_PARTS``; only what this person may read."""
    found = (
        access.rows(cast(User, request.user), Right.DISPATCH_READ, Delivery)
        .filter(channel=channel)
        .select_related("dispatch", "recall", "channel")
        # access: the parcels of deliveries that came through the door
        .prefetch_related(Prefetch("parcel", Parcel.objects.annotate(held=is_held())))
        .order_by("-created_at")[:_MOST]
    )
    rows = [(each, *queries.STATES[queries.delivery_state(each)]) for each in found]
    return render_to_string("dispatch/_channel_part.html", {"rows": rows}, request=request)
