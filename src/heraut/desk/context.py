"""What every signed-in page shows around its content: where one can go, what is held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heraut.guidance.queries import waiting_for
from heraut.newsroom.questions import count_to_answer
from heraut.outbound.queries import in_force
from heraut.people import access
from heraut.people.gate import lacks_second_factor
from heraut.people.models import User
from heraut.people.rights import Right

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _never(user: User) -> bool:
    return False


def _always(user: User) -> bool:
    return True


def _clears_nothing(user: User) -> bool:
    """The bar has room for five: who clears sees that instead of the dispatches."""
    return not access.holds(user, Right.CLEAR)


def _to_clear(user: User) -> int:
    return waiting_for(user).count()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one can go: its name and its ``short`` one for the phone's bar, the right that opens
    it, how many things wait there, and for whom it stands in the bar."""

    key: str
    label: StrOrPromise
    short: StrOrPromise
    url_name: str
    icon: str
    right: Right
    waiting: Callable[[User], int] | None = None
    in_bar: Callable[[User], bool] = _never


_PLACES = (
    Place("today", _("Today"), _("Today"), "today", "today", Right.DESK, in_bar=_always),
    Place(
        "pool", _("Pool"), _("Pool"), "newsroom_pool", "pool", Right.ITEM_READ,
        count_to_answer, _always,
    ),
    Place(
        "write", pgettext_lazy("navigation", "Your texts"), _("Texts"), "newsroom_making",
        "write", Right.ADAPT, in_bar=_always,
    ),
    Place(
        "clearance", _("To clear"), _("Clear"), "clearances", "clearance", Right.CLEAR,
        _to_clear, _always,
    ),
    Place(
        "dispatches", _("Dispatches"), _("Dispatches"), "dispatches", "dispatch",
        Right.DISPATCH_READ, in_bar=_clears_nothing,
    ),
    Place(
        "calendar", _("Calendar"), _("Calendar"), "calendar", "calendar", Right.DISPATCH_READ
    ),
    Place(
        "newsletter", _("Newsletters"), _("Newsletters"), "newsletters", "mail",
        Right.DISPATCH_READ,
    ),
    Place("press", _("Press"), _("Press"), "press", "newspaper", Right.PRESS_READ),
    Place("network", _("Network"), _("Network"), "missions", "network", Right.NETWORK_READ),
    Place("hold", _("Hold everything"), _("Hold"), "holds", "hold", Right.DISPATCH_READ),
    Place("budgets", _("Costs"), _("Costs"), "budgets", "chart", Right.BUDGET),
    Place("people", _("People"), _("People"), "people", "users", Right.PEOPLE_MANAGE),
    Place("audit", _("Audit trail"), _("Audit"), "audit", "history", Right.AUDIT_READ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One place as this person finds it."""

    key: str
    label: StrOrPromise
    short: StrOrPromise
    url: str
    icon: str
    count: int
    in_bar: bool


def desk(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated or lacks_second_factor(user):
        return {}
    reads = access.holds(user, Right.DISPATCH_READ)
    return {
        "nav": entries(user),
        "holds_in_force": list(in_force(user)[:3]) if reads else [],
        "holds_url": reverse("holds") if reads else "",
        "settings_url": reverse("people_settings"),
        "more_url": reverse("desk_more"),
    }


def entries(user: User) -> list[Entry]:
    """Only what this person may open; today stands open to whoever is signed in."""
    return [
        Entry(
            key=place.key,
            label=place.label,
            short=place.short,
            url=reverse(place.url_name),
            icon=place.icon,
            count=place.waiting(user) if place.waiting else 0,
            in_bar=place.in_bar(user),
        )
        for place in _PLACES
        if place.right is Right.DESK or access.holds(user, place.right)
    ]
