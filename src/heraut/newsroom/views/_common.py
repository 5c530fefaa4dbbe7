"""What the newsroom's views have in common."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.translation import get_language

from heraut.newsroom import queries
from heraut.newsroom.relevance import Reader, reader
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def reads() -> str:
    """The language of this person's screens."""
    return (get_language() or "en")[:2]


def adapting_units(request: HttpRequest) -> tuple[list[Unit], Unit | None]:
    """The units this person adapts for, and the one they are at now (``?for=slug``)."""
    units = queries.own_units(person(request), Right.ADAPT)
    asked = request.GET.get("for", "")
    at = next((unit for unit in units if unit.slug == asked), units[0] if units else None)
    return units, at


def reader_of(unit: Unit | None) -> Reader | None:
    return reader(unit) if unit is not None else None
