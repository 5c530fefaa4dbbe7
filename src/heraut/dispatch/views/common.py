"""What the views of dispatches share."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from heraut.connectors.contract import Capability, Outgoing, Receipt
from heraut.dispatch import amplifying, footer, previews, queries, standing
from heraut.dispatch.amplifying import Own
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind
from heraut.network.words import platform_name
from heraut.newsroom import channels
from heraut.outbound.models import Parcel, Verb
from heraut.outbound.words import FAILURES
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.ui.templatetags.ui import pair


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def visible_dispatch(request: HttpRequest, dispatch_id: UUID) -> Dispatch:
    """The dispatch with everything its page shows, or 404."""
    found = access.get_or_404(person(request), Right.DISPATCH_READ, Dispatch, pk=dispatch_id)
    return queries.with_deliveries(
        # access: found through the door above
        Dispatch.objects.filter(pk=found.pk).select_related("unit__mission", "adaptation")
    ).get()


@dataclass(frozen=True, slots=True)
class Summary:
    """A dispatch as a row of a list."""

    dispatch: Dispatch
    state: str
    word: str | Promise
    kind: str
    zone: ZoneInfo
    place: str
    #: The platforms, each with its state unless all are in the same.
    where: str


def summarise(dispatch: Dispatch) -> Summary:
    state, _counts = queries.summary(dispatch)
    word, kind = queries.STATES[state]
    states = [
        (platform_name(each.channel.platform), queries.delivery_state(each))
        for each in dispatch.deliveries.all()
    ]
    if len({each for _platform, each in states}) == 1:
        where = ", ".join(platform for platform, _state in states)
    else:
        where = " · ".join(pair(platform, queries.STATES[each][0]) for platform, each in states)
    unit = dispatch.unit
    return Summary(dispatch, state, word, kind, footer.zone_of(unit), footer.place_of(unit), where)


def failure(parcel: Parcel | None) -> dict[str, str] | None:
    """What went wrong and what to do, in words; None where nothing did."""
    if parcel is None or not parcel.code or parcel.state in ("done", "cancelled", "waiting"):
        return None
    known = FAILURES.get(parcel.code)
    if known is None:
        return {"what": parcel.code, "todo": ""}
    what, todo = (str(each) for each in known)
    params = {"status": "", **parcel.params}
    return {"what": what % params if "%(" in what else what, "todo": todo}


def row(
    delivery: Delivery,
    user: User,
    mine: Sequence[Own] = (),
    done: Set[tuple[UUID, UUID]] = frozenset(),
) -> dict[str, Any]:
    """A delivery as the page of its dispatch shows it, with what this person may do; ``mine`` and
    ``done``: see ``amplifying.ways``."""
    state = queries.delivery_state(delivery)
    word, kind = queries.STATES[state]
    unit = delivery.dispatch.unit
    connector = channels.connector(delivery.channel)
    parcel = delivery.parcel
    shown = delivery.recall if state in ("recalling", "recall_by_hand", "recall_failed") else parcel
    standing_parts = standing.receipt(delivery)
    may_dispatch = access.can(user, Right.DISPATCH, unit)
    return {
        "delivery": delivery,
        "preview": previews.of(delivery),
        "changes": previews.changes(delivery),
        "former": previews.former(delivery),
        "corrections": standing.corrections(delivery),
        "progress": _progress(delivery),
        "ways": amplifying.ways(delivery, mine, done),
        "may_correct": standing.stands(delivery) and may_dispatch,
        "state": state,
        "word": word,
        "kind": kind,
        "failure": failure(shown),
        "next_at": shown.next_at if shown is not None and state in ("retry", "unclear") else None,
        "url": _public_url(parcel) if state in ("done", "done_by_hand") else "",
        "may_recall": (
            state in ("done", "done_by_hand", "recall_failed") or _stopped(state, standing_parts)
        )
        and delivery.verb != Verb.EDIT
        and Capability.RECALL in connector.declaration.capabilities
        and access.can(user, Right.RECALL, unit),
        "may_do_by_hand": state in ("by_hand", "recall_by_hand") and may_dispatch,
        "may_try_again": state == "rejected" and may_dispatch,
        "may_resolve": state == "unknown" and may_dispatch,
        "may_release": state == "held" and access.can(user, Right.RELEASE, unit),
    }


def _stopped(state: str, known: Receipt | None) -> bool:
    """Whether a thread ended half way, with something of it standing."""
    return known is not None and state in ("rejected", "cancelled")


def _progress(delivery: Delivery) -> dict[str, int] | None:
    """How much of a thread stands, while or because not all of it does."""
    known = standing.receipt(delivery)
    if delivery.verb != Verb.PUBLISH or known is None or standing.is_done(delivery):
        return None
    parts = len(Outgoing.from_json(delivery.content).texts)
    return {"done": len(known.each), "parts": parts}


def mend_url(dispatch: Dispatch) -> str:
    """Where the author mends what was sent back; empty where there is nothing to mend."""
    if dispatch.kind == DispatchKind.TEXT:
        return reverse("newsroom_adapt", args=[dispatch.adaptation_id])
    names = {DispatchKind.CORRECTION: "delivery_correct", DispatchKind.QUOTE: "delivery_quote"}
    name = names.get(DispatchKind(dispatch.kind))
    originals = [each.original_id for each in dispatch.deliveries.all() if each.original_id]
    if name is None or not originals:
        return ""
    return f"{reverse(name, args=[originals[0]])}?again={dispatch.pk}"


def _public_url(parcel: Parcel | None) -> str:
    receipt = parcel.receipt if parcel is not None else None
    return str(receipt.get("url", "")) if receipt else ""
