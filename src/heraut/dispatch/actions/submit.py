"""Submit an adaptation: what goes out where and when, put before somebody who may clear it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.dispatch.actions._carried import freeze
from heraut.dispatch.actions._sendable import require_active, require_sendable
from heraut.dispatch.actions._timely import require_timely
from heraut.dispatch.models import Delivery, Dispatch, DispatchState
from heraut.foundation import audit
from heraut.guidance.actions.ask import ask
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom.models import Adaptation, AdaptationText
from heraut.newsroom.outgoing import outgoing
from heraut.outbound.budgets import Purse
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

KIND = "adaptation"


@transaction.atomic
def submit(
    adaptation_id: UUID, *, by: User, revision: int, at: datetime | None, time_zone: str
) -> Dispatch:
    """``revision``: the one the person saw. ``at`` empty: as soon as it is cleared.

    Everything that a platform would refuse is refused here, before anybody is asked to clear it.
    """
    adaptation = (
        Adaptation.objects.select_for_update(of=("self",))
        .select_related("unit", "item")
        .get(pk=adaptation_id)
    )
    access.require(by, Right.DISPATCH, adaptation.unit)
    if adaptation.revision != revision:
        raise Stale("dispatch.changed", name=str(adaptation.changed_by))
    _require_unused(adaptation)
    texts = _texts(adaptation)
    require_timely(adaptation.item, at, time_zone)
    purse = Purse(at)
    for text in texts:
        require_active(text.channel)
        require_sendable(text.channel, outgoing(text), purse)
    clearance = ask(
        KIND,
        adaptation.pk,
        unit=adaptation.unit,
        title=adaptation.title,
        authors=adaptation.editors.all(),
        by=by,
        due_at=at,
    )
    dispatch = Dispatch.objects.create(
        unit=adaptation.unit,
        adaptation=adaptation,
        clearance=clearance,
        title=adaptation.title,
        at=at,
        time_zone=time_zone,
        author=by,
        changed_at=clock.now(),
    )
    Delivery.objects.bulk_create(
        Delivery(dispatch=dispatch, channel=text.channel, content=outgoing(text).to_json())
        for text in texts
    )
    freeze(dispatch, adaptation)
    audit.record(
        "dispatch.submit",
        actor=by,
        subject=dispatch,
        unit_id=adaptation.unit_id,
        detail={"channels": [text.channel_id for text in texts], "at": at},
    )
    return dispatch


def _texts(adaptation: Adaptation) -> list[AdaptationText]:
    texts = list(
        adaptation.texts.filter(included=True)
        .select_related("channel", "adaptation", "film", "conversion", "captions")
        .prefetch_related("pictures", "renditions", "adaptation__alts")
    )
    if not texts:
        raise Refusal("dispatch.no_channel")
    return texts


def _require_unused(adaptation: Adaptation) -> None:
    """One adaptation goes out once: a second tap on the button makes no second dispatch."""
    used = adaptation.dispatches.filter(state__in=[DispatchState.ASKED, DispatchState.HANDED_OVER])
    if used.exists():
        raise Refusal("dispatch.already_submitted", title=adaptation.title)
