"""What an action would do: it is done, told and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

T = TypeVar("T")


class _TakenBack(Exception):
    pass


def without_effect(do: Callable[[], T]) -> T:
    """The result of ``do``, of which the database keeps nothing. Raises as ``do`` does."""
    found: list[T] = []
    try:
        with transaction.atomic():
            found.append(do())
            raise _TakenBack
    except _TakenBack:
        return found[0]
