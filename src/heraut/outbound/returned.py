"""What comes back to our return addresses: undeliverable mail (RFC 3464), complaints (RFC 5965),
requests to leave. Whatever else arrives there is left for a person.

Nothing of it is trusted but the token, which only mails of ours carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Literal

from heraut.audience import tokens

_TOKEN = re.compile(r"(?:\+|<|^)(u?)([0-9a-f]{40})@", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Headers that name the address a mail was delivered to, or was sent from.
_WHERE = ("to", "delivered-to", "x-original-to", "envelope-to", "cc")
_OF_OURS = ("message-id", "return-path", "original-mail-from", "x-failed-recipients")
_MOST_PARTS = 60

What = Literal["bounced", "complaint", "leave"]


@dataclass(frozen=True, slots=True)
class Returned:
    """``row``: the number of the recipient's row. ``status``: the enhanced code of a bounce."""

    what: What
    row: int
    status: str = ""


def parse(raw: bytes) -> Returned | None:
    """None for what is not understood, from holiday messages to nonsense; never raises for what
    somebody sends."""
    try:
        message = message_from_bytes(raw)
        return _judged(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _judged(message: Message) -> Returned | None:
    parts = list(_parts(message))
    found = _tokens(message, parts)
    if not found:
        return None
    leaves, row = found[0]
    if leaves:
        return Returned("leave", row)
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return _complaint(part, row)
        if kind == "message/delivery-status":
            return _bounce(part, row)
    return None


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _tokens(message: Message, parts: list[Message]) -> list[tuple[bool, int]]:
    """(whether it asks to leave, row), the address of delivery before what is quoted inside."""
    texts = [str(message.get(name, "")) for name in _WHERE]
    for part in parts:
        if part is not message:
            texts += [str(part.get(name, "")) for name in _OF_OURS]
        if part.get_content_type() in ("message/feedback-report", "text/rfc822-headers"):
            texts += str(part.get_payload()).splitlines()[:200]
    found = []
    for text in texts:
        for leaves, token in _TOKEN.findall(text):
            subject = tokens.read("row", token)
            if subject is not None:
                found.append((bool(leaves), int.from_bytes(subject, "big")))
    return found


def _complaint(part: Message, row: int) -> Returned | None:
    """A feedback report's fields, as a message of its own or as text."""
    said = str(part.get_payload()) if not part.is_multipart() else ""
    if part.is_multipart():
        said = "\n".join(str(each) for each in part.get_payload())
    kind = re.search(r"^feedback-type:\s*([\w-]+)", said, re.IGNORECASE | re.MULTILINE)
    if kind is None or kind.group(1).lower() == "not-spam":
        return None
    return Returned("complaint", row)


def _bounce(part: Message, row: int) -> Returned | None:
    """Only what failed for good counts; delays and receipts do not."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        return None
    for block in blocks:
        if not isinstance(block, Message):
            continue
        if str(block.get("action", "")).strip().lower() == "failed":
            said = _STATUS.search(str(block.get("status", "")))
            other = _STATUS.search(str(block.get("diagnostic-code", "")))
            # A relay's own status may be vague where the server behind it was exact.
            exact = other if other is not None and (said is None or said[2] == "0") else said
            return Returned("bounced", row, exact.group(0) if exact else "5.0.0")
    return None
