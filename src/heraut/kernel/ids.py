"""Identifiers that sort by the moment they were made."""

from __future__ import annotations

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, the rest random."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


_TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"


def tid(micros: int, clock_id: int) -> str:
    """A timestamp identifier of AT Protocol: 13 characters that sort by time.

    ``micros`` since 1970 (53 bits), ``clock_id`` 0 to 1023 (https://atproto.com/specs/tid).
    """
    if not 0 <= micros < 1 << 53 or not 0 <= clock_id < 1 << 10:
        raise ValueError("tid out of range")
    value = micros << 10 | clock_id
    return "".join(_TID_ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))
