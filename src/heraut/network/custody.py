"""Who may sign a channel in, and who may stop it: by role, or because it is theirs to keep."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from heraut.kernel.errors import Forbidden
from heraut.network.models import Channel
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Membership, Unit, User
from heraut.people.queries import running
from heraut.people.rights import Right


def may(user: User, right: Right, channel: Channel) -> bool:
    """``right`` at its holder; the custodian answers for the channel and needs none."""
    return channel.custodian_id == user.pk or access.can(user, right, channel.holder)


def require(user: User, right: Right, channel: Channel) -> None:
    if not may(user, right, channel):
        raise Forbidden("access.right", right=str(right), unit=channel.holder.name)


def channel_or_404(user: User, right: Right, channel_id: UUID) -> Channel:
    # access: of one channel, and asked below whether it is theirs
    found = Channel.objects.select_related("holder").filter(pk=channel_id).first()
    if found is None or not may(user, right, found):
        raise Http404("channel")
    return found


def at_the_ministry(user: User, right: Right) -> bool:
    """Whether the person holds ``right`` in the whole ministry, not in a part of it."""
    return access.units(user, right).filter(parent=None).exists()


def require_ministry(user: User, right: Right) -> None:
    access.require(user, right, Unit.objects.get(parent=None))


def keepers(holder: Unit) -> QuerySet[User]:
    """Who may be named custodian: people with a role today at the holder or above it."""
    slugs = holder.path.strip("/").split("/")
    above = ["/".join(slugs[: length + 1]) + "/" for length in range(len(slugs))]
    held = Membership.objects.filter(running(today()), unit__path__in=above)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name")


def left_behind() -> Q:
    """The condition on channels that somebody signed in or keeps who does not work here any more:
    whose account is closed, or who holds no role today."""
    working = Membership.objects.filter(running(today())).values("user")
    gone = User.objects.filter(Q(is_active=False) | ~Q(pk__in=working)).values("pk")
    return Q(signed_in_by__in=gone) | Q(custodian__in=gone)
