"""Reading the mailbox that our return addresses lead to."""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from heraut.outbound.actions.take_returned import take_returned
from heraut.outbound.returned import parse

log = logging.getLogger(__name__)

#: Messages taken in at one reading, and bytes read of each: what matters stands at the top.
MOST = 500
MOST_BYTES = 256 * 1024
_TIMEOUT = 20.0


def take_in(raw: bytes) -> bool:
    """Whether it was something that came back to us, and is dealt with."""
    returned = parse(raw)
    return returned is not None and take_returned(returned)


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """``imaps://user:password@host:port/FOLDER``, ``imap+tls://`` (STARTTLS) or ``imap://``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        box = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=_TIMEOUT)
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=_TIMEOUT)
        if parts.scheme == "imap+tls":
            box.starttls(context)
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(f'"{parts.path.lstrip("/") or "INBOX"}"')
        yield box
        box.close()
    finally:
        box.logout()


def read(url: str) -> int:
    """Take in what is new; how many were ours. They are deleted, since they hold addresses; the
    rest stays, marked as seen, for a person. Raises ``OSError`` or ``imaplib.IMAP4.error``.

    A process that dies in between reads the same message again, which changes nothing twice.
    """
    count = 0
    with _opened(url) as box:
        _said, found = box.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:MOST]:
            number = uid.decode()
            _said, data = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            raw = next((each[1] for each in data if isinstance(each, tuple)), b"")
            ours = take_in(raw)
            count += ours
            flags = r"(\Seen \Deleted)" if ours else r"(\Seen)"
            box.uid("STORE", number, "+FLAGS", flags)
    return count
