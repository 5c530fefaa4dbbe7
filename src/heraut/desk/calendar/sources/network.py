"""Changes of the network: when a mission opens, closes or becomes another kind."""

from __future__ import annotations

from django.urls import reverse

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.network.models import ChangeKind, ChangeState, NetworkChange
from heraut.people import access
from heraut.people.rights import Right
from heraut.ui.templatetags.ui import pair

_ICONS = {ChangeKind.OPEN: "plus", ChangeKind.CLOSE: "close"}


def answer(ask: Ask) -> Answer:
    if ask.filters or ask.skip:
        return Answer()
    found = (
        access.rows(ask.user, Right.NETWORK_READ, NetworkChange)
        .exclude(state=ChangeState.CANCELLED)
        .filter(day__range=(ask.span.first, ask.span.last))
        .select_related("mission__unit")
    )
    if ask.scope.units is not None:
        found = found.filter(mission__unit__in=list(ask.scope.units))
    return Answer([_entry(each) for each in found])


def _entry(change: NetworkChange) -> Entry:
    done = change.state == ChangeState.DONE
    return Entry(
        key=f"change-{change.pk}",
        kind=Kind.NETWORK,
        title=pair(change.get_kind_display(), change.mission.name),
        day=change.day,
        until=change.day,
        url=reverse("change", args=[change.pk]),
        state=change.state,
        tone="ok" if done else "wait",
        word=change.get_state_display(),
        icon=_ICONS.get(ChangeKind(change.kind), "network"),
        changed_at=change.changed_at,
        created_at=change.created_at,
    )
