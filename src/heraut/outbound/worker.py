"""Putting a worker process together: pool, client, engine, job runner, sweeper."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from heraut.audience.actions.suppress import suppress
from heraut.audience.models import Reason
from heraut.connectors import catalogue
from heraut.foundation import media
from heraut.foundation.jobs import app
from heraut.kernel.http import Outbound
from heraut.network.connecting import account_of
from heraut.network.models import Channel as ChannelRow
from heraut.network.models import ChannelState
from heraut.outbound import jobs, mail_settings
from heraut.outbound.engine import Engine, Timing
from heraut.outbound.mailer import Mailer, Shape
from heraut.outbound.verbs import Channel


@sync_to_async
def _channel(channel_id: UUID) -> Channel | None:
    row = ChannelRow.objects.filter(
        pk=channel_id, state=ChannelState.ACTIVE, frozen_at=None
    ).first()
    if row is None or catalogue.find(row.platform) is None:
        return None
    connector = catalogue.of(row.platform, by_hand=row.by_hand)
    return Channel(row.pk, connector, account_of(row))


class _Stored:
    """The connectors' source of media: what is kept in storage."""

    async def read(self, sha256: str) -> bytes:
        return await asyncio.to_thread(media.read, sha256)

    async def lend(self, sha256: str) -> str:
        return await asyncio.to_thread(media.lend, sha256)


def _dsn() -> str:
    """The same database that Django uses."""
    value = connection.settings_dict
    return make_conninfo(
        host=value["HOST"],
        port=value["PORT"],
        user=value["USER"],
        password=value["PASSWORD"],
        dbname=value["NAME"],
    )


def private_origins() -> frozenset[str]:
    """The private origins that may be called: what the operator listed."""
    return frozenset(settings.HERAUT.origins())


@sync_to_async
def _hard_bounce(recipient_id: UUID, code: str) -> None:
    suppress(recipient_id, Reason.HARD_BOUNCE, code=code)


def _mailer(pool: AsyncConnectionPool[AsyncConnection[Any]], timing: Timing) -> Mailer | None:
    """None where no mail server is named: mailings wait, and ./heraut doctor says why."""
    env, server = settings.HERAUT, mail_settings.server()
    if server is None:
        return None
    lanes = 2 if env.mail_connections > 1 else 1
    return Mailer(
        pool,
        server,
        timing,
        bounce=mail_settings.bounce(),
        hard_bounce=_hard_bounce,
        signer=mail_settings.signer(),
        shape=Shape(lanes, env.mail_connections // lanes),
        per_domain=env.mail_per_domain,
        call_timeout=env.call_timeout,
    )


async def run(*, wait: bool = True) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or, without ``wait``, until nothing is due."""
    env = settings.HERAUT
    timing = Timing(env.lease, env.settle, env.backoff_first, env.backoff_most)
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        _dsn(),
        min_size=2,
        max_size=16,
        open=False,
        kwargs={"autocommit": True},
        check=AsyncConnectionPool.check_connection,
        max_lifetime=timedelta(minutes=30).total_seconds(),
    )
    worker = app.with_connector(cast(Any, app.connector).get_worker_connector())
    async with (
        pool,
        Outbound(private_origins=private_origins(), timeout=env.call_timeout) as http,
        worker.open_async(),
    ):
        jobs.engine = Engine(pool, http, _Stored(), _channel, timing)
        jobs.mailer = _mailer(pool, timing)
        sweeper = asyncio.create_task(jobs.sweep(pool, worker, env.sweep))
        try:
            await worker.run_worker_async(
                concurrency=env.worker_concurrency,
                wait=wait,
                delete_jobs="always",
                fetch_job_polling_interval=2.0,
                shutdown_graceful_timeout=10,
                stalled_worker_timeout=20,
            )
        finally:
            sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeper
