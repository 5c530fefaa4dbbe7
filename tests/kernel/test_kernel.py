from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from heraut.kernel.envelope import MasterKeys, Unreadable
from heraut.kernel.http import NotSent, Outbound, Unclear, is_public
from heraut.kernel.ids import uuid7
from heraut.kernel.states import StateMachine, registry

KEYS = MasterKeys({"a": bytes(32), "b": bytes(range(32))}, "a")


# -- envelope ----------------------------------------------------------------------------


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens_with_its_key_and_context_alone(plain, context):
    wrapped = KEYS.new_key()
    sealed = KEYS.seal(plain, wrapped, context)
    assert KEYS.open(sealed, wrapped, context) == plain
    with pytest.raises(Unreadable):
        KEYS.open(sealed, KEYS.new_key(), context)
    with pytest.raises(Unreadable):
        KEYS.open(sealed, wrapped, context + b"x")
    assert KEYS.open_whole(KEYS.seal_whole(plain)) == plain


@given(st.integers(0, 100))
def test_a_changed_byte_makes_it_unreadable(place):
    sealed = bytearray(KEYS.seal_whole(b"a secret of some length that is sealed"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises((Unreadable, IndexError)):
        KEYS.open_whole(bytes(sealed))


def test_a_new_master_key_seals_and_the_old_one_still_opens():
    old = MasterKeys({"a": bytes(32)}, "a")
    wrapped = old.new_key()
    sealed = old.seal(b"x", wrapped)
    rotated = MasterKeys({"b": bytes(range(32)), "a": bytes(32)}, "b")
    assert rotated.open(sealed, rotated.rewrap(wrapped)) == b"x"
    with pytest.raises(Unreadable):
        MasterKeys({"b": bytes(range(32))}, "b").unwrap(wrapped)


def test_look_ups_are_keyed_and_differ_by_purpose():
    assert KEYS.look_up_hash("a@b.be", "mail") == KEYS.look_up_hash("a@b.be", "mail")
    assert KEYS.look_up_hash("a@b.be", "mail") != KEYS.look_up_hash("a@b.be", "phone")


@pytest.mark.parametrize("text", ["", "a", "a:zz", "a:00"])
def test_a_wrong_key_file_is_refused(text):
    with pytest.raises(ValueError):
        MasterKeys.parse(text)


# -- the one way out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_private_addresses_are_not_public(address):
    assert not is_public(address)


def test_public_addresses_are():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700:4700::1111")


def request(url, handler=None, **options):
    async def run():
        origins = set()
        runner = None
        target = url
        if handler is not None:
            app = web.Application()
            app.router.add_route("*", "/{tail:.*}", handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = site._server.sockets[0].getsockname()[1]
            target = f"http://127.0.0.1:{port}/"
            if options.pop("allowed", True):
                origins.add(target.rstrip("/"))
        method = options.pop("method", "POST")
        try:
            async with Outbound(private_origins=frozenset(origins), **options) as http:
                return await http.request(method, target, json={"a": 1})
        finally:
            if runner is not None:
                await runner.cleanup()

    return asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data", "ftp://example.org/", "https:///", "nonsense",
    ],
)  # fmt: skip
def test_nothing_private_or_unencrypted_is_called(url):
    with pytest.raises(NotSent):
        request(url)


def test_a_name_that_points_inside_is_not_called():
    with pytest.raises(NotSent):
        request("https://localhost/")


def test_a_private_origin_is_called_only_where_it_is_listed():
    async def hello(request):
        return web.json_response({"ok": True})

    assert request("", hello).mapping() == {"ok": True}
    with pytest.raises(NotSent):
        request("", hello, allowed=False)


def test_a_redirect_is_an_answer_and_not_followed():
    async def elsewhere(request):
        raise web.HTTPFound("http://127.0.0.1:1/")

    assert request("", elsewhere).status == 302


def test_an_answer_that_never_comes_is_unclear():
    async def silent(request):
        await asyncio.sleep(5)

    with pytest.raises(Unclear, match="timeout"):
        request("", silent, timeout=0.3)


def test_a_dropped_connection_is_unclear():
    async def drop(request):
        await request.read()
        request.transport.abort()
        return web.Response()

    with pytest.raises(Unclear, match="dropped"):
        request("", drop)


def test_a_huge_answer_is_cut_off():
    async def huge(request):
        return web.Response(body=b"x" * 100_000)

    with pytest.raises(Unclear, match="too_large"):
        request("", huge, max_bytes=1000)


def test_nobody_listening_means_nothing_arrived():
    with pytest.raises(NotSent):
        request_closed()


def request_closed():
    async def run():
        origin = "http://127.0.0.1:9"
        async with Outbound(private_origins=frozenset({origin})) as http:
            return await http.request("POST", f"{origin}/")

    return asyncio.run(run())


# -- ids and states ---------------------------------------------------------------------------


def test_ids_are_version_7_and_sort_by_time():
    import time

    made = []
    for _ in range(5):
        made.append(uuid7())
        time.sleep(0.002)
    assert made == sorted(made)
    assert all(isinstance(each, UUID) and each.version == 7 for each in made)


def test_a_machine_with_a_dead_end_or_an_unknown_state_is_refused_or_seen():
    with pytest.raises(ValueError):
        StateMachine("t1", "a", {"a": {"nowhere"}})
    with pytest.raises(ValueError):
        StateMachine("t2", "a", {"a": set(), "island": set()})
    assert StateMachine("t3", "a", {"a": {"b"}, "b": {"a"}}).stuck() == {"a", "b"}
    for name in ("t1", "t2", "t3"):
        registry.pop(name, None)
