"""The connector that the guide shows works: against a server that answers as its platform would."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from aiohttp import web

from heraut.connectors.contract import (
    Absent,
    Account,
    Done,
    Identity,
    Outgoing,
    Rejected,
    Retry,
    Unknown,
)
from heraut.kernel.http import Outbound
from tests.connectors.example import Gazette

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
CONNECTOR = Gazette()


class Server:
    """Gazette as documented; ``fault`` is played once: after the work, or instead of it."""

    def __init__(self) -> None:
        self.notices: dict[str, bytes] = {}
        self.puts = 0
        self.fault: tuple[str, int] | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != "Bearer good":
            return web.json_response({}, status=401)
        if request.path == "/me":
            return web.json_response({"id": 7, "name": "be"})
        key = request.match_info["key"]
        fault, self.fault = self.fault, None
        if fault and fault[0] == "instead":
            return web.json_response({}, status=fault[1], headers={"Retry-After": "60"})
        if request.method == "PUT":
            self.puts += 1
            self.notices[key] = await request.read()
        elif key not in self.notices:
            return web.json_response({}, status=404)
        elif request.method == "DELETE":
            del self.notices[key]
        if fault and request.transport is not None:
            request.transport.close()
        return web.json_response({})


@pytest.fixture
async def gazette():
    server = Server()
    app = web.Application()
    app.router.add_route("*", "/notices/{key}", server.answer)
    app.router.add_route("*", "/me", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    account = Account("c", "7", "be", f"http://127.0.0.1:{port}", {"token": "good"})
    async with Outbound(private_origins=frozenset({account.origin})) as http:
        yield server, account, http
    await runner.cleanup()


def prepared(account: Account):
    return CONNECTOR.prepare(Outgoing("Open again.", "en"), account, at=AT, nonce=bytes(16))


async def test_a_text_is_published_read_back_and_recalled(gazette):
    server, account, http = gazette
    text = prepared(account)
    assert await CONNECTOR.read_back(text, account, http) == Absent()
    done = await CONNECTOR.publish(text, account, None, http)
    assert isinstance(done, Done)
    assert server.notices == {text.key: text.body.encode()}
    assert await CONNECTOR.read_back(text, account, http) == done
    for _ in range(2):
        assert await CONNECTOR.recall(done.receipt, account, http) == done
    assert await CONNECTOR.read_back(text, account, http) == Absent()


async def test_a_dropped_answer_is_unknown_and_the_same_call_again_doubles_nothing(gazette):
    server, account, http = gazette
    text = prepared(account)
    server.fault = ("after", 0)
    assert isinstance(await CONNECTOR.publish(text, account, None, http), Unknown)
    assert isinstance(await CONNECTOR.publish(text, account, None, http), Done)
    assert (server.puts, len(server.notices)) == (2, 1)


@pytest.mark.parametrize(
    ("status", "kind"), [(429, Retry), (503, Retry), (502, Unknown), (400, Rejected)]
)
async def test_each_answer_means_what_it_says(gazette, status, kind):
    server, account, http = gazette
    server.fault = ("instead", status)
    outcome = await CONNECTOR.publish(prepared(account), account, None, http)
    assert isinstance(outcome, kind)
    if status == 429:
        assert outcome.not_before is not None


async def test_it_says_who_the_account_is_and_a_bad_token_concerns_the_account(gazette):
    _, account, http = gazette
    assert await CONNECTOR.identify(account, http) == Identity("7", "be")
    stranger = Account("c", "7", "be", account.origin, {"token": "bad"})
    refused = await CONNECTOR.identify(stranger, http)
    assert isinstance(refused, Rejected)
    assert refused.account_problem
