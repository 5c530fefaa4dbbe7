"""Reads of dispatches; a delivery's state is derived from its parcel, never stored twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from heraut.dispatch import standing
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind, DispatchState
from heraut.outbound import queries as outbound
from heraut.outbound.models import BY_HAND_SAID, Parcel, ParcelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: state -> (word, kind of status for the eye)
STATES = {
    "asked": (_("Waiting for clearance"), "wait"),
    "returned": (_("Sent back"), "stop"),
    "waiting": (_("Scheduled"), "info"),
    "held": (_("Held"), "stop"),
    "calling": (_("Being published"), "info"),
    "retry": (_("Will be tried again"), "wait"),
    "unclear": (_("Being checked"), "wait"),
    "by_hand": (_("To publish by hand"), "wait"),
    "done": (_("Published"), "ok"),
    "done_by_hand": (_("Published by hand, not verified by machine"), "ok"),
    "rejected": (_("Refused"), "stop"),
    "unknown": (_("A person must look"), "stop"),
    "cancelled": (_("Cancelled"), "neutral"),
    "recall_by_hand": (_("To delete by hand"), "wait"),
    "recalling": (_("Being recalled"), "wait"),
    "recall_failed": (_("Recall failed"), "stop"),
    "recalled": (_("Recalled"), "neutral"),
}
#: The first of these that any delivery is in stands for the whole dispatch.
_WORST_FIRST = (
    "unknown",
    "recall_failed",
    "rejected",
    "held",
    "by_hand",
    "recall_by_hand",
    "unclear",
    "retry",
    "calling",
    "recalling",
    "asked",
    "returned",
    "waiting",
    "done_by_hand",
    "done",
    "recalled",
    "cancelled",
)
_MAY_BE_HELD = (ParcelState.WAITING, ParcelState.RETRY, ParcelState.BY_HAND)


def delivery_state(delivery: Delivery) -> str:
    """One word of ``STATES``. Reads ``dispatch``, ``parcel`` (with ``held``) and ``recall``."""
    parcel = delivery.parcel
    if delivery.recall is not None:
        return _recall_state(delivery.recall)
    if parcel is None:
        return {
            DispatchState.ASKED: "asked",
            DispatchState.RETURNED: "returned",
        }.get(DispatchState(delivery.dispatch.state), "cancelled")
    if parcel.state in _MAY_BE_HELD and getattr(parcel, "held", False):
        return "held"
    if parcel.state == ParcelState.RETRY and not parcel.code:
        return "calling"  # between two parts
    if parcel.state == ParcelState.DONE and parcel.code == BY_HAND_SAID:
        return "done_by_hand"
    return str(parcel.state)


def _recall_state(parcel: Parcel) -> str:
    if parcel.state == ParcelState.DONE:
        return "recalled"
    if parcel.state == ParcelState.BY_HAND:
        return "recall_by_hand"
    return "recall_failed" if parcel.state == ParcelState.REJECTED else "recalling"


def summary(dispatch: Dispatch) -> tuple[str, dict[str, int]]:
    """The state that stands for the whole, and how many deliveries are in which."""
    counts = Counter(delivery_state(each) for each in dispatch.deliveries.all())
    for state in _WORST_FIRST:
        if counts[state]:
            return state, dict(counts)
    return "cancelled", {}


def with_deliveries(dispatches: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Everything a list or page of dispatches shows, in a constant number of queries."""
    deliveries = Delivery.objects.select_related(
        "channel", "recall", "dispatch", "original__dispatch", "original__channel"
    ).prefetch_related(
        Prefetch("parcel", Parcel.objects.annotate(held=outbound.is_held())), standing.with_edits()
    )
    return dispatches.select_related("unit", "author", "clearance__decided_by").prefetch_related(
        Prefetch("deliveries", deliveries), "carried", "reached"
    )


