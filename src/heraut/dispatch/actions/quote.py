"""Quote what another channel of the network published, with words of one's own."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Capability, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.actions._follow_up import locked, submitted, traced
from heraut.dispatch.actions.repost import chosen
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind
from heraut.foundation import audit
from heraut.network.models import Channel
from heraut.outbound.models import Verb
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def quote(
    delivery_id: UUID,
    channel_id: UUID,
    *,
    unit: Unit,
    text: str,
    language: str,
    by: User,
    time_zone: str,
) -> Dispatch:
    """By ``channel``, one of ``unit``'s own on the same platform. Raises what ``chosen`` and the
    platform's objections raise."""
    access.require(by, Right.DISPATCH, unit)
    channel = Channel.objects.get(pk=channel_id)
    (original,) = locked([delivery_id])
    chosen(original, channel, unit, Capability.QUOTE)
    said = Outgoing(text.replace("\r\n", "\n").strip(), language, quote=standing.original(original))
    made = Delivery(channel=channel, verb=Verb.PUBLISH, content=said.to_json(), original=original)
    dispatch = submitted(
        DispatchKind.QUOTE,
        [made],
        unit=unit,
        by=by,
        title=original.dispatch.title,
        time_zone=time_zone,
    )
    audit.record(
        "dispatch.quote", actor=by, subject=dispatch, unit_id=unit.pk, detail=traced([made])
    )
    return dispatch
