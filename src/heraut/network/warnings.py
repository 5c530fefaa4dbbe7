"""Channels whose sign-in needs somebody, before anything is due there: who is told, of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState, Health
from heraut.people.days import today
from heraut.people.models import Membership, Role, User
from heraut.people.queries import running

#: Tokens that cannot be refreshed are announced this long before they end.
AHEAD = timedelta(days=14)
#: A mail goes on these days before the end, and every day once the sign-in is gone.
MAIL_DAYS = frozenset({13, 7, 3, 2, 1, 0})


def ending() -> Q:
    """The condition on channels whose tokens end soon and cannot be refreshed."""
    return Q(refreshable=False, tokens_expire_at__lte=clock.now() + AHEAD)


def needing() -> QuerySet[Channel]:
    """Signed out, or soon; not those that are frozen: they have a warning of their own."""
    return (
        # access: Heraut's own work; whoever shows it narrows it down
        Channel.objects.filter(state=ChannelState.ACTIVE, frozen_at=None)
        .filter(Q(health=Health.SIGN_IN) | ending())
        .defer("credentials", "limits")
        .select_related("holder", "custodian")
        .order_by("tokens_expire_at", "platform", "handle")
    )


def days_left(channel: Channel) -> int | None:
    """Whole days until its tokens end; None where the sign-in is gone already."""
    if channel.health == Health.SIGN_IN or channel.tokens_expire_at is None:
        return None
    return max(0, (channel.tokens_expire_at - clock.now()).days)


def calls_for_mail(channel: Channel) -> bool:
    left = days_left(channel)
    return left is None or left in MAIL_DAYS


def to_be_told(channels: Iterable[Channel]) -> dict[UUID, list[Channel]]:
    """User id -> the channels that they are told of: custodians, else who leads the holder, and the
    ministry's administrators. Two queries."""
    rows = list(channels)
    leaders = _holding(Role.HEAD_OF_MISSION, {each.holder.path for each in rows})
    ministry = _holding(Role.ADMINISTRATOR, {each.holder.path.split("/")[0] + "/" for each in rows})
    told: dict[UUID, list[Channel]] = defaultdict(list)
    for channel in rows:
        path = channel.holder.path
        keeper = channel.custodian
        own = [keeper.pk] if keeper is not None and keeper.is_active else leaders[path]
        for user_id in dict.fromkeys([*own, *ministry[path.split("/")[0] + "/"]]):
            told[user_id].append(channel)
    return told


def _holding(role: Role, paths: set[str]) -> dict[str, list[UUID]]:
    """Unit path -> who holds the role there today."""
    held = Membership.objects.filter(
        running(today()), role=role, unit__path__in=paths, user__is_active=True
    ).values_list("unit__path", "user_id")
    found: dict[str, list[UUID]] = defaultdict(list)
    for path, user_id in held:
        found[path].append(user_id)
    return found


def headquarters() -> QuerySet[User]:
    """Who is told of a channel that was taken over, besides the mission."""
    roles = (Role.ADMINISTRATOR, Role.HQ_EDITOR, Role.HQ_CLEARER, Role.DUTY_OFFICER)
    held = Membership.objects.filter(running(today()), role__in=roles, unit__parent=None)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
