"""The application: platforms, translators and a feed at the root of one port, the admin API below
/_sandbox."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.bluesky import Bluesky
from heraut_proving.sandbox.faults import Faults
from heraut_proving.sandbox.feeds import Feeds
from heraut_proving.sandbox.graph_host import GraphHost
from heraut_proving.sandbox.linkedin import LinkedIn
from heraut_proving.sandbox.mail import Box
from heraut_proving.sandbox.mailbox import Mailbox
from heraut_proving.sandbox.mastodon import Mastodon
from heraut_proving.sandbox.meta_pages import MetaPages
from heraut_proving.sandbox.oauth import Grants
from heraut_proving.sandbox.pages import Pages
from heraut_proving.sandbox.state import Account, State
from heraut_proving.sandbox.translating import Translators
from heraut_proving.sandbox.x import X
from heraut_proving.sandbox.x_sign_in import XSignIn


class Admin:
    """What drills, tests and the demonstration ask of the sandbox itself."""

    def __init__(self, state: State, faults: Faults, grants: Grants) -> None:
        self.state, self.faults, self.grants = state, faults, grants

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/health", self.health),
            web.post("/_sandbox/accounts", self.add_account),
            web.post("/_sandbox/accounts/change", self.change_account),
            web.post("/_sandbox/faults", self.add_faults),
            web.delete("/_sandbox/faults", self.clear_faults),
            web.get("/_sandbox/journal", self.journal),
            web.get("/_sandbox/counts", self.counts),
            web.get("/_sandbox/calls/inflight", self.inflight),
            web.get("/_sandbox/timeline/{platform}/{account}", self.timeline),
            web.post("/_sandbox/grant", self.grant),
            web.post("/_sandbox/expire", self.expire),
            web.post("/_sandbox/reset", self.reset),
        ]

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ready"})

    async def add_account(self, request: web.Request) -> web.Response:
        """``platform``, ``handle``, ``secret``, ``name`` and, if wanted, ``id`` and ``badge``; the
        same account again changes nothing."""
        value = await request.json()
        known = self.state.by_handle(value["platform"], value["handle"])
        if known is None:
            known = self.state.add_account(
                Account(
                    value["platform"],
                    value.get("id") or _fresh_id(value["platform"]),
                    value["handle"].lstrip("@"),
                    value["secret"],
                    value.get("name", ""),
                    value.get("badge", ""),
                )
            )
        return web.json_response({"id": known.id, "handle": known.handle})

    async def change_account(self, request: web.Request) -> web.Response:
        """What its owner or the platform does to it: ``platform``, ``id``, and some of ``handle``,
        ``name``, ``secret``, ``standing``, ``badge``."""
        value = await request.json()
        known = self.state.accounts.get((value.pop("platform"), value.pop("id")))
        if known is None or not value.keys() <= _CHANGEABLE:
            return web.json_response({"error": "no such account or field"}, status=404)
        self.state.add_account(replace(known, **value))
        return web.json_response({"status": "changed"})

    async def add_faults(self, request: web.Request) -> web.Response:
        value: dict[str, Any] = await request.json()
        if "plan" in value:
            self.faults.plan(value["plan"])
        else:
            self.faults.add(value)
        return web.json_response({"status": "set"})

    async def clear_faults(self, request: web.Request) -> web.Response:
        self.faults.clear()
        return web.json_response({"status": "cleared"})

    async def journal(self, request: web.Request) -> web.Response:
        return web.json_response(self.state.journal)

    async def counts(self, request: web.Request) -> web.Response:
        faulted = sum(self.faults.given.values())
        return web.json_response(
            {"calls": self.faults.calls, "faulted": faulted, "kinds": dict(self.faults.given)}
        )

    async def inflight(self, request: web.Request) -> web.Response:
        return web.json_response({"inflight": self.state.inflight})

    async def timeline(self, request: web.Request) -> web.Response:
        where = request.match_info
        posts = self.state.timeline(where["platform"], where["account"])
        return web.json_response([asdict(post) for post in posts])

    async def grant(self, request: web.Request) -> web.Response:
        """A code, as if the person had agreed: ``platform``, ``subject``, ``client_id``,
        ``redirect``, ``scope``, ``challenge``."""
        value = await request.json()
        platform, subject = value.pop("platform"), value.pop("subject")
        return web.json_response({"code": self.grants.grant(platform, subject, **value)})

    async def expire(self, request: web.Request) -> web.Response:
        value = await request.json()
        return web.json_response({"ended": self.grants.expire(**value)})

    async def reset(self, request: web.Request) -> web.Response:
        self.faults.clear()
        self.faults.given.clear()
        self.faults.calls = 0
        self.state.posts.clear()
        self.state.index.clear()
        self.state.keys.clear()
        self.state.idempotent.clear()
        self.state.journal.clear()
        return web.json_response({"status": "empty"})


_CHANGEABLE = {"handle", "name", "secret", "standing", "badge"}


def _fresh_id(platform: str) -> str:
    if platform == "bluesky":
        alphabet = "abcdefghijklmnopqrstuvwxyz234567"
        return "did:plc:" + "".join(secrets.choice(alphabet) for _ in range(24))
    return str(secrets.randbits(62))


def build(state_file: Path | None = None, mail_port: int = 0) -> web.Application:
    """The sandbox's application, with its state and faults of its own; with ``mail_port`` also a
    mail server there."""
    state, faults = State(state_file), Faults()
    grants = Grants(state)
    meta = MetaPages(state)
    mailbox = Mailbox(Box(), mail_port)
    app = web.Application(client_max_size=128 * 1024 * 1024)
    for part in (
        Admin(state, faults, grants),
        Bluesky(state, faults),
        Mastodon(state, faults, grants),
        LinkedIn(state, faults, grants),
        X(state, faults, grants),
        XSignIn(grants),
        GraphHost(state, faults, grants),
        Pages(state, faults, meta.facebook),
        meta,
        mailbox,
        Translators(state, faults),
        Feeds(state, faults),
    ):
        app.add_routes(part.routes())
    app.cleanup_ctx.append(mailbox.served)
    return app
