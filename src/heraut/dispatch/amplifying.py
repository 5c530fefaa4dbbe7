"""What others in the network published and a unit may pass on: hubs first of all, and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from uuid import UUID

from django.db.models import Q, QuerySet

from heraut.connectors.contract import Capability, Original
from heraut.dispatch import standing
from heraut.dispatch.models import Delivery, DispatchState
from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState, Mission, PlanTarget
from heraut.network.words import platform_name
from heraut.newsroom import channels
from heraut.newsroom import queries as newsroom
from heraut.outbound.models import ParcelState, Verb
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: What was published longer ago is no news to pass on.
FRESH = timedelta(days=30)
#: How many missions count as neighbours: the nearest ones.
NEAREST = 6


@dataclass(frozen=True, slots=True)
class Own:
    """A channel with which this person's ``unit`` could pass something on."""

    unit: Unit
    channel: Channel

    def can(self, capability: Capability) -> bool:
        return channels.can(self.channel, capability)


@dataclass(frozen=True, slots=True)
class Way:
    """What one of the own channels can do with a text; ``done``: it has reposted it."""

    own: Own
    may_repost: bool
    may_quote: bool
    done: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A published text, why it is shown (``hub`` or ``near``), and what can be done with it."""

    delivery: Delivery
    original: Original
    why: str
    ways: tuple[Way, ...]

    @property
    def platform(self) -> str:
        return platform_name(self.delivery.channel.platform)


def own_channels(user: User) -> list[Own]:
    """Those for which this person may dispatch, on platforms that pass texts on."""
    units = {unit.pk: unit for unit in newsroom.own_units(user, Right.DISPATCH)}
    found = (  # access: of the units in which this person may dispatch
        Channel.objects.filter(state=ChannelState.ACTIVE, platform__in=channels.platforms())
        .filter(Q(holder__in=units) | Q(sharing__in=units))
        .prefetch_related("sharing")
        .order_by("platform", "handle")
        .distinct()
    )
    made = []
    for channel in found:
        mine = [channel.holder_id, *(unit.pk for unit in channel.sharing.all())]
        unit = next(units[each] for each in mine if each in units)
        own = Own(unit, channel)
        if own.can(Capability.REPOST) or own.can(Capability.QUOTE):
            made.append(own)
    return made


def ways(delivery: Delivery, mine: Iterable[Own], done: Set[tuple[UUID, UUID]]) -> tuple[Way, ...]:
    """``done``: (delivery, channel) of what was reposted already."""
    known = standing.receipt(delivery)
    if known is None or not standing.stands(delivery):
        return ()
    usable = standing.connector_of(delivery).refers(known)
    found = []
    for own in mine:
        same = own.channel.platform == delivery.channel.platform
        if usable and same and own.channel.pk != delivery.channel_id:
            is_done = (delivery.pk, own.channel.pk) in done
            may = own.can(Capability.REPOST) and not is_done
            found.append(Way(own, may, own.can(Capability.QUOTE), is_done))
    return tuple(found)


def reposted(delivery_ids: Sequence[UUID], mine: Iterable[Own]) -> set[tuple[UUID, UUID]]:
    """Which of these texts the own channels have passed on, or are about to; one query."""
    made = (
        # access: what the own channels did, told to who may use them
        Delivery.objects.filter(
            original__in=delivery_ids,
            channel__in=[own.channel.pk for own in mine],
            verb=Verb.REPOST,
        )
        .exclude(dispatch__state__in=[DispatchState.RETURNED, DispatchState.CANCELLED])
        .exclude(recall__state=ParcelState.DONE)
        .exclude(parcel__state__in=[ParcelState.REJECTED, ParcelState.CANCELLED])
        .order_by()
    )
    pairs = made.values_list("original", "channel")
    return {(original, channel) for original, channel in pairs if original is not None}


def texts(mine: Sequence[Own]) -> QuerySet[Delivery]:
    """What hubs and neighbours published lately on the platforms of these channels."""
    platforms = {own.channel.platform for own in mine}
    by_hub = Q(channel__in=hubs())
    nearby = Q(channel__holder__in=neighbours([own.unit for own in mine]))
    return (
        # access: what was published is public
        Delivery.objects.filter(standing.STANDING, by_hub | nearby, dispatch__kind="text")
        .filter(channel__platform__in=platforms, parcel__finished_at__gte=clock.now() - FRESH)
        .exclude(channel__in=[own.channel.pk for own in mine])
        .select_related("dispatch", "channel__holder__mission", "parcel", "recall")
        .prefetch_related(standing.with_edits())
        .order_by("-parcel__finished_at", "-pk")
    )


def offers(found: Iterable[Delivery], mine: Sequence[Own]) -> list[Offer]:
    """Rows of a page of ``texts``; two queries, whatever their number."""
    page = list(found)
    done = reposted([each.pk for each in page], mine)
    hub = set(hubs())
    return [
        Offer(
            each,
            standing.original(each),
            "hub" if each.channel_id in hub else "near",
            ways(each, mine, done),
        )
        for each in page
    ]


def hubs() -> list[UUID]:
    """The channels that others amplify: those that a plan says so of, and the ministry's own."""
    # access: plans and channels stand open to everybody in the network
    planned = PlanTarget.objects.filter(is_hub=True, channel__isnull=False).values_list("channel")
    # access: the same
    found = Channel.objects.filter(Q(pk__in=planned) | Q(holder__parent=None))
    return list(found.values_list("pk", flat=True))


def neighbours(units: Sequence[Unit]) -> list[UUID]:
    """The units of the missions nearest to any of these, without themselves."""
    own = {unit.pk for unit in units}
    # access: the network stands open to everybody in it
    rows = Mission.objects.values_list("unit", "latitude", "longitude")
    places = {
        unit: (latitude, longitude)
        for unit, latitude, longitude in rows
        if latitude is not None and longitude is not None
    }
    here = [places[each] for each in own if each in places]
    others = [each for each in places if each not in own]
    if not here:
        return []
    return sorted(others, key=lambda each: min(_distance(places[each], at) for at in here))[
        :NEAREST
    ]


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Good enough to tell who is near: degrees, those of longitude shrunk towards the poles."""
    east = abs(one[1] - other[1])
    east = min(east, 360 - east) * cos(radians((one[0] + other[0]) / 2))
    return float((one[0] - other[0]) ** 2 + east**2)
