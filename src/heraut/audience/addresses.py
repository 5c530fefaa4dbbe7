"""E-mail addresses: one form to compare them by, a hash to find them by, a seal to keep them in."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from heraut.foundation.keys import master_keys
from heraut.kernel.errors import Refusal

_valid = EmailValidator()
LONGEST = 254  # RFC 5321, section 4.5.3.1.3, without the brackets


def normal(text: str) -> str:
    """The address as it is written to: no spaces, the domain in ASCII and in lower case.

    Raises ``Refusal("address.wrong")``. Local parts beyond ASCII are refused: few servers take
    them.
    """
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>").strip()
    local, at, domain = plain.rpartition("@")
    try:
        domain = domain.rstrip(".").encode("idna").decode("ascii").lower()
        plain = f"{local}{at}{domain}"
        _valid(plain)
        plain.encode("ascii")
    except (ValidationError, UnicodeError):
        raise Refusal("address.wrong") from None
    if len(plain) > LONGEST:
        raise Refusal("address.wrong")
    return plain


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def look_up(address: str) -> str:
    """The keyed hash of an address in normal form; letters of both cases are the same person."""
    return master_keys().look_up_hash(address.lower(), "audience.email")


def seal(address: str, recipient_id: UUID, wrapped: bytes) -> bytes:
    """Bound to its recipient: copied to another row, it does not open."""
    return master_keys().seal(address.encode(), wrapped, recipient_id.bytes)


def open_sealed(sealed: bytes, recipient_id: UUID, wrapped: bytes) -> str:
    """Raises ``heraut.kernel.envelope.Unreadable``."""
    return master_keys().open(sealed, wrapped, recipient_id.bytes).decode()
