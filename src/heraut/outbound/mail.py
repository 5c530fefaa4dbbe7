"""A mail to many: composed once, with marks where each recipient's own words go.

Only the marks differ from one recipient to the next, so that a copy is a join of bytes, whatever
the length of the mail. A layer above writes ``MARK_…`` words into its text and HTML.
"""

from __future__ import annotations

import hashlib
import quopri
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.header import Header
from email.utils import quote

from heraut.kernel import dkim

#: For those who write texts; they stand for tokens of the recipient's subscription.
MARK_LEAVE = "heraut--leave--here"
MARK_CONFIRM = "heraut--confirm--here"
#: For headers made here: the address, the row's own token, the date.
_TO, _ROW, _DATE = "heraut--to--here", "heraut--row--here", "heraut--date--here"
_WORD = re.compile("heraut--(leave|confirm|to|row|date)--here")
#: In a template: NUL cannot come from a text, since no encoded body and no header holds it.
_MARK = re.compile(rb"\0([a-z]+)\0")

Values = Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Mail:
    """``sender``: the address in From. ``bounce``: local part and domain of the return address.

    ``leave_url``: the address of the page on which a recipient leaves, ending in ``MARK_LEAVE``;
    empty for a mail that nobody can leave. ``list_id``: RFC 2919, without brackets.
    """

    subject: str
    sender_name: str
    sender: str
    text: str
    html: str
    bounce: tuple[str, str]
    reply_to: str = ""
    list_name: str = ""
    list_id: str = ""
    leave_url: str = ""
    archive_url: str = ""
    language: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def compose(mail: Mail) -> bytes:
    """The template's bytes: header, empty line, body; CRLF at the end of lines."""
    boundary = "heraut-" + hashlib.sha256(f"{mail.text}\0{mail.html}".encode()).hexdigest()[:24]
    head = [
        f"From: {_phrase(mail.sender_name)} <{mail.sender}>",
        f"To: <{_TO}>",
        f"Subject: {_words(mail.subject, 'Subject')}",
        f"Date: {_DATE}",
        f"Message-ID: <{_ROW}@{mail.bounce[1]}>",
        *_list_fields(mail),
        *(f"{name}: {_line(value)}" for name, value in mail.extra.items()),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    body = (
        b"".join(
            _part(boundary, kind, text)
            for kind, text in (("plain", mail.text), ("html", mail.html))
        )
        + f"--{boundary}--\r\n".encode()
    )
    return _marked("\r\n".join(head).encode()) + b"\r\n\r\n" + body


def _list_fields(mail: Mail) -> list[str]:
    found = []
    if mail.reply_to:
        found.append(f"Reply-To: <{mail.reply_to}>")
    if mail.language:
        found.append(f"Content-Language: {mail.language}")
    if mail.list_id:
        found.append(f"List-Id: {_phrase(mail.list_name)} <{mail.list_id}>")
    if mail.archive_url:
        found.append(f"List-Archive: <{mail.archive_url}>")
    if mail.leave_url:
        local, domain = mail.bounce
        found.append(
            f"List-Unsubscribe: <{mail.leave_url}>,\r\n"
            f" <mailto:{local}+u{_ROW}@{domain}?subject=unsubscribe>"
        )
        found.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    # Nobody's holiday message comes back (RFC 3834), and lists do not answer lists.
    found.append("Auto-Submitted: auto-generated")
    found.append("X-Auto-Response-Suppress: OOF, AutoReply")
    if mail.list_id:
        found.append("Precedence: bulk")
    return found


def _line(text: str) -> str:
    """No line break of a text becomes a header of its own."""
    return " ".join(text.split())


def _words(text: str, name: str) -> str:
    plain = _line(text)
    if plain.isascii() and len(plain) < 60:
        return plain
    return Header(plain, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _phrase(text: str) -> str:
    plain = _line(text)
    if plain.isascii() and len(plain) < 60:
        return f'"{quote(plain)}"'
    return Header(plain, "utf-8", maxlinelen=60).encode(linesep="\r\n")


def _part(boundary: str, kind: str, text: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + _quoted(text) + b"\r\n"


def _quoted(text: str) -> bytes:
    """Quoted-printable; each mark alone between soft line breaks, so that none is cut in two."""
    parts = _WORD.split("\n".join(text.splitlines()) + "\n")
    found = []
    for place, part in enumerate(parts):
        if place % 2:
            found.append(f"=\r\n\0{part}\0=\r\n".encode())
        else:
            found.append(quopri.encodestring(part.encode()).replace(b"\n", b"\r\n"))
    return b"".join(found)


def _marked(text: bytes) -> bytes:
    return re.sub(_WORD.pattern.encode(), rb"\0\1\0", text)


class Template:
    """A composed mail, cut at its marks; ``signer`` None where the relay signs."""

    def __init__(self, raw: bytes, signer: dkim.Signer | None = None) -> None:
        self._parts = _MARK.split(raw)
        self._signer = signer
        #: The marks that it has: what is not asked for need not be made.
        self.marks = frozenset(self._parts[1::2])
        if signer is not None:
            head, _, body = raw.partition(b"\r\n\r\n")
            self._names, fields = _signed_fields(head)
            self._fields = _MARK.split(fields)
            # Marks stand for words without spaces: what is canonical stays so when they are filled.
            self._body = _MARK.split(dkim.relaxed_body(body))

    def filled(self, values: Values) -> bytes:
        """One recipient's mail, signed, ready for DATA but for its dots."""
        mail = _fill(self._parts, values)
        if self._signer is None:
            return mail
        body_hash = hashlib.sha256(_fill(self._body, values)).digest()
        return self._signer.header(self._names, _fill(self._fields, values), body_hash) + mail


def _fill(parts: Sequence[bytes], values: Values) -> bytes:
    return b"".join([values[part] if place % 2 else part for place, part in enumerate(parts)])


def _signed_fields(head: bytes) -> tuple[list[str], bytes]:
    fields = re.split(rb"\r\n(?![ \t])", head)
    named = {field.partition(b":")[0].decode().lower(): field for field in fields}
    names = [name for name in dkim.SIGNED if name in named]
    return names, b"".join(dkim.relaxed_field(named[name]) + b"\r\n" for name in names)


def digest(template: bytes) -> str:
    return hashlib.sha256(template).hexdigest()
