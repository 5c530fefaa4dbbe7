"""A mail server that takes everything and delivers nothing, as badly behaved as it is told to be
(RFC 5321, RFC 2920)."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

#: What can go wrong with a message, and whether its sender can know that it was not taken.
KINDS = (
    "no_such", "full", "busy", "refused", "later", "hang_up", "drop_before", "drop_in",
    "drop_after", "stall_before", "stall_after", "slow",
)  # fmt: skip
#: After these the sender cannot know.
HIDDEN = frozenset({"drop_in", "drop_after", "stall_after"})
_ENVELOPE = {
    "no_such": b"550 5.1.1 no such user\r\n",
    "full": b"452 4.2.2 mailbox full\r\n",
    "busy": b"451 4.3.0 try later\r\n",
}
_KEPT = 3000
_ADDRESS = re.compile(rb"<([^>]*)>")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Received:
    at: float
    sender: str
    to: str
    raw: bytes


@dataclass(slots=True)
class Box:
    """What was taken, and what goes wrong. ``accepted``: address -> Message-IDs."""

    accepted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    kept: deque[Received] = field(default_factory=lambda: deque(maxlen=_KEPT))
    given: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    refuse_sessions: float = 0.0
    rate: float = 0.0
    kinds: tuple[str, ...] = KINDS
    stall: float = 30.0
    keep: bool = True
    random: random.Random = field(default_factory=lambda: random.Random(1))
    _turn: int = 0

    def plan(self, value: dict[str, Any]) -> None:
        """``rate`` of all messages, kinds by turns; ``stall`` in seconds."""
        self.random = random.Random(value.get("seed", 1))
        self.rate = float(value.get("rate", 0))
        self.kinds = tuple(value.get("kinds", KINDS))
        self.stall = float(value.get("stall", 30))
        self.refuse_sessions = float(value.get("refuse_sessions", 0))
        self.keep = bool(value.get("keep", True))

    def fault(self) -> str:
        if self.rate and self.random.random() < self.rate:
            kind = self.kinds[self._turn % len(self.kinds)]
            self._turn += 1
            self.given[kind] += 1
            return kind
        return ""

    def take(self, sender: str, to: str, raw: bytes) -> None:
        found = _MESSAGE_ID.search(raw, 0, 8192)
        self.accepted[to].append(found.group(1).decode() if found else "")
        if self.keep:
            self.kept.append(Received(time.time(), sender, to, raw))

    def counts(self) -> dict[str, Any]:
        return {
            "messages": sum(len(each) for each in self.accepted.values()),
            "sessions": self.sessions,
            "faults": dict(self.given),
        }


class Server(asyncio.Protocol):
    """One connection."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.buffer = bytearray()
        self.transport: asyncio.Transport
        self.sender = self.to = self.kind = ""
        self.in_data = False
        self.searched = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.box.sessions += 1
        if self.box.refuse_sessions and self.box.random.random() < self.box.refuse_sessions:
            self.box.given["refuse_session"] += 1
            self.transport.abort()
            return
        self.transport.write(b"220 sandbox ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while not self.transport.is_closing():
            if self.in_data:
                end = self.buffer.find(b"\r\n.\r\n", self.searched)
                if end < 0:
                    self.searched = max(0, len(self.buffer) - 4)
                    return
                raw = bytes(self.buffer[: end + 2])
                del self.buffer[: end + 5]
                self.in_data, self.searched = False, 0
                self._content(raw.replace(b"\r\n..", b"\r\n."))
            else:
                end = self.buffer.find(b"\r\n")
                if end < 0:
                    return
                line = bytes(self.buffer[:end])
                del self.buffer[: end + 2]
                self._command(line)

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        handler: dict[bytes, Callable[[bytes], None]] = {
            b"EHLO": self._ehlo,
            b"MAIL": self._mail,
            b"RCPT": self._rcpt,
            b"DATA": self._data,
        }
        if verb in handler:
            handler[verb](line)
        elif verb == b"QUIT":
            self.transport.write(b"221 2.0.0 good-bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 2.0.0 ok\r\n")

    def _ehlo(self, line: bytes) -> None:
        self.transport.write(b"250-sandbox\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")

    def _mail(self, line: bytes) -> None:
        self.sender = _address(line)
        self.kind = self.box.fault()
        self.to = ""
        if self.kind == "hang_up":
            self.transport.write(b"421 4.3.2 good-bye\r\n")
            self.transport.close()
            return
        self.transport.write(b"250 2.1.0 ok\r\n")

    def _rcpt(self, line: bytes) -> None:
        if self.kind == "drop_before":
            self.transport.abort()
            return
        if self.kind in _ENVELOPE:
            self.transport.write(_ENVELOPE[self.kind])
            return
        self.to = _address(line)
        self.transport.write(b"250 2.1.5 ok\r\n")

    def _data(self, line: bytes) -> None:
        if not self.to:
            self.transport.write(b"503 5.5.1 no recipient\r\n")
        elif self.kind == "stall_before":
            self._later(self.transport.abort)
        else:
            self.in_data = True
            self.transport.write(b"354 go on\r\n")

    def _content(self, raw: bytes) -> None:
        match self.kind:
            case "refused":
                self.transport.write(b"554 5.7.1 not wanted\r\n")
            case "later":
                self.transport.write(b"451 4.7.1 greylisted\r\n")
            case "drop_in":
                self.transport.abort()
            case "drop_after":
                self.box.take(self.sender, self.to, raw)
                self.transport.abort()
            case "stall_after":
                self.box.take(self.sender, self.to, raw)
                self._later(self.transport.abort)
            case "slow":
                self.box.take(self.sender, self.to, raw)
                asyncio.get_running_loop().call_later(0.2, self._say_taken)
            case _:
                self.box.take(self.sender, self.to, raw)
                self._say_taken()

    def _say_taken(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(b"250 2.0.0 taken\r\n")

    def _later(self, act: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(self.box.stall, act)


def _address(line: bytes) -> str:
    found = _ADDRESS.search(line)
    return found.group(1).decode(errors="replace") if found else ""


def as_read(received: Received) -> dict[str, str]:
    """A message as a person reads it: its headers, its text, its HTML."""
    message = message_from_bytes(received.raw, policy=policy.default)
    parts = {"text": "", "html": ""}
    for part in message.walk():
        if part.get_content_type() in ("text/plain", "text/html"):
            name = "text" if part.get_content_type() == "text/plain" else "html"
            parts[name] = parts[name] or str(part.get_content())
    head = {name.lower(): str(value) for name, value in message.items()}
    return {**head, **parts}
