"""Reads of recipients: whether one may be reached, how many a list has, what is held of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from heraut.audience.models import (
    Consent,
    Recipient,
    Subscription,
    SubscriptionState,
    Suppression,
)
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


def in_force(purpose: str) -> Q:
    """A condition on suppressions that hold now for ``purpose``."""
    return (
        Q(lifted_at=None)
        & Q(purpose__in=["", purpose])
        & (Q(until=None) | Q(until__gt=clock.now()))
    )


def is_suppressed(lookup: str, purpose: str) -> bool:
    return Suppression.objects.filter(in_force(purpose), kind="email", lookup=lookup).exists()


def subscriber_counts(channels: Iterable[UUID]) -> dict[UUID, int]:
    """Confirmed subscribers of each list, in one query."""
    rows = (
        Subscription.objects.filter(channel__in=list(channels), state=SubscriptionState.CONFIRMED)
        .order_by()
        .values("channel")
        .annotate(n=Count("pk"))
    )
    return {row["channel"]: row["n"] for row in rows}


@dataclass(frozen=True, slots=True)
class Day:
    """``total``: subscribers at the end of that day."""

    day: Any
    came: int
    went: int
    total: int


def history(channel: Channel, days: int = 90) -> list[Day]:
    """Subscribers of a list over the last ``days``, each day on which somebody came or went."""
    since = clock.now() - timedelta(days=days)
    rows = Subscription.objects.filter(channel=channel).exclude(confirmed_at=None).order_by()
    before = rows.filter(confirmed_at__lt=since).count()
    before -= rows.filter(ended_at__lt=since).count()
    came = _by_day(rows, "confirmed_at", since)
    went = _by_day(rows, "ended_at", since)
    found, total = [], before
    for day in sorted(came.keys() | went.keys()):
        total += came.get(day, 0) - went.get(day, 0)
        found.append(Day(day, came.get(day, 0), went.get(day, 0), total))
    return found


def _by_day(rows: QuerySet[Subscription], column: str, since: datetime) -> dict[Any, int]:
    counted = (
        rows.filter(**{f"{column}__gte": since})
        .annotate(day=TruncDate(column))
        .values("day")
        .annotate(n=Count("pk"))
    )
    return {row["day"]: row["n"] for row in counted}


def lists(user: User) -> QuerySet[Channel]:
    """The newsletter lists that this person's units hold or share."""
    return (
        access.rows(user, Right.DISPATCH_READ, Channel)
        .filter(platform="newsletter")
        .select_related("holder")
        .order_by("holder__path", "name")
    )


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about one person. ``recipient`` empty: only a suppression is."""

    address: str
    recipient: Recipient | None
    subscriptions: list[Subscription]
    consents: list[Consent]
    suppressions: list[Suppression]

    def to_json(self) -> dict[str, Any]:
        """For the person: a copy of it (GDPR, article 15)."""
        return {
            "address": self.address,
            "language": self.recipient.language if self.recipient else "",
            "known_since": _iso(self.recipient.created_at) if self.recipient else None,
            "subscriptions": [
                {
                    "list": each.channel.name,
                    "state": each.state,
                    "asked": _iso(each.asked_at),
                    "confirmed": _iso(each.confirmed_at),
                    "ended": _iso(each.ended_at),
                    "why": each.why,
                }
                for each in self.subscriptions
            ],
            "consents": [
                {
                    "purpose": each.purpose,
                    "words": each.wording,
                    "how": each.how,
                    "given": _iso(each.given_at),
                    "confirmed": _iso(each.confirmed_at),
                    "withdrawn": _iso(each.withdrawn_at),
                }
                for each in self.consents
            ],
            "suppressions": [
                {"reason": each.reason, "since": _iso(each.created_at), "until": _iso(each.until)}
                for each in self.suppressions
            ],
        }


def _iso(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value is not None else None


def held(recipient: Recipient | None, lookup: str, address: str) -> Held:
    """``lookup``: the hash of ``address``. Whoever calls this has the right and logs the read."""
    subscriptions: list[Subscription] = []
    consents: list[Consent] = []
    if recipient is not None:
        subscriptions = list(
            recipient.subscriptions.select_related("channel__holder").order_by("asked_at")
        )
        consents = list(recipient.consents.all())
    stopped = Suppression.objects.filter(kind="email", lookup=lookup).order_by("created_at")
    return Held(address, recipient, subscriptions, consents, list(stopped))


def by_link(subscription_id: UUID) -> Subscription | None:
    """The subscription that a link in a mail stands for: the link is the key."""
    return (
        Subscription.objects.select_related("channel__holder", "recipient")
        .filter(pk=subscription_id)
        .first()
    )


def of_same_person(subscription: Subscription) -> list[Subscription]:
    """All that the holder of a link receives, that of the link first."""
    found = (
        Subscription.objects.filter(
            recipient=subscription.recipient_id, state=SubscriptionState.CONFIRMED
        )
        .select_related("channel__holder")
        .order_by("channel__name")
    )
    return sorted(found, key=lambda each: each.pk != subscription.pk)
