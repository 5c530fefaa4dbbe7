"""Asking a platform who an account is, from a request: one short call, never in a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from django.conf import settings

from heraut.connectors import catalogue
from heraut.connectors.contract import Account, Identity, Limits
from heraut.kernel.errors import Refusal
from heraut.kernel.http import Outbound
from heraut.network.models import Channel


def ask(
    channel: Channel, origin: str, handle: str, secrets: Mapping[str, str]
) -> tuple[Identity, Limits | None]:
    """Who the platform says this sign-in is, and the server's limits.

    Raises ``Refusal("channel.sign_in_refused")`` or ``Refusal("channel.unreachable")`` with the
    connector's code.
    """
    account = Account(str(channel.pk), "", handle, origin, secrets)
    return asyncio.run(_ask(channel.platform, account))


async def _ask(platform: str, account: Account) -> tuple[Identity, Limits | None]:
    connector = catalogue.get(platform)
    async with Outbound(private_origins=settings.HERAUT.origins(), timeout=10) as http:
        found = await connector.identify(account, http)
        if not isinstance(found, Identity):
            refused = getattr(found, "account_problem", False)
            code = "channel.sign_in_refused" if refused else "channel.unreachable"
            raise Refusal(code, reason=found.code)
        return found, await connector.read_limits(account, http)
