"""Hand a cleared dispatch over: every delivery joins its channel's line."""

from __future__ import annotations

from django.db import transaction

from heraut.dispatch.actions._follow_up import locked
from heraut.dispatch.actions._subject import locked_for, move
from heraut.dispatch.models import DispatchState
from heraut.foundation import audit
from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.outbound.actions.hand_over import hand_over as hand_over_parcel
from heraut.outbound.models import Verb
from heraut.people.models import User


@transaction.atomic
def hand_over(clearance: Clearance, by: User) -> None:
    """In the transaction that clears the text; guidance has authorised ``by``.

    What was meant for a moment that has passed goes out at once. Raises ``Refusal("delivery.gone")``
    where the text that it builds on was recalled meanwhile.
    """
    dispatch = locked_for(clearance)
    move(dispatch, DispatchState.HANDED_OVER)
    now = clock.now()
    due_at = max(dispatch.at, now) if dispatch.at else now
    originals = [each for each in dispatch.deliveries.values_list("original", flat=True) if each]
    if originals:
        locked(originals)
    for delivery in dispatch.deliveries.select_related("channel").order_by("channel_id"):
        delivery.parcel = hand_over_parcel(
            delivery.channel,
            delivery.content,
            unit=dispatch.unit,
            due_at=due_at,
            by=by,
            verb=Verb(delivery.verb),
        )
        delivery.save(update_fields=["parcel"])
    audit.record(
        "dispatch.hand_over",
        actor=by,
        subject=dispatch,
        unit_id=dispatch.unit_id,
        detail={"due_at": due_at},
    )
