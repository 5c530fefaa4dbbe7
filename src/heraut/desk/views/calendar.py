"""The calendar: month, week, agenda and one day."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from heraut.connectors import catalogue
from heraut.desk.calendar import board, layout
from heraut.desk.calendar.board import Choice
from heraut.desk.calendar.period import View
from heraut.foundation import live
from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

_VIEWS = [
    (View.AGENDA, gettext_lazy("Agenda")),
    (View.WEEK, gettext_lazy("Week")),
    (View.MONTH, gettext_lazy("Month")),
]
_STATES = [
    ("waiting", gettext_lazy("Waiting for clearance")),
    ("scheduled", gettext_lazy("On their way")),
    ("trouble", gettext_lazy("In trouble")),
    ("published", gettext_lazy("Published")),
    ("returned", gettext_lazy("Sent back")),
]


@require_safe
@desk_view(Right.DISPATCH_READ)
def calendar(request: HttpRequest) -> HttpResponse:
    """The page; asked by htmx with its stamp, only what changed."""
    user = cast(User, request.user)
    choice = Choice.of(request, user)
    ask, now = choice.ask(), clock.now()
    today = now.astimezone(choice.clock.zone).date()
    current = board.stamp(ask, today)
    if (answer := live.unchanged(request, current)) is not None:
        return answer
    context = {
        "choice": choice,
        "view": choice.period.view,
        "board": board.draw(choice, ask, now),
        "base": choice.base(),
        "day": choice.period.day,
        "today": today,
        "now": now,
        "stamp": current,
        "many_zones": choice.scope.zone is None,
        "weekdays": layout.weekdays(),
        "nav_key": "calendar",
    }
    if request.GET.get("stamp"):
        return render(request, "desk/calendar/_calendar.html", context)
    return render(request, "desk/calendar/calendar.html", {**context, **_chooser(choice, user)})


def _chooser(choice: Choice, user: User) -> dict[str, Any]:
    """What one may choose between, around the calendar itself."""
    return {
        "views": _VIEWS,
        "scopes": choice.desk.choices(),
        "platforms": [(each.platform, platform_name(each.platform)) for each in catalogue.every()],
        "states": _STATES,
        "channels": _channels(choice, user),
        "may_keep_days": access.holds(user, Right.DAY_EDIT),
        "empty_text": _(
            "Texts that are scheduled or wait for clearance appear here, and days that matter."
        ),
    }


def _channels(choice: Choice, user: User) -> list[tuple[str, str]]:
    """The channels of one mission; of more there are too many to choose from."""
    units = choice.scope.units
    if units is None or len(units) > 3:
        return []
    found = access.rows(user, Right.DISPATCH_READ, Channel).filter(
        holder__in=units, state=ChannelState.ACTIVE
    )
    return [
        (str(each.pk), f"{each.name or each.handle} ({platform_name(each.platform)})")
        for each in found.order_by("platform", "handle")[:100]
    ]
