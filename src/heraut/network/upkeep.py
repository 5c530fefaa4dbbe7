"""Keeping channels signed in: tokens refreshed well before they end, health looked at once a day.

Claim, call without a transaction, write. A lease keeps two workers apart; what was asked with
tokens that are not the channel's any more is not written. Before tokens are asked for it is
committed that they are: where a process dies between the platform's answer and our commit, the next
one tries the old refresh token once more, and what the platform then says is final: signed in, or
somebody has to sign in again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import F, Q, QuerySet

from heraut.connectors import catalogue
from heraut.connectors.contract import (
    Account,
    App,
    Capability,
    Connector,
    Identity,
    Rejected,
    Retry,
    Tokens,
)
from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.network.connecting import account_of
from heraut.network.models import Channel, ChannelState, Health, PlatformApp, Upkeep

LEASE = timedelta(minutes=2)
DAILY = timedelta(hours=24)
#: A refused call is looked into at most so often.
MEND_PAUSE = timedelta(minutes=10)
_PAUSE = timedelta(minutes=15)
#: Looks in a row without an answer before the channel's health says so.
_MOST_FAILURES = 3


@dataclass(slots=True)
class Work:
    """What one turn is about: the channel as it was claimed, and what is to be done."""

    channel_id: UUID
    connector: Connector
    account: Account
    app: App | None
    owner: str
    refresh: bool
    mend: bool
    refreshable: bool
    #: Somebody asked for new tokens before and did not live, or did not hear, to keep them.
    interrupted: bool


def tended() -> list[str]:
    """The platforms whose channels are looked after: those that say who an account is, and to
    which one signs in."""
    return [
        each.platform
        for each in catalogue.every()
        if Capability.IDENTITY in each.declaration.capabilities
        and (each.declaration.sign_in or each.declaration.account_fields)
    ]


def due() -> QuerySet[Channel]:
    now = clock.now()
    looked = Q(upkeep__mended_at=None) | Q(
        upkeep__mended_at__lt=F("health_at"), upkeep__mended_at__lte=now - MEND_PAUSE
    )
    refused = Q(health=Health.SIGN_IN) & looked
    return (
        # access: Heraut's own work, shown to nobody
        Channel.objects.filter(state=ChannelState.ACTIVE, frozen_at=None, platform__in=tended())
        .exclude(credentials=None)
        .exclude(health=Health.UNKNOWN)
        .filter(Q(upkeep=None) | Q(upkeep__next_at__lte=now) | refused)
        .filter(Q(upkeep=None) | Q(upkeep__busy_until=None) | Q(upkeep__busy_until__lt=now))
    )


def refresh_moment(channel: Channel) -> datetime | None:
    """Well before the end, but never sooner than half of what is left, however short they live."""
    connector = catalogue.find(channel.platform)
    ends = channel.tokens_expire_at
    if not channel.refreshable or ends is None or connector is None:
        return None
    sign_in = connector.declaration.sign_in
    if sign_in is None:
        return None
    now = clock.now()
    return max(ends - sign_in.refresh_ahead, now + (ends - now) / 2)


def schedule(channel: Channel, *, looked: bool = False, **columns: Any) -> None:
    """When it is looked at next; call inside the transaction that changed its sign-in."""
    now = clock.now()
    refresh_at = refresh_moment(channel)
    moments = [now + DAILY, refresh_at]
    if not channel.refreshable:
        moments.append(channel.tokens_expire_at)
    coming = [each for each in moments if each is not None and each > now]
    if looked:
        columns["looked_at"] = now
    Upkeep.objects.update_or_create(
        channel=channel,
        defaults={
            "next_at": min(coming),
            "refresh_at": refresh_at,
            "busy_until": None,
            "owner": "",
            "rotating_since": None,
            "failures": 0,
            **columns,
        },
    )


# -- one turn ---------------------------------------------------------------------------


async def look_after(channel_id: UUID, private_origins: frozenset[str]) -> None:
    work = await sync_to_async(claim)(channel_id)
    if work is None:
        return
    async with Outbound(private_origins=private_origins, timeout=15) as http:
        await carry_out(work, http)


async def carry_out(work: Work, http: Outbound) -> None:
    """Every outcome is written; a process that dies in between loses its lease after two minutes."""
    found: Identity | Rejected | Retry | None = None
    if work.mend or not work.refresh:
        found = await work.connector.identify(work.account, http)
        if not _signed_out(found) or not work.refreshable:
            await sync_to_async(conclude)(work, found)
            return
    await _refresh(work, http)


def _signed_out(found: Identity | Rejected | Retry) -> bool:
    return isinstance(found, Rejected) and found.account_problem


async def _refresh(work: Work, http: Outbound) -> None:
    if work.app is None:
        await sync_to_async(conclude)(work, Rejected("sign_in.app", account_problem=True))
        return
    if not await sync_to_async(begin_rotation)(work):
        return
    answer = await work.connector.refresh(work.app, work.account.secrets, http)
    if not isinstance(answer, Tokens):
        if isinstance(answer, Rejected) and work.interrupted:
            answer = Rejected("sign_in.rotation_lost", account_problem=True)
        await sync_to_async(conclude)(work, answer)
        return
    await sync_to_async(keep_tokens)(work, answer)


# -- the rows ---------------------------------------------------------------------------


def claim(channel_id: UUID) -> Work | None:
    """A lease of one's own and what is to be done, or None where there is nothing, or somebody
    else is at it."""
    with transaction.atomic():
        channel = (
            due().select_for_update(of=("self",), skip_locked=True).filter(pk=channel_id).first()
        )
        connector = catalogue.find(channel.platform) if channel else None
        if channel is None or connector is None:
            return None
        now = clock.now()
        upkeep, _made = Upkeep.objects.get_or_create(channel=channel, defaults={"next_at": now})
        refused = channel.health == Health.SIGN_IN
        # A row of its own that was never scheduled: since an update, say.
        refresh_at = upkeep.refresh_at or refresh_moment(channel)
        upkeep.busy_until, upkeep.owner = now + LEASE, os.urandom(16).hex()
        upkeep.refresh_at = refresh_at
        if refused:
            upkeep.mended_at = now
        upkeep.save()
        app = PlatformApp.objects.filter(platform=channel.platform, origin=channel.origin).first()
        return Work(
            channel.pk,
            connector,
            account_of(channel),
            app.as_app() if app else None,
            upkeep.owner,
            refresh=channel.refreshable and refresh_at is not None and refresh_at <= now,
            mend=refused,
            refreshable=channel.refreshable,
            interrupted=upkeep.rotating_since is not None,
        )


def begin_rotation(work: Work) -> bool:
    """Write down that new tokens are asked for; false where the lease is somebody else's."""
    now = clock.now()
    return bool(
        Upkeep.objects.filter(channel_id=work.channel_id, owner=work.owner).update(
            rotating_since=now, busy_until=now + LEASE
        )
    )


