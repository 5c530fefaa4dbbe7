"""Hold everything of a channel that somebody else speaks through."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Freeze
from heraut.outbound.models import Hold, HoldScope
from heraut.people.models import User


@transaction.atomic
def hold_frozen(freeze: Freeze) -> Hold:
    """Who may freeze was asked by ``freeze_channel``, in whose transaction this runs."""
    hold = Hold.objects.create(
        scope=HoldScope.CHANNEL,
        unit=freeze.channel.holder,
        channel=freeze.channel,
        reason=freeze.reason[:300],
        placed_by=freeze.frozen_by,
        placed_at=freeze.created_at,
    )
    audit.record(
        "hold.place",
        actor=freeze.frozen_by,
        subject=hold,
        unit_id=hold.unit_id,
        detail={"scope": hold.scope, "reason": hold.reason},
    )
    return hold


@transaction.atomic
def end_hold_frozen(freeze: Freeze, by: User) -> None:
    """The hold that the freeze placed, unless somebody ended it; what it held still waits for a
    named person."""
    holds = Hold.objects.select_for_update().filter(
        channel=freeze.channel, placed_at=freeze.created_at, ended_at=None
    )
    for hold in holds:
        hold.ended_at, hold.ended_by = clock.now(), by
        hold.save(update_fields=["ended_at", "ended_by"])
        audit.record("hold.end", actor=by, subject=hold, unit_id=hold.unit_id)
