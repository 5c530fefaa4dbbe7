"""Reads of holds, of what they hold, and of what became of mailings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from heraut.network.models import Mission
from heraut.outbound.models import (
    Hold,
    Mailing,
    MailingBatch,
    MailingRow,
    Parcel,
    ParcelState,
    Verb,
)
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: Before any hold: a parcel that nobody released.
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)
_MOST_EVIDENCE = 30


def in_force(user: User) -> QuerySet[Hold]:
    """The holds that stop something today, for everyone at the desk."""
    return (
        access.rows(user, Right.DISPATCH_READ, Hold)
        .filter(ended_at=None)
        .select_related("placed_by", "channel")
    )


def waiting_on(channel_id: UUID) -> int:
    """How many texts, scheduled or under way, still wait to go out on a channel."""
    # access: a count, for whoever may change the channel
    return Parcel.objects.filter(
        channel=channel_id,
        verb__in=[Verb.PUBLISH, Verb.REPOST, Verb.EDIT],
        state__in=[
            ParcelState.WAITING,
            ParcelState.CALLING,
            ParcelState.RETRY,
            ParcelState.UNCLEAR,
            ParcelState.BY_HAND,
        ],
    ).count()


def is_held() -> Exists:
    """A condition on parcels and mailings, the same as the engine's
    (heraut.outbound.ledger.HELD)."""
    country = Mission.objects.filter(unit=OuterRef(OuterRef("channel__holder"))).values("country")
    covering = (
        Q(scope="network")
        | Q(scope="channel", channel=OuterRef("channel"))
        | Q(scope="country", country__in=country[:1])
    )
    return Exists(
        Hold.objects.filter(covering)
        .filter(Q(ended_at=None) | Q(ended_at__gt=OuterRef("created_at")))
        .filter(placed_at__gt=Coalesce(OuterRef("released_at"), Value(_NEVER)))
    )


def held(user: User) -> QuerySet[Parcel]:
    """Open parcels that wait for a named person to release them."""
    return (
        access.rows(user, Right.DISPATCH_READ, Parcel)
        .filter(state__in=["waiting", "retry", "by_hand"])
        .filter(is_held())
    )


def held_mailings(user: User) -> QuerySet[Mailing]:
    """Mailings that wait for a named person to release them."""
    return (
        access.rows(user, Right.DISPATCH_READ, Mailing)
        .filter(state__in=["waiting", "preparing", "sending"], is_open=False)
        .filter(is_held())
    )


def evidence(channel_id: UUID) -> list[dict[str, Any]]:
    """What Heraut did last on a channel: receipts and attempts, with the digests of what was sent."""
    parcels = (
        Parcel.objects.filter(channel=channel_id)
        .prefetch_related("attempts")
        .order_by("-changed_at")[:_MOST_EVIDENCE]
    )
    return [
        {
            "id": each.pk,
            "verb": each.verb,
            "state": each.state,
            "due_at": each.due_at,
            "finished_at": each.finished_at,
            "receipt": each.receipt,
            "attempts": [
                {
                    "kind": one.kind,
                    "at": one.started_at,
                    "outcome": one.outcome,
                    "code": one.code,
                    "sha256": one.body_sha256,
                }
                for one in each.attempts.all()
            ],
        }
        for each in parcels
    ]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many recipients are in which state; ``waiting`` includes those being sent to now."""

    total: int = 0
    done: int = 0
    rejected: int = 0
    unknown: int = 0
    bounced: int = 0
    skipped: int = 0
    retrying: int = 0

    @property
    def waiting(self) -> int:
        return (
            self.total
            - self.done
            - self.rejected
            - self.unknown
            - self.bounced
            - self.skipped
            - self.retrying
        )

    @property
    def not_delivered(self) -> int:
        return self.rejected + self.bounced

    @property
    def settled(self) -> int:
        return self.total - self.waiting - self.retrying


_COUNTED = ("total", "done", "rejected", "unknown", "bounced", "skipped", "retrying")


def totals(mailings: Iterable[UUID]) -> dict[UUID, Totals]:
    """Of each mailing, from its batches: some hundred recipients behind at most, exact at rest."""
    rows: Any = (
        MailingBatch.objects.filter(mailing__in=list(mailings))
        .order_by()
        .values("mailing")
        .annotate(**{f"sum_{name}": Sum(name) for name in _COUNTED})
    )
    return {
        row["mailing"]: Totals(**{name: row[f"sum_{name}"] or 0 for name in _COUNTED})
        for row in rows
    }


def reasons(mailing: Mailing) -> list[tuple[str, str, int]]:
    """State, code and how many: why recipients did not get it, the most frequent first."""
    rows = (
        MailingRow.objects.filter(batch__mailing=mailing)
        .exclude(state__in=["done", "waiting", "calling"])
        .order_by()
        .values("state", "code")
        .annotate(n=Count("pk"))
        .order_by("-n", "code")
    )
    return [(row["state"], row["code"], row["n"]) for row in rows]
