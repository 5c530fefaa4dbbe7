"""End a freeze: headquarters alone, once the platform has confirmed anew who the account is."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network import custody, notices
from heraut.network.models import Channel, Freeze, Notice
from heraut.network.slots import CHANNEL_UNFROZEN
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def unfreeze_channel(channel_id: UUID, note: str, *, by: User) -> Freeze:
    """The register answers as before; what was held there still waits for a named person.

    Raises ``Refusal`` with ``freeze.over``, ``freeze.reason``, or ``freeze.not_verified`` while
    nobody has signed in anew since it was frozen.
    """
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    custody.require_ministry(by, Right.CHANNEL_UNFREEZE)
    freeze = Freeze.objects.filter(channel=channel, ended_at=None).first()
    if freeze is None:
        raise Refusal("freeze.over")
    if not note.strip():
        raise Refusal("freeze.reason")
    verified = channel.verified_at is not None and channel.verified_at > freeze.created_at
    if not verified or channel.credentials is None:
        raise Refusal("freeze.not_verified")
    freeze.ended_at, freeze.ended_by, freeze.note = clock.now(), by, note.strip()
    freeze.save(update_fields=["ended_at", "ended_by", "note"])
    channel.frozen_at = None
    channel.save(update_fields=["frozen_at"])
    for told in CHANNEL_UNFROZEN:
        told(freeze, by)
    notices.write(Notice.UNFROZEN, str(freeze.pk), notices.of_freeze(channel))
    audit.record(
        "channel.unfreeze",
        actor=by,
        subject=channel,
        unit_id=channel.holder_id,
        detail={"note": freeze.note},
    )
    return freeze
