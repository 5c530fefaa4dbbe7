"""The connectors against servers: the simulated ones and a real personal data server, alike."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image

from heraut.connectors.bluesky import Bluesky
from heraut.connectors.contract import (
    Absent,
    Account,
    Done,
    Identity,
    LinkCard,
    Outgoing,
    Picture,
    Rejected,
    Retry,
    Unknown,
)
from heraut.connectors.mastodon import Mastodon
from heraut.kernel.http import Outbound
from heraut_proving.sandbox import Sandbox

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return out.getvalue()


PNG = _png()
PICTURE = Picture(hashlib.sha256(PNG).hexdigest(), "image/png", 40, 30, len(PNG), "A blue field.")
FULL = Outgoing(
    "Ports 🇧🇪 and #hydrogen: https://example.org/ports", "en", "Ports", (PICTURE,), None
)


class Stored:
    """A source of media that holds one picture."""

    async def read(self, sha256: str) -> bytes:
        return PNG

    async def lend(self, sha256: str) -> str:
        raise FileNotFoundError(sha256)


STORED = Stored()


_numbers = iter(range(1, 1000))


@pytest.fixture(params=["sandbox", pytest.param("pds", marks=pytest.mark.servers)])
def bluesky(request: pytest.FixtureRequest) -> tuple[Bluesky, Account]:
    handle = f"be{next(_numbers)}.test"
    server = request.getfixturevalue(request.param)
    if request.param == "pds":
        made = server.create_account(handle)
        return Bluesky(), Account("c", made.did, handle, server.origin, {"password": made.password})
    did = server.account("bluesky", handle, "secret")
    return Bluesky(), Account("c", did, handle, server.origin, {"password": "secret"})


@pytest.fixture
def mastodon(sandbox: Sandbox) -> tuple[Mastodon, Account]:
    handle = f"be{next(_numbers)}"
    account = sandbox.account("mastodon", handle, f"token-{handle}")
    secrets = {"token": f"token-{handle}"}
    return Mastodon(), Account("c", account, handle, sandbox.origin, secrets)


def call(account: Account, timeout: float, work: Any) -> Any:
    async def run() -> Any:
        async with Outbound(private_origins=frozenset({account.origin}), timeout=timeout) as http:
            return await work(http)

    return asyncio.run(run())


def publish(connector: Any, account: Account, outgoing: Outgoing, *, timeout: float = 10) -> Any:
    prepared = connector.prepare(outgoing, account, at=datetime.now(UTC), nonce=os.urandom(16))
    result = call(account, timeout, lambda http: connector.publish(prepared, account, STORED, http))
    return prepared, result


def read_back(connector: Any, account: Account, prepared: Any) -> Any:
    return call(account, 10, lambda http: connector.read_back(prepared, account, http))


# -- Bluesky: sandbox and real server ------------------------------------------------


def test_a_post_with_picture_and_facets_is_published_and_read_back(bluesky):
    connector, account = bluesky
    assert connector.objections(FULL, connector.declaration.limits) == []
    prepared, result = publish(connector, account, FULL)
    assert isinstance(result, Done), result
    assert result.receipt.id.startswith(f"at://{account.platform_id}/app.bsky.feed.post/")
    assert read_back(connector, account, prepared) == result


def test_the_same_call_again_is_the_same_post(bluesky):
    connector, account = bluesky
    prepared, first = publish(connector, account, Outgoing("Once.", "en"))
    again = call(account, 10, lambda http: connector.publish(prepared, account, STORED, http))
    assert again == first


def test_what_was_never_sent_is_absent(bluesky):
    connector, account = bluesky
    prepared = connector.prepare(Outgoing("Never.", "en"), account, at=AT, nonce=bytes(16))
    assert read_back(connector, account, prepared) == Absent()


def test_a_recall_deletes_and_a_second_one_is_done_too(bluesky):
    connector, account = bluesky
    prepared, result = publish(connector, account, Outgoing("Oops.", "en"))
    for _ in range(2):
        gone = call(account, 10, lambda http: connector.recall(result.receipt, account, http))
        assert isinstance(gone, Done)
    assert read_back(connector, account, prepared) == Absent()


def test_the_platform_says_who_the_account_is(bluesky):
    connector, account = bluesky
    found = call(account, 10, lambda http: connector.identify(account, http))
    assert isinstance(found, Identity)
    assert (found.platform_id, found.handle) == (account.platform_id, account.handle)


def test_a_wrong_password_is_a_problem_of_the_account(bluesky):
    connector, account = bluesky
    wrong = replace(account, secrets={"password": "wrong"})
    _, result = publish(connector, wrong, Outgoing("No.", "en"))
    assert isinstance(result, Rejected)
    assert result.account_problem
    assert "wrong" not in repr((wrong, result))


def test_a_sign_in_to_another_account_is_refused(bluesky):
    connector, account = bluesky
    other = replace(account, platform_id="")
    found = call(account, 10, lambda http: connector.identify(other, http))
    assert isinstance(found, Identity)
    assert found.platform_id == account.platform_id


def test_a_link_card_is_published(bluesky):
    connector, account = bluesky
    text = Outgoing("See here.", "fr", link=LinkCard("https://example.org/x", "X", "About x"))
    assert isinstance(publish(connector, account, text)[1], Done)


def test_301_graphemes_are_refused_before_and_by_the_server(bluesky):
    connector, account = bluesky
    long = Outgoing("é" * 301, "fr")
    (objection,) = connector.objections(long, connector.declaration.limits)
    assert objection.code == "text.too_long"
    _, result = publish(connector, account, long)
    assert isinstance(result, Rejected)
    assert not result.account_problem


# -- Mastodon ------------------------------------------------------------------------


def test_a_status_with_picture_is_published_and_found_by_its_text(mastodon):
    connector, account = mastodon
    prepared, result = publish(connector, account, FULL)
    assert isinstance(result, Done), result
    assert read_back(connector, account, prepared) == result


def test_the_same_key_makes_one_status(mastodon, sandbox):
    connector, account = mastodon
    prepared, first = publish(connector, account, Outgoing("Once <b> & more.", "en"))
    again = call(account, 10, lambda http: connector.publish(prepared, account, STORED, http))
    assert again == first
    assert len(sandbox.timeline("mastodon", account.platform_id)) == 1


def test_the_servers_own_limits_are_read(mastodon):
    connector, account = mastodon
    limits = call(account, 10, lambda http: connector.read_limits(account, http))
    assert (limits.max_length, limits.url_length, limits.max_pictures) == (500, 23, 4)


def test_a_deleted_status_counts_as_recalled(mastodon):
    connector, account = mastodon
    prepared, result = publish(connector, account, Outgoing("Oops.", "en"))
    for _ in range(2):
        gone = call(account, 10, lambda http: connector.recall(result.receipt, account, http))
        assert isinstance(gone, Done)
    assert read_back(connector, account, prepared) == Absent()


def test_the_token_names_the_account(mastodon):
    connector, account = mastodon
    found = call(account, 10, lambda http: connector.identify(account, http))
    assert found.platform_id == account.platform_id


# -- faults: the same for every platform ------------------------------------------------


@pytest.fixture(params=["bluesky", "mastodon"])
def faulty(request: pytest.FixtureRequest, sandbox: Sandbox) -> tuple[Any, Account]:
    sandbox.clear_faults()
    handle = f"f{next(_numbers)}{'.test' if request.param == 'bluesky' else ''}"
    account_id = sandbox.account(request.param, handle, f"s-{handle}")
    secrets = {"password": f"s-{handle}", "token": f"s-{handle}"}
    connector = Bluesky() if request.param == "bluesky" else Mastodon()
    return connector, Account("c", account_id, handle, sandbox.origin, secrets)


EXPECTED = {
    "refuse": Rejected,
    "429_with_reset": Retry,
    "429_without_reset": Retry,
    "5xx": Retry,
    "5xx_applied": Unknown,
    "accept_then_drop": Unknown,
    "accept_late": Unknown,
    "answer_twice": Unknown,
    "malformed": Unknown,
    "slow": Unknown,
    "lag": Unknown,
    "hide": Unknown,
}


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_each_fault_becomes_the_outcome_that_is_safe(faulty, sandbox, kind):
    connector, account = faulty
    match = {"call": "publish", "account": account.platform_id}
    sandbox.fault(kind, match=match)
    timeout = 1.0 if kind in ("accept_late", "slow") else 10
    prepared, result = publish(connector, account, Outgoing(f"With {kind}.", "en"), timeout=timeout)
    assert isinstance(result, EXPECTED[kind]), result
    if kind == "429_with_reset":
        assert result.not_before is not None
    if kind in ("accept_then_drop", "malformed", "5xx_applied", "answer_twice"):
        assert isinstance(read_back(connector, account, prepared), Done)
    if kind in ("refuse", "5xx", "429_with_reset"):
        assert read_back(connector, account, prepared) == Absent()


def test_a_server_that_is_not_there_was_certainly_not_reached(faulty):
    connector, account = faulty
    nowhere = replace(account, origin="http://127.0.0.1:9")
    _, result = publish(connector, nowhere, Outgoing("Hello.", "en"))
    assert isinstance(result, Retry)
    assert result.code == "call.unreachable"


# -- independent clients work unchanged against the sandbox ------------------------------


def test_the_atproto_client_works_unchanged(sandbox):
    from atproto import Client

    did = sandbox.account("bluesky", "sdk.test", "pw")
    client = Client(base_url=sandbox.origin)
    client.login("sdk.test", "pw", fetch_bsky_profile=False)
    made = client.com.atproto.repo.create_record(
        {
            "repo": did,
            "collection": "app.bsky.feed.post",
            "record": {
                "$type": "app.bsky.feed.post",
                "text": "Hi",
                "createdAt": "2026-01-01T00:00:00Z",
            },
        }
    )
    listed = client.com.atproto.repo.list_records({"repo": did, "collection": "app.bsky.feed.post"})
    assert [record.uri for record in listed.records] == [made.uri]
    blob = client.upload_blob(PNG)
    assert blob.blob.size == len(PNG)


def test_mastodon_py_works_unchanged(sandbox):
    from mastodon import Mastodon as Client

    account = sandbox.account("mastodon", "sdk", "sdk-token")
    client = Client(access_token="sdk-token", api_base_url=sandbox.origin)
    assert str(client.account_verify_credentials().id) == account
    media = client.media_post(
        io.BytesIO(PNG), mime_type="image/png", description="A field", synchronous=True
    )
    status = client.status_post("Hello", media_ids=[media], idempotency_key="one")
    assert client.status_post("Hello", idempotency_key="one").id == status.id
    assert [each.id for each in client.account_statuses(account)] == [status.id]
    client.status_delete(status.id)
    assert client.account_statuses(account) == []
