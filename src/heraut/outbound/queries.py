"""Reads of holds and of what they hold."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from heraut.network.models import Mission
from heraut.outbound.models import Hold, Parcel
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: Before any hold: a parcel that nobody released.
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def in_force(user: User) -> QuerySet[Hold]:
    """The holds that stop something today, for everyone at the desk."""
    return (
        access.rows(user, Right.DISPATCH_READ, Hold)
        .filter(ended_at=None)
        .select_related("placed_by", "channel")
    )


def is_held() -> Exists:
    """A condition on parcels, the same as the engine's (heraut.outbound.ledger.HELD)."""
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
        .filter(state__in=["waiting", "retry"])
        .filter(is_held())
    )
