"""What a provider of machine translations says and does. See ``docs/translations.md``.

A provider gets segments as small XML: words, and tags ``x`` (stands for something that must come
back as it is) and ``g`` (a pair around words), each with its id; everything else is escaped. It
makes its calls through the one HTTP client, and says what came of them in one of four outcomes.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from heraut.kernel import clock
from heraut.kernel.http import Outbound, Response


@dataclass(frozen=True, slots=True)
class Access:
    """What an operator gave: ``url`` without a slash at its end."""

    url: str
    key: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """``reference`` names the request; ``callback``: where a late answer is to be sent."""

    source: str
    target: str
    segments: tuple[str, ...]
    reference: str
    callback: str


@dataclass(frozen=True, slots=True)
class Translated:
    """One answer for each segment, in order."""

    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer comes to the callback, or never; ``until``: how long it is awaited."""

    remote_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """Asking again would not help; ``code`` has words in ``heraut.newsroom.words``."""

    code: str


@dataclass(frozen=True, slots=True)
class Later:
    """Ask again, not before ``not_before`` where the provider said so."""

    code: str
    not_before: datetime | None = None


Outcome = Translated | Accepted | Refused | Later


class Malformed(ValueError):
    """An answer that is not what the provider's documentation says."""


class Provider(abc.ABC):
    slug: ClassVar[str]
    label: ClassVar[str]
    #: Whether its answers come to a callback.
    calls_back: ClassVar[bool] = False

    def __init__(self, access: Access) -> None:
        self.access = access

    @abc.abstractmethod
    def speaks(self, source: str, target: str) -> bool:
        """Whether the pair of languages can be asked for, as far as is known beforehand."""

    @abc.abstractmethod
    async def translate(self, ask: Ask, http: Outbound) -> Outcome:
        """May raise ``CallFailed``, which counts as ``Later``, and ``Malformed``, which does too."""

    def read(self, body: bytes, count: int) -> tuple[str, ...]:
        """``count`` segments out of what came to the callback. Raises ``Malformed``."""
        raise Malformed(f"{self.slug} sends no answers later")


def later(answer: Response, code: str) -> Later:
    """With the pause that ``Retry-After`` asks for, where it does so in seconds, a day at most."""
    asked = answer.headers.get("retry-after", "")
    if not asked.isdecimal():
        return Later(code)
    return Later(code, clock.now() + min(timedelta(seconds=int(asked[:6])), timedelta(days=1)))


def batches(segments: Sequence[str], most: int, most_bytes: int) -> list[tuple[str, ...]]:
    """``segments`` in order, in parts of no more than ``most`` and, one that is longer by itself
    apart, ``most_bytes``."""
    parts: list[tuple[str, ...]] = []
    held: list[str] = []
    size = 0
    for segment in segments:
        length = len(segment.encode())
        if held and (len(held) == most or size + length > most_bytes):
            parts.append(tuple(held))
            held, size = [], 0
        held.append(segment)
        size += length
    return [*parts, tuple(held)] if held else parts
