"""The channels that a unit writes for, and what each platform can take."""

from __future__ import annotations

from django.db.models import Q

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability, Connector, Count, Limits, Objection, Outgoing
from heraut.network.models import Channel, ChannelState
from heraut.outbound import budgets
from heraut.outbound.budgets import Purse
from heraut.people.models import Unit


def of(unit: Unit) -> list[Channel]:
    """The active channels that ``unit`` holds or shares, on platforms that Heraut speaks to."""
    found = (
        # access: a unit's own channels, asked for by who works for it
        Channel.objects.filter(state=ChannelState.ACTIVE, platform__in=platforms())
        .filter(Q(holder=unit) | Q(sharing=unit))
        .order_by("platform", "handle")
        .distinct()
    )
    return list(found)


def platforms() -> list[str]:
    return [each.platform for each in catalogue.every()]


def connector(channel: Channel) -> Connector:
    return catalogue.of(channel.platform, by_hand=channel.by_hand)


def limits(channel: Channel) -> Limits:
    """The server's own limits where they were read, else the declared ones."""
    declared = connector(channel).declaration.limits
    if not channel.limits:
        return declared
    # Read before it was asked what the server lacks: then the careful answer holds.
    return Limits.from_json({"without": declared.without, **channel.limits})


def can(channel: Channel, capability: Capability) -> bool:
    """Whether the platform, and the channel's server of it, can do that."""
    return connector(channel).can(capability, limits(channel))


def counts(outgoing: Outgoing, channel: Channel) -> list[Count]:
    """The length of every part as this platform counts it, link included."""
    speaks, most = connector(channel), limits(channel)
    return [speaks.count(speaks.rendered(each), most) for each in outgoing.each]


def objections(outgoing: Outgoing, channel: Channel) -> list[Objection]:
    """What the platform cannot take."""
    return connector(channel).objections(outgoing, limits(channel))


def obstacles(outgoing: Outgoing, channel: Channel, purse: Purse) -> list[Objection]:
    """What keeps it from going out there: what the platform cannot take, or what the ministry does
    not pay for. ``purse``: one for all texts that go out together."""
    found = objections(outgoing, channel)
    return found + purse.objections(channel.platform, price(outgoing, channel))


#: What no other words would mend: a picture that is not there, money that is not there.
_NOT_BY_WORDS = frozenset({"media.missing", "budget.none", "budget.used_up"})


def lacks(outgoing: Outgoing, channel: Channel, purse: Purse) -> bool:
    """Whether it needs something there that no other words would mend."""
    return any(each.code in _NOT_BY_WORDS for each in obstacles(outgoing, channel, purse))


def price(outgoing: Outgoing, channel: Channel) -> int:
    """What the platform asks for it, in millionths of a US dollar."""
    return budgets.cost(connector(channel), outgoing)