def with_states(dispatches: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """What ``summary`` reads and no more: for many dispatches at a time, without their texts."""
    parcels = Parcel.objects.annotate(held=outbound.is_held()).only("state", "due_at", "code")
    deliveries = (
        Delivery.objects.select_related("channel", "recall", "dispatch")
        .only("channel__platform", "recall__state", "recall__verb", "dispatch__state", "parcel_id")
        .prefetch_related(Prefetch("parcel", parcels))
        .order_by("channel__platform", "id")
    )
    return dispatches.prefetch_related(Prefetch("deliveries", deliveries))


_OPEN = ["waiting", "calling", "retry", "unclear", "by_hand"]


def _any_in(*states: str) -> Q:
    """Dispatches of which at least one delivery is in one of the states."""
    # A condition, not a join: one row a dispatch, and the newest twenty found by walking back.
    return Q(Exists(Delivery.objects.filter(dispatch=OuterRef("pk"), parcel__state__in=states)))


FILTERS: dict[str, Q] = {
    "all": Q(),
    "waiting": Q(state=DispatchState.ASKED),
    "returned": Q(state=DispatchState.RETURNED),
    "scheduled": _any_in(*_OPEN),
    "trouble": _any_in("rejected", "unknown"),
    "published": _any_in("done"),
}


def visible(user: User, chosen: str = "all", unit_id: UUID | None = None) -> QuerySet[Dispatch]:
    """What this person may read, newest first."""
    found = access.rows(user, Right.DISPATCH_READ, Dispatch)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    found = found.filter(FILTERS.get(chosen, Q()))
    return found.order_by("-created_at", "-id")


def held(user: User) -> QuerySet[Dispatch]:
    """Dispatches of which something waits for a named person to release it."""
    parcels = outbound.held(user)
    return visible(user).filter(
        Exists(Delivery.objects.filter(dispatch=OuterRef("pk"), parcel__in=parcels))
    )


def live_stamp_parts(dispatch_ids: Sequence[UUID]) -> tuple[object, ...]:
    """What changes whenever one of these dispatches does: two small aggregates."""
    own = Dispatch.objects.filter(pk__in=dispatch_ids).aggregate(
        newest=Max("changed_at"), count=Count("pk")
    )
    deliveries = Delivery.objects.filter(dispatch__in=dispatch_ids).aggregate(
        sent=Max("parcel__changed_at"), recalled=Max("recall__changed_at")
    )
    return own["newest"], own["count"], deliveries["sent"], deliveries["recalled"]


def amplified(since: datetime, until: datetime) -> list[tuple[UUID, UUID, int]]:
    """Which channel passed on or quoted which other, how often; what was taken back does not count.

    One query: (the channel that did, the channel whose text it was, how many), ``until`` excluded.
    """
    rows = (
        Delivery.objects.filter(
            dispatch__kind__in=[DispatchKind.REPOST, DispatchKind.QUOTE],
            parcel__state=ParcelState.DONE,
            parcel__finished_at__gte=since,
            parcel__finished_at__lt=until,
        )
        .exclude(recall__state=ParcelState.DONE)
        .order_by()
        .values_list("channel", "original__channel")
        .annotate(count=Count("pk"))
    )
    return [(by, of, count) for by, of, count in rows]


def needs_person(user: User) -> QuerySet[Delivery]:
    """Deliveries of this person's units that were refused or that somebody must look at."""
    return (
        access.rows(user, Right.DISPATCH, Delivery)
        .filter(parcel__state__in=["rejected", "unknown"], dispatch__state="handed_over")
        .exclude(parcel__code__in=["person.said", "person.not_published"])
        .select_related("channel", "parcel", "dispatch")
        .order_by("-parcel__changed_at")
    )


def by_hand(user: User) -> QuerySet[Delivery]:
    """What this person is to do by hand now, what waits longest first; nothing that a hold stops."""
    # access: the parcels of deliveries that come through the door below
    tasks = Parcel.objects.filter(state=ParcelState.BY_HAND).exclude(outbound.is_held())
    mine = access.rows(user, Right.DISPATCH, Delivery)
    return (
        mine.filter(Q(parcel__in=tasks) | Q(recall__in=tasks))
        .select_related("channel", "parcel__channel", "recall__channel", "dispatch__unit__mission")
        .order_by("parcel__changed_at", "id")
    )


def uses(adaptation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many dispatches each adaptation became; those that went nowhere do not count."""
    counted = (
        Dispatch.objects.filter(adaptation__in=adaptation_ids)
        .exclude(state__in=[DispatchState.CANCELLED, DispatchState.RETURNED])
        .values("adaptation")
        .annotate(count=Count("pk"))
    )
    return {row["adaptation"]: row["count"] for row in counted}


def published(channel_ids: Sequence[UUID], since: datetime, until: datetime) -> dict[UUID, int]:
    """How many texts went out on each channel in that time and are still there (see
    ``network.slots.ACTIVITY``)."""
    counted = (
        Delivery.objects.filter(
            channel__in=channel_ids,
            parcel__state=ParcelState.DONE,
            parcel__finished_at__gte=since,
            parcel__finished_at__lt=until,
        )
        .exclude(recall__state=ParcelState.DONE)
        .order_by()
        .values("channel")
        .annotate(count=Count("pk"))
    )
    return {row["channel"]: row["count"] for row in counted}
