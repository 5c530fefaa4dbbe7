"""Keep what a platform said of a channel: verified anew, and where registry and reality differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Identity, Rejected, Retry
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.actions._handles import bear
from heraut.network.connecting import account_of
from heraut.network.models import Channel, Finding, FindingKind, RealityCheck
from heraut.network.reality import plan
from heraut.network.reality.asking import Heard
from heraut.network.reality.judging import Judgement, Known, judge
from heraut.people.days import today
from heraut.people.models import User

#: These say that the account there is not, or not now, the one that was certified.
_UNVERIFIED = (FindingKind.ANOTHER, FindingKind.SUSPENDED, FindingKind.MISSING)
_FIRST_PAUSE = timedelta(minutes=30)
_MOST_PAUSE = timedelta(hours=12)


@transaction.atomic
def keep_answer(channel_id: UUID, heard: Heard, *, by: User | None) -> list[Finding]:
    """``by``: who asked, None for the nightly round. The findings that stand afterwards.

    Nothing is kept of an answer to a question that is out of date: the channel was signed in anew, or
    became another's, while the platform was asked. It is asked again soon.
    """
    channel = Channel.objects.select_for_update(of=("self",)).get(pk=channel_id)
    check, _made = RealityCheck.objects.select_for_update().get_or_create(
        channel=channel, defaults={"next_at": clock.now()}
    )
    if account_of(channel) != heard.account:
        check.next_at, check.busy_until = clock.now(), None
        check.save(update_fields=["next_at", "busy_until"])
        return []
    standing = {
        each.kind: each
        for each in Finding.objects.select_for_update().filter(channel=channel, resolved_at=None)
    }
    judgement = judge(_known(channel, check, standing), heard)
    _channel(channel, heard, judgement, by)
    found = _findings(channel, standing, judgement)
    _check(check, channel.pk, heard)
    return found


def _known(channel: Channel, check: RealityCheck, standing: Mapping[str, Finding]) -> Known:
    return Known(
        platform_id=channel.platform_id,
        handle=channel.handle,
        name=channel.name,
        today=today(),
        seen_name=check.name,
        seen_badge=check.badge,
        certified_until=channel.certified_until,
        quiet=plan.silence(channel),
        open={kind: each.params for kind, each in standing.items()},
    )


def _channel(channel: Channel, heard: Heard, judgement: Judgement, by: User | None) -> None:
    """The registry says what the platform said."""
    identity = heard.answer
    told: dict[str, Any] = {}
    if any(kind in judgement.found for kind in _UNVERIFIED):
        if channel.verified_at is not None:
            told["verified"] = False
        channel.verified_at = None
    elif isinstance(identity, Identity):
        if channel.verified_at is None:
            told["verified"] = True
        channel.verified_at = clock.now()
        channel.platform_id = identity.platform_id
        if bear(channel, identity.handle, today()):
            told["handle"] = identity.handle
        channel.url = identity.url or channel.url
    channel.save(update_fields=["verified_at", "platform_id", "handle", "url"])
    if told or by is not None:
        audit.record(
            "channel.verify", actor=by, subject=channel, unit_id=channel.holder_id, detail=told
        )


def _findings(
    channel: Channel, standing: Mapping[str, Finding], judgement: Judgement
) -> list[Finding]:
    now = clock.now()
    kept = [each for kind, each in standing.items() if kind not in judgement.judged]
    for kind, params in judgement.found.items():
        row = standing.get(kind)
        if row is None:
            row = Finding(channel=channel, kind=kind, since=now)
            _told("finding.open", row, channel)
        elif row.params != params:
            row.set_aside_at, row.set_aside_by, row.reason = None, None, ""
        row.params, row.seen_at = dict(params), now
        row.save()
        kept.append(row)
    for kind, row in standing.items():
        if kind in judgement.judged and kind not in judgement.found:
            row.resolved_at = now
            row.save(update_fields=["resolved_at"])
            _told("finding.resolve", row, channel)
    return kept


def _told(verb: str, row: Finding, channel: Channel) -> None:
    audit.record(
        verb,
        actor=None,
        subject=row,
        unit_id=channel.holder_id,
        detail={"kind": row.kind, "channel": channel.pk},
    )


def _check(check: RealityCheck, channel_id: UUID, heard: Heard) -> None:
    """When it is asked again: the next night, or after a while where nobody answered."""
    now, answer = clock.now(), heard.answer
    check.busy_until = None
    if isinstance(answer, Retry):
        pause = min(_FIRST_PAUSE * 2 ** min(check.failures, 8), _MOST_PAUSE)
        check.failures, check.code, check.next_at = (
            check.failures + 1,
            answer.code[:80],
            now + pause,
        )
    else:
        check.asked_at, check.failures = now, 0
        check.code = answer.code[:80] if isinstance(answer, Rejected) else ""
        check.next_at = next_night(now, channel_id)
    if isinstance(answer, Identity):
        check.name = answer.name[:200] or check.name
        check.badge = answer.badge[:40] or check.badge
    check.save()


def next_night(now: datetime, channel_id: UUID) -> datetime:
    """Between one and five at night (UTC), each channel at its own minute."""
    minute = int.from_bytes(channel_id.bytes[-2:]) % 240
    at = now.replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(minutes=minute)
    return at if at > now else at + timedelta(days=1)
