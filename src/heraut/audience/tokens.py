"""The unguessable words in our mails' links and return addresses.

A token is the id it stands for and a keyed hash of it: nothing is stored, so a copy of the
database opens no link. Hexadecimal digits only, because mail servers change case.
"""

from __future__ import annotations

import hmac

from heraut.foundation.keys import master_keys

_MAC = 24  # digits: 96 bits that nobody guesses online


def _mac(subject: str, purpose: str) -> str:
    return master_keys().look_up_hash(subject, f"token.{purpose}")[:_MAC]


def make(purpose: str, subject: bytes) -> str:
    """The token of ``subject``, good for ``purpose`` alone."""
    said = subject.hex()
    return said + _mac(said, purpose)


def read(purpose: str, token: str) -> bytes | None:
    """What ``token`` was made for; None for anything else that people and robots send."""
    plain = token.strip().lower()
    if not plain.isascii() or not plain.isalnum() or len(plain) <= _MAC:
        return None
    said, mac = plain[:-_MAC], plain[-_MAC:]
    if not hmac.compare_digest(mac, _mac(said, purpose)):
        return None
    try:
        return bytes.fromhex(said)
    except ValueError:
        return None
