"""Signing LinkedIn pages in: a person's consent, and the pages for which that person may act.

Access tokens last 60 days. Refresh tokens, which last 365 days and are not prolonged by use, are
given to approved partners only; without one, somebody signs in again. There is no proof (RFC 7636)
for applications with a secret, and no documented call that ends a sign-in: the person withdraws it
in their own settings. Sources, below https://learn.microsoft.com/en-us/linkedin/:
shared/authentication/authorization-code-flow, shared/authentication/programmatic-refresh-tokens,
marketing/community-management/organizations/organization-access-control-by-role, …/organization-lookup-api.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from heraut.connectors import _http
from heraut.connectors._linkedin_api import WWW, Answer, Caller, elements
from heraut.connectors.contract import (
    Absent,
    Account,
    App,
    Candidate,
    Connector,
    Done,
    Identity,
    Rejected,
    Retry,
    SignIn,
    Tokens,
    Unknown,
)
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response

SIGN_IN = SignIn(
    scopes=("w_organization_social", "r_organization_social", "rw_organization_admin"),
    register="https://www.linkedin.com/developers/apps",
    pkce=False,
    refresh_ahead=timedelta(days=14),
)
#: Roles that may publish for a page; the documentation writes the second one both ways.
ROLES = frozenset({"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN"})
_PAGE = 100
_MOST_PAGES = 10
#: So many organisations are asked for in one call.
_TOGETHER = 50


class SigningIn(Connector, ABC):
    """The half of the connector that concerns the account; its secrets are ``token`` and, where
    there is one, ``refresh``."""

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect,
            "state": state,
            "scope": " ".join(SIGN_IN.scopes),
        }
        return f"{app.origin or WWW}/oauth/v2/authorization?{urlencode(query, quote_via=quote)}"

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Outbound
    ) -> Tokens | Rejected | Retry:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        return await _token(app, form, http, over="sign_in.code")

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        known = secrets.get("refresh", "")
        if not known:
            return Rejected("account.sign_in", account_problem=True)
        form = {"grant_type": "refresh_token", "refresh_token": known}
        return await _token(app, form, http, over="account.sign_in")

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        return Rejected("account.revoke_by_hand")

    async def candidates(
        self, app: App, tokens: Tokens, http: Outbound
    ) -> tuple[Candidate, ...] | Rejected | Retry:
        """The pages on which this person may publish."""
        caller = Caller(http, app.origin, str(tokens.secrets.get("token", "")))
        found: list[Candidate] = []
        try:
            mine = await _pages(caller)
            if not isinstance(mine, list):
                return mine
            for start in range(0, len(mine), _TOGETHER):
                ids = ",".join(mine[start : start + _TOGETHER])
                answer = await caller.call("GET", f"/rest/organizations?ids=List({ids})")
                if not isinstance(answer, Response):
                    return _settled(answer)
                told = answer.mapping()["results"]
                found += [
                    Candidate(_identity(told[each], app.origin), tokens)
                    for each in mine[start : start + _TOGETHER]
                    if each in told
                ]
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")
        return tuple(found)

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        """The page by its id, or by its name where the id is not known yet; refused where the
        person who signed in may not publish for it any more."""
        caller = Caller.of(account, http)
        try:
            found = await self._found(account, caller)
            if not isinstance(found, Identity):
                return found
            mine = await _pages(caller)
            if not isinstance(mine, list):
                return mine
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")
        if found.platform_id not in mine:
            return Rejected("account.rights", account_problem=True)
        return found

    async def _found(self, account: Account, caller: Caller) -> Identity | Rejected | Retry:
        if account.platform_id:
            answer = await caller.call("GET", f"/rest/organizations/{account.platform_id}")
            if not isinstance(answer, Response):
                return _settled(answer)
            return _identity(answer.mapping(), account.origin)
        found = await _named(account.handle, account.origin, caller)
        if isinstance(found, Absent):
            return Rejected("record.missing", account_problem=True)
        return found

    async def look_up(
        self, handle: str, account: Account, http: Outbound
    ) -> Identity | Absent | Rejected | Retry:
        try:
            return await _named(handle, account.origin, Caller.of(account, http))
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin or WWW}/company/{handle.strip().lstrip('@')}/"


async def _named(handle: str, origin: str, caller: Caller) -> Identity | Absent | Rejected | Retry:
    name = quote(handle.strip().lstrip("@"), safe="")
    path = f"/rest/organizations?q=vanityName&vanityName={name}"
    answer = await caller.call("GET", path, rest_method="FINDER")
    if not isinstance(answer, Response):
        return _settled(answer)
    found = elements(answer)
    return _identity(found[0], origin) if found else Absent()


async def _pages(caller: Caller) -> list[str] | Rejected | Retry:
    """The ids of the pages on which whoever signed in may publish, without doubles."""
    mine: dict[str, None] = {}
    for number in range(_MOST_PAGES):
        query = f"q=roleAssignee&state=APPROVED&count={_PAGE}&start={number * _PAGE}"
        answer = await caller.call("GET", f"/rest/organizationAcls?{query}", rest_method="FINDER")
        if not isinstance(answer, Response):
            return _settled(answer)
        told = elements(answer)
        for each in told:
            if each["role"] in ROLES:
                mine[str(each["organization"]).rsplit(":", 1)[-1]] = None
        if len(told) < _PAGE:
            break
    return list(mine)


def _identity(organization: Mapping[str, Any], origin: str) -> Identity:
    vanity = str(organization["vanityName"])
    return Identity(
        platform_id=str(organization["id"]),
        handle=vanity,
        name=str(organization.get("localizedName", "")),
        url=f"{origin or WWW}/company/{vanity}/",
    )


def _settled(answer: Answer) -> Rejected | Retry:
    """Of a call that changes nothing."""
    if isinstance(answer, Unknown | Response):
        return Retry("call.malformed")
    return answer


async def _token(
    app: App, form: Mapping[str, str], http: Outbound, *, over: str
) -> Tokens | Rejected | Retry:
    """``over``: what it means that the code or the refresh token is not taken."""
    body = urlencode({**form, "client_id": app.client_id, "client_secret": app.client_secret})
    url = f"{app.origin or WWW}/oauth/v2/accessToken"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = await http.request("POST", url, headers=headers, body=body.encode())
    except CallFailed as error:
        return Retry(f"call.{error.code}")
    if answer.status == 429 or answer.status >= 500:
        return Retry("platform.trouble", {"status": answer.status})
    try:
        value = answer.mapping()
        if answer.status >= 300:
            unknown = value.get("error") in ("invalid_client", "unauthorized_client")
            return _http.said_no("sign_in.app" if unknown else over, answer, account_problem=True)
        return _tokens(value)
    except (CallFailed, KeyError, TypeError, ValueError):
        return Retry("call.malformed")


def _tokens(value: Mapping[str, Any]) -> Tokens:
    """Refreshable only while the refresh token outlives the access token: at its end both end."""
    lasts = int(value["expires_in"])
    secrets = {"token": str(value["access_token"])}
    refresh, longer = value.get("refresh_token"), int(value.get("refresh_token_expires_in") or 0)
    if refresh:
        secrets["refresh"] = str(refresh)
    ends = clock.now() + timedelta(seconds=lasts)
    return Tokens(secrets, ends, refreshable=bool(refresh) and longer > lasts)
