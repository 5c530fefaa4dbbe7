"""What this app tells the newsroom of what went out: public texts, key messages carried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from heraut.dispatch.models import Carried, Delivery
from heraut.newsroom.slots import Published
from heraut.outbound.models import ParcelState
from heraut.people.models import Unit

#: It stands on its channel: published, and not recalled since.
STANDS = Q(parcel__state=ParcelState.DONE) & (Q(recall=None) | ~Q(recall__state=ParcelState.DONE))


def standing() -> QuerySet[Delivery]:
    # access: what stands on a channel is public
    return Delivery.objects.filter(STANDS)


def published(adaptation_ids: Sequence[UUID]) -> dict[UUID, list[Published]]:
    """See ``newsroom.slots.PUBLISHED``."""
    found: dict[UUID, list[Published]] = defaultdict(list)
    rows = (
        standing()
        .filter(dispatch__adaptation__in=adaptation_ids)
        .select_related("channel", "parcel")
        .annotate(adaptation=F("dispatch__adaptation"))
        .order_by("parcel__finished_at")
    )
    for each in rows:
        parcel = each.parcel
        assert parcel is not None
        receipt = parcel.receipt or {}
        found[each.adaptation].append(
            Published(
                channel=each.channel,
                content=each.content,
                url=str(receipt.get("url", "")),
                at=parcel.finished_at or parcel.changed_at,
            )
        )
    return dict(found)


def carried_since(unit: Unit, since: datetime) -> set[UUID]:
    """See ``newsroom.slots.CARRIED_SINCE``."""
    out = standing().filter(dispatch__unit=unit, parcel__finished_at__gte=since)
    return set(
        Carried.objects.filter(dispatch__in=out.values("dispatch")).values_list(
            "key_message", flat=True
        )
    )
