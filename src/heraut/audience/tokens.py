"""The unguessable words in our mails' links and return addresses.

A token is the id it stands for and a keyed hash of it: nothing is stored, so a copy of the
database opens no link. Lower case and digits only, because mail servers change case.
"""

from __future__ import annotations

import base64
import hmac

from heraut.foundation.keys import master_keys

_MAC = 12  # bytes: 96 bits that nobody guesses online


def _mac(subject: bytes, purpose: str) -> bytes:
    return bytes.fromhex(master_keys().look_up_hash(subject.hex(), f"token.{purpose}"))[:_MAC]


def make(purpose: str, subject: bytes) -> str:
    """The token of ``subject``, good for ``purpose`` alone."""
    word = base64.b32encode(subject + _mac(subject, purpose))
    return word.decode().rstrip("=").lower()


def read(purpose: str, token: str) -> bytes | None:
    """What ``token`` was made for; None for anything else that people and robots send."""
    plain = token.strip().upper()
    try:
        raw = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except ValueError:
        return None
    subject, mac = raw[:-_MAC], raw[-_MAC:]
    if not subject or not hmac.compare_digest(mac, _mac(subject, purpose)):
        return None
    # Only the one spelling: spare bits at the end of base32 would make more of the same token.
    return subject if make(purpose, subject) == token.strip().lower() else None