def keep_tokens(work: Work, tokens: Tokens) -> None:
    from heraut.network.actions.keep_tokens import keep_tokens as keep
    from heraut.network.slots import CHANNEL_RECONNECTED

    if keep(work.channel_id, tokens, instead_of=work.account.secrets) and work.mend:
        for told in CHANNEL_RECONNECTED:
            told(work.channel_id)


def conclude(work: Work, found: Identity | Rejected | Retry) -> None:
    """What the look, or the attempt to refresh, says of the channel."""
    from heraut.network.actions.note_health import note_health
    from heraut.network.slots import CHANNEL_RECONNECTED

    if isinstance(found, Retry):
        _try_again(work, found)
        return
    lost = ""
    if isinstance(found, Rejected):
        lost = found.code
    elif work.account.platform_id and found.platform_id != work.account.platform_id:
        lost = "account.another"
    mended = note_health(work.channel_id, lost, instead_of=work.account.secrets)
    if mended:
        for told in CHANNEL_RECONNECTED:
            told(work.channel_id)


def _try_again(work: Work, answer: Retry) -> None:
    """Later and later; the health says so after a few."""
    with transaction.atomic():
        upkeep = (
            Upkeep.objects.select_for_update()
            .filter(channel_id=work.channel_id, owner=work.owner)
            .first()
        )
        if upkeep is None:
            return
        pause = min(_PAUSE * 2 ** min(upkeep.failures, 5), timedelta(hours=6))
        upkeep.failures += 1
        upkeep.next_at = max(clock.now() + pause, answer.not_before or clock.now())
        upkeep.busy_until, upkeep.owner = None, ""
        upkeep.save()
        if upkeep.failures >= _MOST_FAILURES:
            # access: Heraut's own work
            Channel.objects.filter(pk=work.channel_id, health=Health.GOOD).update(
                health=Health.FAILING, health_code=answer.code, health_at=clock.now()
            )
