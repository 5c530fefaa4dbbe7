"""Asking every channel's platform who it is, once a night, one platform's server slowly."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from heraut.connectors.contract import Retry
from heraut.foundation.jobs import app, defer_once
from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.network.actions.keep_answer import keep_answer
from heraut.network.connecting import account_of
from heraut.network.models import Channel, ChannelState, RealityCheck
from heraut.network.reality import asking
from heraut.network.reality.asking import Heard

#: A worker that claimed a channel and died gives it back after this.
_LEASE = timedelta(minutes=3)
#: Seconds between two channels of one server.
PAUSE = 1.0
#: A channel is new for so long: its connection has just said who it is.
_NEW = timedelta(hours=12)
#: Channels that one job asks after; the sweep starts the next one.
_A_JOB = 100


@app.task(name="network.verify", queue="network")
async def verify_line(platform: str, origin: str) -> None:
    """One server's due channels, one after the other, each claimed, asked and kept by itself: whoever
    dies in between loses the lease and nothing else."""
    async with Outbound(private_origins=settings.HERAUT.origins(), timeout=10) as http:
        for _turn in range(_A_JOB):
            claimed = await sync_to_async(_claim)(platform, origin)
            if claimed is None:
                return
            await _verify(claimed, http)
            await asyncio.sleep(PAUSE)


async def _verify(channel: Channel, http: Outbound) -> None:
    account, connector = account_of(channel), asking.connector_of(channel)
    former = await sync_to_async(asking.former_names)(channel)
    try:
        heard = await asking.ask(account, connector, former, http)
    except Exception:  # a fault of ours in one connector must not stop the round
        heard = Heard(account, Retry("connector.fault"))
    await sync_to_async(keep_answer)(channel.pk, heard, by=None)


def sweep() -> None:
    """Once a minute, by whichever worker's sweeper comes first: one job a server that has due ones."""
    if not cache.add("network.verify", 1, 60):
        return
    with transaction.atomic():
        for platform, origin in due().values_list("platform", "origin").distinct().order_by():
            lock = f"verify:{platform}:{origin}"
            defer_once(verify_line, lock, platform=platform, origin=origin)


def due() -> Any:
    """Active channels that were not asked after since the last night."""
    now = clock.now()
    new = Q(check_row=None, created_at__gt=now - _NEW)
    busy = Q(check_row__busy_until__gt=now)
    waits = Q(check_row__next_at__gt=now)
    # access: Heraut's own work, shown to nobody
    return Channel.objects.filter(state=ChannelState.ACTIVE).exclude(new | busy | waits)


def _claim(platform: str, origin: str) -> Channel | None:
    """The next due channel, with a lease of one's own."""
    with transaction.atomic():
        found: Channel | None = (
            due()
            .filter(platform=platform, origin=origin)
            .order_by("pk")
            .select_for_update(of=("self",), skip_locked=True)
            .first()
        )
        if found is not None:
            _lease(found.pk)
        return found


def _lease(channel_id: UUID) -> None:
    now = clock.now()
    # access: Heraut's own work, shown to nobody
    RealityCheck.objects.update_or_create(
        channel_id=channel_id,
        defaults={"busy_until": now + _LEASE},
        create_defaults={"busy_until": now + _LEASE, "next_at": now},
    )
