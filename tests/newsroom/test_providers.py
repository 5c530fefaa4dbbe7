"""The three providers against their simulations, as badly behaved as they may be."""

from __future__ import annotations

import asyncio

import pytest

from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.newsroom.translating import digest
from heraut.newsroom.translating.contract import (
    Accepted,
    Access,
    Ask,
    Later,
    Malformed,
    Refused,
    Translated,
    batches,
)
from heraut.newsroom.translating.deepl import DeepL
from heraut.newsroom.translating.etranslation import ETranslation
from heraut.newsroom.translating.libretranslate import LibreTranslate
from heraut_proving.sandbox.translating import KEY

KINDS = [DeepL, LibreTranslate, ETranslation]
SAID = ('Belgium and <x id="0">Vertretung</x>', "wind turbines &amp; more")


@pytest.fixture
def simulated(sandbox):
    sandbox.reset()
    yield sandbox
    sandbox.reset()


def ask(sandbox, kind, *, key=KEY, segments=SAID, target="de", timeout=5.0):
    provider = kind(Access(sandbox.origin, key, "heraut-test"))
    asked = Ask("en", target, segments, "reference", "http://127.0.0.1:9/never/")

    async def call():
        origins = frozenset({sandbox.origin})
        async with Outbound(private_origins=origins, timeout=timeout) as http:
            return await provider.translate(asked, http)

    return asyncio.run(call())


@pytest.mark.parametrize("kind", [DeepL, LibreTranslate])
def test_tags_and_what_they_hold_come_back(simulated, kind):
    outcome = ask(simulated, kind)
    assert outcome == Translated(('Belgien und <x id="0">Vertretung</x>', "Windräder &amp; more"))


def test_etranslation_takes_the_request_and_answers_later(simulated):
    outcome = ask(simulated, ETranslation)
    assert isinstance(outcome, Accepted) and outcome.until > clock.now()
    assert int(outcome.remote_id) > 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_key_is_said_and_not_tried_again(simulated, kind):
    assert ask(simulated, kind, key="wrong") == Refused("translation.key")


@pytest.mark.parametrize(
    ("kind", "fault", "outcome"),
    [
        (DeepL, "refuse", Refused("translation.quota")),
        (LibreTranslate, "refuse", Refused("translation.refused")),
        (ETranslation, "refuse", Refused("translation.pair")),
        (DeepL, "5xx", Later("translation.unavailable")),
        (LibreTranslate, "5xx", Later("translation.unavailable")),
        (ETranslation, "5xx", Later("translation.unavailable")),
        (DeepL, "429_without_reset", Later("translation.busy")),
        (LibreTranslate, "429_without_reset", Later("translation.busy")),
        (ETranslation, "429_without_reset", Later("translation.busy")),
    ],
)
def test_each_failure_has_its_kind(simulated, kind, fault, outcome):
    simulated.fault(fault, match={"platform": kind.slug})
    assert ask(simulated, kind) == outcome


def test_a_pause_that_is_asked_for_is_kept(simulated):
    simulated.fault("429_with_reset", match={"platform": "deepl"})
    outcome = ask(simulated, DeepL)
    assert isinstance(outcome, Later) and outcome.not_before is not None
    assert 0 < (outcome.not_before - clock.now()).total_seconds() <= 2


@pytest.mark.parametrize("kind", [DeepL, LibreTranslate])
@pytest.mark.parametrize("fault", ["fewer", "malformed"])
def test_an_answer_that_cannot_be_read_is_none(simulated, kind, fault):
    from heraut.kernel.http import CallFailed

    simulated.fault(fault, match={"platform": kind.slug})
    with pytest.raises((Malformed, CallFailed)):
        ask(simulated, kind)


def test_long_texts_go_in_parts(simulated):
    outcome = ask(simulated, DeepL, segments=("Belgium",) * 120)
    assert outcome == Translated(("Belgien",) * 120)
    assert [len(call["texts"]) for call in simulated.journal()] == [50, 50, 20]


def test_parts_keep_their_order_and_size():
    parts = batches(["a" * 6, "b" * 6, "c" * 20, "d"], most=2, most_bytes=12)
    assert parts == [("aaaaaa", "bbbbbb"), ("c" * 20,), ("d",)]
    assert batches([], 2, 12) == []


def test_the_digest_is_that_of_the_rfcs_example():
    """RFC 2617, 3.5, which RFC 7616 keeps to for MD5."""
    asked = digest.challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int",'
        ' nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    assert asked is not None
    said = digest.authorization(
        asked, "GET", "http://host.com/dir/index.html", "Mufasa", "Circle Of Life", "0a4f113b"
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in said
    assert digest.challenge('Basic realm="x"') is None


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"PHA+", b'<p id="s0">only one</p>', b"\xff\xfe", b"x" * (2 * 1024 * 1024)],
)
def test_a_posted_answer_that_is_none_is_refused(body):
    with pytest.raises(Malformed):
        ETranslation(Access("", "", "")).read(body, 2)


def test_a_posted_answer_is_read_in_base64_or_plain():
    import base64

    plain = b'<html><body><p id="s1">zwei</p><p class=x id=s0> eins </p></body></html>'
    provider = ETranslation(Access("", "", ""))
    assert provider.read(plain, 2) == ("eins", "zwei")
    assert provider.read(base64.b64encode(plain), 2) == ("eins", "zwei")


def test_who_speaks_what():
    access = Access("", "", "")
    assert DeepL(access).speaks("en", "de") and not DeepL(access).speaks("en", "sw")
    assert ETranslation(access).speaks("nl", "ga") and not ETranslation(access).speaks("en", "sw")
    assert LibreTranslate(access).speaks("en", "sw")
