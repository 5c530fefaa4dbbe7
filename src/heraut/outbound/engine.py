"""Carrying parcels out: one channel at a time in order, many channels side by side.

Before a call the attempt is committed; no transaction is open while it runs; its outcome and the
next attempt are committed together. An attempt that a dead process left open is unclear: the
channel is read back before anything is sent again. What a call consists of is its verb's business
(heraut.outbound.verbs).
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from heraut.connectors.contract import (
    Absent,
    ByHand,
    Connector,
    Done,
    MediaSource,
    Outcome,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    Unknown,
)
from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.outbound import ledger, spending
from heraut.outbound.ledger import LeaseLost, Line, Row, Settlement
from heraut.outbound.verbs import VERBS, Channel, Tools, Verb, fix

log = logging.getLogger(__name__)

#: A text that could not be delivered this long after it was due is given up.
GIVE_UP = timedelta(hours=24)
#: How often a channel whose sign-in failed is tried again by itself.
SIGN_IN_PAUSE = timedelta(hours=1)
#: Read-backs before an unclear delivery is put before a person.
MOST_CHECKS = 12


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds; see heraut.config.env."""

    lease: float = 60.0
    settle: float = 45.0
    backoff_first: float = 15.0
    backoff_most: float = 3600.0

    def settling(self, connector: Connector) -> timedelta:
        """How long after an unclear call a read-back tells the truth."""
        return min(connector.declaration.settle, timedelta(seconds=self.settle))

    def backoff(self, tries: int) -> timedelta:
        """Doubling, capped, with jitter so that channels do not come back all at once."""
        longest = min(self.backoff_most, self.backoff_first * 2 ** min(tries, 20))
        return timedelta(seconds=longest * random.uniform(0.7, 1.0))  # noqa: S311 (jitter)


@dataclass(slots=True)
class Task:
    """A parcel whose attempt is written down and now has to be made. ``steps``: of how many."""

    parcel: Row
    verb: Verb
    attempt: int
    kind: str
    prepared: Prepared
    steps: int

    @property
    def is_last(self) -> bool:
        return int(self.parcel["step"]) + 1 >= self.steps


