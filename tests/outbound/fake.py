"""A platform in memory that does as it is told: the truth that the ledger is compared with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from psycopg_pool import AsyncConnectionPool

from heraut.connectors.contract import (
    Absent,
    Account,
    Capability,
    Connector,
    Count,
    Declaration,
    Done,
    Identity,
    Limits,
    Prepared,
    Receipt,
    Rejected,
    Retry,
    Unknown,
    fingerprint,
)
from heraut.network.models import Channel as ChannelRow
from heraut.outbound.engine import Engine, Timing
from heraut.outbound.verbs import Channel


class Died(BaseException):
    """The process ends here, as by SIGKILL: nothing after this line runs."""


class FakePlatform(Connector):
    """``script``: what each publishing call does, one word a call; ``ok`` when it is used up."""

    platform = "fake"

    def __init__(self, *script: str, keyed: bool = True) -> None:
        self.script = list(script)
        self.keyed = keyed
        self.timeline: list[str] = []
        self.keys: dict[str, str] = {}
        #: text -> the text that it answers.
        self.answers: dict[str, str] = {}
        self.calls = 0
        self.readable = True
        self.declaration = Declaration(  # type: ignore[misc]
            label="Fake",
            capabilities=frozenset(Capability) - {Capability.BY_HAND},
            limits=Limits(max_length=100),
            key_lifetime=None if keyed else timedelta(hours=1),
            settle=timedelta(0),
        )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def prepare(self, outgoing: Any, account: Account, *, at: datetime, nonce: bytes) -> Prepared:
        return Prepared(
            nonce.hex(), outgoing.text, at, fingerprint(outgoing.text), outgoing.to_json()
        )

    def _accept(self, prepared: Prepared) -> Done:
        if not (self.keyed and prepared.key in self.keys):
            self.timeline.append(prepared.body)
            self.keys[prepared.key] = prepared.body
            reply = prepared.outgoing.reply if prepared.verb == "publish" else None
            if reply is not None:
                self.answers[prepared.body] = self.keys[reply.parent.id]
        return Done(Receipt(prepared.key, f"https://fake.test/{prepared.key}"))

    async def publish(self, prepared: Prepared, account: Any, media: Any, http: Any) -> Any:
        return await self._scripted(lambda: self._accept(prepared))

    async def _scripted(self, accept: Callable[[], Done]) -> Any:
        self.calls += 1
        await asyncio.sleep(0)
        match self.script.pop(0) if self.script else "ok":
            case "ok":
                return accept()
            case "drop":
                accept()
                return Unknown("call.dropped")
            case "lost":
                return Unknown("call.dropped")
            case "retry":
                return Retry("platform.trouble", {"status": 503})
            case "reject":
                return Rejected("platform.refused", {"status": 422})
            case "account":
                return Rejected("account.sign_in", {"status": 401}, account_problem=True)
            case "die_before":
                raise Died
            case "die_after":
                accept()
                raise Died
            case "fault":
                raise RuntimeError("a bug of ours")
            case word:
                raise AssertionError(word)

    async def read_back(self, prepared: Prepared, account: Any, http: Any) -> Any:
        if not self.readable:
            return Unknown("call.timeout")
        if prepared.key in self.keys:
            return Done(Receipt(prepared.key, f"https://fake.test/{prepared.key}"))
        return Absent()

    def may_resend(self, prepared: Prepared, first: datetime, now: datetime) -> bool:
        return self.keyed

    async def recall(self, receipt: Receipt, account: Any, http: Any) -> Any:
        def accept() -> Done:
            text = self.keys.pop(receipt.id, None)
            if text is not None:
                self.timeline.remove(text)
            return Done(receipt)

        return await self._scripted(accept)

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        return Receipt(prepared.key, url) if prepared.key in self.keys else None

    def prepare_edit(self, outgoing: Any, receipt: Receipt, account: Account, *, at: Any) -> Any:
        mark = fingerprint(outgoing.text)
        return Prepared(receipt.id, outgoing.text, at, mark, outgoing.to_json(), "edit")

    async def edit(self, prepared: Prepared, account: Any, http: Any) -> Any:
        def accept() -> Done:
            before = self.keys[prepared.key]
            self.timeline[self.timeline.index(before)] = prepared.body
            self.keys[prepared.key] = prepared.body
            return Done(Receipt(prepared.key, ""))

        return await self._scripted(accept)

    async def read_edit(self, prepared: Prepared, account: Any, http: Any) -> Any:
        reads = self.keys.get(prepared.key)
        return Done(Receipt(prepared.key, "")) if reads == prepared.body else Absent()

    def prepare_repost(self, original: Any, account: Account, *, at: Any, nonce: bytes) -> Any:
        body = f"repost of {original.receipt.id}"
        return Prepared(nonce.hex(), body, at, "", original.to_json(), "repost")

    async def repost(self, prepared: Prepared, account: Any, http: Any) -> Any:
        return await self._scripted(lambda: self._accept(prepared))

    async def read_repost(self, prepared: Prepared, account: Any, http: Any) -> Any:
        return await self.read_back(prepared, account, http)

    async def identify(self, account: Any, http: Any) -> Identity:
        return Identity("fake", "fake")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"https://fake.test/{handle}"


def test_dsn() -> str:
    value = connection.settings_dict
    return (
        f"postgresql://{value['USER']}:{value['PASSWORD']}@{value['HOST']}:{value['PORT']}"
        f"/{value['NAME']}"
    )


@asynccontextmanager
async def engine(
    platforms: dict[UUID, FakePlatform], *, lease: float = 30.0, backoff: float = 0.0
) -> AsyncIterator[Engine]:
    """An engine on the test's database; ``platforms``: channel id -> what stands behind it."""

    async def channel_of(channel_id: UUID) -> Channel:
        row = await sync_to_async(ChannelRow.objects.get)(pk=channel_id)
        return Channel(row.pk, platforms[channel_id], Account(str(row.pk), "", row.handle, ""))

    timing = Timing(lease=lease, settle=0, backoff_first=backoff, backoff_most=backoff)
    async with AsyncConnectionPool(
        test_dsn(), min_size=1, max_size=4, open=False, kwargs={"autocommit": True}
    ) as pool:
        made: Any = Engine(pool, None, None, channel_of, timing)  # type: ignore[arg-type]
        yield made


def drain(
    platforms: dict[UUID, FakePlatform],
    *,
    times: int = 1,
    lease: float = 30.0,
    backoff: float = 0.0,
) -> None:
    """Serve every channel ``times`` times; a death ends that turn and frees nothing."""

    async def run() -> None:
        for _ in range(times):
            async with engine(platforms, lease=lease, backoff=backoff) as made:
                for channel_id in platforms:
                    try:
                        await made.drain(channel_id)
                    except Died:
                        continue

    asyncio.run(run())
