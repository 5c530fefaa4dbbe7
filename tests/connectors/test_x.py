"""X: counting, what its documented answers mean, the connector and tweepy against the sandbox."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from heraut.connectors import _x_media
from heraut.connectors._x_calls import refusal
from heraut.connectors._x_text import length, links, written
from heraut.connectors.contract import (
    Absent,
    Account,
    App,
    Candidate,
    Done,
    Identity,
    LinkCard,
    Original,
    Outgoing,
    Part,
    Picture,
    Receipt,
    Rejected,
    Retry,
    Tokens,
    Unknown,
    Video,
)
from heraut.connectors.x import Prices, X
from heraut.kernel.http import Outbound, Response
from heraut_proving.sandbox.oauth import s256
from heraut_proving.sandbox.x import weighted

# -- counting: examples of twitter-text's conformance suite (validate.yml, WeightedTweets) ------


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("", 0),
        ("Ambassade à Nairobi", 19),
        ("e\u0301", 1),  # NFC: one
        ("大使館", 6),
        ("H\U0001f431☺\U0001f468‍\U0001f469‍\U0001f467‍\U0001f466", 7),
        ("\U0001f1e7\U0001f1ea", 2),
        ("\U0001f44d\U0001f3fd", 2),
        ("1\ufe0f\u20e3", 2),
        ("‘quotes’ – dash", 15),
        ("€", 2),
        ("https://example.org/" + "x" * 200, 23),
        ("See https://a.be and www.diplomatie.belgium.be/nl.", 4 + 23 + 5 + 23 + 1),
        ("node.js, p.m., be@example.org", 29),
    ],
)
def test_a_text_counts_as_x_counts_it(text, used):
    assert length(text) == used


def test_an_address_without_scheme_is_a_link_as_on_x():
    texts = ("visit.brussels", "www.belgium.be", "belgium.be/visa", "europa.eu is a union")
    found = [[text[slice(*each)] for each in links(text)] for text in texts]
    assert found == [["visit.brussels"], ["www.belgium.be"], ["belgium.be/visa"], []]


@given(st.text(alphabet="aé大 \n🇧🇪👍🏽👩‍🚀<&https://example.org/ö", max_size=80))
def test_the_count_never_falls_below_one_a_reader_would_make(text):
    assert length(text) >= length(text.strip()) >= 0
    assert length(text + "x" * 281) > 280


@given(st.text(alphabet="aé大–’ \n", max_size=200))
def test_two_ways_of_counting_agree(text):
    assert length(text) == weighted(text)


# -- answers as documented or reported -----------------------------------------------------------


def answer(status: int, body: Any, **headers: str) -> Response:
    return Response(status, headers, json.dumps(body).encode())


PROBLEMS = "https://api.twitter.com/2/problems"


@pytest.mark.parametrize(
    ("status", "body", "code", "whole"),
    [
        # akrherz/iembot#163
        (
            403,
            {
                "detail": "You are not allowed to create a Tweet with duplicate content.",
                "type": "about:blank",
                "title": "Forbidden",
                "status": 403,
            },
            "text.duplicate",
            False,
        ),
        (
            403,
            {
                "detail": "Your account is suspended and is not permitted to access this feature.",
                "type": "about:blank",
                "title": "Forbidden",
                "status": 403,
            },
            "account.suspended",
            True,
        ),
        (
            402,
            {
                "title": "CreditsDepleted",
                "detail": "Your enrolled account does not have any credits to fulfill this request.",
                "type": f"{PROBLEMS}/credits",
            },
            "platform.no_credit",
            True,
        ),
        (
            429,
            {
                "title": "UsageCapExceeded",
                "detail": "Usage cap exceeded: Monthly product cap",
                "type": f"{PROBLEMS}/usage-capped",
                "period": "Monthly",
                "scope": "Product",
            },
            "platform.no_credit",
            True,
        ),
        (
            401,
            {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": ""},
            "account.sign_in",
            True,
        ),
        (
            403,
            {"title": "Client Forbidden", "type": f"{PROBLEMS}/client-forbidden", "detail": ""},
            "account.not_permitted",
            True,
        ),
        (
            403,
            {"detail": "You attempted to reply to a Tweet that is deleted or not visible to you."},
            "original.missing",
            False,
        ),
        (
            400,
            {
                "errors": [{"message": "The query parameter is required."}],
                "title": "Invalid Request",
                "type": f"{PROBLEMS}/invalid-request",
            },
            "platform.refused",
            False,
        ),
        (400, "not an object", "platform.refused", False),
        (403, {"errors": []}, "platform.refused", False),
    ],
)
def test_a_refusal_is_understood_by_its_kind_and_words(status, body, code, whole):
    found = refusal(answer(status, body))
    assert isinstance(found, Rejected)
    assert (found.code, found.account_problem) == (code, whole)


def test_a_limit_says_until_when():
    body = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
    found = refusal(answer(429, body, **{"x-rate-limit-reset": "1705420800"}))
    assert isinstance(found, Retry)
    assert found.not_before == datetime(2024, 1, 16, 16, tzinfo=UTC)
    assert refusal(answer(429, body)).not_before is None  # type: ignore[union-attr]


def test_a_text_reads_as_it_was_written():
    """The shape of docs.x.com/x-api/fundamentals/data-dictionary, entities.urls."""
    tweet = {
        "id": "2000",
        "text": "Ports &amp; more: https://t.co/a https://t.co/b https://t.co/c",
        "entities": {
            "urls": [
                {"url": "https://t.co/a", "expanded_url": "https://example.org/?a=1&b=2"},
                {"url": "https://t.co/b", "expanded_url": "https://x.com/be/status/1999"},
                {
                    "url": "https://t.co/c",
                    "expanded_url": "https://x.com/be/status/2000/photo/1",
                    "media_key": "3_1",
                },
            ]
        },
    }
    assert written(tweet, "1999") == "Ports & more: https://example.org/?a=1&b=2"
    assert "status/1999" in written(tweet)


# -- what it costs ----------------------------------------------------------------------------


def test_a_text_costs_more_with_a_link_and_with_described_pictures():
    x = X()
    picture = Picture("ab" * 32, "image/png", 4, 3, 10, "A field.")
    assert x.cost(Outgoing("Hello.", "en")) == 15_000
    assert x.cost(Outgoing("See www.belgium.be", "en")) == 200_000
    assert x.cost(Outgoing("See", "en", link=LinkCard("https://example.org"))) == 200_000
    assert x.cost(Outgoing("Hello.", "en", pictures=(picture,) * 2)) == 25_000
    own = X(Prices(text=10, text_with_link=20), enterprise=True)
    assert own.cost(Outgoing("Hello.", "en")) == 10
    assert own.declaration.limits.without == ()
    assert X.declaration.limits.without


def test_beside_a_quote_there_is_no_room_for_pictures():
    x = X(enterprise=True)
    picture = Picture("ab" * 32, "image/png", 4, 3, 10, "A field.")
    quote = Original(Receipt("1234", "https://x.com/be/status/1234"), "A hub", "A fact.")
    both = Outgoing("See", "en", pictures=(picture,), quote=quote)
    codes = [each.code for each in x.objections(both, x.declaration.limits)]
    assert codes == ["quote.with_pictures"]


# -- against the sandbox ------------------------------------------------------------------------


def _png(colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


PNG = _png()
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(5 * 1024 * 1024)
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWaves.\n"
FILES = {hashlib.sha256(each).hexdigest(): each for each in (PNG, FILM, CAPTIONS)}
PICTURE = Picture(hashlib.sha256(PNG).hexdigest(), "image/png", 40, 30, len(PNG), "A blue field.")
VIDEO = Video(
    hashlib.sha256(FILM).hexdigest(),
    "video/mp4",
    1280,
    720,
    4.0,
    len(FILM),
    "Waves.",
    hashlib.sha256(CAPTIONS).hexdigest(),
    "en-GB",
)


class Stored:
    async def read(self, sha256: str) -> bytes:
        return FILES[sha256]

    async def lend(self, sha256: str) -> str:
        raise FileNotFoundError(sha256)


_numbers = iter(range(1, 1000))


@pytest.fixture
def account(sandbox):
    sandbox.clear_faults()
    handle = f"BelgiumIn{next(_numbers)}"
    key = sandbox.account("x", handle, f"token-{handle}", "Belgium", badge="government")
    return Account("c", key, handle, sandbox.origin, {"token": f"token-{handle}"})


def call(account: Account, work: Any, timeout: float = 10) -> Any:
    async def run() -> Any:
        async with Outbound(private_origins=frozenset({account.origin}), timeout=timeout) as http:
            return await work(http)

    return asyncio.run(run())


def prepare(account: Account, outgoing: Outgoing, x: X | None = None) -> Any:
    x = x or X()
    return x.prepare(outgoing, account, at=datetime.now(UTC), nonce=os.urandom(16))


def publish(account: Account, outgoing: Outgoing, x: X | None = None, timeout: float = 10) -> Any:
    x = x or X()
    prepared = prepare(account, outgoing, x)
    work = lambda http: x.publish(prepared, account, Stored(), http)  # noqa: E731
    return prepared, call(account, work, timeout)


def read_back(account: Account, prepared: Any) -> Any:
    return call(account, lambda http: X().read_back(prepared, account, http))


def test_a_text_with_a_link_and_a_picture_is_published_and_found_again(account, sandbox):
    text = Outgoing(
        "Ports 🇧🇪 & <b> #hydrogen: https://example.org/ports", "en", "", (PICTURE, PICTURE)
    )
    prepared, result = publish(account, text)
    assert isinstance(result, Done), result
    assert result.receipt.url == f"{account.origin}/{account.handle}/status/{result.receipt.id}"
    assert read_back(account, prepared) == result
    (post,) = sandbox.timeline("x", account.platform_id)
    assert len(post["media"]) == 2
    assert len(set(post["media"])) == 1, "the same file is uploaded once"


def test_a_film_goes_in_segments_with_its_captions(account, sandbox):
    assert X().objections(Outgoing("Waves.", "en", video=VIDEO), X.declaration.limits) == []
    prepared, result = publish(account, Outgoing("Waves.", "en", video=VIDEO))
    assert isinstance(result, Done), result
    assert read_back(account, prepared) == result


def test_a_film_that_takes_longer_than_an_attempt_goes_on_in_the_next(account, monkeypatch):
    x = X()
    prepared = prepare(account, Outgoing("Long waves.", "en", video=VIDEO), x)
    monkeypatch.setattr(_x_media, "_PATIENCE", -1.0)
    work = lambda http: x.publish(prepared, account, Stored(), http)  # noqa: E731
    first = call(account, work)
    assert isinstance(first, Retry)
    assert first.code == "video.processing"
    monkeypatch.setattr(_x_media, "_PATIENCE", 25.0)
    assert isinstance(call(account, work), Done)


def test_a_thread_answers_itself_and_its_parts_are_told_apart(account):
    x = X()
    thread = Outgoing("One.", "en", parts=(Part("Two."),))
    _, first = publish(account, thread.part(0, None))
    second = x.step(thread, 1, first.receipt)
    prepared, result = publish(account, second)
    assert isinstance(result, Done)
    assert read_back(account, prepared) == result
    alone = prepare(account, Outgoing("Two.", "en"))
    assert read_back(account, alone) == Absent()


def test_what_answers_a_text_that_is_gone_is_refused_for_good(account):
    _, first = publish(account, Outgoing("Gone soon.", "en"))
    call(account, lambda http: X().recall(first.receipt, account, http))
    part = Outgoing("One.", "en", parts=(Part("Two."),)).part(1, first.receipt)
    _, result = publish(account, part)
    assert isinstance(result, Rejected)
    assert result.code == "original.missing"


def test_a_quote_shows_the_other_text_and_reads_back(account):
    _, first = publish(account, Outgoing("A fact.", "en"))
    text = Outgoing("See this.", "en", quote=Original(first.receipt, "A hub", "A fact."))
    prepared, result = publish(account, text)
    assert isinstance(result, Done)
    assert read_back(account, prepared) == result


def test_the_same_words_again_are_refused_and_the_timeline_tells_which_stand(account):
    prepared, first = publish(account, Outgoing("Once.", "en"))
    same_call = call(account, lambda http: X().publish(prepared, account, Stored(), http))
    assert same_call == first, "it is this very text that stands"
    x, later = X(), datetime.now(UTC) + timedelta(hours=1)
    other = x.prepare(Outgoing("Once.", "en"), account, at=later, nonce=os.urandom(16))
    refused = call(account, lambda http: x.publish(other, account, Stored(), http))
    assert isinstance(refused, Rejected)
    assert refused.code == "text.duplicate"
    assert not x.may_resend(prepared, later, later)


def test_a_recall_is_done_however_often_it_is_asked(account):
    prepared, result = publish(account, Outgoing("Oops.", "en"))
    for _ in range(2):
        gone = call(account, lambda http: X().recall(result.receipt, account, http))
        assert isinstance(gone, Done)
    assert read_back(account, prepared) == Absent()


def test_a_repost_is_the_same_however_often_and_is_taken_back(account, sandbox):
    handle = f"Hub{next(_numbers)}"
    hub = replace(
        account,
        platform_id=sandbox.account("x", handle, handle),
        handle=handle,
        secrets={"token": handle},
    )
    _, original = publish(hub, Outgoing("A fact.", "en"))
    x, what = X(), Original(original.receipt, "A hub", "A fact.")
    prepared = x.prepare_repost(what, account, at=datetime.now(UTC), nonce=bytes(16))
    look = lambda http: x.read_repost(prepared, account, http)  # noqa: E731
    assert call(account, look) == Absent()
    for _ in range(2):
        done = call(account, lambda http: x.repost(prepared, account, http))
        assert isinstance(done, Done)
    assert call(account, look) == done
    assert len(sandbox.timeline("x", account.platform_id)) == 1
    assert x.may_resend(prepared, datetime.now(UTC), datetime.now(UTC))
    call(account, lambda http: x.recall(done.receipt, account, http))
    assert call(account, look) == Absent()
    assert len(sandbox.timeline("x", hub.platform_id)) == 1, "the original stays"


def test_x_says_who_the_account_is_and_whose_a_name_is(account):
    found = call(account, lambda http: X().identify(account, http))
    assert found == Identity(
        account.platform_id,
        account.handle,
        "Belgium",
        f"{account.origin}/{account.handle}",
        "government",
    )
    same = call(account, lambda http: X().look_up(f"@{account.handle.lower()}", account, http))
    assert same == found
    for nobody in ("nobody_at_all", "not a name"):
        assert call(account, lambda http, n=nobody: X().look_up(n, account, http)) == Absent()


def test_a_long_timeline_is_read_page_by_page(account, monkeypatch):
    prepared, first = publish(account, Outgoing("The first.", "en"))
    for number in range(7):
        publish(account, Outgoing(f"Number {number}.", "en"))
    whole = X.read_back

    async def small(self: X, prepared: Any, account: Account, http: Any) -> Any:
        class Small:
            async def request(self, method: str, url: str, **rest: Any) -> Any:
                return await http.request(
                    method, url.replace("max_results=100", "max_results=5"), **rest
                )

        return await whole(self, prepared, account, Small())  # type: ignore[arg-type]

    found = call(account, lambda http: small(X(), prepared, account, http))
    assert found == first


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("refuse", Rejected),
        ("429_with_reset", Retry),
        ("429_without_reset", Retry),
        ("5xx", Retry),
        ("5xx_applied", Unknown),
        ("accept_then_drop", Unknown),
        ("accept_late", Unknown),
        ("answer_twice", Unknown),
        ("malformed", Unknown),
        ("slow", Unknown),
        ("lag", Unknown),
        ("hide", Unknown),
    ],
)
def test_each_fault_becomes_the_outcome_that_is_safe(account, sandbox, kind, outcome):
    sandbox.fault(kind, match={"call": "publish", "account": account.platform_id})
    timeout = 1.0 if kind in ("accept_late", "slow") else 10
    prepared, result = publish(account, Outgoing(f"With {kind}.", "en"), timeout=timeout)
    assert isinstance(result, outcome), result
    if kind == "429_with_reset":
        assert result.not_before is not None
    if kind in ("accept_then_drop", "malformed", "5xx_applied", "answer_twice"):
        assert isinstance(read_back(account, prepared), Done)
    if kind in ("refuse", "5xx", "429_with_reset", "hide"):
        assert read_back(account, prepared) == Absent()


def test_a_server_that_is_not_there_was_certainly_not_reached(account):
    nowhere = replace(account, origin="http://127.0.0.1:9")
    _, result = publish(nowhere, Outgoing("Hello.", "en"))
    assert isinstance(result, Retry)


# -- signing in -----------------------------------------------------------------------------------

REDIRECT = "https://heraut.test/network/back"
VERIFIER = "v" * 50


def signed_in(account: Account, sandbox: Any, app: App) -> Tokens:
    url = X().authorize_url(app, state="s", redirect=REDIRECT, challenge=s256(VERIFIER))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert urlsplit(url).path == "/i/oauth2/authorize"
    assert asked["code_challenge_method"] == "S256"
    code = sandbox.grant(
        "x",
        account.platform_id,
        client_id=asked["client_id"],
        redirect=asked["redirect_uri"],
        scope=asked["scope"],
        challenge=asked["code_challenge"],
    )
    return call(
        account,
        lambda http: X().exchange(app, code=code, redirect=REDIRECT, verifier=VERIFIER, http=http),
    )


@pytest.mark.parametrize("secret", ["", "s3cret"])
def test_a_channel_is_signed_in_kept_signed_in_and_signed_out(account, sandbox, secret):
    app, x = App("client", secret, sandbox.origin), X()
    tokens = signed_in(account, sandbox, app)
    assert isinstance(tokens, Tokens)
    assert tokens.refreshable
    ahead = x.declaration.sign_in.refresh_ahead
    assert tokens.expires_at - datetime.now(UTC) > ahead
    (found,) = call(account, lambda http: x.candidates(app, tokens, http))
    assert isinstance(found, Candidate)
    assert found.identity.platform_id == account.platform_id
    mine = replace(account, secrets=dict(tokens.secrets))
    assert isinstance(publish(mine, Outgoing("Signed in.", "en"))[1], Done)

    sandbox.expire("x", account.platform_id)
    _, ended = publish(mine, Outgoing("Ended.", "en"))
    assert isinstance(ended, Rejected)
    assert (ended.code, ended.account_problem) == ("account.sign_in", True)

    fresh = call(account, lambda http: x.refresh(app, tokens.secrets, http))
    assert isinstance(fresh, Tokens)
    mine = replace(account, secrets=dict(fresh.secrets))
    assert isinstance(publish(mine, Outgoing("Ended.", "en"))[1], Done)
    twice = call(account, lambda http: x.refresh(app, tokens.secrets, http))
    assert isinstance(twice, Rejected), "a refresh token works once"

    for _ in range(2):
        gone = call(account, lambda http: x.revoke(app, fresh.secrets, http))
        assert isinstance(gone, Done)
    _, out = publish(mine, Outgoing("Signed out.", "en"))
    assert isinstance(out, Rejected)


def test_a_code_of_somebody_else_is_refused(account, sandbox):
    app = App("client", "", sandbox.origin)
    code = sandbox.grant("x", account.platform_id, client_id="other", redirect=REDIRECT)
    found = call(
        account,
        lambda http: X().exchange(app, code=code, redirect=REDIRECT, verifier=VERIFIER, http=http),
    )
    assert isinstance(found, Rejected)


# -- an independent client works unchanged against the sandbox -------------------------------------


def to_sandbox(session: Any, origin: str) -> None:
    """Have a session's calls to X's hosts go to the sandbox: the client itself is untouched."""
    from requests.adapters import HTTPAdapter

    class Elsewhere(HTTPAdapter):
        def send(self, request: Any, **rest: Any) -> Any:
            request.url = re.sub(r"^https://(api\.)?(twitter|x)\.com", origin, request.url)
            return super().send(request, **rest)

    session.mount("https://api.twitter.com", Elsewhere())
    session.mount("https://x.com", Elsewhere())


def test_tweepy_works_unchanged(account, sandbox):
    import tweepy

    client = tweepy.Client(bearer_token=account.secrets["token"])
    to_sandbox(client.session, sandbox.origin)
    me = client.get_me(user_auth=False, user_fields=["verified_type"]).data
    assert (str(me.id), me.username, me.verified_type) == (
        account.platform_id,
        account.handle,
        "government",
    )
    made = client.create_tweet(text="Hello https://example.org & co", user_auth=False).data
    more = client.create_tweet(text="More", in_reply_to_tweet_id=made["id"], user_auth=False).data
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        client.create_tweet(text="More", user_auth=False)
    fields = ["entities", "referenced_tweets", "created_at"]
    told = client.get_users_tweets(account.platform_id, tweet_fields=fields)
    assert [str(each.id) for each in told.data] == [more["id"], made["id"]]
    assert told.data[0].referenced_tweets[0].type == "replied_to"
    assert told.data[1].entities["urls"][0]["expanded_url"] == "https://example.org"
    assert client.get_tweet(made["id"]).data.text.startswith("Hello https://t.co/")
    assert client.get_user(username=account.handle).data.id == me.id
    assert client.get_user(username="nobody_here").errors
    assert client.retweet(made["id"], user_auth=False).data["retweeted"]
    assert not client.unretweet(made["id"], user_auth=False).data["retweeted"]
    for each in (more, made):
        assert client.delete_tweet(each["id"], user_auth=False).data["deleted"]
    assert client.get_users_tweets(account.platform_id).data is None
    pages = tweepy.Paginator(client.get_users_tweets, account.platform_id, max_results=5)
    for number in range(6):
        client.create_tweet(text=f"Page {number}", user_auth=False)
    assert len(list(pages.flatten())) == 6
    sandbox.fault("429_with_reset", match={"call": "publish", "account": account.platform_id})
    with pytest.raises(tweepy.TooManyRequests) as limit:
        client.create_tweet(text="Too many", user_auth=False)
    assert int(limit.value.response.headers["x-rate-limit-reset"])


def test_tweepys_sign_in_works_unchanged(account, sandbox, monkeypatch):
    import tweepy

    handler = tweepy.OAuth2UserHandler(
        client_id="tweepy",
        redirect_uri=REDIRECT,
        scope=["tweet.read", "tweet.write", "users.read", "offline.access"],
        client_secret="s3cret",
    )
    to_sandbox(handler, sandbox.origin)
    asked = parse_qs(urlsplit(handler.get_authorization_url()).query)
    code = sandbox.grant(
        "x",
        account.platform_id,
        client_id="tweepy",
        redirect=REDIRECT,
        scope=asked["scope"][0],
        challenge=asked["code_challenge"][0],
    )
    token = handler.fetch_token(f"{REDIRECT}?code={code}&state={asked['state'][0]}")
    client = tweepy.Client(bearer_token=token["access_token"])
    to_sandbox(client.session, sandbox.origin)
    assert str(client.get_me(user_auth=False).data.id) == account.platform_id
