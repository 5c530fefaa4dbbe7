"""Threads, reposts, quotes and edits against servers: simulated ones and a real one, alike."""

from __future__ import annotations

import itertools
import json
import os
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from heraut.connectors.bluesky import Bluesky
from heraut.connectors.contract import (
    Absent,
    Account,
    Capability,
    Done,
    Original,
    Outgoing,
    Part,
    Receipt,
    Rejected,
    Reply,
)
from tests.connectors.test_servers import (
    EXPECTED,
    PICTURE,
    STORED,
    bluesky,
    call,
    faulty,
    mastodon,
    publish,
    read_back,
)

__all__ = ["bluesky", "faulty", "mastodon"]

THREAD = Outgoing("One.", "en", parts=(Part("Two.", (PICTURE,)), Part("Three."), Part("Four.")))


def record_of(account: Account, uri: str) -> dict[str, Any]:
    repo, collection, key = uri.removeprefix("at://").split("/")
    query = f"repo={repo}&collection={collection}&rkey={key}"
    url = f"{account.origin}/xrpc/com.atproto.repo.getRecord?{query}"
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer)["value"])


def status_of(account: Account, key: str, *, what: str = "") -> dict[str, Any]:
    request = urllib.request.Request(
        f"{account.origin}/api/v1/statuses/{key}{what}",
        headers={"Authorization": f"Bearer {account.secrets['token']}"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.load(answer))


def thread(connector: Any, account: Account, whole: Outgoing = THREAD) -> Receipt:
    """Published part by part, as the ledger does it."""
    standing: Receipt | None = None
    for number in range(connector.steps(whole)):
        _, result = publish(connector, account, connector.step(whole, number, standing))
        assert isinstance(result, Done), result
        standing = standing.followed_by(result.receipt) if standing else result.receipt
    assert standing is not None
    return standing


def original_of(connector: Any, account: Account, text: str = "A hub says.") -> Original:
    _, result = publish(connector, account, Outgoing(text, "en"))
    return Original(result.receipt, "Belgium in Nairobi", text)


def repost(connector: Any, account: Account, original: Original) -> tuple[Any, Any]:
    prepared = connector.prepare_repost(
        original, account, at=datetime.now(UTC), nonce=os.urandom(16)
    )
    return prepared, call(account, 10, lambda http: connector.repost(prepared, account, http))


def reposted(connector: Any, account: Account, prepared: Any) -> Any:
    return call(account, 10, lambda http: connector.read_repost(prepared, account, http))


def recall(connector: Any, account: Account, receipt: Receipt) -> Any:
    return call(account, 10, lambda http: connector.recall(receipt, account, http))


def edit(connector: Any, account: Account, receipt: Receipt, text: str) -> tuple[Any, Any]:
    prepared = connector.prepare_edit(Outgoing(text, "en"), receipt, account, at=datetime.now(UTC))
    return prepared, call(account, 10, lambda http: connector.edit(prepared, account, http))


def read_edit(connector: Any, account: Account, prepared: Any) -> Any:
    return call(account, 10, lambda http: connector.read_edit(prepared, account, http))


# -- Bluesky: sandbox and real server ------------------------------------------------


def test_every_part_answers_the_one_before_it_and_names_the_first(bluesky):
    connector, account = bluesky
    receipts = thread(connector, account).each
    assert len(receipts) == 4
    for before, here in itertools.pairwise(receipts):
        reply = record_of(account, here.id)["reply"]
        assert reply["parent"] == {"uri": before.id, "cid": before.extra["cid"]}
        assert reply["root"] == {"uri": receipts[0].id, "cid": receipts[0].extra["cid"]}


def test_a_part_sent_again_is_the_same_part(bluesky):
    connector, account = bluesky
    _, first = publish(connector, account, Outgoing("One.", "en"))
    second = connector.step(THREAD, 1, first.receipt)
    prepared, result = publish(connector, account, second)
    again = call(account, 10, lambda http: connector.publish(prepared, account, STORED, http))
    assert again == result == read_back(connector, account, prepared)


def test_a_repost_is_made_once_read_back_and_taken_back(bluesky):
    connector, account = bluesky
    prepared, result = repost(connector, account, original_of(connector, account))
    assert isinstance(result, Done), result
    again = call(account, 10, lambda http: connector.repost(prepared, account, http))
    assert again == result == reposted(connector, account, prepared)
    assert record_of(account, result.receipt.id)["subject"]["cid"]
    for _ in range(2):
        assert isinstance(recall(connector, account, result.receipt), Done)
    assert reposted(connector, account, prepared) == Absent()


@pytest.mark.parametrize("pictures", [(), (PICTURE,)])
def test_a_quote_shows_the_original_with_or_without_pictures(bluesky, pictures):
    connector, account = bluesky
    original = original_of(connector, account)
    quoting = Outgoing("And so do we.", "en", pictures=pictures, quote=original)
    assert connector.objections(quoting, connector.declaration.limits) == []
    _, result = publish(connector, account, quoting)
    embed = record_of(account, result.receipt.id)["embed"]
    shown = embed["record"]["record"] if pictures else embed["record"]
    assert shown == {"uri": original.receipt.id, "cid": original.receipt.extra["cid"]}


def test_an_answer_to_what_is_not_there_is_taken_as_it_is_in_reality(bluesky):
    """A personal data server does not look whether what a reply names is there."""
    connector, account = bluesky
    gone = original_of(connector, account).receipt
    recall(connector, account, gone)
    _, result = publish(connector, account, Outgoing("Hm.", "en", reply=Reply(gone, gone)))
    assert isinstance(result, Done)


def test_what_a_person_only_saw_cannot_be_answered(bluesky):
    connector, _account = bluesky
    seen = Receipt("at://did/app.bsky.feed.post/3k", "https://bsky.app/x")
    text = Outgoing("Hm.", "en", reply=Reply(seen, seen))
    (objection,) = connector.objections(text, connector.declaration.limits)
    assert objection.code == "original.unknown"


# -- Mastodon ------------------------------------------------------------------------


def test_a_thread_is_a_chain_of_replies(mastodon):
    connector, account = mastodon
    receipts = thread(connector, account).each
    told = [status_of(account, each.id)["in_reply_to_id"] for each in receipts]
    assert told == [None, *(each.id for each in receipts[:-1])]


def test_two_parts_that_say_the_same_are_told_apart_by_what_they_answer(mastodon):
    connector, account = mastodon
    _, first = publish(connector, account, Outgoing("Again.", "en"))
    same = replace(THREAD, parts=(Part("Again."),))
    prepared = connector.prepare(
        connector.step(same, 1, first.receipt), account, at=datetime.now(UTC), nonce=bytes(16)
    )
    assert read_back(connector, account, prepared) == Absent()


def test_an_answer_to_what_is_not_there_is_refused_and_is_nobodys_fault(mastodon):
    connector, account = mastodon
    gone = original_of(connector, account).receipt
    recall(connector, account, gone)
    _, result = publish(connector, account, Outgoing("Hm.", "en", reply=Reply(gone, gone)))
    assert result == Rejected("original.missing", {"status": 404})


def test_an_edit_keeps_the_pictures_and_the_former_text_and_reads_back(mastodon):
    connector, account = mastodon
    _, made = publish(connector, account, Outgoing("3 ships.", "en", "", (PICTURE,)))
    prepared, result = edit(connector, account, made.receipt, "4 ships.")
    assert result == Done(made.receipt)
    assert read_edit(connector, account, prepared) == Done(made.receipt)
    status = status_of(account, made.receipt.id)
    assert (len(status["media_attachments"]), bool(status["edited_at"])) == (1, True)
    other = connector.prepare_edit(
        Outgoing("5 ships.", "en"), made.receipt, account, at=datetime.now(UTC)
    )
    assert read_edit(connector, account, other) == Absent()


def test_the_same_edit_again_changes_nothing(mastodon, sandbox):
    connector, account = mastodon
    _, made = publish(connector, account, Outgoing("3 ships.", "en"))
    for _ in range(2):
        assert isinstance(edit(connector, account, made.receipt, "4 ships.")[1], Done)
    (post,) = sandbox.timeline("mastodon", account.platform_id)
    assert (post["text"], post["former"]) == ("4 ships.", ["3 ships."])


def test_a_reblog_is_made_once_and_taken_back(mastodon, sandbox):
    connector, account = mastodon
    other = sandbox.account("mastodon", "hub", "hub-token")
    hub = Account("h", other, "hub", sandbox.origin, {"token": "hub-token"})
    original = original_of(connector, hub)
    prepared, result = repost(connector, account, original)
    assert repost(connector, account, original)[1] == result
    assert reposted(connector, account, prepared) == result
    assert len(sandbox.timeline("mastodon", account.platform_id)) == 1
    for _ in range(2):
        assert isinstance(recall(connector, account, result.receipt), Done)
    assert reposted(connector, account, prepared) == Absent()
    assert sandbox.timeline("mastodon", other), "the original stands"


def test_a_text_on_another_server_is_looked_up_before_it_is_passed_on(mastodon):
    connector, account = mastodon
    original = original_of(connector, account)
    url = original.receipt.url.replace(account.origin, "https://elsewhere.example")
    far = replace(original, receipt=Receipt("1", url))
    _, result = repost(connector, account, far)
    assert result.receipt.id == original.receipt.id
    nowhere = replace(original, receipt=Receipt("1", "https://elsewhere.example/@x/1"))
    assert repost(connector, account, nowhere)[1] == Rejected("original.missing", {"status": 404})


def test_a_quote_is_found_again_by_its_own_text(mastodon):
    connector, account = mastodon
    original = original_of(connector, account)
    prepared, result = publish(connector, account, Outgoing("And so do we.", "en", quote=original))
    assert isinstance(result, Done), result
    shown = status_of(account, result.receipt.id)
    assert shown["quote"]["quoted_status"]["id"] == original.receipt.id
    assert "quote-inline" in shown["content"]
    assert read_back(connector, account, prepared) == result


def test_quotes_are_refused_until_the_server_has_said_that_it_knows_them(mastodon):
    connector, account = mastodon
    quoting = Outgoing("And we.", "en", quote=original_of(connector, account))
    (objection,) = connector.objections(quoting, connector.declaration.limits)
    assert objection.code == "quote.unsupported"
    limits = call(account, 10, lambda http: connector.read_limits(account, http))
    assert connector.objections(quoting, limits) == []
    both = replace(quoting, pictures=(PICTURE,))
    assert [o.code for o in connector.objections(both, limits)] == ["quote.with_pictures"]


def test_an_old_server_lacks_what_came_later():
    from heraut.connectors.mastodon import _lacking

    assert _lacking({"version": "4.5.1", "api_versions": {"mastodon": 7}}) == []
    assert _lacking({"version": "4.3.0+glitch", "api_versions": {"mastodon": 2}}) == ["quote"]
    assert _lacking({"version": "3.4.1"}) == ["quote", "edit"]


def test_an_address_says_which_status_a_person_saw(mastodon):
    connector, account = mastodon
    prepared = connector.prepare(Outgoing("x", "en"), account, at=datetime.now(UTC), nonce=b"")
    seen = connector.receipt_at("https://s.example/@be/1234", prepared, account)
    assert seen == Receipt("1234", "https://s.example/@be/1234")
    assert connector.receipt_at("https://s.example/@be", prepared, account) is None


# -- faults: the same for every platform ------------------------------------------------


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_each_fault_of_a_repost_becomes_the_outcome_that_is_safe(faulty, sandbox, kind):
    connector, account = faulty
    original = original_of(connector, account)
    sandbox.fault(kind, match={"call": "repost", "account": account.platform_id})
    prepared = connector.prepare_repost(
        original, account, at=datetime.now(UTC), nonce=os.urandom(16)
    )
    timeout = 1.0 if kind in ("accept_late", "slow") else 10
    result = call(account, timeout, lambda http: connector.repost(prepared, account, http))
    late = {"malformed", "answer_twice"} if connector.platform == "mastodon" else set()
    assert isinstance(result, Done if kind in late else EXPECTED[kind]), result
    if kind in ("accept_then_drop", "5xx_applied"):
        assert isinstance(reposted(connector, account, prepared), Done)
    if kind in ("refuse", "5xx", "hide"):
        assert reposted(connector, account, prepared) == Absent()


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_each_fault_of_an_edit_becomes_the_outcome_that_is_safe(mastodon, sandbox, kind):
    connector, account = mastodon
    sandbox.clear_faults()
    _, made = publish(connector, account, Outgoing("3 ships.", "en"))
    sandbox.fault(kind, match={"call": "edit", "account": account.platform_id})
    prepared = connector.prepare_edit(
        Outgoing("4 ships.", "en"), made.receipt, account, at=datetime.now(UTC)
    )
    timeout = 1.0 if kind in ("accept_late", "slow") else 10
    result = call(account, timeout, lambda http: connector.edit(prepared, account, http))
    assert isinstance(result, EXPECTED[kind]), result
    if kind in ("accept_then_drop", "malformed", "5xx_applied", "answer_twice"):
        assert read_edit(connector, account, prepared) == Done(made.receipt)
    if kind in ("refuse", "5xx", "hide", "lag"):
        assert read_edit(connector, account, prepared) == Absent()


# -- independent clients work unchanged against the sandbox ------------------------------


def test_the_atproto_client_threads_quotes_and_reposts_unchanged(sandbox):
    from atproto import Client, models

    did = sandbox.account("bluesky", "sdk-two.test", "pw")
    client = Client(base_url=sandbox.origin)
    client.login("sdk-two.test", "pw", fetch_bsky_profile=False)
    one = client.send_post("One", profile_identify=did)
    root = models.create_strong_ref(one)
    reply = models.AppBskyFeedPost.ReplyRef(parent=root, root=root)
    second = client.send_post("Two", profile_identify=did, reply_to=reply)
    embed = models.AppBskyEmbedRecord.Main(record=root)
    quote = client.send_post("See", profile_identify=did, embed=embed)
    record = models.AppBskyFeedRepost.Record(created_at=client.get_current_time_iso(), subject=root)
    passed_on = client.app.bsky.feed.repost.create(did, record)
    posts = {each["key"]: each for each in sandbox.timeline("bluesky", did)}
    assert posts[second.uri.rsplit("/", 1)[-1]]["parent"] == root.uri
    assert posts[quote.uri.rsplit("/", 1)[-1]]["quote"] == root.uri
    assert posts[passed_on.uri.rsplit("/", 1)[-1]]["original"] == root.uri
    assert client.app.bsky.feed.repost.delete(did, passed_on.uri.rsplit("/", 1)[-1])
    assert len(sandbox.timeline("bluesky", did)) == 3


def test_mastodon_py_threads_quotes_reblogs_and_edits_unchanged(sandbox):
    from mastodon import Mastodon as Client

    sandbox.account("mastodon", "sdk-two", "sdk-two-token")
    client = Client(access_token="sdk-two-token", api_base_url=sandbox.origin)
    one = client.status_post("One")
    two = client.status_post("Two", in_reply_to_id=one)
    assert [each.id for each in client.status_context(one).descendants] == [two.id]
    quote = client.status_post("See", quoted_status_id=one)
    assert quote.quote.quoted_status.id == one.id
    assert client.status_reblog(one).reblog.id == one.id
    assert client.status(one).reblogged
    client.status_unreblog(one)
    assert not client.status(one).reblogged
    edited = client.status_update(two, "Two, mended")
    assert (edited.content, bool(edited.edited_at)) == ("<p>Two, mended</p>", True)
    assert client.status_source(two).text == "Two, mended"
    assert len(client.status_history(two)) == 2


def test_nothing_is_ticked_that_is_not_there():
    assert Capability.EDIT not in Bluesky.declaration.capabilities
    with pytest.raises(NotImplementedError):
        Bluesky().prepare_edit(
            Outgoing("x", "en"), Receipt("1", ""), Account("", "", "", ""), at=datetime.now(UTC)
        )


def test_a_seed_gives_parts_whose_keys_keep_their_order():
    from heraut.outbound.verbs import Seed

    seed = Seed(datetime(2026, 11, 24, tzinfo=UTC), bytes(range(16)))
    assert Seed.from_json(seed.to_json()) == seed
    keys = []
    for number in range(20):
        mine = seed.of(number)
        keys.append(
            Bluesky()
            .prepare(Outgoing("x", "en"), Account("", "", "", ""), at=mine.at, nonce=mine.nonce)
            .key
        )
    assert keys == sorted(set(keys))
    assert seed.of(19).at - seed.at == timedelta(milliseconds=19)
