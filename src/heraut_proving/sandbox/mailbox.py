"""The mail server beside the simulated platforms: its port, its admin calls, a page to read on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from aiohttp import web

from heraut_proving.sandbox.mail import Box, Received, Server, as_read
from heraut_proving.sandbox.pages import escaped, page

_SHOWN = 100


class Mailbox:
    def __init__(self, box: Box, port: int) -> None:
        self.box, self.port = box, port

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/mail/plan", self.plan),
            web.get("/_sandbox/mail/counts", self.counts),
            web.get("/_sandbox/mail/accepted", self.accepted),
            web.get("/_sandbox/mail/messages", self.messages),
            web.get("/mail", self.index),
            web.get(r"/mail/{number:\d+}", self.show),
        ]

    async def served(self, app: web.Application) -> AsyncIterator[None]:
        """Listens on loopback for as long as the application runs."""
        if not self.port:
            yield
            return
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Server(self.box), "127.0.0.1", self.port)
        yield
        server.close()

    async def plan(self, request: web.Request) -> web.Response:
        self.box.plan(await request.json())
        return web.json_response({"status": "set"})

    async def counts(self, request: web.Request) -> web.Response:
        return web.json_response(self.box.counts())

    async def accepted(self, request: web.Request) -> web.Response:
        return web.json_response(self.box.accepted)

    async def messages(self, request: web.Request) -> web.Response:
        return web.json_response([as_read(each) for each in self.box.kept])

    # -- for people -----------------------------------------------------------------

    async def index(self, request: web.Request) -> web.Response:
        kept = list(self.box.kept)
        rows = [
            _row(number, each)
            for number, each in reversed(list(enumerate(kept)))
            if number >= len(kept) - _SHOWN
        ]
        said = f"<h1>Mailbox</h1><p>{len(kept)} messages, the latest {_SHOWN} below.</p>"
        listed = "".join(rows) or "<li>Nothing has arrived yet.</li>"
        return page("Mailbox", f'{said}<ul class="accounts">{listed}</ul>')

    async def show(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        kept = list(self.box.kept)
        if number >= len(kept):
            return page("Not here", "<p>There is no such message.</p>", status=404)
        read = as_read(kept[number])
        names = ("from", "to", "subject", "date", "list-id", "list-unsubscribe", "message-id")
        head = "".join(
            f"<dt>{escaped(name)}</dt><dd>{escaped(read[name])}</dd>"
            for name in names
            if name in read
        )
        frame = f'<iframe sandbox title="HTML" srcdoc="{escaped(read["html"])}"></iframe>'
        body = (
            f'<h1>{escaped(read.get("subject", ""))}</h1><dl class="mail">{head}</dl>{frame}'
            f'<h2>As plain text</h2><pre class="mail">{escaped(read["text"])}</pre>'
        )
        return page(read.get("subject", "Message"), body, kind="reader")


def _row(number: int, each: Received) -> str:
    read = as_read(each)
    moment = datetime.fromtimestamp(each.at, UTC).strftime("%d %b, %H:%M UTC")
    return (
        f'<li><a href="/mail/{number}">{escaped(read.get("subject", "(no subject)"))}</a>'
        f"<span>{escaped(each.to)} · {moment}</span></li>"
    )
