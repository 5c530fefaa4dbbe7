"""What every connector promises, proven for each of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.connectors import catalogue
from heraut.connectors._bluesky_record import blob_cid, facets
from heraut.connectors.contract import (
    MOST_PARTS,
    Account,
    Capability,
    Change,
    Connector,
    LinkCard,
    Original,
    Outgoing,
    Part,
    Picture,
    Prepared,
    Receipt,
    Reply,
    Video,
    fingerprint,
)
from heraut.connectors.mastodon import plain_text
from heraut.connectors.web_feed import Entry, Feed, atom, json_feed, rss
from heraut.kernel.ids import tid
from heraut_proving.sandbox.mastodon import render
from tests.connectors.example import Gazette

AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
ACCOUNT = Account(
    "c", "id", "be.test", "https://pds.test", {"password": "s3cret", "token": "s3cret"}
)
PICTURE = Picture("ab" * 32, "image/png", 40, 30, 1000, "A field.")

every = pytest.mark.parametrize(
    "connector", [*catalogue.every(), Gazette()], ids=lambda one: one.platform
)


#: Those that take no text without a picture or a film.
SHOWN = {"instagram"}


def picture_for(connector):
    """One that the platform takes as it is."""
    mime = next(iter(connector.declaration.limits.picture_types), "image/png")
    return replace(PICTURE, mime=mime)


def said(connector, text, **more):
    """The least that carries a text there: alone, or beside a picture where it has to be."""
    if connector.platform in SHOWN and "video" not in more:
        more.setdefault("pictures", (picture_for(connector),))
    return Outgoing(text, "fr", **more)


def text_of(connector, length):
    return said(connector, "é" * length)


@every
def test_only_where_pictures_are_the_text_is_one_alone_refused(connector):
    codes = [
        o.code for o in connector.objections(Outgoing("x", "en"), connector.declaration.limits)
    ]
    assert codes == (["media.missing"] if connector.platform in SHOWN else [])


@every
def test_what_the_platform_cannot_take_is_refused_and_not_cut(connector):
    limits = connector.declaration.limits
    assert [o.code for o in connector.objections(said(connector, "  "), limits)] == ["text.empty"]
    if limits.max_length:
        assert connector.objections(text_of(connector, limits.max_length), limits) == []
        (found,) = connector.objections(text_of(connector, limits.max_length + 1), limits)
        assert found.code == "text.too_long"
        assert found.params["over"] == 1
    too_many = Outgoing("x", "en", pictures=(PICTURE,) * (limits.max_pictures + 1))
    assert "pictures.too_many" in [o.code for o in connector.objections(too_many, limits)]


@every
def test_a_picture_without_description_is_refused(connector):
    bare = Outgoing("x", "en", pictures=(replace(PICTURE, alt=" "),))
    codes = [o.code for o in connector.objections(bare, connector.declaration.limits)]
    assert "picture.alt_missing" in codes


@every
def test_a_picture_of_another_type_is_refused(connector):
    odd = Outgoing("x", "en", pictures=(replace(PICTURE, mime="image/tiff"),))
    codes = [o.code for o in connector.objections(odd, connector.declaration.limits)]
    assert "picture.type" in codes


@every
def test_a_film_that_the_platform_cannot_take_is_refused(connector):
    limits, has = connector.declaration.limits, connector.declaration.capabilities
    shape = {"width": 1080, "height": 1080, "seconds": max(limits.min_video_seconds, 5)}
    film = Video("cd" * 32, "video/mp4", size=1000, alt="Waves.", **shape)
    codes = [o.code for o in connector.objections(Outgoing("x", "en", video=film), limits)]
    if Capability.VIDEO not in has:
        assert "video.unsupported" in codes
        return
    assert codes == []
    for changed, code in (
        ({"mime": "video/x-msvideo"}, "video.type"),
        ({"alt": " "}, "video.alt_missing"),
        ({"size": limits.max_video_bytes + 1}, "video.too_large"),
        ({"seconds": limits.max_video_seconds + 1}, "video.too_long"),
    ):
        worse = Outgoing("x", "en", video=replace(film, **changed))
        limit = {
            "video.too_large": limits.max_video_bytes,
            "video.too_long": limits.max_video_seconds,
        }
        if limit.get(code, 1):
            assert code in [o.code for o in connector.objections(worse, limits)]
    both = Outgoing("x", "en", pictures=(PICTURE,), video=film)
    assert "media.mixed" in [o.code for o in connector.objections(both, limits)]


@every
def test_whoever_ticks_sign_in_declares_it_and_looks_up_what_it_ticks(connector):
    has = connector.declaration.capabilities
    assert (Capability.SIGN_IN in has) == (connector.declaration.sign_in is not None)
    for capability, names in (
        (Capability.SIGN_IN, ("authorize_url", "exchange", "candidates", "refresh", "revoke")),
        (Capability.LOOK_UP, ("look_up",)),
    ):
        for name in names:
            own = getattr(type(connector), name) is not getattr(Connector, name)
            assert own == (capability in has), name


@every
def test_preparing_is_deterministic_and_survives_storage(connector):
    outgoing = Outgoing("Hello https://example.org", "en", "T", (PICTURE,))
    first = connector.prepare(outgoing, ACCOUNT, at=AT, nonce=bytes(range(16)))
    again = connector.prepare(outgoing, ACCOUNT, at=AT, nonce=bytes(range(16)))
    assert first == again
    assert Prepared.from_json(first.to_json()) == first
    assert first.outgoing == outgoing
    other = connector.prepare(outgoing, ACCOUNT, at=AT, nonce=bytes(16))
    assert other.key != first.key or connector.platform == "bluesky"


@every
def test_no_secret_shows_in_what_is_printed(connector):
    prepared = connector.prepare(Outgoing("x", "en"), ACCOUNT, at=AT, nonce=bytes(16))
    assert "s3cret" not in f"{ACCOUNT!r} {prepared!r} {connector!r}"


@every
def test_a_ticked_capability_is_more_than_a_word(connector):
    """Those that calls prove are proven in test_servers.py; these can be seen from outside."""
    has = connector.declaration.capabilities
    assert Capability.TEXT in has
    assert (Capability.PICTURES in has) == (connector.declaration.limits.max_pictures > 0)
    card = Outgoing("See", "en", link=LinkCard("https://example.org/x", "X"))
    body = connector.prepare(card, ACCOUNT, at=AT, nonce=bytes(16)).body
    assert "https://example.org/x" in body, "a link is never dropped"
    overridden = type(connector).read_limits is not type(connector).__mro__[1].read_limits
    assert (Capability.LIMITS_FROM_SERVER in has) == overridden


@every
def test_a_ticked_verb_is_there_and_what_is_not_ticked_is_refused(connector):
    has, limits = connector.declaration.capabilities, connector.declaration.limits
    for capability, method in (
        (Capability.EDIT, "edit"),
        (Capability.EDIT, "read_edit"),
        (Capability.REPOST, "repost"),
        (Capability.REPOST, "read_repost"),
    ):
        own = getattr(type(connector), method) is not getattr(Connector, method)
        assert own == (capability in has), method
    able = replace(limits, without=())
    stands = Receipt("at://x/app.bsky.feed.post/3k", "https://x.test/1", {"cid": "bafyabc"})
    if connector.platform in ("mastodon", "x"):
        stands = Receipt("1234", "https://pds.test/@be/1234")
    if connector.platform == "linkedin":
        stands = Receipt("urn:li:share:1234", "https://pds.test/feed/update/urn:li:share:1234/")
    texts = {
        Capability.THREAD: said(connector, "One", parts=(Part("Two"),)),
        Capability.QUOTE: said(connector, "See", quote=Original(stands, "A hub", "A fact.")),
    }
    for capability, text in texts.items():
        codes = [each.code for each in connector.objections(text, able) if not each.part]
        # A receipt of another platform's would be unknown besides.
        codes = [code for code in codes if code != "original.unknown" or capability in has]
        assert codes == ([] if capability in has else [f"{capability}.unsupported"])
        lacking = replace(able, without=(capability,))
        assert f"{capability}.unsupported" in [
            each.code for each in connector.objections(text, lacking)
        ]


@every
def test_every_part_is_prepared_under_a_key_of_its_own_and_names_the_one_before(connector):
    thread = Outgoing("One", "en", parts=(Part("Two"), Part("Three")))
    if connector.declaration.whole_threads or Capability.THREAD not in (
        connector.declaration.capabilities
    ):
        assert connector.steps(Outgoing("One", "en")) == 1
        return
    assert connector.steps(thread) == 3
    standing = Receipt("at://x/app.bsky.feed.post/1", "https://x.test/1", {"cid": "bafyone"})
    standing = standing.followed_by(
        Receipt("at://x/app.bsky.feed.post/2", "https://x.test/2", {"cid": "bafytwo"})
    )
    part = connector.step(thread, 2, standing)
    body = connector.prepare(part, ACCOUNT, at=AT, nonce=bytes(16)).body
    assert "Three" in body
    assert "app.bsky.feed.post/2" in body
    assert "One" not in body


def test_a_long_thread_is_refused():
    connector = catalogue.get("bluesky")
    long = Outgoing("x", "en", parts=(Part("x"),) * MOST_PARTS)
    (objection,) = connector.objections(long, connector.declaration.limits)
    assert objection.code == "thread.too_many"


@given(st.integers(0, 3), st.booleans(), st.booleans())
def test_what_goes_out_and_what_came_back_survives_storage(parts, quote, reply):
    receipt = Receipt("1", "https://x.test", {"cid": "b"}, (Receipt("2", "https://x.test/2"),))
    outgoing = Outgoing(
        "One",
        "en",
        parts=(Part("More", (PICTURE,)),) * parts,
        quote=Original(receipt, "A hub", "A fact.") if quote else None,
        reply=Reply(receipt, receipt) if reply else None,
    )
    assert Outgoing.from_json(json.loads(json.dumps(outgoing.to_json()))) == outgoing
    change = Change(outgoing, replace(outgoing, text="Two"), receipt)
    assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change


@every
def test_only_a_key_that_lasts_for_ever_may_be_sent_again_for_ever(connector):
    prepared = connector.prepare(Outgoing("x", "en"), ACCOUNT, at=AT, nonce=bytes(16))
    # Handing a task to a person anew makes nothing either.
    keyed = bool({Capability.KEY, Capability.BY_HAND} & connector.declaration.capabilities)
    if type(connector).stage is not Connector.stage:
        prepared = replace(prepared, staged={"post": "1_2", "container": "3"})
    assert connector.may_resend(prepared, AT, AT + timedelta(minutes=5)) == keyed
    lifetime = connector.declaration.key_lifetime
    later = AT + (lifetime or timedelta(0)) + timedelta(hours=1)
    assert connector.may_resend(prepared, AT, later) == (lifetime is None)


def test_a_connector_that_swallows_what_it_cannot_take_fails_these_tests():
    class Swallower(type(catalogue.get("mastodon"))):  # type: ignore[misc]
        def objections(self, outgoing, limits):
            return []

    with pytest.raises((AssertionError, ValueError)):
        test_what_the_platform_cannot_take_is_refused_and_not_cut(Swallower())


def test_the_matrix_in_the_docs_is_the_one_the_connectors_declare():
    page = Path(__file__).parents[2] / "docs" / "capabilities.md"
    assert catalogue.matrix_markdown() in page.read_text()


# -- counting ----------------------------------------------------------------------------


def test_bluesky_counts_what_a_reader_takes_for_one_sign():
    connector = catalogue.get("bluesky")
    limits = connector.declaration.limits
    assert connector.count("👨‍👩‍👧‍👦🇧🇪é", limits).used == 3


def test_mastodon_counts_a_link_as_23_and_a_remote_mention_by_its_name():
    connector = catalogue.get("mastodon")
    limits = connector.declaration.limits
    assert connector.count("https://example.org/" + "x" * 90, limits).used == 23
    assert connector.count("@belgium@social.network.europa.eu hi", limits).used == 11


def test_mastodons_link_stands_at_the_end_and_is_counted():
    connector = catalogue.get("mastodon")
    text = Outgoing("x" * 490, "en", link=LinkCard("https://example.org/long/address"))
    (found,) = connector.objections(text, connector.declaration.limits)
    assert found.code == "text.too_long"


@given(st.text(alphabet="aé🇧🇪 #x😀\n", max_size=60))
def test_facets_point_at_whole_bytes_of_the_text(text):
    text = f"{text} https://example.org/a #tag"
    raw = text.encode()
    found = facets(text)
    assert found
    for facet in found:
        piece = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        assert piece.startswith(("https://", "#"))


@given(st.text(max_size=300))
def test_mastodons_html_read_back_has_the_fingerprint_of_the_text(text):
    cleaned = "".join(each for each in text if each.isprintable() or each == "\n")
    assert fingerprint(plain_text(render(cleaned))) == fingerprint(cleaned)


@given(st.integers(0, (1 << 53) - 2), st.integers(0, 1023))
def test_timestamp_identifiers_sort_by_time(micros, clock_id):
    assert len(tid(micros, clock_id)) == 13
    assert tid(micros, clock_id) < tid(micros + 1, 0)


def test_a_blobs_content_id_is_the_one_the_protocol_gives():
    # The empty string's, from the specification of multiformats.
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert blob_cid(empty) == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"


# -- feeds ---------------------------------------------------------------------------------


def _feed(*texts):
    entries = [
        Entry(f"urn:uuid:{n}", f"https://h.test/#{n}", f"T & <{n}>", text, "fr", AT)
        for n, text in enumerate(texts)
    ]
    return Feed(
        "https://h.test/",
        "Ambassade à Nairobi",
        "fr",
        "https://h.test/",
        "https://h.test/f",
        entries,
        AT,
    )


def test_the_three_formats_say_the_same_and_escape_what_they_must():
    import feedparser

    feed = _feed("Un texte <script>alert(1)</script> & deux.\n\nFin.")
    for body in (atom(feed), rss(feed)):
        parsed = feedparser.parse(body)
        assert not parsed.bozo
        (entry,) = parsed.entries
        assert entry.title == "T & <0>"
        assert "<script>" not in body.decode()
    assert b'"content_text": "Un texte <script>' in json_feed(feed)
    assert b"&lt;script&gt;" in json_feed(feed)


def test_a_receipt_survives_storage():
    receipt = Receipt("id", "https://x.test", {"cid": "b"})
    assert Receipt.from_json(receipt.to_json()) == receipt
