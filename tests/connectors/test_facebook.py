"""Facebook Pages: against the simulated Graph API, its documented errors, and Meta's own client."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.connectors import _graph, _graph_errors, _srt
from heraut.connectors.contract import (
    Absent,
    App,
    Done,
    Identity,
    LinkCard,
    Outgoing,
    Receipt,
    Rejected,
    Retry,
    Tokens,
    Unknown,
)
from heraut.connectors.facebook import Facebook
from heraut.kernel.http import Response
from tests.connectors.meta import (
    Lender,
    account,
    attempt,
    call,
    jpeg,
    prepare,
    publish,
    read_back,
)

FACEBOOK = Facebook()
VTT = b"WEBVTT\n\nNOTE ours\n\n1\n00:01.000 --> 00:02.500 line:80%\nGoeie<c.a>dag</c>.\n"


@pytest.fixture
def page(sandbox):
    sandbox.clear_faults()
    made = account(sandbox, "facebook")
    yield made
    sandbox.graph(account=made.platform_id, mood="", require_proof=False)


@pytest.fixture
def media():
    return Lender()


def standing(sandbox, page):
    return sandbox.timeline("facebook", page.platform_id)


# -- publishing ----------------------------------------------------------------------------


def test_a_text_with_a_link_goes_out_with_its_card_and_is_read_back(sandbox, page, media):
    text = Outgoing("Ports and #hydrogen.", "en", link=LinkCard("https://example.org/ports"))
    prepared, result = publish(FACEBOOK, page, text, media)
    assert isinstance(result, Done), result
    assert result.receipt.url.startswith(f"{page.origin}/{page.handle}/posts/")
    assert read_back(FACEBOOK, page, prepared) == result
    (post,) = standing(sandbox, page)
    assert post["content"]["link"] == "https://example.org/ports"
    assert post["text"] == "Ports and #hydrogen."


def test_pictures_go_out_with_their_descriptions_and_the_link_goes_into_the_text(
    sandbox, page, media
):
    two = (media.picture(), media.picture("red", kind="PNG"))
    text = Outgoing("Look.", "en", pictures=two, link=LinkCard("https://example.org/x"))
    assert FACEBOOK.objections(text, FACEBOOK.declaration.limits) == []
    _, result = publish(FACEBOOK, page, text, media)
    assert isinstance(result, Done), result
    (post,) = standing(sandbox, page)
    assert post["text"] == "Look.\n\nhttps://example.org/x"
    assert len(post["media"]) == 2
    described = call(page.origin, lambda http: http.request("GET", result.receipt.url))
    assert 'alt="A navy field."' in described.body.decode()


def test_a_film_goes_out_with_captions_that_were_there_before_anybody_saw_it(sandbox, page, media):
    film = media.film(captions=media.hold(VTT, "text/vtt"), captions_language="nl-BE")
    prepared, result = publish(FACEBOOK, page, Outgoing("Golven.", "nl", video=film), media)
    assert isinstance(result, Done), result
    assert read_back(FACEBOOK, page, prepared) == result
    (post,) = standing(sandbox, page)
    assert post["content"]["captions"] == {"nl_BE": "1\n00:00:01,000 --> 00:00:02,500\nGoeiedag.\n"}
    gone = call(page.origin, lambda http: FACEBOOK.recall(result.receipt, page, http))
    assert isinstance(gone, Done)
    assert standing(sandbox, page) == []


def test_what_is_made_ready_nobody_sees(sandbox, page, media):
    prepared = prepare(FACEBOOK, page, Outgoing("Not yet.", "en"))
    ready = call(page.origin, lambda http: FACEBOOK.stage(prepared, page, media, http))
    assert standing(sandbox, page) == []
    shown = call(page.origin, lambda http: http.request("GET", f"{page.origin}/{page.handle}"))
    assert "Not yet." not in shown.body.decode()
    assert read_back(FACEBOOK, page, ready) == Absent()
    assert read_back(FACEBOOK, page, prepared) == Absent()


def test_published_again_it_is_the_same_post(sandbox, page, media):
    prepared, first = publish(FACEBOOK, page, Outgoing("Once.", "en"), media)
    for _ in range(2):
        _, again = attempt(FACEBOOK, page, prepared, media)
        assert again == first
    assert len(standing(sandbox, page)) == 1


def test_what_was_published_before_it_was_written_down_is_found_by_its_words(page, media):
    """A backup may be older than what was made ready."""
    prepared, result = publish(FACEBOOK, page, Outgoing("Found <b>again</b>.", "en"), media)
    for number in range(55):
        publish(FACEBOOK, page, Outgoing(f"Later {number}.", "en"), media)
    assert read_back(FACEBOOK, page, replace(prepared, staged={})) == result


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
def test_each_fault_becomes_the_outcome_that_is_safe_and_makes_one_post(sandbox, page, media, kind):
    sandbox.fault(kind, match={"call": "publish", "account": page.platform_id})
    timeout = 1.0 if kind in ("accept_late", "slow") else 10
    prepared, result = publish(
        FACEBOOK, page, Outgoing(f"With {kind}.", "en"), media, timeout=timeout
    )
    assert isinstance(result, EXPECTED[kind]), result
    if kind == "429_with_reset":
        assert result.not_before is not None
    if kind in ("accept_then_drop", "malformed", "5xx_applied", "answer_twice"):
        assert isinstance(read_back(FACEBOOK, page, prepared), Done)
    _, again = attempt(FACEBOOK, page, prepared, media)
    assert isinstance(again, Done)
    if kind != "accept_late":
        assert len(standing(sandbox, page)) == 1


@pytest.mark.parametrize("kind", ["accept_then_drop", "5xx_applied", "malformed", "5xx"])
def test_trouble_while_making_ready_is_never_unclear(sandbox, page, media, kind):
    sandbox.fault(kind, match={"call": "stage", "account": page.platform_id})
    prepared, result = publish(FACEBOOK, page, Outgoing("Ready?", "en"), media)
    assert isinstance(result, Retry)
    _, again = attempt(FACEBOOK, page, prepared, media)
    assert isinstance(again, Done)
    assert len(standing(sandbox, page)) == 1


def test_a_server_that_is_not_there_was_certainly_not_reached(page, media):
    _, result = publish(
        FACEBOOK, replace(page, origin="http://127.0.0.1:9"), Outgoing("x", "en"), media
    )
    assert (type(result), result.code) == (Retry, "call.unreachable")


# -- editing, recalling ------------------------------------------------------------------------


def test_an_edit_changes_what_stands_and_twice_is_once(sandbox, page, media):
    _, result = publish(FACEBOOK, page, Outgoing("Eight.", "en"), media)
    edit = FACEBOOK.prepare_edit(
        Outgoing("Nine.", "en"), result.receipt, page, at=datetime.now(UTC)
    )
    assert call(page.origin, lambda http: FACEBOOK.read_edit(edit, page, http)) == Absent()
    for _ in range(2):
        assert call(page.origin, lambda http: FACEBOOK.edit(edit, page, http)) == result
    assert call(page.origin, lambda http: FACEBOOK.read_edit(edit, page, http)) == result
    (post,) = standing(sandbox, page)
    assert (post["text"], post["former"]) == ("Nine.", ["Eight."])


def test_a_recall_deletes_and_a_second_one_is_done_too(sandbox, page, media):
    _, result = publish(FACEBOOK, page, Outgoing("Oops.", "en"), media)
    for _ in range(2):
        gone = call(page.origin, lambda http: FACEBOOK.recall(result.receipt, page, http))
        assert isinstance(gone, Done)
    assert standing(sandbox, page) == []


def test_an_address_that_a_person_pastes_is_a_receipt_where_it_names_a_number(page):
    prepared = prepare(FACEBOOK, page, Outgoing("x", "en"))

    def at(url):
        return FACEBOOK.receipt_at(url, prepared, page)

    post = at("https://www.facebook.com/belgium/posts/123?x=1")
    assert post is not None
    assert post.id == f"{page.platform_id}_123"
    film = at("https://www.facebook.com/belgium/videos/77/")
    assert (film.id, film.extra) == ("77", {"is": "film"})
    assert at("https://www.facebook.com/belgium/posts/pfbid02abc") is None


# -- what Meta says ---------------------------------------------------------------------------------


def answered(code, subcode=0, status=400, headers=None, **more):
    """An error as the documentation shows it."""
    error = {
        "message": "Message describing the error",
        "type": "OAuthException",
        "code": code,
        "error_subcode": subcode,
        "error_user_title": "A title",
        "error_user_msg": "A message",
        "fbtrace_id": "EJplcsCHuLu",
        **more,
    }
    return Response(status, headers or {}, json.dumps({"error": error}).encode())


ERRORS = [
    (190, 0, Rejected, "account.sign_in", True),
    (190, 463, Rejected, "account.sign_in", True),
    (190, 467, Rejected, "account.sign_in", True),
    (190, 458, Rejected, "account.app_removed", True),
    (190, 459, Rejected, "account.checkpoint", True),
    (190, 460, Rejected, "account.password_changed", True),
    (190, 464, Rejected, "account.checkpoint", True),
    (190, 492, Rejected, "account.role_lost", True),
    (102, 0, Rejected, "account.sign_in", True),
    (3, 0, Rejected, "account.permission", True),
    (10, 0, Rejected, "account.permission", True),
    (200, 0, Rejected, "account.permission", True),
    (299, 0, Rejected, "account.permission", True),
    (368, 0, Rejected, "account.blocked", True),
    (4, 0, Retry, "platform.limit", False),
    (17, 0, Retry, "platform.limit", False),
    (32, 0, Retry, "platform.limit", False),
    (341, 0, Retry, "platform.limit", False),
    (613, 0, Retry, "platform.limit", False),
    (80001, 0, Retry, "platform.limit", False),
    (80002, 0, Retry, "platform.limit", False),
    (1, 0, Unknown, "platform.trouble", False),
    (2, 0, Unknown, "platform.trouble", False),
    (-1, 0, Unknown, "platform.trouble", False),
    (506, 0, Rejected, "platform.duplicate", False),
    (100, 0, Rejected, "platform.refused", False),
    (100, 33, Rejected, "record.missing", False),
    (803, 0, Rejected, "record.missing", False),
    (1609005, 0, Rejected, "link.refused", False),
    (4, 2207051, Rejected, "account.blocked", True),
    (9, 2207042, Retry, "platform.daily_limit", False),
    (25, 2207050, Rejected, "account.suspended", True),
    (36000, 2207004, Rejected, "picture.too_large", False),
    (36001, 2207005, Rejected, "picture.type", False),
    (36003, 2207009, Rejected, "picture.shape", False),
    (36004, 2207010, Rejected, "text.too_long", False),
    (352, 2207026, Rejected, "video.type", False),
    (9004, 2207052, Retry, "media.unfetched", False),
    (-2, 2207003, Retry, "media.unfetched", False),
    (-2, 2207020, Retry, "media.processing", False),
    (-1, 2207032, Retry, "platform.trouble", False),
    (-1, 2207053, Retry, "platform.trouble", False),
    (9007, 2207027, Retry, "media.processing", False),
    (24, 2207006, Rejected, "media.gone", False),
    (24, 2207008, Retry, "platform.trouble", False),
    (100, 2207028, Rejected, "pictures.too_many", False),
    (100, 2207040, Rejected, "text.mentions", False),
]


@pytest.mark.parametrize(("code", "subcode", "kind", "said", "of_account"), ERRORS)
def test_every_error_is_told_apart(code, subcode, kind, said, of_account):
    found = _graph_errors.outcome(answered(code, subcode), changing=True)
    assert (type(found), found.code) == (kind, said)
    assert getattr(found, "account_problem", False) == of_account
    assert found.params["trace"] == "EJplcsCHuLu"


def test_every_error_has_its_words():
    from heraut.outbound.words import FAILURES

    for _code, _subcode, _kind, said, _of_account in ERRORS:
        assert said in FAILURES, said


def test_what_only_reads_is_never_unclear():
    found = _graph_errors.outcome(answered(2), changing=False)
    assert type(found) is Retry


def test_a_pause_lasts_as_long_as_meta_says():
    usage = {
        "66782684": [
            {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19},
            {"type": "instagram", "call_count": 10, "estimated_time_to_regain_access": 0},
        ]
    }
    headers = {"x-business-use-case-usage": json.dumps(usage)}
    found = _graph_errors.outcome(answered(80001, headers=headers), changing=True)
    assert isinstance(found, Retry)
    assert found.not_before is not None
    left = found.not_before - datetime.now(UTC)
    assert timedelta(minutes=18) < left <= timedelta(minutes=19)
    assert _graph_errors.outcome(answered(4), changing=True).not_before is None


@given(st.binary(max_size=80), st.integers(300, 599), st.booleans())
def test_an_answer_of_any_kind_is_an_outcome(body, status, changing):
    answer = Response(status, {"x-business-use-case-usage": "[1, null]"}, body)
    assert isinstance(_graph_errors.outcome(answer, changing=changing), Rejected | Retry | Unknown)


# -- the account -------------------------------------------------------------------------------------


def test_the_page_says_who_it_is(page):
    found = call(page.origin, lambda http: FACEBOOK.identify(page, http))
    assert isinstance(found, Identity)
    assert (found.platform_id, found.handle, found.badge) == (
        page.platform_id,
        page.handle,
        "blue_verified",
    )


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("unpublished", "account.unpublished"),
        ("password_changed", "account.password_changed"),
        ("role_lost", "account.role_lost"),
        ("app_removed", "account.app_removed"),
        ("checkpoint", "account.checkpoint"),
    ],
)
def test_what_befell_the_page_is_a_problem_of_the_account(sandbox, page, mood, said):
    sandbox.graph(account=page.platform_id, mood=mood)
    found = call(page.origin, lambda http: FACEBOOK.identify(page, http))
    assert (type(found), found.code, found.account_problem) == (Rejected, said, True)


def test_a_page_that_was_renamed_says_its_new_name(sandbox, page):
    sandbox.graph(account=page.platform_id, rename="belgium.renamed")
    found = call(page.origin, lambda http: FACEBOOK.identify(page, http))
    assert (found.platform_id, found.handle) == (page.platform_id, "belgium.renamed")


@pytest.mark.parametrize(
    ("mood", "said"), [("blocked", "account.blocked"), ("permission", "account.permission")]
)
def test_a_blocked_page_keeps_its_queue_waiting(sandbox, page, media, mood, said):
    sandbox.graph(account=page.platform_id, mood=mood)
    _, result = publish(FACEBOOK, page, Outgoing("x", "en"), media)
    assert (type(result), result.code, result.account_problem) == (Rejected, said, True)


# -- signing in ------------------------------------------------------------------------------------------


REDIRECT = "https://heraut.example/back"


def signed_in(sandbox, subject, connector=FACEBOOK):
    app = App("sandbox", "sandbox", sandbox.origin)
    code = sandbox.grant("facebook", subject, client_id="sandbox", redirect=REDIRECT)

    async def work(http):
        tokens = await connector.exchange(app, code=code, redirect=REDIRECT, verifier="", http=http)
        return tokens, await connector.candidates(app, tokens, http)

    return app, *call(sandbox.origin, work)


def test_a_person_signs_in_and_each_page_gets_a_token_of_its_own(sandbox, page, media):
    sandbox.graph(require_proof=True)
    _, tokens, found = signed_in(sandbox, f"of-{page.platform_id}")
    assert isinstance(tokens, Tokens)
    (candidate,) = found
    assert candidate.identity.platform_id == page.platform_id
    assert candidate.tokens.refreshable is False
    assert candidate.tokens.expires_at > datetime.now(UTC) + timedelta(days=50)
    connected = replace(page, secrets=dict(candidate.tokens.secrets))
    _, result = publish(FACEBOOK, connected, Outgoing("As the Page.", "en"), media)
    assert isinstance(result, Done), result
    bare = replace(connected, secrets={"token": connected.secrets["token"]})
    _, refused = publish(FACEBOOK, bare, Outgoing("Without proof.", "en"), media)
    assert isinstance(refused, Rejected)


def test_a_page_on_which_the_person_may_not_publish_is_not_offered(sandbox, page):
    sandbox.graph(account=page.platform_id, mood="only_analyst")
    _, _, found = signed_in(sandbox, f"of-{page.platform_id}")
    assert found == ()


def test_a_code_works_once(sandbox, page):
    app = App("sandbox", "sandbox", sandbox.origin)
    code = sandbox.grant("facebook", "everybody", client_id="sandbox", redirect=REDIRECT)

    async def work(http):
        return [
            await FACEBOOK.exchange(app, code=code, redirect=REDIRECT, verifier="", http=http)
            for _ in range(2)
        ]

    first, second = call(sandbox.origin, work)
    assert isinstance(first, Tokens)
    assert (type(second), second.code) == (Rejected, "sign_in.code")


def test_an_application_that_meta_does_not_know_is_told_apart(sandbox):
    app = App("sandbox", "wrong", sandbox.origin)

    async def work(http):
        return await FACEBOOK.exchange(app, code="c", redirect=REDIRECT, verifier="", http=http)

    found = call(sandbox.origin, work)
    assert (type(found), found.code) == (Rejected, "sign_in.app")


def test_an_ended_token_asks_for_a_new_sign_in(sandbox, page, media):
    app, _, (candidate,) = signed_in(sandbox, f"of-{page.platform_id}")
    connected = replace(page, secrets=dict(candidate.tokens.secrets))
    fresh = call(page.origin, lambda http: FACEBOOK.refresh(app, connected.secrets, http))
    assert isinstance(fresh, Tokens)
    assert fresh.secrets == connected.secrets
    sandbox.expire("facebook", page.platform_id)
    _, result = publish(FACEBOOK, connected, Outgoing("Too late.", "en"), media)
    assert (type(result), result.code, result.account_problem) == (
        Rejected,
        "account.sign_in",
        True,
    )
    ended = call(page.origin, lambda http: FACEBOOK.refresh(app, connected.secrets, http))
    assert isinstance(ended, Rejected)


def test_a_sign_in_that_is_ended_is_ended_at_meta_and_again_is_done(sandbox, page, media):
    app, _, (candidate,) = signed_in(sandbox, f"of-{page.platform_id}")
    connected = replace(page, secrets=dict(candidate.tokens.secrets))
    for _ in range(2):
        done = call(page.origin, lambda http: FACEBOOK.revoke(app, connected.secrets, http))
        assert isinstance(done, Done)
    _, result = publish(FACEBOOK, connected, Outgoing("Gone.", "en"), media)
    assert (type(result), result.code) == (Rejected, "account.app_removed")


def test_the_person_is_sent_to_facebooks_own_page_with_what_is_asked():
    url = FACEBOOK.authorize_url(App("1", "s"), state="abc", redirect=REDIRECT, challenge="")
    assert url.startswith(f"https://www.facebook.com/{_graph.VERSION}/dialog/oauth?")
    assert "pages_manage_posts" in url
    assert "state=abc" in url
    assert "s" not in url.split("?")[1].split("&")


def test_no_token_stands_in_an_address(page, media):
    class Watching:
        def __init__(self, http):
            self.http, self.urls = http, []

        async def request(self, method, url, **how):
            self.urls.append(url)
            return await self.http.request(method, url, **how)

    async def work(http):
        watching = Watching(http)
        prepared = prepare(FACEBOOK, page, Outgoing("Quiet.", "en"))
        ready = await FACEBOOK.stage(prepared, page, media, watching)
        await FACEBOOK.publish(ready, page, media, watching)
        await FACEBOOK.read_back(ready, page, watching)
        await FACEBOOK.identify(page, watching)
        return watching.urls

    urls = call(page.origin, work)
    assert urls
    assert not [each for each in urls if page.secrets["token"] in each]


# -- Meta's own client, unchanged ------------------------------------------------------------------------


def test_facebook_business_works_unchanged(sandbox, page, monkeypatch):
    from facebook_business.adobjects.page import Page
    from facebook_business.adobjects.pagepost import PagePost
    from facebook_business.api import FacebookAdsApi
    from facebook_business.exceptions import FacebookRequestError
    from facebook_business.session import FacebookSession

    monkeypatch.setattr(FacebookSession, "GRAPH", sandbox.origin)
    sandbox.graph(require_proof=True)
    token = page.secrets["token"]
    api = FacebookAdsApi(FacebookSession("sandbox", "sandbox", token))
    client = Page(page.platform_id, api=api)
    assert client.api_get(fields=["id", "name", "username"])["username"] == page.handle
    made = client.create_feed(params={"message": "From Meta's client", "link": "https://x.example"})
    with pytest.raises(FacebookRequestError) as refused:
        client.create_feed(params={"message": "From Meta's client", "link": "https://x.example"})
    assert refused.value.api_error_code() == 506
    fields = ["id", "message", "created_time", "permalink_url", "attachments"]
    for number in range(3):
        client.create_feed(params={"message": f"More {number}"})
    listed = list(client.get_feed(fields=fields, params={"limit": 2}))
    assert [each["message"] for each in listed] == [
        "More 2",
        "More 1",
        "More 0",
        "From Meta's client",
    ]
    assert listed[-1]["id"] == made["id"]
    post = PagePost(made["id"], api=api)
    post.api_update(params={"message": "Changed"})
    assert post.api_get(fields=["message", "is_published"])["message"] == "Changed"
    post.api_delete()
    with pytest.raises(FacebookRequestError) as gone:
        PagePost(made["id"], api=api).api_get(fields=["message"])
    assert (gone.value.api_error_code(), gone.value.api_error_subcode()) == (100, 33)
    wrong = FacebookAdsApi(FacebookSession("sandbox", "wrong", token))
    with pytest.raises(FacebookRequestError):
        Page(page.platform_id, api=wrong).api_get(fields=["id"])


def test_facebook_business_makes_a_post_ready_and_publishes_it(sandbox, page, monkeypatch):
    from facebook_business.adobjects.page import Page
    from facebook_business.adobjects.pagepost import PagePost
    from facebook_business.api import FacebookAdsApi
    from facebook_business.session import FacebookSession

    monkeypatch.setattr(FacebookSession, "GRAPH", sandbox.origin)
    api = FacebookAdsApi(FacebookSession(access_token=page.secrets["token"]))
    photo = api.call(
        "POST",
        (page.platform_id, "photos"),
        params={"published": "false", "alt_text_custom": "A field."},
        files={"source": ("a.jpg", io.BytesIO(jpeg()), "image/jpeg")},
    ).json()
    client = Page(page.platform_id, api=api)
    made = client.create_feed(
        params={
            "message": "Later",
            "published": False,
            "attached_media": [{"media_fbid": photo["id"]}],
        }
    )
    assert list(client.get_feed(fields=["id"])) == []
    PagePost(made["id"], api=api).api_update(params={"is_published": True})
    assert [each["id"] for each in client.get_published_posts(fields=["id"])] == [made["id"]]


# -- captions -----------------------------------------------------------------------------------------------


def test_captions_become_subrip_with_a_locale():
    assert _srt.from_webvtt(VTT.decode()) == "1\n00:00:01,000 --> 00:00:02,500\nGoeiedag.\n"
    assert [_srt.locale(each) for each in ("nl-BE", "fr", "en", "sw", "zh-Hans-CN")] == [
        "nl_BE",
        "fr_FR",
        "en_US",
        "sw_KE",
        "zh_CN",
    ]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_captions(text):
    assert isinstance(_srt.from_webvtt(text), str)


def test_a_receipt_of_another_platform_is_not_one_of_a_page():
    assert FACEBOOK.refers(Receipt("1_2", ""))
    assert not FACEBOOK.refers(Receipt("at://x/y", ""))
