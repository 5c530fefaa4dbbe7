"""Sending mailings in a test: the mailer on the test's database, to the sandbox's mail server."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from psycopg_pool import AsyncConnectionPool

from heraut.audience.actions.suppress import suppress
from heraut.audience.models import Reason
from heraut.outbound import smtp
from heraut.outbound.engine import Timing
from heraut.outbound.mailer import Mailer, Shape
from tests.outbound.fake import test_dsn


@sync_to_async
def _gone(recipient_id: UUID, code: str) -> None:
    suppress(recipient_id, Reason.HARD_BOUNCE, code=code)


def send(url: str, *mailings: Any, times: int = 1, **options: Any) -> None:
    """Serve each of ``mailings`` ``times`` times."""
    server = smtp.Server.parse(url)
    assert server is not None
    backoff = options.pop("backoff", 0.0)
    timing = Timing(options.pop("lease", 6.0), 0, backoff, backoff)
    bounce = options.pop("bounce", ("bounces", "ministry.example"))
    options.setdefault("shape", Shape(2, 2))
    options.setdefault("call_timeout", 1.0)

    async def run() -> None:
        async with AsyncConnectionPool(
            test_dsn(), min_size=1, max_size=6, open=False, kwargs={"autocommit": True}
        ) as pool:
            mailer = Mailer(
                pool,
                server,
                timing,
                bounce=bounce,
                hard_bounce=_gone,
                **options,
            )
            for _ in range(times):
                for each in mailings:
                    await mailer.serve(each.pk)

    asyncio.run(run())
