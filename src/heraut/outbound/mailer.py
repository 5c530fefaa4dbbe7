"""Sending a mailing: batches under leases, a few messages at a time, each known to the ledger.

A lane holds one batch and some connections. Its round: the envelopes of the next few messages are
offered; whoever is refused there is settled without anything having been sent. One statement then
writes down what became of the round before and that these few are now being sent; only then do
their contents go out. So what a killed process leaves unclear is at most one message a connection.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from heraut.audience import addresses, tokens
from heraut.kernel import clock
from heraut.kernel.dkim import Signer
from heraut.kernel.envelope import Unreadable
from heraut.outbound import mail_ledger as ledger
from heraut.outbound import smtp
from heraut.outbound.engine import Timing
from heraut.outbound.ledger import LeaseLost
from heraut.outbound.mail import Template
from heraut.outbound.mail_ledger import Result, Turn
from heraut.outbound.pace import Pace

log = logging.getLogger(__name__)

#: Tries before a recipient is given up: about a day with the usual backoff.
MOST_TRIES = 30
#: Rows are looked at again after this many seconds: who left meanwhile is not written to.
_FRESH = 5.0
#: Refusals of a recipient that say the address is no good, by enhanced code, and by the plain one
#: where a server gives no other (RFC 3463, section 3; RFC 5321, section 4.2.3).
_NO_SUCH = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
_NO_SUCH_PLAIN = (550, 551, 553)


def is_hard_bounce(reply: smtp.Reply) -> bool:
    """Whether a refusal at RCPT means that the address does not exist."""
    if reply.status:
        return reply.status in _NO_SUCH
    return reply.code in _NO_SUCH_PLAIN


@dataclass(frozen=True, slots=True)
class Addressed:
    """One row, opened: to whom, with which words in the marks, from which return address."""

    number: int
    recipient_id: UUID
    tries: int
    address: str
    sender: str
    values: dict[bytes, bytes]

    @property
    def domain(self) -> str:
        return addresses.domain_of(self.address)


class Trouble(Exception):
    """The mailing as a whole does not get on; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Shape:
    """``lanes`` batches at once in one process, each over ``width`` connections."""

    lanes: int = 2
    width: int = 4


class Mailer:
    """One a worker process. ``hard_bounce`` is told of every address that does not exist."""

    def __init__(
        self,
        pool: AsyncConnectionPool[AsyncConnection[Any]],
        server: smtp.Server,
        timing: Timing,
        *,
        bounce: tuple[str, str],
        hard_bounce: Callable[[UUID, str], Awaitable[None]],
        signer: Signer | None = None,
        shape: Shape = Shape(),
        per_domain: int = 0,
        call_timeout: float = 20.0,
    ) -> None:
        self.pool = pool
        self.server = server
        self.timing = timing
        self.bounce = bounce
        self.hard_bounce = hard_bounce
        self.signer = signer
        self.shape = shape
        self.pace = Pace(per_domain)
        # All of a round fits into half the lease, whatever stalls.
        self.timeout = min(call_timeout, timing.lease / 6)
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        #: Set when the process is to end: every lane ends after the round it is in.
        self.ending = False
        self._serving: set[UUID] = set()
        self._turn = 0

    async def serve(self, mailing_id: UUID) -> None:
        """Do all of the mailing that is due; nothing where this process is at it already."""
        if mailing_id in self._serving:
            return
        self._serving.add(mailing_id)
        try:
            await self._serve(mailing_id)
        finally:
            self._serving.discard(mailing_id)

    async def _serve(self, mailing_id: UUID) -> None:
        while True:
            async with self.pool.connection() as connection:
                row = await ledger.mailing(connection, mailing_id)
                if row is None or row["state"] not in ("waiting", "preparing"):
                    break
                if row["due_at"] > clock.now() or not await ledger.prepare(connection, mailing_id):
                    row = await ledger.mailing(connection, mailing_id)
                    break
        if row is None or row["state"] not in ("sending", "stopped"):
            return
        if row["state"] == "stopped":
            await self._clear(mailing_id)
            return
        await self._send(mailing_id, Template(bytes(row["template"]), self.signer))

    async def _clear(self, mailing_id: UUID) -> None:
        """Whatever a stopped mailing has not called is left out."""
        while True:
            async with self.pool.connection() as connection:
                turn = await ledger.lease(connection, mailing_id, self._owner(), self._lease())
                if turn is None:
                    return
                await ledger.leave_out(connection, turn, "mailing.stopped")
                await ledger.give_back(connection, turn, None)

    async def _send(self, mailing_id: UUID, template: Template) -> None:
        lanes = [Lane(self, mailing_id, template) for _ in range(self.shape.lanes)]
        working = asyncio.gather(*(lane.run() for lane in lanes), return_exceptions=True)
        try:
            ended = await asyncio.shield(working)
        except asyncio.CancelledError:
            # A round that is cut off would leave its messages unclear: it is seen through first.
            self.ending = True
            await working
            raise
        troubles = [each for each in ended if isinstance(each, Trouble)]
        async with self.pool.connection() as connection:
            if troubles:
                until = clock.now() + self.timing.backoff(1)
                await ledger.block(connection, mailing_id, until, troubles[0].code)
            else:
                await ledger.block(connection, mailing_id, None, "")
            await ledger.finish(connection, mailing_id)
        for each in ended:
            if isinstance(each, BaseException) and not isinstance(each, (Trouble, LeaseLost)):
                raise each

    def _owner(self) -> str:
        self._turn += 1
        return f"{self.name}:{self._turn}:{os.urandom(4).hex()}"

    def _lease(self) -> timedelta:
        return timedelta(seconds=self.timing.lease)

    async def lease(self, mailing_id: UUID) -> Turn | None:
        async with self.pool.connection() as connection:
            return await ledger.lease(connection, mailing_id, self._owner(), self._lease())

    # -- opening --------------------------------------------------------------------

    def opened(
        self, row: dict[str, Any], date: bytes, marks: frozenset[bytes]
    ) -> Addressed | Result:
        """The row with its address and the words for ``marks``, or why it is left out."""
        number = row["number"]
        for name, code in (
            ("erased", "recipient.erased"),
            ("suppressed", "recipient.suppressed"),
            ("left_list", "recipient.left"),
        ):
            if row[name]:
                return Result(number, "skipped", code, tried=False)
        try:
            address = addresses.open_sealed(
                bytes(row["sealed"]), row["recipient_id"], bytes(row["data_key"])
            )
        except Unreadable:
            return Result(number, "skipped", "recipient.unreadable", tried=False)
        token = tokens.make("row", number.to_bytes(8, "big"))
        values = {b"to": address.encode(), b"row": token.encode(), b"date": date}
        if row["subscription_id"] is not None:
            subject = row["subscription_id"].bytes
            for mark in marks & {b"leave", b"confirm"}:
                values[mark] = tokens.make(mark.decode(), subject).encode()
        local, domain = self.bounce
        sender = f"{local}+{token}@{domain}"
        return Addressed(number, row["recipient_id"], row["tries"], address, sender, values)