class Engine:
    """One per worker process."""

    def __init__(
        self,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        http: Outbound,
        media: MediaSource,
        channel_of: Callable[[UUID], Awaitable[Channel | None]],
        timing: Timing,
    ) -> None:
        self.pool = pool
        self.tools = Tools(media, http)
        self.channel_of = channel_of
        self.timing = timing
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._turn = 0

    # -- a channel's turn ---------------------------------------------------------

    async def drain(self, channel_id: UUID) -> int:
        """Carry out all that is due on a channel; the number of calls made."""
        channel = await self.channel_of(channel_id)
        if channel is None:
            return 0
        self._turn += 1
        owner = f"{self.name}:{self._turn}:{os.urandom(4).hex()}"
        line = Line(channel_id, owner, timedelta(seconds=self.timing.lease))
        async with self.pool.connection() as connection:
            if not await ledger.lease(connection, line):
                return 0
        try:
            return await self._serve(channel, line)
        except LeaseLost:
            log.warning("lost the lease on channel %s", channel_id)
            return 0

    async def _serve(self, channel: Channel, line: Line) -> int:
        calls = 0
        done: tuple[Task, Settlement] | None = None
        while True:
            async with self.pool.connection() as connection, connection.transaction():
                queue = await ledger.renew(connection, line)
                if done is not None:
                    await self._write(connection, line, queue, *done)
                task = await self._take(connection, channel, line, queue, fresh=done is None)
                if task is None:
                    await ledger.release(connection, line)
                    return calls
            result = await self._carry_out(task, channel, line)
            calls += 1
            done = (task, result)

    # -- taking ---------------------------------------------------------------------

    async def _take(
        self,
        connection: AsyncConnection[Any],
        channel: Channel,
        line: Line,
        queue: Row,
        *,
        fresh: bool,
    ) -> Task | None:
        """The next attempt, written down; None when there is nothing to do now."""
        now = clock.now()
        if fresh and queue["blocked_until"] is not None and queue["blocked_until"] > now:
            return None
        parcel = await ledger.head(connection, line)
        if parcel is None:
            return None
        if parcel["state"] == "calling":
            look_at = await ledger.mark_orphan(
                connection, parcel, self.timing.settling(channel.connector)
            )
            if look_at > now:
                await ledger.block(connection, line, look_at)
                return None
            parcel = {**parcel, "state": "unclear", "checks": 0, "next_at": look_at}
        if parcel["next_at"] > now:
            # Nothing passes what is being tried again or checked. What is only scheduled must not
            # keep back a text that is handed over meanwhile and due before it.
            if parcel["state"] != "waiting":
                await ledger.block(connection, line, parcel["next_at"])
            return None
        if parcel["state"] == "unclear":
            return await self._begin(connection, channel, parcel, line, "check")
        wait = await ledger.spend(connection, line, queue, channel.connector.declaration.per_minute)
        if wait is not None:
            await ledger.block(connection, line, wait, "channel.allowance")
            return None
        return await self._begin(connection, channel, parcel, line, "call")

    async def _begin(
        self,
        connection: AsyncConnection[Any],
        channel: Channel,
        parcel: Row,
        line: Line,
        kind: str,
    ) -> Task | None:
        """Write the attempt down, with everything that makes it the same call if it is repeated."""
        verb = VERBS[parcel["verb"]]
        try:
            prepared, seed = self._fixed(verb, parcel, channel)
            price = verb.price(parcel, channel)
        except Exception:
            # A fault of ours in a text's preparation must not stop the line for ever.
            log.exception("parcel %s cannot be prepared", parcel["id"])
            await ledger.refuse(connection, parcel, "connector.unprepared")
            return None
        booked = 0
        if kind == "call":
            if price.cost and (short := await spending.book(connection, parcel["id"], price)):
                code, params = self._unaffordable(channel, price, short)
                await ledger.refuse(connection, parcel, code, params)
                return None
            booked = price.cost
            await ledger.begin_call(connection, parcel, prepared.to_json())
        steps = verb.steps(parcel, channel)
        if seed is not None and steps > 1:
            await ledger.keep_seed(connection, parcel, seed.to_json())
        sha = prepared.sha256 if prepared.body and kind == "call" else ""
        attempt = await ledger.open_attempt(
            connection, parcel, line, kind=kind, key=prepared.key, sha=sha, booked=booked
        )
        return Task(parcel, verb, attempt, kind, prepared, steps)

    _fixed = staticmethod(fix)

    @staticmethod
    def _unaffordable(
        channel: Channel, price: spending.Price, short: spending.Short
    ) -> tuple[str, dict[str, str]]:
        told = {
            "platform": channel.connector.declaration.label,
            "cost": spending.dollars(max(price.cost, price.need)),
            "left": spending.dollars(short.left),
        }
        return ("budget.none" if short.monthly is None else "budget.used_up"), told

    # -- calling ----------------------------------------------------------------------

    async def _carry_out(self, task: Task, channel: Channel, line: Line) -> Settlement:
        """Make the call, never longer than the lease lasts."""
        try:
            async with asyncio.timeout(self.timing.lease * 0.75):
                if task.kind == "check":
                    return self._after_check(task, await self._check(task, channel), channel)
                called = await self._stage(task, channel, line) or await self._call(task, channel)
                return self._after_call(task, called, channel)
        except LeaseLost:
            raise
        except TimeoutError:
            outcome = Unknown("call.timeout")
        except Exception:
            # A fault of ours must not stop the line; whether it went out is looked up.
            log.exception("connector %s failed", channel.connector.platform)
            outcome = Unknown("connector.fault")
        if task.kind == "check":
            return self._after_check(task, outcome, channel)
        return self._after_call(task, outcome, channel)

    async def _stage(self, task: Task, channel: Channel, line: Line) -> Outcome | None:
        """Have ready what the call publishes; None once it is, and is on the ledger. Nothing can
        be seen yet: what goes wrong here is simply done again."""
        try:
            async with asyncio.timeout(self.timing.lease * 0.6):
                ready = await task.verb.stage(task.prepared, channel, self.tools)
        except TimeoutError:
            return Retry("stage.slow")
        if not isinstance(ready, Prepared):
            return ready
        if ready != task.prepared:
            async with self.pool.connection() as connection, connection.transaction():
                await ledger.keep_staged(connection, line, task.parcel, ready.to_json())
            task.prepared = ready
        return None

    async def _call(self, task: Task, channel: Channel) -> Outcome:
        return await task.verb.call(task.prepared, channel, self.tools)

    async def _check(self, task: Task, channel: Channel) -> ReadBack:
        return await task.verb.look(task.prepared, channel, self.tools)

    # -- what became of it --------------------------------------------------------------

    def _after_call(self, task: Task, outcome: Outcome, channel: Channel) -> Settlement:
        now = clock.now()
        checks = task.parcel["checks"]
        pause = now + self.timing.backoff(task.parcel["tries"])
        match outcome:
            case Done(receipt):
                return self._done(task, receipt)
            case ByHand():
                return Settlement("by_hand", "by_hand", checks=checks)
            case Rejected(code, params, account_problem) if account_problem:
                again = now + SIGN_IN_PAUSE
                return Settlement("retry", "rejected", code, params, next_at=again, checks=checks)
            case Rejected(code, params):
                return self._refused(task, "rejected", code, params)
            case Retry(code, params, not_before):
                if now - task.parcel["due_at"] > GIVE_UP:
                    return self._refused(task, "retry", "outbound.gave_up", {"last": code})
                again = not_before or pause
                return Settlement("retry", "retry", code, params, next_at=again, checks=checks)
            case Unknown(code, params):
                if not task.verb.asks_first:
                    return Settlement("retry", "unknown", code, params, next_at=pause)
                look_at = now + self.timing.settling(channel.connector)
                return Settlement("unclear", "unknown", code, params, next_at=look_at)
        raise AssertionError(outcome)

    def _after_check(self, task: Task, found: ReadBack, channel: Channel) -> Settlement:
        now = clock.now()
        checks = task.parcel["checks"] + 1
        match found:
            case Done(receipt):
                return self._done(task, receipt)
            case Absent():
                return self._after_absent(task, channel, checks, now)
            case Unknown(code, params):
                if checks >= MOST_CHECKS:
                    return Settlement("unknown", "unknown", code, params, checks=checks)
                pause = now + self.timing.backoff(checks)
                return Settlement("unclear", "unknown", code, params, next_at=pause, checks=checks)
        raise AssertionError(found)

    def _after_absent(self, task: Task, channel: Channel, checks: int, now: datetime) -> Settlement:
        """Not there. Sent again only if that cannot make a second one; where the platform's key
        is short-lived, only after a second look has agreed."""
        connector = channel.connector
        if not task.verb.asks_first:
            return Settlement("retry", "absent", "read_back.absent", next_at=now)
        short_lived = connector.declaration.key_lifetime is not None
        if task.prepared.verb == "publish" and short_lived and checks < 2:
            again = now + self.timing.settling(connector)
            return Settlement("unclear", "absent", "read_back.absent", next_at=again, checks=checks)
        first = task.parcel["first_attempt_at"] or now
        if connector.may_resend(task.prepared, first, now):
            return Settlement("retry", "absent", "read_back.absent", next_at=now, checks=checks)
        return Settlement("unknown", "absent", "read_back.absent", checks=checks)

    @staticmethod
    def _done(task: Task, receipt: Receipt) -> Settlement:
        """This step is done; the parcel is, or it goes on with the next step at once."""
        standing = task.verb.standing(task.parcel, receipt).to_json()
        if task.is_last:
            return Settlement("done", "done", receipt=standing)
        return Settlement("retry", "done", receipt=standing, next_at=clock.now(), advances=True)

    @staticmethod
    def _refused(
        task: Task, outcome: str, code: str, params: Mapping[str, Any] | None
    ) -> Settlement:
        """No, and no again. A call that is refused after an earlier one was unclear proves nothing
        about that one: it may stand on the channel all the same, and a person has to look."""
        checks, step = task.parcel["checks"], task.parcel["step"]
        if checks:
            return Settlement("unknown", outcome, code, params, checks=checks)
        if step:
            told = {"done": step, "next": step + 1, "parts": task.steps, "last": code}
            params = {"status": "", **(params or {}), **told}
            code = "parts.stopped"
        return Settlement("rejected", outcome, code, params)

    async def _write(
        self,
        connection: AsyncConnection[Any],
        line: Line,
        queue: Row,
        task: Task,
        result: Settlement,
    ) -> None:
        """The outcome on the ledger, and what it means for the rest of the line."""
        await ledger.settle(connection, task.parcel["id"], task.attempt, result)
        if result.outcome in ("retry", "rejected"):
            await spending.give_back(connection, task.attempt)
        if result.advances:
            await ledger.advance(connection, task.parcel["id"])
        if result.outcome == "done":
            if queue["failures"]:
                await ledger.count_failure(connection, line, failed=False)
                await ledger.set_health(connection, line, "good")
            return
        if result.state == "retry" and result.outcome == "rejected":
            # The account itself is refused: everything waits until somebody signs in again.
            await ledger.count_failure(connection, line, failed=True)
            await ledger.set_health(connection, line, "sign-in", result.code)
            await ledger.block(connection, line, clock.now() + SIGN_IN_PAUSE, result.code)
            return
        if result.state == "retry" and result.outcome == "retry":
            await ledger.count_failure(connection, line, failed=True)
            if queue["failures"] >= 2:
                await ledger.set_health(connection, line, "failing", result.code)
