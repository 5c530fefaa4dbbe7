"""Meta's Graph API as Facebook Pages and Instagram share it: tokens, errors, fields, cursors, usage.

Written from https://developers.facebook.com/docs/graph-api (overview, guides/error-handling,
guides/secure-requests, overview/rate-limiting, results) and /docs/facebook-login/guides/access-tokens.
A person of this simulation manages one Page, or all; a Page's token is the account's secret, or one
that Facebook Login gave.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from heraut_proving.sandbox.faults import Answer
from heraut_proving.sandbox.oauth import Grants, Token
from heraut_proving.sandbox.state import Account, State

NEWEST = 27.0
APPS = {"sandbox": "sandbox", "heraut-demo": "demo"}
#: What befalls an account until it is told otherwise: code, subcode, what Meta says.
MOODS = {
    "password_changed": (190, 460, "The session has been invalidated: the password was changed."),
    "role_lost": (190, 492, "The person no longer has a role on the Page."),
    "app_removed": (190, 458, "The person has not authorized the application."),
    "checkpoint": (190, 459, "You cannot access the app till you log in and follow instructions."),
    "permission": (200, 0, "(#200) The permission pages_manage_posts is not granted."),
    "blocked": (368, 0, "The action attempted has been deemed abusive or is disallowed."),
}


class GraphFault(Exception):
    """An error of the API, to be answered as it answers."""

    def __init__(self, code: int, message: str, subcode: int = 0, status: int = 400) -> None:
        self.answer = error(code, message, subcode, status)
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose token it is: a Page's (``page``, ``instagram`` what is linked to it), a person's
    (``person``), or the application's (``app``)."""

    token: str
    app: str
    page: Account | None = None
    instagram: Account | None = None
    person: str = ""


class Tokens:
    """Who calls. ``require_proof``: calls need ``appsecret_proof``. ``moods``: account id -> what
    befalls it. ``quota``: texts a day on Instagram."""

    def __init__(self, state: State, grants: Grants) -> None:
        self.state, self.grants = state, grants
        self.require_proof = False
        self.moods: dict[str, str] = {}
        self.quota = 100
        self.issued: dict[str, list[str]] = {}
        grants.lives["facebook"] = (5_183_944, 0)

    def caller(self, request: web.Request, fields: Mapping[str, Any]) -> Caller:
        """Raises ``GraphFault``."""
        header = request.headers.get("Authorization", "")
        token = str(fields.get("access_token") or re.sub(r"^(Bearer|OAuth) ", "", header))
        if not token:
            raise GraphFault(2500, "An active access token must be used to query information.")
        found = self.of(token, reading=request.method == "GET")
        self._proven(found, str(fields.get("appsecret_proof") or ""))
        return found

    def of(self, token: str, *, reading: bool = True) -> Caller:
        """Whose a token is. Raises ``GraphFault``."""
        found = self._of_app(token) or self._of_account(token) or self._of_grant(token)
        for account in (found.page, found.instagram):
            mood = MOODS.get(self.moods.get(account.id, "")) if account else None
            if mood and (mood[0] == 190 or not reading):
                raise GraphFault(mood[0], mood[2], mood[1])
        return found

    def _of_app(self, token: str) -> Caller | None:
        app, bar, secret = token.partition("|")
        return Caller(token, app) if bar and APPS.get(app) == secret else None

    def _of_account(self, token: str) -> Caller | None:
        page = self.state.by_secret("facebook", token)
        linked = self.state.by_secret("instagram", token)
        if page is None and linked is None:
            return None
        return Caller(token, "sandbox", page, linked)

    def _of_grant(self, token: str) -> Caller:
        known = self.grants.find("facebook", token)
        if known is None:
            raise GraphFault(190, "Invalid OAuth access token - Cannot parse access token")
        if known.revoked:
            raise GraphFault(190, "The user has not authorized application.", 458)
        if not known.lives():
            raise GraphFault(190, "Error validating access token: Session has expired.", 463)
        page = self.state.accounts.get(("facebook", known.subject))
        if page is None:
            return Caller(token, known.client_id, person=known.subject)
        return Caller(token, known.client_id, page, self.linked(page))

    def linked(self, page: Account) -> Account | None:
        """The Instagram account of a Page: they have the secret in common."""
        return self.state.by_secret("instagram", page.secret)

    def _proven(self, caller: Caller, given: str) -> None:
        if not given:
            if self.require_proof and "|" not in caller.token:
                raise GraphFault(
                    100, "API calls from the server require an appsecret_proof argument"
                )
            return
        secret = APPS.get(caller.app, "").encode()
        if given != hmac.new(secret, caller.token.encode(), hashlib.sha256).hexdigest():
            raise GraphFault(100, "Invalid appsecret_proof provided in the API argument")

    # -- what a person may do ---------------------------------------------------------------

    def people(self) -> list[tuple[str, str]]:
        """(subject, name): one person for all Pages, and one for each."""
        pages = [a for a in self.state.accounts.values() if a.platform == "facebook"]
        return [("everybody", "who manages all Pages")] + [
            (f"of-{each.id}", f"who manages {each.name or each.handle}") for each in pages
        ]

    def managed(self, person: str) -> list[Account]:
        pages = [a for a in self.state.accounts.values() if a.platform == "facebook"]
        return [each for each in pages if person in ("everybody", f"of-{each.id}")]

    def page_token(self, caller: Caller, page: Account) -> str:
        """A Page's token, given to who manages it; it does not end by itself."""
        code = self.grants.grant("facebook", page.id, client_id=caller.app, redirect="")
        token = self.grants.exchange("facebook", code, client_id=caller.app, redirect="")
        token.expires_at = 0.0
        self.issued.setdefault(caller.token, []).append(token.access)
        return token.access

    def lengthen(self, token: Token) -> Token:
        """A long-lived token for a short-lived one."""
        return self.grants.refresh(
            "facebook", token.refresh, client_id=token.client_id, rotate=False
        )

    def revoke(self, caller: Caller) -> None:
        for each in [caller.token, *self.issued.pop(caller.token, [])]:
            self.grants.revoke("facebook", each)


