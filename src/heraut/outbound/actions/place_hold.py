"""Hold everything scheduled: in the network, in a country, or on a channel."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, Mission
from heraut.outbound.models import Hold, HoldScope
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def place_hold(
    scope: HoldScope,
    *,
    by: User,
    reason: str,
    country: str = "",
    channel: Channel | None = None,
) -> Hold:
    """In force as soon as this commits: the engine asks at every claim.

    The network takes the right at the ministry; a country, at all its missions or the ministry; a
    channel, at its holder. Raises ``Forbidden``, or ``Refusal("hold.reason_missing")``,
    ``Refusal("hold.no_mission")``.
    """
    if not reason.strip():
        raise Refusal("hold.reason_missing")
    unit = _unit(scope, country, channel)
    access.require(by, Right.HOLD, unit)
    if scope == HoldScope.COUNTRY:
        for mission in Mission.objects.filter(country=country).select_related("unit"):
            access.require(by, Right.HOLD, mission.unit)
    hold = Hold.objects.create(
        scope=scope,
        unit=unit,
        country=country if scope == HoldScope.COUNTRY else "",
        channel=channel if scope == HoldScope.CHANNEL else None,
        reason=reason.strip(),
        placed_by=by,
        placed_at=clock.now(),
    )
    audit.record(
        "hold.place",
        actor=by,
        subject=hold,
        unit_id=unit.pk,
        detail={"scope": scope, "country": hold.country, "reason": hold.reason},
    )
    return hold


def _unit(scope: HoldScope, country: str, channel: Channel | None) -> Unit:
    if scope == HoldScope.CHANNEL and channel is not None:
        return channel.holder
    if scope == HoldScope.COUNTRY:
        mission = Mission.objects.filter(country=country).select_related("unit").first()
        if mission is None:
            raise Refusal("hold.no_mission", country=country)
        return mission.unit
    return Unit.objects.get(parent=None)
