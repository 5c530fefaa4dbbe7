"""The only door to rows that someone may or may not see.

A model says where its units are (``ACCESS``: look-ups that lead to a ``Unit``) and, if some rows
stand open to everyone who holds the right anywhere, which (``open_rows``). Rights come from dated
memberships; a right in a unit reaches every unit below it. What one unit shares with another is
said by the model as well (``shared_rows``): a condition that depends on the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404

from heraut.kernel.errors import Forbidden
from heraut.people.days import today
from heraut.people.models import Membership, Role, Unit, User
from heraut.people.rights import RIGHTS, SECOND_FACTOR, Right

Someone = User | AnonymousUser
M = TypeVar("M", bound=models.Model)


class Scoped(Protocol):
    """What a model must say to be read through this door."""

    ACCESS: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership that holds today."""

    role: Role
    unit_id: UUID
    path: str


def grants(user: Someone) -> tuple[Grant, ...]:
    """The memberships of ``user`` that hold today; asked once per user object."""
    if not user.is_authenticated or not user.is_active:
        return ()
    person = cast(Any, user)
    if not hasattr(person, "_grants"):
        day = today()
        held = (
            Membership.objects.filter(user_id=user.pk, valid_from__lte=day)
            .filter(Q(valid_until=None) | Q(valid_until__gt=day))
            .values_list("role", "unit_id", "unit__path")
        )
        person._grants = tuple(Grant(Role(role), unit_id, path) for role, unit_id, path in held)
    return cast("tuple[Grant, ...]", person._grants)


def roles(user: Someone) -> frozenset[Role]:
    return frozenset(grant.role for grant in grants(user))


def needs_second_factor(user: Someone) -> bool:
    return bool(roles(user) & SECOND_FACTOR)


def paths(user: Someone, right: Right) -> tuple[str, ...]:
    """The unit paths below which ``user`` holds ``right``, none of them below another."""
    held = sorted({grant.path for grant in grants(user) if right in RIGHTS[grant.role]})
    top: list[str] = []
    for path in held:
        if not top or not path.startswith(top[-1]):
            top.append(path)
    return tuple(top)


def holds(user: Someone, right: Right) -> bool:
    """Whether ``user`` holds ``right`` in any unit at all."""
    return bool(paths(user, right))


def can(user: Someone, right: Right, unit: Unit) -> bool:
    """Whether ``user`` holds ``right`` in ``unit``."""
    return any(unit.path.startswith(path) for path in paths(user, right))


def require(user: Someone, right: Right, unit: Unit) -> None:
    """Raise ``Forbidden("access.right")`` unless ``user`` holds ``right`` in ``unit``."""
    if not can(user, right, unit):
        raise Forbidden("access.right", right=str(right), unit=unit.name)


def within(user: Someone, right: Right, lookup: str) -> Q:
    """The condition that the unit at ``lookup`` is one where ``user`` holds ``right``."""
    key = f"{lookup}__path__startswith" if lookup else "path__startswith"
    condition = Q(pk__in=[])
    for path in paths(user, right):
        condition |= Q(**{key: path})
    return condition


def units(user: Someone, right: Right) -> QuerySet[Unit]:
    """The units where ``user`` holds ``right``."""
    return Unit.objects.filter(within(user, right, ""))


def rows(user: Someone, right: Right, model: type[M]) -> QuerySet[M]:
    """The rows of ``model`` that ``user`` may reach with ``right``; none for an outsider."""
    manager = cast(Any, model)._default_manager
    if not holds(user, right):
        return cast("QuerySet[M]", manager.none())
    condition = Q(pk__in=[])
    for lookup in cast(Any, model).ACCESS:
        condition |= within(user, right, lookup)
    open_rows = getattr(model, "open_rows", None)
    if open_rows is not None:
        opened = open_rows(right)
        if opened is not None:
            # An empty condition stands for every row; OR-ed to another it would stand for none.
            condition |= opened or Q(pk__isnull=False)
    shared_rows = getattr(model, "shared_rows", None)
    if shared_rows is not None:
        condition |= shared_rows(user, right) or Q(pk__in=[])
    found = manager.filter(condition)
    return cast("QuerySet[M]", found.distinct() if getattr(model, "ACCESS_MANY", False) else found)


def get_or_404(user: Someone, right: Right, model: type[M], **lookup: Any) -> M:
    """The one row; ``Http404`` alike for what is not there and what is not theirs."""
    try:
        return rows(user, right, model).get(**lookup)
    except (cast(Any, model).DoesNotExist, ValueError):
        raise Http404(model._meta.verbose_name) from None
