"""What corrections, reposts and quotes have in common: a dispatch that builds on published texts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from heraut.connectors.contract import Original, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.actions._sendable import (
    require_active,
    require_affordable,
    require_sendable,
)
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind, DispatchState
from heraut.guidance.actions.ask import ask
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.budgets import Purse
from heraut.outbound.models import Verb
from heraut.people.models import Unit, User

#: Under this name guidance knows what builds on published texts; its subject is the dispatch.
KIND = "dispatch"


def locked(delivery_ids: Sequence[UUID]) -> list[Delivery]:
    """The published texts, locked against a recall at the same moment. Raises
    ``Refusal("delivery.gone")`` unless all of them stand."""
    found = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk__in=delivery_ids)
        .select_related("dispatch__unit", "channel", "parcel", "recall")
        .prefetch_related(standing.with_edits())
        .order_by("pk")
    )
    if not found or len(found) != len(set(delivery_ids)):
        raise Refusal("delivery.gone")
    for each in found:
        require_standing(each)
    return found


def require_standing(delivery: Delivery) -> None:
    if not standing.stands(delivery):
        raise Refusal("delivery.gone")


def submitted(
    kind: DispatchKind,
    deliveries: Sequence[Delivery],
    *,
    unit: Unit,
    by: User,
    title: str,
    time_zone: str,
    note: str = "",
) -> Dispatch:
    """Made and put before somebody who may clear it; ``deliveries`` are not saved yet."""
    purse = Purse()
    for each in deliveries:
        require_active(each.channel)
        if each.verb == Verb.PUBLISH:
            require_sendable(each.channel, Outgoing.from_json(each.content), purse)
        elif each.verb == Verb.REPOST:
            require_affordable(each.channel, Original.from_json(each.content), purse)
    dispatch = Dispatch.objects.create(
        unit=unit,
        kind=kind,
        title=title[:200],
        note=note,
        time_zone=time_zone,
        author=by,
        changed_at=clock.now(),
    )
    for each in deliveries:
        each.dispatch = dispatch
    Delivery.objects.bulk_create(deliveries)
    dispatch.clearance = ask(KIND, dispatch.pk, unit=unit, title=dispatch.title, authors=[], by=by)
    dispatch.save(update_fields=["clearance"])
    return dispatch


def traced(deliveries: Sequence[Delivery]) -> dict[str, object]:
    """What the audit trail keeps of it."""
    return {
        "channels": [each.channel_id for each in deliveries],
        "originals": [each.original_id for each in deliveries],
    }


def under_way(original_ids: Sequence[UUID], kind: DispatchKind, **where: object) -> bool:
    """Whether one of them has such a follow-up that waits, or that has not been settled yet."""
    found = Delivery.objects.filter(
        original__in=original_ids, dispatch__kind=kind, **where
    ).select_related("dispatch", "parcel")
    return any(
        each.dispatch.state == DispatchState.ASKED
        or (each.parcel is not None and each.parcel.finished_at is None)
        for each in found
    )
