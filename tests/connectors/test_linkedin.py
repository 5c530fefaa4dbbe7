"""LinkedIn pages against the simulated platform."""

from __future__ import annotations

import asyncio
import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.connectors import _linkedin_api as api
from heraut.connectors._linkedin_media import srt
from heraut.connectors._linkedin_text import RESERVED, little, plain, units
from heraut.connectors.contract import (
    Absent,
    Account,
    App,
    Candidate,
    Document,
    Done,
    Identity,
    LinkCard,
    Original,
    Outgoing,
    Receipt,
    Rejected,
    Retry,
    Tokens,
    Unknown,
    Video,
)
from heraut.connectors.linkedin import LinkedIn
from heraut.kernel.http import Outbound
from heraut_proving.sandbox import Sandbox, linkedin_text
from tests.connectors.test_servers import PICTURE, PNG

FILM = b"\x00\x00\x00 ftypisom" + bytes(range(256)) * 20_000  # two parts of at most 4 MB
CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:02.500\n<v A>Good <i>morning</i>.\n"
PDF = b"%PDF-1.7 one page"
LIMITS = LinkedIn.declaration.limits

_numbers = iter(range(1, 1000))


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Stored:
    """A source of everything that these texts hold."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = {sha(each): each for each in (PNG, FILM, CAPTIONS, PDF, *contents)}

    async def read(self, sha256: str) -> bytes:
        return self.contents[sha256]

    async def lend(self, sha256: str) -> str:
        raise FileNotFoundError(sha256)


def film(**changed: Any) -> Video:
    made = Video(sha(FILM), "video/mp4", 1920, 1080, 12.0, len(FILM), "Ships at sea.")
    return replace(made, **changed)


def page_of(sandbox: Sandbox, name: str = "Belgium in Nairobi") -> Account:
    handle = f"be-page-{next(_numbers)}"
    number = sandbox.account("linkedin", handle, f"token-{handle}", name)
    return Account("c", number, handle, sandbox.origin, {"token": f"token-{handle}"})


@pytest.fixture
def account(sandbox: Sandbox) -> Account:
    return page_of(sandbox)


@pytest.fixture
def connector() -> LinkedIn:
    return LinkedIn()


@pytest.fixture
def quiet(sandbox: Sandbox):
    yield sandbox
    sandbox.clear_faults()
    sandbox.linkedin(processing=0.4)


def call(account: Account, work: Any, timeout: float = 10) -> Any:
    async def run() -> Any:
        origins = frozenset({account.origin})
        async with Outbound(private_origins=origins, timeout=timeout) as http:
            return await work(http)

    return asyncio.run(run())


def prepare(connector: LinkedIn, account: Account, outgoing: Outgoing) -> Any:
    return connector.prepare(outgoing, account, at=datetime.now(UTC), nonce=os.urandom(16))


def send(connector: LinkedIn, account: Account, prepared: Any, *contents: bytes) -> Any:
    stored = Stored(*contents)
    return call(account, lambda http: connector.publish(prepared, account, stored, http))


def publish(connector: LinkedIn, account: Account, outgoing: Outgoing, *contents: bytes) -> Any:
    assert connector.objections(outgoing, LIMITS) == []
    prepared = prepare(connector, account, outgoing)
    return prepared, send(connector, account, prepared, *contents)


def read_back(connector: LinkedIn, account: Account, prepared: Any) -> Any:
    return call(account, lambda http: connector.read_back(prepared, account, http))


def post_of(sandbox: Sandbox, account: Account) -> dict[str, Any]:
    (post,) = sandbox.timeline("linkedin", account.platform_id)
    return post


# -- the text format -----------------------------------------------------------------


PIECES = [*RESERVED, *"aé1 \n🇧🇪&-.", "تجارة", "#Port", "#a_b", "https://x.test/#c"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS | st.text(max_size=80))
def test_what_is_escaped_reads_as_it_was_written(text):
    assert plain(little(text)) == text


@given(TEXTS | st.text(max_size=80))
def test_the_platform_shows_the_whole_text_and_gives_it_back(text):
    """By a reader of the format that was written apart from the connector."""
    assert linkedin_text.shown(little(text)) == text
    assert plain(linkedin_text.as_read(little(text))) == text


@given(st.text(max_size=80))
def test_escapes_are_counted_so_that_the_end_cannot_be_lost(text):
    assert units(text) >= len(text)
    assert units("(é)") == 5


def test_a_text_that_is_not_escaped_loses_its_end_without_a_word():
    assert linkedin_text.shown("Trade up 4% (Eurostat).") == "Trade up 4% "


def test_a_hashtag_stays_one_and_an_address_keeps_its_anchor():
    assert little("At #Antwerp (port)") == r"At #Antwerp \(port\)"
    assert little("https://x.test/a#b C#") == r"https://x.test/a\#b C\#"
    assert plain(r"See {hashtag|\#|Antwerp} by @[Flanders \(gov\)](urn:li:organization:1)") == (
        "See #Antwerp by Flanders (gov)"
    )


def test_what_does_not_fit_with_its_escapes_is_refused():
    connector = LinkedIn()
    assert connector.objections(Outgoing("x" * 2998 + "()", "en"), LIMITS) != []
    assert connector.objections(Outgoing("x" * 2996 + "()", "en"), LIMITS) == []


# -- publishing ------------------------------------------------------------------------


def test_a_text_with_reserved_characters_is_published_whole_and_read_back(
    connector, account, sandbox
):
    text = "Trade rose 4% (Eurostat) — see [table_1] *now* @Brussels #Antwerp <3 ~ 🇧🇪 \\o/ {x|y}"
    prepared, result = publish(connector, account, Outgoing(text, "en"))
    assert isinstance(result, Done), result
    assert result.receipt.id.startswith("urn:li:share:")
    assert result.receipt.url.endswith(f"/feed/update/{result.receipt.id}/")
    assert post_of(sandbox, account)["text"] == text
    assert read_back(connector, account, prepared) == result


def test_one_picture_and_several_are_published_with_their_descriptions(connector, account, sandbox):
    publish(connector, account, Outgoing("One.", "en", pictures=(PICTURE,)))
    publish(connector, account, Outgoing("Two.", "en", pictures=(PICTURE, PICTURE)))
    one, two = (
        each["content"]["content"] for each in sandbox.timeline("linkedin", account.platform_id)
    )
    assert one["media"]["altText"] == PICTURE.alt
    assert [each["altText"] for each in two["multiImage"]["images"]] == [PICTURE.alt] * 2


def test_a_link_is_a_card_and_beside_pictures_a_line_of_the_text(connector, account, sandbox):
    link = LinkCard("https://example.org/ports_2026", "Ports", "All of them.")
    publish(connector, account, Outgoing("Read.", "en", link=link))
    card = post_of(sandbox, account)["content"]["content"]["article"]
    assert card == {"source": link.url, "title": "Ports", "description": "All of them."}
    beside = Outgoing("Look.", "en", pictures=(PICTURE,), link=link)
    assert connector.rendered(beside) == "Look.\n\nhttps://example.org/ports_2026"
    assert isinstance(publish(connector, account, beside)[1], Done)


def test_a_film_goes_in_parts_with_captions_and_is_waited_for(connector, account, sandbox):
    captioned = film(captions=sha(CAPTIONS), captions_language="fr-BE")
    outgoing = Outgoing("Ships.", "en", "At sea", video=captioned)
    prepared, result = publish(connector, account, outgoing)
    assert isinstance(result, Done), result
    media = post_of(sandbox, account)["content"]["content"]["media"]
    assert media["id"].startswith("urn:li:video:")
    assert media["title"] == "At sea"
    uploads = [each for each in sandbox.journal() if each.get("account") == account.platform_id]
    assert [each["call"] for each in uploads].count("upload") == 2
    assert read_back(connector, account, prepared) == result


def test_a_film_that_takes_long_is_not_uploaded_twice(connector, account, quiet, monkeypatch):
    from heraut.connectors import _linkedin_media

    monkeypatch.setattr(_linkedin_media, "BUDGET", timedelta(seconds=0.2))
    quiet.linkedin(processing=1.5)
    prepared = prepare(connector, account, Outgoing("Long.", "en", video=film()))
    results = [send(connector, account, prepared)]
    while isinstance(results[-1], Retry) and len(results) < 20:
        assert results[-1].code in ("media.processing", "media.uploading")
        results.append(send(connector, account, prepared))
    assert isinstance(results[-1], Done)
    assert len(results) > 1
    calls = [each["call"] for each in quiet.journal() if each.get("account") == account.platform_id]
    assert (calls.count("register"), calls.count("upload")) == (1, 2)


def test_a_film_that_the_platform_cannot_read_is_refused(connector, account):
    bad = b"broken" + FILM
    outgoing = Outgoing("Bad.", "en", video=film(sha256=sha(bad), size=len(bad)))
    _, result = publish(connector, account, outgoing, bad)
    assert result == Rejected("video.failed")


def test_a_document_is_published_under_its_title(connector, account, sandbox):
    document = Document(sha(PDF), "application/pdf", len(PDF), "Annual report")
    _, result = publish(connector, account, Outgoing("Read it.", "en", document=document))
    assert isinstance(result, Done), result
    assert post_of(sandbox, account)["content"]["content"]["media"]["title"] == "Annual report"


def test_what_a_document_lacks_is_said_before_clearance(connector):
    odd = Document("ab" * 32, "text/plain", LIMITS.max_document_bytes + 1, " ")
    codes = [each.code for each in connector.objections(Outgoing("x", "en", document=odd), LIMITS)]
    assert codes == ["document.type", "document.too_large", "document.title_missing"]


def test_captions_become_subrip():
    assert srt(CAPTIONS.decode()) == "1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n"


def test_an_own_text_is_passed_on_with_words(connector, account, sandbox):
    _, first = publish(connector, account, Outgoing("The ministry says.", "en"))
    mission = page_of(sandbox)
    original = Original(first.receipt, "Belgium’s diplomacy", "The ministry says.")
    quoting = Outgoing("And so do we.", "en", quote=original)
    prepared, result = publish(connector, mission, quoting)
    assert post_of(sandbox, mission)["quote"] == first.receipt.id
    assert read_back(connector, mission, prepared) == result
    with_more = replace(quoting, pictures=(PICTURE,))
    assert "quote.with_pictures" in [e.code for e in connector.objections(with_more, LIMITS)]
    filmed = replace(quoting, video=film())
    assert "quote.with_media" in [e.code for e in connector.objections(filmed, LIMITS)]


def test_what_is_passed_on_must_still_be_there(connector, account):
    gone = Original(Receipt("urn:li:share:1", "https://x.test/"), "A", "B")
    _, result = publish(connector, account, Outgoing("Look.", "en", quote=gone))
    assert result.code == "original.missing"


# -- the same text twice ------------------------------------------------------------------


def test_a_refused_double_is_ours_when_it_was_made_since(connector, account, quiet):
    """An attempt whose answer was lost, and which a person had tried again."""
    prepared = prepare(connector, account, Outgoing("Once (only).", "en"))
    quiet.fault("accept_then_drop", match={"call": "publish", "account": account.platform_id})
    assert isinstance(send(connector, account, prepared), Unknown)
    again = send(connector, account, prepared)
    assert isinstance(again, Done)
    assert again == read_back(connector, account, prepared)
    assert len(quiet.timeline("linkedin", account.platform_id)) == 1


def test_a_double_of_an_older_text_is_refused_and_named(connector, account):
    _, first = publish(connector, account, Outgoing("Every year.", "en"))
    later = connector.prepare(
        Outgoing("Every year.", "en"),
        account,
        at=datetime.now(UTC) + timedelta(hours=1),
        nonce=bytes(16),
    )
    result = send(connector, account, later)
    assert result == Rejected("text.stands_already", {"status": 422, "url": first.receipt.url})


def test_a_double_that_nobody_can_see_stays_unknown(connector, account):
    """As LinkedIn names texts that were deleted: that one may also be ours, not shown yet."""
    prepared, first = publish(connector, account, Outgoing("Gone.", "en"))
    call(account, lambda http: connector.recall(first.receipt, account, http))
    again = send(connector, account, prepared)
    assert isinstance(again, Unknown)
    assert again.code == "text.stands_unseen"


def test_nothing_is_sent_again_by_itself_but_an_edit(connector, account):
    at = datetime.now(UTC)
    prepared = prepare(connector, account, Outgoing("x", "en"))
    assert not connector.may_resend(prepared, at, at)
    assert connector.may_resend(replace(prepared, verb="edit"), at, at + timedelta(days=9))


# -- reading back -----------------------------------------------------------------------


def test_what_was_never_sent_is_absent_and_an_older_text_is_not_taken_for_it(connector, account):
    publish(connector, account, Outgoing("Same words.", "en"))
    later = datetime.now(UTC) + timedelta(hours=1)
    prepared = connector.prepare(Outgoing("Same words.", "en"), account, at=later, nonce=bytes(16))
    assert read_back(connector, account, prepared) == Absent()
    assert read_back(connector, account, prepare(connector, account, Outgoing("No.", "en"))) == (
        Absent()
    )


def test_a_text_is_found_behind_a_page_of_newer_ones(connector, account):
    prepared, result = publish(connector, account, Outgoing("The first.", "en"))
    for number in range(52):
        publish(connector, account, Outgoing(f"Newer {number}.", "en"))
    assert read_back(connector, account, prepared) == result


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("accept_then_drop", Unknown),
        ("answer_twice", Unknown),
        ("malformed", Unknown),
        ("5xx_applied", Unknown),
        ("slow", Unknown),
        ("5xx", Retry),
        ("429_with_reset", Retry),
        ("429_without_reset", Retry),
        ("refuse", Rejected),
    ],
)
def test_every_fault_is_told_for_what_it_is(connector, account, quiet, fault, expected):
    prepared = prepare(connector, account, Outgoing(f"Under {fault}.", "en"))
    quiet.fault(fault, match={"call": "publish", "account": account.platform_id})
    result = send(connector, account, prepared)
    assert isinstance(result, expected), result
    if expected is Unknown:
        assert isinstance(read_back(connector, account, prepared), Done)
    else:
        assert read_back(connector, account, prepared) == Absent()
    if fault == "429_with_reset":
        assert result.not_before is not None


def test_a_text_that_shows_late_is_found_later(connector, account, quiet):
    prepared = prepare(connector, account, Outgoing("Late.", "en"))
    quiet.fault("hide", match={"call": "publish", "account": account.platform_id})
    assert isinstance(send(connector, account, prepared), Unknown)
    assert read_back(connector, account, prepared) == Absent()


# -- recall and edit ------------------------------------------------------------------------


def test_a_recall_deletes_and_a_second_one_is_done_too(connector, account):
    prepared, result = publish(connector, account, Outgoing("Oops.", "en"))
    for _ in range(2):
        gone = call(account, lambda http: connector.recall(result.receipt, account, http))
        assert gone == Done(result.receipt)
    assert read_back(connector, account, prepared) == Absent()


def test_an_edit_changes_the_text_where_it_stands(connector, account, sandbox):
    _, result = publish(connector, account, Outgoing("Tree (3).", "en", pictures=(PICTURE,)))
    edit = connector.prepare_edit(
        Outgoing("Three (3).", "en"), result.receipt, account, at=datetime.now(UTC)
    )
    assert call(account, lambda http: connector.read_edit(edit, account, http)) == Absent()
    for _ in range(2):
        assert call(account, lambda http: connector.edit(edit, account, http)) == result
    assert call(account, lambda http: connector.read_edit(edit, account, http)) == result
    post = post_of(sandbox, account)
    assert (post["text"], post["former"]) == ("Three (3).", ["Tree (3)."])
    assert post["media"]


def test_an_address_that_a_person_pastes_names_the_post_or_nothing(connector, account):
    prepared = prepare(connector, account, Outgoing("x", "en"))
    for url, urn in (
        ("https://www.linkedin.com/feed/update/urn:li:share:7045/", "urn:li:share:7045"),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A7045", "urn:li:ugcPost:7045"),
        ("https://www.linkedin.com/posts/belgium_trade-ugcPost-7045-xY", "urn:li:ugcPost:7045"),
    ):
        found = connector.receipt_at(url, prepared, account)
        assert found is not None
        assert found.id == urn
        assert connector.refers(found)
    activity = "https://www.linkedin.com/posts/belgium_trade-activity-7045-xY"
    assert connector.receipt_at(activity, prepared, account) is None


# -- refusals that concern the account --------------------------------------------------------


def test_a_version_that_has_ended_stops_the_line_and_says_so(connector, account, monkeypatch):
    monkeypatch.setattr(api, "VERSION", "202401")
    _, result = publish(connector, account, Outgoing("Old.", "en"))
    assert (result.code, result.account_problem) == ("platform.version", True)


def test_a_missing_header_is_refused(connector, account, monkeypatch):
    monkeypatch.setattr(api, "VERSION", "")
    _, result = publish(connector, account, Outgoing("None.", "en"))
    assert isinstance(result, Rejected)


def test_a_token_that_is_not_known_is_a_problem_of_the_account(connector, account):
    wrong = replace(account, secrets={"token": "wrong"})
    _, result = publish(connector, wrong, Outgoing("No.", "en"))
    assert (result.code, result.account_problem) == ("account.sign_in", True)
    assert "wrong" not in repr((wrong, result))


def test_another_organisations_page_is_not_ours_to_publish_on(connector, account, sandbox):
    other = replace(account, platform_id=page_of(sandbox).platform_id)
    _, result = publish(connector, other, Outgoing("No.", "en"))
    assert (result.code, result.account_problem) == ("account.rights", True)
    found = call(other, lambda http: connector.identify(other, http))
    assert found == Rejected("account.rights", account_problem=True)


def test_the_days_limit_ends_at_midnight_utc(connector, account, sandbox):
    sandbox.linkedin(account=account.platform_id, daily=1)
    publish(connector, account, Outgoing("First.", "en"))
    _, result = publish(connector, account, Outgoing("Second.", "en"))
    assert isinstance(result, Retry)
    assert result.code == "platform.day_limit"
    assert result.not_before is not None
    assert (result.not_before.hour, result.not_before.minute) == (0, 0)
    assert timedelta() < result.not_before - datetime.now(UTC) <= timedelta(days=1)


# -- who the page is, and signing in ------------------------------------------------------------


REDIRECT = "https://heraut.test/back"


def app_of(sandbox: Sandbox, client: str = "partner-1") -> App:
    return App(client, "s3cret", sandbox.origin)


def signed_in(connector: LinkedIn, sandbox: Sandbox, member: str, app: App) -> Any:
    code = sandbox.grant(
        "linkedin",
        member,
        client_id=app.client_id,
        redirect=REDIRECT,
        scope="w_organization_social",
    )
    return exchange(connector, sandbox, app, code)


def exchange(connector: LinkedIn, sandbox: Sandbox, app: App, code: str) -> Any:
    return at(
        sandbox,
        lambda http: connector.exchange(app, code=code, redirect=REDIRECT, verifier="", http=http),
    )


def at(sandbox: Sandbox, work: Any) -> Any:
    return call(Account("c", "", "", sandbox.origin), work)


def test_the_platform_says_who_the_page_is_by_id_and_by_name(connector, account):
    by_id = call(account, lambda http: connector.identify(account, http))
    unknown = replace(account, platform_id="")
    by_name = call(account, lambda http: connector.identify(unknown, http))
    assert by_id == by_name
    assert isinstance(by_id, Identity)
    assert (by_id.platform_id, by_id.handle) == (account.platform_id, account.handle)
    assert by_id.name == "Belgium in Nairobi"
    looked = call(account, lambda http: connector.look_up(account.handle, account, http))
    assert looked == by_id
    nobody = call(account, lambda http: connector.look_up("nobody-at-all", account, http))
    assert nobody == Absent()


def test_a_person_agrees_and_their_pages_are_offered(connector, account, sandbox):
    app = app_of(sandbox)
    address = connector.authorize_url(app, state="st", redirect=REDIRECT, challenge="ignored")
    assert "scope=w_organization_social%20r_organization_social%20rw_organization_admin" in address
    assert "code_challenge" not in address
    for member, offered in (("press", True), ("content", True), ("analyst", False)):
        tokens = signed_in(connector, sandbox, member, app)
        assert isinstance(tokens, Tokens)
        found = at(sandbox, lambda http, tokens=tokens: connector.candidates(app, tokens, http))
        assert (account.handle in [each.identity.handle for each in found]) == offered
        assert all(isinstance(each, Candidate) and each.tokens == tokens for each in found)


def test_a_page_is_published_on_with_the_tokens_of_a_sign_in(connector, account, sandbox):
    tokens = signed_in(connector, sandbox, "press", app_of(sandbox))
    theirs = replace(account, secrets=tokens.secrets)
    assert isinstance(publish(connector, theirs, Outgoing("Signed in.", "en"))[1], Done)


def test_only_administrators_upload_films(connector, account, sandbox):
    tokens = signed_in(connector, sandbox, "content", app_of(sandbox))
    theirs = replace(account, secrets=tokens.secrets)
    _, result = publish(connector, theirs, Outgoing("Film.", "en", video=film()))
    assert result.code == "video.rights"
    assert not result.account_problem


def test_a_code_works_once(connector, account, sandbox):
    app = app_of(sandbox)
    code = sandbox.grant("linkedin", "press", client_id=app.client_id, redirect=REDIRECT)
    assert isinstance(exchange(connector, sandbox, app, code), Tokens)
    assert exchange(connector, sandbox, app, code).code == "sign_in.code"
    nobody = replace(app, client_secret="")
    assert exchange(connector, sandbox, nobody, code).code == "sign_in.app"


def test_tokens_of_partners_are_refreshed_those_of_others_end(connector, account, sandbox):
    partner, plain_app = app_of(sandbox), app_of(sandbox, "community")
    tokens = signed_in(connector, sandbox, "press", partner)
    assert tokens.refreshable
    assert tokens.expires_at - datetime.now(UTC) > timedelta(days=59)
    fresh = at(sandbox, lambda http: connector.refresh(partner, tokens.secrets, http))
    assert isinstance(fresh, Tokens)
    assert fresh.secrets["token"] != tokens.secrets["token"]
    others = signed_in(connector, sandbox, "press", plain_app)
    assert not others.refreshable
    refused = at(sandbox, lambda http: connector.refresh(plain_app, others.secrets, http))
    assert (refused.code, refused.account_problem) == ("account.sign_in", True)


def test_an_ended_token_is_a_problem_of_the_account(connector, account, sandbox):
    tokens = signed_in(connector, sandbox, "press", app_of(sandbox))
    sandbox.expire("linkedin", "press")
    theirs = replace(account, secrets=tokens.secrets)
    _, result = publish(connector, theirs, Outgoing("Too late.", "en"))
    assert (result.code, result.account_problem) == ("account.sign_in", True)


def test_a_sign_in_is_ended_by_the_person_and_heraut_says_so(connector, sandbox):
    ended = at(sandbox, lambda http: connector.revoke(app_of(sandbox), {"token": "x"}, http))
    assert ended == Rejected("account.revoke_by_hand")


def test_the_token_goes_to_linkedin_and_nowhere_else():
    real = api.Caller(None, "", "s3cret")  # type: ignore[arg-type]
    for url, ours in (
        ("https://www.linkedin.com/dms-uploads/1", True),
        ("https://api.linkedin.com/mediaUpload/1", True),
        ("https://linkedin.com.evil.test/1", False),
        ("https://evillinkedin.com/1", False),
        ("http://www.linkedin.com/1", False),
    ):
        assert real._ours(url) == ours
    assert "s3cret" not in repr(real)


# -- the pages that people see --------------------------------------------------------------------


def test_a_person_recognises_the_page(connector, account, sandbox):
    import urllib.request

    publish(connector, account, Outgoing("Hello #Nairobi <b>.", "en", pictures=(PICTURE,)))
    with urllib.request.urlopen(f"{sandbox.origin}/company/{account.handle}/") as answer:
        page = answer.read().decode()
    assert "Belgium in Nairobi" in page
    assert "<b>#Nairobi</b> &lt;b&gt;." in page
    assert f'alt="{PICTURE.alt}"' in page


def test_the_page_folds_a_long_text_and_keeps_all_of_it(connector, account, sandbox):
    import html
    import re
    import urllib.request

    text = "\n".join(f"Line {number} of many (each says something)." for number in range(9))
    _, result = publish(connector, account, Outgoing(text, "en"))
    with urllib.request.urlopen(result.receipt.url) as answer:
        page = answer.read().decode()
    shown = re.search(r"<summary>(.*?) <small>…more</small></summary>(.*?)</details>", page, re.S)
    assert shown is not None
    assert shown[1].count("<br>") == 2
    whole = html.unescape(f"{shown[1]}\n{shown[2]}".replace("<br>", "\n"))
    assert whole.split() == text.split()
