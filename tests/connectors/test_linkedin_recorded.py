"""What LinkedIn's documentation shows: the connector reads it, and the simulation answers like it.

Each file of ``recorded`` names the page that it is from.
"""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from heraut.connectors import _linkedin_api as api
from heraut.connectors.contract import App, Candidate, Done, Outgoing, Rejected, Retry, Tokens
from heraut.connectors.linkedin import LinkedIn
from heraut.kernel.http import Response
from heraut_proving.sandbox import Sandbox
from tests.connectors.test_linkedin import PICTURE, Stored, account, page_of, publish

__all__ = ["account"]

FOLDER = Path(__file__).parent / "recorded"
MADE = datetime.fromtimestamp(1679663763.610, UTC)
REAL = "https://api.linkedin.com"


def recorded(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"linkedin_{name}.json").read_text()))


def said(name: str, **headers: str) -> Response:
    value = recorded(name)
    return Response(value["status"], headers, json.dumps(value["payload"]).encode())


class Canned:
    """The real platform's answers, in the order in which they are asked for."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, str, dict[str, Any]]] = []

    async def request(self, method: str, url: str, **how: Any) -> Response:
        self.calls.append((method, url, how))
        return self.answers.pop(0)


def real(**changed: str) -> Any:
    from heraut.connectors.contract import Account

    values = {"platform_id": "2414183", "handle": "devtestco", "origin": ""}
    return Account("c", secrets={"token": "t"}, **{**values, **changed})


def run(work: Any) -> Any:
    return asyncio.run(work)


# -- the connector reads what the documentation shows ----------------------------------


def test_every_file_names_where_it_is_from():
    files = sorted(FOLDER.glob("linkedin_*.json"))
    assert len(files) >= 13
    for each in files:
        assert json.loads(each.read_text())["source"].startswith("https://")


def test_a_post_of_the_documentation_is_found_by_what_it_says():
    connector, post = LinkedIn(), recorded("post")["payload"]
    page = Response(200, {}, json.dumps({"elements": [post], "paging": {}}).encode())
    text = Outgoing("Don't forget the image.", "en", pictures=(PICTURE,))
    prepared = connector.prepare(text, real(), at=MADE, nonce=bytes(16))
    canned = Canned(page)
    found = run(connector.read_back(prepared, real(), canned))
    assert isinstance(found, Done)
    assert found.receipt.id == post["id"]
    assert found.receipt.url == f"https://www.linkedin.com/feed/update/{post['id']}/"
    method, url, how = canned.calls[0]
    assert (method, url.split("?")[0]) == ("GET", f"{REAL}/rest/posts")
    assert "author=urn%3Ali%3Aorganization%3A2414183&q=author" in url
    assert how["headers"]["LinkedIn-Version"] == api.VERSION
    assert how["headers"]["X-Restli-Protocol-Version"] == "2.0.0"
    assert how["headers"]["X-RestLi-Method"] == "FINDER"


def test_a_picture_goes_where_the_documentation_says():
    value = recorded("image_upload")["payload"]["value"]
    created = Response(201, {"x-restli-id": "urn:li:share:1"}, b"")
    canned = Canned(said("image_upload"), Response(201, {}, b""), created)
    connector = LinkedIn()
    prepared = connector.prepare(
        Outgoing("x", "en", pictures=(PICTURE,)), real(), at=MADE, nonce=bytes(16)
    )
    result = run(connector.publish(prepared, real(), Stored(), canned))
    assert isinstance(result, Done)
    register, upload, create = canned.calls
    assert register[:2] == ("POST", f"{REAL}/rest/images?action=initializeUpload")
    assert register[2]["json"] == {
        "initializeUploadRequest": {"owner": "urn:li:organization:2414183"}
    }
    assert upload[:2] == ("PUT", value["uploadUrl"])
    assert create[2]["json"]["content"] == {"media": {"id": value["image"], "altText": PICTURE.alt}}


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("error", Rejected, "account.sign_in"),
        ("error_expired", Rejected, "account.sign_in"),
        ("error_denied", Rejected, "account.rights"),
        ("error_version", Rejected, "platform.version"),
        ("error_day_limit", Retry, "platform.day_limit"),
    ],
)
def test_a_refusal_of_the_documentation_is_understood(name, kind, code):
    told = api.judged(said(name), changing=True)
    assert isinstance(told, kind)
    assert told.code == code
    assert getattr(told, "account_problem", True)


def test_a_double_names_the_text_that_stands():
    told = api.judged(said("error_double"), changing=True)
    assert isinstance(told, Rejected)
    assert told.params["url"] == "urn:li:share:7141138937766391808"


def test_pages_and_their_names_come_from_two_calls():
    organizations = recorded("organizations")["payload"]
    acls = recorded("organization_acls")["payload"]
    acls["elements"][0]["organization"] = "urn:li:organization:2414183"
    canned = Canned(
        Response(200, {}, json.dumps(acls).encode()),
        Response(200, {}, json.dumps(organizations).encode()),
    )
    found = run(LinkedIn().candidates(App("id", "secret"), Tokens({"token": "t"}), canned))
    (only,) = found
    assert isinstance(only, Candidate)
    assert (only.identity.platform_id, only.identity.handle) == ("2414183", "devtestco")
    assert only.identity.url == "https://www.linkedin.com/company/devtestco/"
    assert canned.calls[1][1] == f"{REAL}/rest/organizations?ids=List(2414183)"


def test_tokens_of_the_documentation_last_as_it_says():
    canned = Canned(said("tokens"))
    app = App("id", "secret")
    tokens = run(
        LinkedIn().exchange(app, code="c", redirect="https://h.test/", verifier="", http=canned)
    )
    assert tokens.refreshable
    assert timedelta(days=59) < tokens.expires_at - datetime.now(UTC) <= timedelta(days=60)
    assert canned.calls[0][1] == "https://www.linkedin.com/oauth/v2/accessToken"


def test_towards_its_end_a_refresh_token_refreshes_no_more():
    payload = {**recorded("tokens")["payload"], "refresh_token_expires_in": 432_000}
    payload["expires_in"] = 432_000
    canned = Canned(Response(200, {}, json.dumps(payload).encode()))
    tokens = run(LinkedIn().refresh(App("id", "secret"), {"refresh": "r"}, canned))
    assert not tokens.refreshable


# -- the simulation answers like the documentation ---------------------------------------


def ask(
    sandbox: Sandbox, path: str, token: str, body: Any = None, method: str = "", **headers: str
) -> tuple[int, Any]:
    request = urllib.request.Request(
        sandbox.origin + path,
        data=None if body is None else json.dumps(body).encode(),
        method=method or ("GET" if body is None else "POST"),
        headers={
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": api.VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
            "Content-Type": "application/json",
            **headers,
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def alike(shape: Any, value: Any, where: str = "") -> list[str]:
    """Where ``value`` lacks a key of ``shape`` or holds another type; keys that are ids stand for
    each other."""
    if isinstance(shape, dict) and isinstance(value, dict):
        if all(each.isdigit() for each in (*shape, *value)) and shape and value:
            return alike(next(iter(shape.values())), next(iter(value.values())), where)
        missing = [f"{where}.{key} is missing" for key in shape if key not in value]
        return missing + [
            problem
            for key in shape
            if key in value
            for problem in alike(shape[key], value[key], f"{where}.{key}")
        ]
    if isinstance(shape, list) and isinstance(value, list):
        return alike(shape[0], value[0], f"{where}[0]") if shape and value else []
    return [] if type(shape) is type(value) else [f"{where} is {type(value).__name__}"]


def answers(sandbox: Sandbox, account: Any) -> dict[str, tuple[int, Any]]:
    token, page = account.secrets["token"], account.platform_id
    owner = {"owner": f"urn:li:organization:{page}"}
    film = {**owner, "fileSizeBytes": 1_055_736, "uploadCaptions": False, "uploadThumbnail": False}
    _, published = publish(LinkedIn(), account, Outgoing("Shown.", "en", pictures=(PICTURE,)))
    urn = published.receipt.id.replace(":", "%3A")

    def register(kind: str, asked: Any) -> tuple[int, Any]:
        path = f"/rest/{kind}s?action=initializeUpload"
        return ask(sandbox, path, token, {"initializeUploadRequest": asked})

    return {
        "post": ask(sandbox, f"/rest/posts/{urn}", token),
        "image_upload": register("image", owner),
        "document_upload": register("document", owner),
        "video_upload": register("video", film),
        "organization_acls": ask(sandbox, "/rest/organizationAcls?q=roleAssignee", token),
        "organizations": ask(sandbox, f"/rest/organizations?ids=List({page})", token),
        "error": ask(sandbox, f"/rest/posts/{urn}", ""),
        "error_version": ask(
            sandbox, f"/rest/posts/{urn}", token, **{"LinkedIn-Version": "202401"}
        ),
    }


def test_the_simulation_answers_in_the_shapes_of_the_documentation(sandbox, account):
    for name, (status, value) in answers(sandbox, account).items():
        shape = recorded(name)
        assert status == shape["status"], name
        assert alike(shape["payload"], value) == [], name


def test_the_simulation_refuses_in_the_shapes_of_the_documentation(sandbox, account):
    prepared, _ = publish(LinkedIn(), account, Outgoing("Twice.", "en"))
    body, token = json.loads(prepared.body), account.secrets["token"]
    other = {**body, "author": f"urn:li:organization:{page_of(sandbox).platform_id}"}
    found = {
        "error_double": ask(sandbox, "/rest/posts", token, body),
        "error_denied": ask(sandbox, "/rest/posts", token, other),
    }
    sandbox.linkedin(account=account.platform_id, daily=1)
    found["error_day_limit"] = ask(sandbox, "/rest/posts", token, {**body, "commentary": "More"})
    for name, (status, value) in found.items():
        shape = recorded(name)
        assert status == shape["status"], name
        assert alike(shape["payload"], value) == [], name


def test_the_simulation_gives_tokens_as_the_documentation_shows(sandbox, account):
    code = sandbox.grant("linkedin", "press", client_id="partner-2", redirect="https://h.test/")
    form = (
        f"grant_type=authorization_code&code={code}&client_id=partner-2&client_secret=s"
        "&redirect_uri=https%3A%2F%2Fh.test%2F"
    )
    request = urllib.request.Request(f"{sandbox.origin}/oauth/v2/accessToken", form.encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        value = json.load(answer)
    assert alike(recorded("tokens")["payload"], value) == []
    sandbox.expire("linkedin", "press")
    status, refused = ask(sandbox, "/rest/organizationAcls?q=roleAssignee", value["access_token"])
    assert status == recorded("error_expired")["status"]
    assert refused == recorded("error_expired")["payload"]
