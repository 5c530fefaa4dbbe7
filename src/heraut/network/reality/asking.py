"""Asking a channel's platform: a few short calls, never in a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from heraut.connectors import catalogue
from heraut.connectors.contract import (
    Absent,
    Account,
    Capability,
    Connector,
    Identity,
    Rejected,
    Retry,
)
from heraut.kernel.http import Outbound
from heraut.network.handles import fold
from heraut.network.models import Channel

#: Former names asked after at a time.
MOST_FORMER = 5

Answer = Identity | Rejected | Retry
Owner = Identity | Absent


@dataclass(frozen=True, slots=True)
class Heard:
    """``answer``: None where the platform was not asked, because nobody is signed in there. ``own``:
    whose the present name is, asked only after a refused sign-in. ``former``: former name -> whose it
    is now; ``all_former``: every one of them was answered. ``account``: what was asked with."""

    account: Account
    answer: Answer | None = None
    own: Owner | None = None
    former: Mapping[str, Owner] = field(default_factory=dict)
    all_former: bool = False


def connector_of(channel: Channel) -> Connector | None:
    """Who can be asked; None where a person publishes, nobody is signed in, or it is our own page."""
    if channel.is_by_hand or not channel.credentials:
        return None
    connector = catalogue.find(channel.platform)
    if connector is None or not _asks(connector):
        return None
    return connector


def _asks(connector: Connector) -> bool:
    declared = connector.declaration
    signs_in = bool(declared.account_fields) or declared.sign_in is not None
    return signs_in and Capability.IDENTITY in declared.capabilities


def former_names(channel: Channel) -> list[str]:
    """Names it bore and bears no more, the latest first; one query."""
    now = fold(channel.handle)
    names = channel.handles.exclude(folded=now).order_by("-valid_until", "-created_at")
    return list(dict.fromkeys(each.handle for each in names))[:MOST_FORMER]


async def ask(
    account: Account, connector: Connector | None, former: list[str], http: Outbound
) -> Heard:
    """Who the account is, and whose its former names are."""
    if connector is None:
        return Heard(account)
    answer = await connector.identify(account, http)
    if Capability.LOOK_UP not in connector.declaration.capabilities or isinstance(answer, Retry):
        return Heard(account, answer)
    own = None
    if isinstance(answer, Rejected):
        own = await _owner(connector, account.handle, account, http)
    found = {name: await _owner(connector, name, account, http) for name in former}
    known = {name: owner for name, owner in found.items() if owner is not None}
    return Heard(account, answer, own, known, len(known) == len(found))


async def _owner(connector: Connector, name: str, account: Account, http: Outbound) -> Owner | None:
    """None where nobody could tell."""
    found = await connector.look_up(name, account, http)
    return found if isinstance(found, Identity | Absent) else None
