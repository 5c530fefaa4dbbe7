"""Instagram: against the simulated Graph API, which fetches, and Meta's own client."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from heraut.connectors.contract import (
    Absent,
    Done,
    LinkCard,
    Outgoing,
    Picture,
    Prepared,
    Receipt,
    Rejected,
    Retry,
    Unknown,
)
from heraut.connectors.instagram import Instagram
from heraut_proving.sandbox.graph import Tokens
from heraut_proving.sandbox.instagram import CONTAINER_LIFE, Container
from heraut_proving.sandbox.instagram import Instagram as Simulated
from heraut_proving.sandbox.oauth import Grants
from heraut_proving.sandbox.state import State, now
from tests.connectors.meta import account, attempt, call, lending, prepare, publish, read_back
from tests.connectors.test_facebook import signed_in

INSTAGRAM = Instagram()
LIMITS = INSTAGRAM.declaration.limits
SQUARE = Picture("ab" * 32, "image/jpeg", 400, 400, 1000, "A field.")


@pytest.fixture(scope="module")
def media():
    with lending() as made:
        yield made


@pytest.fixture
def ours(sandbox):
    sandbox.clear_faults()
    made = account(sandbox, "instagram")
    yield made
    sandbox.graph(account=made.platform_id, mood="", quota=100)


def standing(sandbox, ours):
    return sandbox.timeline("instagram", ours.platform_id)


def codes(outgoing):
    return [each.code for each in INSTAGRAM.objections(outgoing, LIMITS)]


# -- what it takes -----------------------------------------------------------------------------


def test_a_text_alone_is_refused_while_it_is_written():
    assert codes(Outgoing("Words.", "en")) == ["media.missing"]
    assert codes(Outgoing("Words.", "en", pictures=(SQUARE,))) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("#a " * 6, "text.hashtags"), ("@a " * 21, "text.mentions"), ("a" * 2201, "text.too_long")],
)
def test_more_than_it_takes_is_refused(text, code):
    assert codes(Outgoing(text, "en", pictures=(SQUARE,))) == [code]


def test_as_many_as_it_takes_are_not():
    text = "#tag " * 5 + "@name " * 20 + "https://example.org/a#b mail@example.org"
    assert codes(Outgoing(text, "en", pictures=(SQUARE,))) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"mime": "image/png"}, "picture.type"),
        ({"width": 300}, "picture.shape"),
        ({"height": 200}, "picture.shape"),
        ({"size": 9_000_000}, "picture.too_large"),
        ({"alt": "x" * 1001}, "picture.alt_too_long"),
    ],
)
def test_a_picture_that_it_cannot_take_is_refused(changed, code):
    assert codes(Outgoing("x", "en", pictures=(replace(SQUARE, **changed),))) == [code]


def test_a_link_stands_in_the_caption_and_is_counted():
    text = Outgoing("See.", "en", pictures=(SQUARE,), link=LinkCard("https://example.org/x"))
    assert INSTAGRAM.rendered(text) == "See.\n\nhttps://example.org/x"
    assert codes(replace(text, text="x" * 2190)) == ["text.too_long"]


# -- publishing ------------------------------------------------------------------------------------


def test_a_picture_is_lent_fetched_and_published_with_its_description(sandbox, ours, media):
    media.lent.clear()
    picture = media.picture()
    prepared, result = publish(
        INSTAGRAM, ours, Outgoing("Ports.", "en", pictures=(picture,)), media
    )
    assert isinstance(result, Done), result
    assert media.lent == [picture.sha256]
    assert result.receipt.url.startswith(f"{ours.origin}/p/")
    assert read_back(INSTAGRAM, ours, prepared) == result
    assert read_back(INSTAGRAM, ours, replace(prepared, staged={})) == result
    shown = call(ours.origin, lambda http: http.request("GET", result.receipt.url))
    assert 'alt="A navy field."' in shown.body.decode()
    assert "Ports." in shown.body.decode()


def test_several_pictures_are_one_carousel_in_order(sandbox, ours, media):
    three = tuple(media.picture(each) for each in ("black", "yellow", "red"))
    _, result = publish(INSTAGRAM, ours, Outgoing("Tricolour.", "en", pictures=three), media)
    assert isinstance(result, Done), result
    (post,) = standing(sandbox, ours)
    assert post["content"]["kind"] == "CAROUSEL_ALBUM"
    assert len(post["media"]) == 3


def test_a_film_is_a_reel(sandbox, ours, media):
    _, result = publish(INSTAGRAM, ours, Outgoing("Waves.", "en", video=media.film()), media)
    assert isinstance(result, Done), result
    assert "/reel/" in result.receipt.url


def test_nothing_is_lent_before_the_call(ours, media):
    media.lent.clear()
    prepare(INSTAGRAM, ours, Outgoing("Embargo.", "en", pictures=(media.picture(),)))
    assert media.lent == []


def test_what_is_made_ready_nobody_sees(sandbox, ours, media):
    prepared = prepare(INSTAGRAM, ours, Outgoing("Not yet.", "en", pictures=(media.picture(),)))
    ready = call(ours.origin, lambda http: INSTAGRAM.stage(prepared, ours, media, http))
    assert isinstance(ready, Prepared)
    assert set(ready.staged) == {"container"}
    assert standing(sandbox, ours) == []


def test_one_container_becomes_one_text_however_often_it_is_tried(sandbox, ours, media):
    text = Outgoing("Once.", "en", pictures=(media.picture(),))
    prepared, first = publish(INSTAGRAM, ours, text, media)
    for _ in range(2):
        _, again = attempt(INSTAGRAM, ours, prepared, media)
        assert again == first
    assert len(standing(sandbox, ours)) == 1


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
    "400_applied": Done,
}


@pytest.mark.parametrize("kind", sorted(EXPECTED))
def test_each_fault_becomes_the_outcome_that_is_safe_and_makes_one_text(sandbox, ours, media, kind):
    sandbox.fault(kind, match={"call": "publish", "account": ours.platform_id})
    timeout = 1.5 if kind in ("accept_late", "slow") else 10
    text = Outgoing(f"With {kind}.", "en", pictures=(media.picture(),))
    prepared, result = publish(INSTAGRAM, ours, text, media, timeout=timeout)
    assert isinstance(result, EXPECTED[kind]), result
    if kind in ("accept_then_drop", "malformed", "5xx_applied", "answer_twice"):
        assert isinstance(read_back(INSTAGRAM, ours, prepared), Done)
    if kind in ("refuse", "5xx", "429_with_reset", "hide"):
        assert read_back(INSTAGRAM, ours, prepared) == Absent()
    if kind not in ("accept_late", "hide", "lag"):
        _, again = attempt(INSTAGRAM, ours, prepared, media)
        assert isinstance(again, Done)
        assert len(standing(sandbox, ours)) == 1


def test_a_text_that_is_hidden_is_not_published_twice(sandbox, ours, media):
    sandbox.fault("hide", match={"call": "publish", "account": ours.platform_id})
    text = Outgoing("Hidden.", "en", pictures=(media.picture(),))
    prepared, _ = publish(INSTAGRAM, ours, text, media)
    _, again = attempt(INSTAGRAM, ours, prepared, media)
    assert (type(again), again.code) == (Rejected, "media.gone")
    assert len(standing(sandbox, ours)) == 1


# -- what goes wrong before -----------------------------------------------------------------------------


def test_a_picture_that_cannot_be_fetched_is_tried_again(ours, media):
    class Away:
        async def lend(self, sha256):
            return f"{media.origin}/nothing"

    prepared = prepare(INSTAGRAM, ours, Outgoing("x", "en", pictures=(media.picture(),)))
    _, result = attempt(INSTAGRAM, ours, prepared, Away())
    assert (type(result), result.code) == (Retry, "media.unfetched")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"kind": "PNG"}, "picture.type"),
        ({"size": (400, 100)}, "picture.shape"),
    ],
)
def test_a_picture_that_it_does_not_take_is_refused_by_the_platform_too(ours, media, how, code):
    _, result = publish(
        INSTAGRAM, ours, Outgoing("x", "en", pictures=(media.picture(**how),)), media
    )
    assert (type(result), result.code) == (Rejected, code)


def test_a_film_that_it_cannot_read_is_refused_with_its_reason(sandbox, ours, media):
    text = Outgoing("x", "en", video=media.film(b"not a film at all"))
    _, result = publish(INSTAGRAM, ours, text, media)
    assert (type(result), result.code) == (Rejected, "video.type")
    assert standing(sandbox, ours) == []


def test_the_days_allowance_is_asked_for_before_anything_is_made(sandbox, ours, media):
    text = Outgoing("x", "en", pictures=(media.picture(),))
    publish(INSTAGRAM, ours, text, media)
    sandbox.graph(quota=1)
    prepared, result = publish(INSTAGRAM, ours, replace(text, text="y"), media)
    assert (type(result), result.code) == (Retry, "platform.daily_limit")
    assert result.not_before > datetime.now(UTC) + timedelta(minutes=50)
    assert prepared.staged == {}


def test_a_restricted_account_is_a_problem_of_the_account(sandbox, ours, media):
    sandbox.graph(account=ours.platform_id, mood="restricted")
    text = Outgoing("x", "en", pictures=(media.picture(),))
    _, result = publish(INSTAGRAM, ours, text, media)
    assert (type(result), result.code, result.account_problem) == (
        Rejected,
        "account.suspended",
        True,
    )


def test_a_container_ends_after_a_day_and_says_so():
    state = State()
    simulated = Simulated(state, None, Tokens(state, Grants(state)))
    old = Container("1", "a", "IMAGE", "", [], now() - CONTAINER_LIFE - 1)
    assert simulated.status(old)[0] == "EXPIRED"


def test_after_a_day_a_person_decides(ours, media):
    prepared, _ = publish(INSTAGRAM, ours, Outgoing("x", "en", pictures=(media.picture(),)), media)
    first = datetime.now(UTC)
    assert INSTAGRAM.may_resend(prepared, first, first + timedelta(hours=22))
    assert not INSTAGRAM.may_resend(prepared, first, first + timedelta(hours=24))


def test_what_was_never_made_ready_is_absent(ours, media):
    prepared = prepare(INSTAGRAM, ours, Outgoing("Never.", "en", pictures=(media.picture(),)))
    assert read_back(INSTAGRAM, ours, prepared) == Absent()


def test_a_recall_is_for_a_person(ours):
    receipt = Receipt("1", "https://www.instagram.com/p/x/")
    result = call(ours.origin, lambda http: INSTAGRAM.recall(receipt, ours, http))
    assert (type(result), result.code) == (Rejected, "recall.by_hand")


# -- the account -------------------------------------------------------------------------------------------


def test_the_linked_account_says_who_it_is(ours):
    found = call(ours.origin, lambda http: INSTAGRAM.identify(ours, http))
    assert (found.platform_id, found.handle) == (ours.platform_id, ours.handle)


def test_a_page_without_a_linked_account_is_told_apart(sandbox):
    page = account(sandbox, "facebook")
    found = call(page.origin, lambda http: INSTAGRAM.identify(page, http))
    assert (type(found), found.code) == (Rejected, "account.not_linked")


def test_a_sign_in_offers_the_accounts_that_are_linked_to_pages(sandbox, ours, media):
    """A page and its account have the secret in common here."""
    page = sandbox.account("facebook", f"page.of.{ours.handle}", ours.secrets["token"], "A page")
    _, _, found = signed_in(sandbox, f"of-{page}", INSTAGRAM)
    (candidate,) = found
    assert candidate.identity.platform_id == ours.platform_id
    connected = replace(ours, secrets=dict(candidate.tokens.secrets))
    text = Outgoing("Signed in.", "en", pictures=(media.picture(),))
    assert isinstance(publish(INSTAGRAM, connected, text, media)[1], Done)


# -- Meta's own client, unchanged -----------------------------------------------------------------------------


def test_facebook_business_publishes_unchanged(sandbox, ours, media, monkeypatch):
    import time

    from facebook_business.adobjects.iguser import IGUser
    from facebook_business.api import FacebookAdsApi
    from facebook_business.exceptions import FacebookRequestError
    from facebook_business.session import FacebookSession

    monkeypatch.setattr(FacebookSession, "GRAPH", sandbox.origin)
    api = FacebookAdsApi(FacebookSession("sandbox", "sandbox", ours.secrets["token"]))
    user = IGUser(ours.platform_id, api=api)
    address = f"{media.origin}/{media.picture().sha256}"
    made = user.create_media(params={"image_url": address, "caption": "Hi", "alt_text": "A field"})
    with pytest.raises(FacebookRequestError) as early:
        user.create_media_publish(params={"creation_id": made["id"]})
    assert (early.value.api_error_code(), early.value.api_error_subcode()) == (9007, 2207027)
    status = ""
    for _ in range(20):
        status = api.call("GET", (made["id"],), params={"fields": "status_code"}).json()[
            "status_code"
        ]
        if status == "FINISHED":
            break
        time.sleep(0.1)
    assert status == "FINISHED"
    published = user.create_media_publish(params={"creation_id": made["id"]})
    (listed,) = user.get_media(fields=["id", "caption", "permalink", "media_type"])
    assert (listed["id"], listed["caption"], listed["media_type"]) == (
        published["id"],
        "Hi",
        "IMAGE",
    )
    (limit,) = user.get_content_publishing_limit(fields=["quota_usage", "config"])
    assert limit["quota_usage"] == 1
    with pytest.raises(FacebookRequestError) as again:
        user.create_media_publish(params={"creation_id": made["id"]})
    assert again.value.api_error_subcode() == 2207006
