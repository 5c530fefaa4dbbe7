"""One channel, asked at once: from its page or by the operator's command."""

from __future__ import annotations

import asyncio

from django.conf import settings

from heraut.connectors.contract import Account, Connector
from heraut.kernel.http import Outbound
from heraut.network.actions.keep_answer import keep_answer
from heraut.network.connecting import account_of
from heraut.network.models import Channel, Finding
from heraut.network.reality import asking
from heraut.network.reality.asking import Heard
from heraut.people.models import User


def verify_now(channel: Channel, *, by: User | None) -> tuple[Heard, list[Finding]]:
    """What the platform said, and what stands afterwards. The caller has authorised ``by``; call
    outside of a transaction."""
    account, connector = account_of(channel), asking.connector_of(channel)
    heard = asyncio.run(_ask(account, connector, asking.former_names(channel)))
    return heard, keep_answer(channel.pk, heard, by=by)


async def _ask(account: Account, connector: Connector | None, former: list[str]) -> Heard:
    async with Outbound(private_origins=settings.HERAUT.origins(), timeout=10) as http:
        return await asking.ask(account, connector, former, http)
