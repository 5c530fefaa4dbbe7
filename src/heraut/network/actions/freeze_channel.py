"""Freeze a channel that somebody else speaks through: everywhere, at once, with the evidence."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network import custody, evidence, notices
from heraut.network.actions._sign_off import take_off
from heraut.network.models import Channel, ChannelState, Freeze, Health, Notice
from heraut.network.slots import CHANNEL_FROZEN
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def freeze_channel(
    channel_id: UUID, reason: str, *, by: User, since: datetime | None = None
) -> Freeze:
    """From this commit on nothing goes out there, nobody signs in there, and the register warns of
    what it has said ``since`` then (now unless given). Its tokens are revoked and people told by
    jobs. By its custodian, who writes for its holder, the duty officer or headquarters.

    Raises ``Refusal`` with ``freeze.reason``, ``freeze.future``, ``freeze.already`` or
    ``freeze.planned``.
    """
    channel = (
        Channel.objects.select_for_update(of=("self",)).select_related("holder").get(pk=channel_id)
    )
    custody.require(by, Right.CHANNEL_FREEZE, channel)
    now = clock.now()
    if not reason.strip():
        raise Refusal("freeze.reason")
    if since is not None and since > now:
        raise Refusal("freeze.future")
    if channel.frozen_at is not None:
        raise Refusal("freeze.already")
    if channel.state == ChannelState.PLANNED:
        raise Refusal("freeze.planned")
    text = evidence.gather(channel)
    made = Freeze.objects.create(
        channel=channel,
        since=since or now,
        reason=reason.strip(),
        frozen_by=by,
        evidence=text,
        sha256=evidence.digest(text),
    )
    changed = take_off(channel)
    channel.frozen_at = made.since
    channel.health, channel.health_code, channel.health_at = Health.SIGN_IN, "channel.frozen", now
    channel.save(update_fields=[*changed, "frozen_at", "health", "health_code", "health_at"])
    for told in CHANNEL_FROZEN:
        told(made)
    notices.write(Notice.FROZEN, str(made.pk), notices.of_freeze(channel))
    audit.record(
        "channel.freeze",
        actor=by,
        subject=channel,
        unit_id=channel.holder_id,
        detail={"since": made.since, "reason": made.reason, "evidence_sha256": made.sha256},
    )
    return made
