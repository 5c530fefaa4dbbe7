"""The drain of one channel and the sending of one mailing as jobs, and what wakes those that
nobody woke."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db import connection as django_connection
from procrastinate import App, exceptions, jobs
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool

from heraut.foundation import audit
from heraut.foundation.jobs import SWEEPS, app, defer_once
from heraut.outbound import inbox, ledger, mail_ledger
from heraut.outbound.engine import Engine
from heraut.outbound.mailer import Mailer

log = logging.getLogger(__name__)
#: The engine of this process; the worker command sets it.
engine: Engine | None = None
#: What sends mailings in this process; None without a mail server, and then mailings wait.
mailer: Mailer | None = None


@app.task(name="outbound.drain", queue="outbound")
async def drain_channel(channel_id: str) -> None:
    """Carry out all that is due on a channel."""
    if engine is None:
        raise RuntimeError("drain_channel runs in `./heraut worker` only")
    await engine.drain(UUID(channel_id))


@app.task(name="outbound.mail", queue="outbound")
async def serve_mailing(mailing_id: str) -> None:
    """Send all of a mailing that is due."""
    if mailer is not None:
        await mailer.serve(UUID(mailing_id))


@app.task(name="outbound.inbox", queue="outbound")
def read_inbox() -> None:
    """Take in the mails that came back."""
    try:
        inbox.read(settings.HERAUT.bounce_mailbox.get_secret_value())
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("the mailbox for returned mail cannot be read (%s)", type(error).__name__)


def look_into_inbox() -> None:
    """Once a minute, by whichever worker's sweeper comes first."""
    if settings.HERAUT.bounce_mailbox.get_secret_value() and cache.add("outbound.inbox", 1, 60):
        defer_once(read_inbox, "inbox")


def wake_mailing(mailing_id: UUID) -> None:
    """Have the mailing served soon; call inside the transaction that made it necessary."""
    defer_once(serve_mailing, f"mail:{mailing_id}", mailing_id=str(mailing_id))


def wake(channel_id: UUID) -> None:
    """Have the channel served soon; call inside the transaction that made it necessary."""
    defer_once(drain_channel, f"drain:{channel_id}", channel_id=str(channel_id))


async def sweep(pool: AsyncConnectionPool[AsyncConnection[Any]], worker: App, pause: float) -> None:
    """For ever: defer what is due and has no job, clear away dead workers' jobs, seal the audit.

    Any number of workers may sweep: a channel's queueing lock keeps its job single.
    """
    while True:
        try:
            async with pool.connection() as connection:
                waiting = await ledger.due(connection)
                mailings = await mail_ledger.due(connection) if mailer is not None else []
            for channel_id in waiting:
                await _defer(worker, "outbound.drain", f"drain:{channel_id}", channel_id=channel_id)
            for mailing_id in mailings:
                await _defer(worker, "outbound.mail", f"mail:{mailing_id}", mailing_id=mailing_id)
            await _clear_stalled(worker)
            await asyncio.to_thread(_seal)
            for name, other in SWEEPS.items():
                await asyncio.to_thread(_other, name, other)
        except (OperationalError, exceptions.ConnectorException) as error:
            log.warning("sweep: the database does not answer (%s)", type(error).__name__)
        except Exception:
            log.exception("sweep failed; it goes on")
        await asyncio.sleep(pause)


async def _defer(worker: App, task: str, lock: str, **ids: UUID) -> None:
    with contextlib.suppress(exceptions.AlreadyEnqueued):
        await worker.configure_task(task, queueing_lock=lock, queue="outbound").defer_async(
            **{name: str(value) for name, value in ids.items()}
        )


async def _clear_stalled(worker: App) -> None:
    """Jobs of workers that died: the rows hold the truth, so the jobs can go."""
    for job in await worker.job_manager.get_stalled_jobs():
        if job.id is not None:
            await worker.job_manager.finish_job_by_id_async(
                job_id=job.id, status=jobs.Status.FAILED, delete_job=True
            )


def _other(name: str, sweep: Callable[[], None]) -> None:
    """One app's own sweep; a fault in it stops no other."""
    try:
        sweep()
    except (DatabaseError, exceptions.ConnectorException) as error:
        log.warning("sweep %s: the database does not answer (%s)", name, type(error).__name__)
    except Exception:
        log.exception("sweep %s failed; it goes on", name)
    finally:
        django_connection.close()


def _seal() -> None:
    try:
        with transaction.atomic():
            audit.seal()
    finally:
        django_connection.close()
