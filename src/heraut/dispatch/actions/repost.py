"""Pass on what another channel of the network published."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Capability
from heraut.dispatch import standing
from heraut.dispatch.actions._follow_up import locked, submitted, traced
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind, DispatchState
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel
from heraut.newsroom import channels
from heraut.outbound.models import ParcelState, Verb
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def repost(
    delivery_id: UUID, channel_id: UUID, *, unit: Unit, by: User, time_zone: str
) -> Dispatch:
    """By ``channel``, one of ``unit``'s own on the same platform. Raises ``Refusal``
    (``repost.already``, and what ``chosen`` raises)."""
    access.require(by, Right.DISPATCH, unit)
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)
    (original,) = locked([delivery_id])
    chosen(original, channel, unit, Capability.REPOST)
    if reposted(original.pk, channel.pk):
        raise Refusal("repost.already", channel=channel.name or channel.handle)
    made = Delivery(
        channel=channel,
        verb=Verb.REPOST,
        content=standing.original(original).to_json(),
        original=original,
    )
    dispatch = submitted(
        DispatchKind.REPOST,
        [made],
        unit=unit,
        by=by,
        title=original.dispatch.title,
        time_zone=time_zone,
    )
    audit.record(
        "dispatch.repost", actor=by, subject=dispatch, unit_id=unit.pk, detail=traced([made])
    )
    return dispatch


def chosen(original: Delivery, channel: Channel, unit: Unit, wanted: Capability) -> None:
    """Raises ``Refusal("amplify.channel")`` unless ``channel`` is another one of ``unit`` on the
    same platform, ``Refusal("amplify.cannot")`` unless it can do that with this text."""
    ours = {each.pk for each in channels.of(unit)}
    other = channel.pk != original.channel_id
    if channel.pk not in ours or not other or channel.platform != original.channel.platform:
        raise Refusal("amplify.channel", unit=unit.name)
    known = standing.receipt(original)
    able = channels.can(channel, wanted) and known is not None
    if not able or not standing.connector_of(original).refers(known):  # type: ignore[arg-type]
        raise Refusal("amplify.cannot", channel=channel.name or channel.handle)


def reposted(original_id: UUID, channel_id: UUID) -> bool:
    """Whether the channel has passed it on, or is about to."""
    gone = [DispatchState.RETURNED, DispatchState.CANCELLED]
    made = (
        Delivery.objects.filter(original=original_id, channel=channel_id, verb=Verb.REPOST)
        .exclude(dispatch__state__in=gone)
        .exclude(recall__state=ParcelState.DONE)
        .exclude(parcel__state__in=[ParcelState.REJECTED, ParcelState.CANCELLED])
    )
    return made.exists()
