"""Where an upper layer tells a lower one what it brings, without the lower one importing it.

A lower layer declares ``SLOT = Slot[Callable[...]]("name")``; an upper layer registers into it in
its ``AppConfig.ready``. Registration is explicit, named once, and ordered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """A named place for things of one type, each under its own key."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._held: dict[str, T] = {}

    def register(self, key: str, value: T) -> T:
        """Hold ``value`` under ``key``; a key that is taken by something else is a bug."""
        if self._held.get(key, value) is not value:
            raise ValueError(f"slot {self.name}: {key} is taken")
        self._held[key] = value
        return value

    def get(self, key: str) -> T:
        """What is held under ``key``; ``KeyError`` names the slot."""
        try:
            return self._held[key]
        except KeyError:
            raise KeyError(f"slot {self.name} holds no {key!r}") from None

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._held.values()))

    def items(self) -> list[tuple[str, T]]:
        return list(self._held.items())
