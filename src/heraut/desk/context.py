"""What every signed-in page shows around its content: where one can go, what is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heraut.guidance.queries import waiting_for
from heraut.outbound.queries import in_force
from heraut.people import access
from heraut.people.gate import lacks_second_factor
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the navigation; ``short`` for the phone's bar."""

    key: str
    label: str
    short: str
    url: str
    icon: str
    count: int = 0
    in_bar: bool = False


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
    """Only what this person may open."""
    found = [Entry("today", _("Today"), _("Today"), reverse("today"), "today", in_bar=True)]
    if access.holds(user, Right.ITEM_READ):
        found.append(
            Entry("pool", _("Pool"), _("Pool"), reverse("newsroom_pool"), "pool", in_bar=True)
        )
    if access.holds(user, Right.ADAPT):
        write = pgettext("navigation", "Your texts")
        found.append(
            Entry("write", write, _("Texts"), reverse("newsroom_making"), "write", in_bar=True)
        )
    if access.holds(user, Right.CLEAR):
        count = waiting_for(user).count()
        found.append(
            Entry(
                "clearance",
                _("To clear"),
                _("Clear"),
                reverse("clearances"),
                "clearance",
                count,
                in_bar=True,
            )
        )
    if access.holds(user, Right.DISPATCH_READ):
        url, bar = reverse("dispatches"), not access.holds(user, Right.CLEAR)
        found.append(
            Entry("dispatches", _("Dispatches"), _("Dispatches"), url, "dispatch", in_bar=bar)
        )
    if access.holds(user, Right.DISPATCH_READ):
        url = reverse("newsletters")
        found.append(Entry("newsletter", _("Newsletters"), _("Newsletters"), url, "mail"))
    if access.holds(user, Right.NETWORK_READ):
        found.append(Entry("network", _("Network"), _("Network"), reverse("missions"), "network"))
    if access.holds(user, Right.DISPATCH_READ):
        found.append(Entry("hold", _("Hold everything"), _("Hold"), reverse("holds"), "hold"))
    if access.holds(user, Right.PEOPLE_MANAGE):
        found.append(Entry("people", _("People"), _("People"), reverse("people"), "users"))
    if access.holds(user, Right.AUDIT_READ):
        found.append(Entry("audit", _("Audit trail"), _("Audit"), reverse("audit"), "history"))
    return found
