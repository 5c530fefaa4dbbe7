"""Take over the subscribers of an earlier list, with the proof that they agreed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from heraut.audience import addresses
from heraut.audience.actions import _recipients
from heraut.audience.importing import Line, Trouble
from heraut.audience.models import (
    Consent,
    How,
    Recipient,
    Subscription,
    SubscriptionState,
    Suppression,
)
from heraut.foundation import audit
from heraut.foundation.keys import master_keys
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it, or would: counts, and the troubles by line."""

    added: int
    known: int
    suppressed: int
    troubles: tuple[Trouble, ...]


def import_subscribers(
    channel: Channel,
    lines: Sequence[Line],
    troubles: Sequence[Trouble],
    *,
    by: User,
    proof: str,
    language: str,
    apply: bool,
) -> Imported:
    """Whoever subscribed once and left, or is suppressed, is left out; known ones stay as they are.

    Without ``apply`` nothing is kept: the same work is done and taken back.
    """
    access.require(by, Right.CHANNEL_MANAGE, channel.holder)
    if not proof.strip():
        raise Refusal("import.proof_missing")
    with transaction.atomic():
        result = _import(channel, lines, troubles, proof.strip(), language)
        if not apply:
            transaction.set_rollback(True)
            return result
        digest = hashlib.sha256("\n".join(addresses.look_up(x.address) for x in lines).encode())
        audit.record(
            "subscription.import",
            actor=by,
            subject=channel,
            unit_id=channel.holder_id,
            detail={"added": result.added, "known": result.known, "digest": digest.hexdigest()},
        )
    return result


def _import(
    channel: Channel,
    lines: Sequence[Line],
    troubles: Sequence[Trouble],
    proof: str,
    language: str,
) -> Imported:
    hashes = {each.address: addresses.look_up(each.address) for each in lines}
    stopped = set(
        Suppression.objects.filter(lookup__in=hashes.values(), lifted_at=None).values_list(
            "lookup", flat=True
        )
    )
    added = known = suppressed = 0
    for line in lines:
        if hashes[line.address] in stopped:
            suppressed += 1
            continue
        recipient = _recipients.find_or_make(line.address, language)
        if recipient.subscriptions.filter(channel=channel).exists():
            known += 1
            continue
        _subscribe(recipient, channel, line, proof, language)
        added += 1
    return Imported(added, known, suppressed, tuple(troubles))


def _subscribe(
    recipient: Recipient, channel: Channel, line: Line, proof: str, language: str
) -> None:
    now = clock.now()
    consent = Consent.objects.create(
        recipient=recipient,
        purpose="newsletter",
        channel=channel,
        wording=proof,
        language=language,
        how=How.IMPORT,
        given_at=line.consented_at or now,
        confirmed_at=line.consented_at or now,
        evidence=master_keys().seal(
            (line.evidence or proof).encode(),
            bytes(recipient.data_key or b""),
            recipient.pk.bytes,
        ),
    )
    Subscription.objects.create(
        recipient=recipient,
        channel=channel,
        consent=consent,
        state=SubscriptionState.CONFIRMED,
        asked_at=now,
        confirmed_at=now,
    )
