"""Speaking to a mail server so that it is known, of each message, whether it can have been taken.

aiosmtplib opens the connection, encrypts it and signs in; then this protocol takes it over, because
the ledger must know on which side of a message's final dot a connection was lost, and because one
write and one read a step (PIPELINING, RFC 2920) is what makes a million mails affordable.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections import deque
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

_ENHANCED = re.compile(rb"^([245]\.\d{1,3}\.\d{1,3})(?: |$)")
_LONGEST = 64 * 1024

Stage = Literal["mail", "rcpt", "data", "content"]


@dataclass(frozen=True, slots=True)
class Server:
    """``security``: plain, starttls or tls."""

    host: str
    port: int
    security: str = "plain"
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> Server | None:
        """``smtp://user:password@host:port``, ``smtp+tls://`` (STARTTLS), ``smtps://``; None for
        an empty one. Raises ``ValueError``."""
        if not url:
            return None
        parts = urlsplit(url)
        security = {"smtp": "plain", "smtp+tls": "starttls", "smtps": "tls"}.get(parts.scheme)
        if security is None or not parts.hostname:
            raise ValueError("a mail server's address begins with smtp://, smtp+tls:// or smtps://")
        port = parts.port or {"plain": 25, "starttls": 587, "tls": 465}[security]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, security, user, password)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: ``status`` the enhanced code (RFC 3463), if it gave one. Its words are
    not kept: they repeat addresses."""

    code: int
    status: str = ""

    @property
    def kind(self) -> int:
        return self.code // 100

    def __str__(self) -> str:
        return f"{self.code} {self.status}".strip()


class Lost(Exception):
    """The connection is gone, or the server did not answer in time."""


class NotSent(Lost):
    """The connection was gone before the message was given to it: nobody can have it."""


class Unreachable(Exception):
    """No session could be had; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Refused:
    """The server would not take the envelope; ``stage`` says at which of its lines."""

    stage: Stage
    reply: Reply


class Session(asyncio.Protocol):
    """One signed-in connection; one message at a time."""

    def __init__(self, client: aiosmtplib.SMTP, pipelining: bool) -> None:
        self._client = client
        self._pipelining = pipelining
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._dirty = False
        self.lost = False

    # -- the protocol ---------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        self._wake()

    def eof_received(self) -> bool:
        return False

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _LONGEST:
            self.close()
            return
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            if not line[:3].isdigit():
                self.close()
                return
            if line[3:4] != b"-":
                found = _ENHANCED.match(line[4:])
                self._replies.append(Reply(int(line[:3]), found.group(1).decode() if found else ""))
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- talking --------------------------------------------------------------------

    def close(self) -> None:
        self.lost = True
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    def quit(self) -> None:
        """Politely, without waiting for the answer."""
        if self._transport is not None and not self.lost:
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
        self.lost = True

    async def _said(self) -> Reply:
        while not self._replies:
            if self.lost:
                raise Lost
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._replies.popleft()

    async def _ask(self, lines: list[bytes]) -> list[Reply]:
        if self._replies:
            self.close()  # it spoke without being asked: good-bye, most likely
        if self.lost or self._transport is None:
            raise NotSent
        if self._pipelining:
            self._transport.write(b"".join(lines))
            return [await self._said() for _ in lines]
        replies = []
        for line in lines:
            self._transport.write(line)
            replies.append(await self._said())
        return replies

    async def envelope(self, sender: str, recipient: str, timeout: float) -> Refused | None:
        """None: the server waits for the message. Until ``content`` is called, nothing was sent
        to anybody. Raises ``Lost``."""
        lines = [
            f"MAIL FROM:<{sender}>\r\n".encode(),
            f"RCPT TO:<{recipient}>\r\n".encode(),
            b"DATA\r\n",
        ]
        clean = [b"RSET\r\n"] if self._dirty else []
        try:
            async with asyncio.timeout(timeout):
                replies = (await self._ask([*clean, *lines]))[len(clean) :]
        except TimeoutError:
            self.close()
            raise Lost from None
        self._dirty = False
        return self._judged(replies)

    def _judged(self, replies: list[Reply]) -> Refused | None:
        stages: tuple[tuple[Stage, int], ...] = (("mail", 2), ("rcpt", 2), ("data", 3))
        for reply, (stage, good) in zip(replies, stages, strict=True):
            if reply.kind == good:
                continue
            self._dirty = True
            if replies[2].kind == 3 or reply.code == 421:
                self.close()  # it waits for a message all the same, or says good-bye
            return Refused(stage, reply)
        return None

    async def content(self, message: bytes, timeout: float) -> Reply:
        """``message`` (CRLF at its end) with its final dot. ``Lost`` means: it may have been
        taken; ``NotSent`` that it was not."""
        if self._replies:
            self.close()
        if self.lost or self._transport is None:
            raise NotSent
        self._transport.write(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        try:
            async with asyncio.timeout(timeout):
                reply = await self._said()
        except TimeoutError:
            self.close()
            raise Lost from None
        if reply.code == 421:
            self.close()
        return reply


async def connect(server: Server, timeout: float) -> Session:
    """A session that is ready for its first envelope. Raises ``Unreachable``."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        local_hostname=socket.gethostname(),
        timeout=timeout,
    )
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
    except aiosmtplib.SMTPAuthenticationError:
        raise Unreachable("mail.sign_in") from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        code = "mail.refused" if isinstance(error, _ANSWERED) else "mail.unreachable"
        raise Unreachable(code) from None
    session = Session(client, client.supports_extension("pipelining"))
    transport: Any = client.transport
    if transport is None or transport.is_closing():
        raise Unreachable("mail.unreachable")
    transport.set_protocol(session)
    session.connection_made(transport)
    return session


_ANSWERED = (aiosmtplib.SMTPResponseException,)