class Lane:
    """One batch after another over the same few connections."""

    def __init__(self, mailer: Mailer, mailing_id: UUID, template: Template) -> None:
        self.mailer = mailer
        self.mailing_id = mailing_id
        self.template = template
        self.sessions: list[smtp.Session | None] = [None] * mailer.shape.width
        self._gone: list[tuple[UUID, str]] = []

    async def run(self) -> None:
        """Until no batch is due. Raises ``Trouble``, ``LeaseLost``."""
        try:
            while not self.mailer.ending:
                turn = await self.mailer.lease(self.mailing_id)
                if turn is None:
                    return
                await self._batch(turn)
        finally:
            for session in self.sessions:
                if session is not None:
                    session.quit()

    async def _batch(self, turn: Turn) -> None:
        """All of a batch that is due; then it is given back."""
        trouble: Trouble | None = None
        try:
            while not self.mailer.ending and await self._rows(turn):
                pass
        except Trouble as raised:
            trouble = raised
        not_before = clock.now() + self.mailer.timing.backoff(1) if trouble else None
        async with self.mailer.pool.connection() as connection:
            await ledger.give_back(connection, turn, not_before, trouble.code if trouble else "")
        for recipient_id, reply in self._gone:
            await self.mailer.hard_bounce(recipient_id, reply)
        self._gone.clear()
        if trouble is not None:
            raise trouble

    async def _rows(self, turn: Turn) -> bool:
        """Send to the rows that are due, for as long as what was read of them is fresh; False
        where none was, or where the mailing may not go on."""
        async with self.mailer.pool.connection() as connection:
            found = await ledger.rows(connection, turn)
        if not found:
            return False
        until = time.monotonic() + _FRESH
        date = format_datetime(clock.now()).encode()
        marks = self.template.marks
        opened = [self.mailer.opened(row, date, marks) for row in found]
        results = [each for each in opened if isinstance(each, Result)]
        waiting = [each for each in opened if isinstance(each, Addressed)]
        waiting.reverse()  # taken from the end
        go = True
        while go and waiting and time.monotonic() < until and not self.mailer.ending:
            group = self._next(waiting)
            if group:
                results, go = await self._round(turn, results, group)
            else:
                # Every domain has had its share: what is known is written down before the pause.
                go, _ = await self._step(turn, results, [])
                results = []
                await asyncio.sleep(min(self._pause(waiting), 1.0))
        go, _ = await self._step(turn, results, [])
        return go

    async def _round(
        self, turn: Turn, results: list[Result], group: list[Addressed]
    ) -> tuple[list[Result], bool]:
        """One round: envelopes, the step in the ledger, contents. ``results`` of the round before
        are written down; those of this one are given back."""
        try:
            offered = await asyncio.gather(
                *(self._offer(slot, each) for slot, each in enumerate(group))
            )
            self._require_any(offered)
        except Trouble:
            await self._step(turn, results, [])
            raise
        ready = {
            each.number: slot
            for slot, (each, said) in enumerate(zip(group, offered, strict=True))
            if said == "ready"
        }
        refused = [said for said in offered if isinstance(said, Result)]
        # The signatures are made while nothing of ours is written down yet as being sent.
        mails = {slot: self.template.filled(group[slot].values) for slot in ready.values()}
        go, claimed = await self._step(turn, [*results, *refused], list(ready))
        for number, slot in ready.items():
            if number not in claimed:
                self._drop(slot)  # held or stopped in between: the server waits in vain
        sent = await asyncio.gather(
            *(
                self._content(slot, group[slot], mails[slot])
                for n, slot in ready.items()
                if n in claimed
            )
        )
        return list(sent), go

    def _next(self, waiting: list[Addressed]) -> list[Addressed]:
        """The next few whose domains may be written to now; empty where none may."""
        now = time.monotonic()
        group: list[Addressed] = []
        for place in range(len(waiting) - 1, -1, -1):
            if self.mailer.pace.take(waiting[place].domain, now):
                group.append(waiting.pop(place))
            if len(group) == self.mailer.shape.width:
                break
        return group

    def _pause(self, waiting: list[Addressed]) -> float:
        """Seconds until one of their domains may be written to again."""
        return self.mailer.pace.wait({each.domain for each in waiting}, time.monotonic())

    # -- talking --------------------------------------------------------------------

    async def _offer(self, slot: int, to: Addressed) -> str | Result:
        """``ready``; ``unreachable`` (not the recipient's fault); or what the server refused."""
        session = self.sessions[slot]
        timeout = self.mailer.timeout
        for _ in range(2):
            if session is None or session.lost:
                try:
                    async with asyncio.timeout(timeout):
                        session = await smtp.connect(self.mailer.server, timeout)
                except (smtp.Unreachable, TimeoutError) as error:
                    self.sessions[slot] = None
                    return getattr(error, "code", "mail.unreachable")
                self.sessions[slot] = session
            try:
                refused = await session.envelope(to.sender, to.address, timeout)
            except smtp.NotSent:
                continue  # it had closed in the meantime: a new one
            except smtp.Lost:
                return self._again(to, "mail.dropped")
            return "ready" if refused is None else self._refused(to, refused)
        return self._again(to, "mail.dropped")

    def _refused(self, to: Addressed, refused: smtp.Refused) -> str | Result:
        reply = refused.reply
        if refused.stage == "mail" and reply.kind == 5:
            return "mail.sender_refused"
        if reply.kind != 5:
            return self._again(to, "mail.later", str(reply))
        if refused.stage == "rcpt" and is_hard_bounce(reply):
            self._gone.append((to.recipient_id, reply.status or str(reply.code)))
            return Result(to.number, "rejected", "mail.no_such_address", str(reply))
        code = "mail.recipient_refused" if refused.stage == "rcpt" else "mail.content_refused"
        return Result(to.number, "rejected", code, str(reply))

    async def _content(self, slot: int, to: Addressed, message: bytes) -> Result:
        session = self.sessions[slot]
        assert session is not None
        try:
            reply = await session.content(message, self.mailer.timeout * 1.5)
        except smtp.NotSent:
            return self._again(to, "mail.dropped")
        except smtp.Lost:
            return Result(to.number, "unknown", "mail.no_answer")
        if reply.kind == 2:
            return Result(to.number, "done", "", str(reply))
        if reply.kind == 5:
            return Result(to.number, "rejected", "mail.content_refused", str(reply))
        return self._again(to, "mail.later", str(reply))

    def _again(self, to: Addressed, code: str, reply: str = "") -> Result:
        if to.tries + 1 >= MOST_TRIES:
            return Result(to.number, "rejected", "outbound.gave_up", reply)
        again = clock.now() + self.mailer.timing.backoff(to.tries)
        return Result(to.number, "retry", code, reply, next_at=again)

    def _drop(self, slot: int) -> None:
        session = self.sessions[slot]
        if session is not None:
            session.close()
            self.sessions[slot] = None

    @staticmethod
    def _require_any(offered: list[str | Result]) -> None:
        """Raise ``Trouble`` where no envelope of the round came through to a recipient's answer."""
        troubles = [each for each in offered if isinstance(each, str) and each != "ready"]
        if troubles and len(troubles) == len(offered):
            raise Trouble(troubles[0])

    # -- the ledger -----------------------------------------------------------------

    async def _step(
        self, turn: Turn, results: list[Result], following: list[int]
    ) -> tuple[bool, set[int]]:
        """As the ledger's; while the database is away, again until it is back. Who else may have
        taken the batch by then is told by the lease."""
        pause = 0.05
        while True:
            try:
                async with self.mailer.pool.connection() as connection:
                    return await ledger.step(connection, turn, results, following)
            except (OperationalError, PoolTimeout):
                log.warning("the database does not answer; batch %s waits", turn.batch)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)
