"""Envelope encryption: a data key per thing, wrapped by a master key that lives elsewhere.

AES-256-GCM throughout. A sealed value is ``version | master key id | nonce | wrapped key | nonce |
ciphertext``; destroying the wrapped key makes the value unreadable for ever.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from heraut.kernel.errors import HerautError

_NONCE = 12
_KEY = 32
_WRAPPED = _NONCE + _KEY + 16


class Unreadable(HerautError):
    """The value was sealed with a key that is not here, or was tampered with."""


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeys:
    """Keys by id; ``current`` seals, all of them open. Rotation adds a new current one."""

    keys: Mapping[str, bytes]
    current: str

    def __post_init__(self) -> None:
        if self.current not in self.keys:
            raise ValueError(f"no master key {self.current!r}")
        for name, key in self.keys.items():
            if len(key) != _KEY or not 0 < len(name.encode()) < 256:
                raise ValueError(f"master key {name!r} must be {_KEY} bytes")

    @classmethod
    def parse(cls, text: str) -> MasterKeys:
        """One ``id:64 hexadecimal digits`` a line; the first is current. ``ValueError`` if not."""
        keys: dict[str, bytes] = {}
        for line in text.split():
            name, _, digits = line.partition(":")
            keys[name] = bytes.fromhex(digits)
        if not keys:
            raise ValueError("no master key")
        return cls(keys, next(iter(keys)))

    # -- data keys --------------------------------------------------------------

    def new_key(self) -> bytes:
        """A fresh data key, wrapped: keep it beside what it seals."""
        return self._wrap(os.urandom(_KEY))

    def _wrap(self, key: bytes) -> bytes:
        name = self.current.encode()
        nonce = os.urandom(_NONCE)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, key, name)
        return bytes([len(name)]) + name + nonce + sealed

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key itself; raises ``Unreadable``."""
        try:
            length = wrapped[0]
            name, rest = wrapped[1 : 1 + length], wrapped[1 + length :]
            master = self.keys[name.decode()]
            return AESGCM(master).decrypt(rest[:_NONCE], rest[_NONCE:], name)
        except (IndexError, KeyError, ValueError, UnicodeDecodeError, InvalidTag):
            raise Unreadable("the wrapped key cannot be opened") from None

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the current master key."""
        return self._wrap(self.unwrap(wrapped))

    # -- values -----------------------------------------------------------------

    def seal(self, plain: bytes, wrapped: bytes, context: bytes = b"") -> bytes:
        """``plain`` under the data key in ``wrapped``, bound to ``context``."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.unwrap(wrapped)).encrypt(nonce, plain, context)

    def open(self, sealed: bytes, wrapped: bytes, context: bytes = b"") -> bytes:
        """What ``seal`` was given; raises ``Unreadable``."""
        try:
            return AESGCM(self.unwrap(wrapped)).decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
        except (InvalidTag, ValueError):
            raise Unreadable("the value cannot be opened") from None

    def seal_whole(self, plain: bytes) -> bytes:
        """A value with its own wrapped key in front, for single columns."""
        wrapped = self.new_key()
        return len(wrapped).to_bytes(2, "big") + wrapped + self.seal(plain, wrapped)

    def open_whole(self, sealed: bytes) -> bytes:
        length = int.from_bytes(sealed[:2], "big")
        return self.open(sealed[2 + length :], sealed[2 : 2 + length])

    def look_up_hash(self, value: str, purpose: str) -> str:
        """A keyed hash to find a sealed value by: the same for the same value and purpose.

        Keyed by the oldest master key, so that rotation does not lose what was filed.
        """
        key = self.keys[list(self.keys)[-1]]
        return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
