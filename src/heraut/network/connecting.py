"""Asking a platform from a request: a few short calls, never in a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from django.conf import settings

from heraut.connectors import catalogue
from heraut.connectors.contract import (
    Account,
    App,
    Candidate,
    Connector,
    Identity,
    Limits,
    Rejected,
    Retry,
)
from heraut.kernel.errors import Refusal
from heraut.kernel.http import Outbound
from heraut.network.models import Channel

T = TypeVar("T")
#: What a connector may answer to a sign-in, each with words of its own.
SAID = frozenset({"sign_in.app", "sign_in.code"})


def account_of(channel: Channel) -> Account:
    """The channel as its connector needs it, secrets opened."""
    return Account(
        channel_id=str(channel.pk),
        platform_id=channel.platform_id,
        handle=channel.handle,
        origin=channel.origin.rstrip("/"),
        secrets=channel.credentials or {},
    )


def ask(
    channel: Channel, origin: str, handle: str, secrets: Mapping[str, str]
) -> tuple[Identity, Limits | None]:
    """Who the platform says this sign-in is, and the server's limits.

    Raises ``Refusal("channel.sign_in_refused")`` or ``Refusal("channel.unreachable")`` with the
    connector's code.
    """
    account = Account(str(channel.pk), "", handle, origin, secrets)

    async def work(connector: Connector, http: Outbound) -> tuple[Identity, Limits | None]:
        found = await connector.identify(account, http)
        if not isinstance(found, Identity):
            refused = getattr(found, "account_problem", False)
            code = "channel.sign_in_refused" if refused else "channel.unreachable"
            raise Refusal(code, reason=found.code)
        return found, await connector.read_limits(account, http)

    return _run(channel.platform, work)


def accounts(
    platform: str, app: App, *, code: str, redirect: str, verifier: str
) -> tuple[Candidate, ...]:
    """The accounts that the code which came back opens. Raises ``Refusal`` with
    ``sign_in.no_account``, ``sign_in.refused``, ``channel.unreachable`` or one of ``SAID``."""

    async def work(connector: Connector, http: Outbound) -> tuple[Candidate, ...]:
        tokens = await connector.exchange(
            app, code=code, redirect=redirect, verifier=verifier, http=http
        )
        if isinstance(tokens, (Rejected, Retry)):
            raise _refusal(tokens)
        found = await connector.candidates(app, tokens, http)
        if isinstance(found, (Rejected, Retry)):
            raise _refusal(found)
        if not found:
            raise Refusal("sign_in.no_account")
        return found

    return _run(platform, work)


def limits(channel: Channel, origin: str, candidate: Candidate) -> Limits | None:
    """The server's own, for an account that was chosen."""
    identity = candidate.identity
    account = Account(
        str(channel.pk), identity.platform_id, identity.handle, origin, candidate.tokens.secrets
    )

    async def work(connector: Connector, http: Outbound) -> Limits | None:
        return await connector.read_limits(account, http)

    return _run(channel.platform, work)


def register_at(platform: str, origin: str, *, name: str, redirect: str) -> App:
    """Have a server register the ministry, where the platform's servers do that by themselves."""

    async def work(connector: Connector, http: Outbound) -> App:
        made = await connector.register_app(
            origin, name=name, redirect=redirect, website=settings.HERAUT.origin, http=http
        )
        if isinstance(made, (Rejected, Retry)):
            raise Refusal("sign_in.server", reason=made.code)
        return made

    return _run(platform, work)


def _refusal(said: Rejected | Retry) -> Refusal:
    if isinstance(said, Retry):
        return Refusal("channel.unreachable", reason=said.code)
    if said.code in SAID:
        return Refusal(said.code)
    return Refusal("sign_in.refused", reason=said.code)


def _run(platform: str, work: Callable[[Connector, Outbound], Awaitable[T]]) -> T:
    async def run() -> T:
        private = frozenset(settings.HERAUT.origins())
        async with Outbound(private_origins=private, timeout=10) as http:
            return await work(catalogue.get(platform), http)

    return asyncio.run(run())