# -- shapes -------------------------------------------------------------------------------------


def error(code: int, message: str, subcode: int = 0, status: int = 400) -> Answer:
    body: dict[str, Any] = {
        "message": message,
        "type": "OAuthException"
        if code in (1, 2, 10, 190) or code >= 200
        else "GraphMethodException",
        "code": code,
        "fbtrace_id": secrets.token_urlsafe(9),
    }
    if subcode:
        body["error_subcode"] = subcode
    if code in (-1, 1, 2):
        body["is_transient"] = True
    return Answer(status, {"error": body}, usage())


def usage(share: int = 1, account: str = "", minutes: int | None = None) -> dict[str, str]:
    """The headers that tell how much of the allowance is used."""
    told = {"call_count": share, "total_cputime": 1, "total_time": 1}
    headers = {"X-App-Usage": json.dumps(told), "facebook-api-version": "v26.0"}
    if minutes is not None:
        wait = {"type": "pages", **told, "estimated_time_to_regain_access": minutes}
        headers["X-Business-Use-Case-Usage"] = json.dumps({account or "1": [wait]})
    return headers


def said(value: Any) -> Answer:
    return Answer(200, value, usage())


def refuse(kind: str) -> Answer:
    """Faults in Graph's own words."""
    if kind == "429_with_reset":
        answer = error(80001, "There have been too many calls to this Page account.")
        return Answer(400, answer.body, usage(100, minutes=0))
    if kind == "429_without_reset":
        return error(4, "Application request limit reached")
    if kind == "5xx":
        return Answer(503, "Service Unavailable")
    if kind == "400_applied":
        return error(4, "We restrict certain activity to protect our community.", 2207051)
    return error(100, "Invalid parameter")


def stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def select(value: Mapping[str, Any], wanted: str, default: str = "id") -> dict[str, Any]:
    """The fields asked for, as ``a,b{c,d}``; the id always. Empty fields are left out."""
    found: dict[str, Any] = {"id": value["id"]}
    for name, inner in re.findall(r"(\w+)(?:\.\w+\([^)]*\))*(?:\{([^{}]*)\})?", wanted or default):
        if value.get(name) is None:
            continue
        held = value[name]
        found[name] = (
            select(held, inner or "id") if isinstance(held, dict) and "id" in held else held
        )
    return found


def page_of(
    request: web.Request, values: list[dict[str, Any]], fields: Mapping[str, Any]
) -> dict[str, Any]:
    """A page of results with its cursors."""
    start = int(base64.b64decode(str(fields.get("after") or "") or b"MA==").decode() or 0)
    end = start + max(1, min(100, int(fields.get("limit") or 25)))
    shown = values[start:end]
    if not shown:
        return {"data": []}
    paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(end)}}
    if end < len(values):
        query = {**request.query, "after": _cursor(end)}
        query.pop("access_token", None)
        paging["next"] = str(request.url.with_query(query))
    return {"data": shown, "paging": paging}


def _cursor(at: int) -> str:
    return base64.b64encode(str(at).encode()).decode()


def flag(value: Any, default: bool = False) -> bool:
    return default if value is None else str(value).lower() in ("true", "1")


async def fields_of(request: web.Request) -> dict[str, Any]:
    """Query, form and files in one; files as ``web.FileField``."""
    found: dict[str, Any] = dict(request.query)
    if request.method == "POST":
        if request.content_type == "application/json":
            found.update(await request.json())
        else:
            found.update(dict(await request.post()))
    return found


def listed(value: Any) -> list[Any]:
    """A list as clients send it: JSON, or with commas."""
    if isinstance(value, list):
        return value
    text = str(value or "")
    if text.startswith("["):
        return list(json.loads(text))
    return [each for each in text.split(",") if each]


async def fetch(url: str) -> bytes:
    """What stands at an address, as anybody would get it. Raises ``GraphFault``."""
    if not url.startswith(("http://", "https://")):
        raise GraphFault(100, "The media URI is missing", 2207052)
    timeout = aiohttp.ClientTimeout(total=15)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            if answer.status != 200:
                raise GraphFault(9004, "The media could not be fetched from this URI.", 2207052)
            return await answer.read()
    except TimeoutError:
        raise GraphFault(-2, "It takes too long to download the media.", 2207003) from None
    except aiohttp.ClientError:
        raise GraphFault(9004, "The media could not be fetched from this URI.", 2207052) from None
