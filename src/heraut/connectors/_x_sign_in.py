"""Signing in to X: OAuth 2, authorization code with a proof (PKCE).

An access token lives two hours; the refresh token, given for ``offline.access``, works once and
comes with its successor. An application with a secret is a confidential client and says who it is
with HTTP Basic, one without by ``client_id`` in the form.
Sources: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code,
https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from heraut.connectors import _http
from heraut.connectors._x_calls import API, SITE, refusal
from heraut.connectors.contract import App, Done, Receipt, Rejected, Retry, SignIn, Tokens
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response

SIGN_IN = SignIn(
    scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
    register="https://console.x.com",
    # Of the two hours that a token lives.
    refresh_ahead=timedelta(hours=1),
)
_LIFE = 7200


def authorize_url(app: App, *, state: str, redirect: str, challenge: str) -> str:
    asked = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect,
        "scope": " ".join(SIGN_IN.scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{app.origin or SITE}/i/oauth2/authorize?{urlencode(asked)}"


async def exchange(
    app: App, *, code: str, redirect: str, verifier: str, http: Outbound
) -> Tokens | Rejected | Retry:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect,
        "code_verifier": verifier,
    }
    return _tokens(await _post(app, "token", form, http))


async def refresh(
    app: App, secrets: Mapping[str, str], http: Outbound
) -> Tokens | Rejected | Retry:
    known = secrets.get("refresh_token", "")
    if not known:
        return Rejected("account.sign_in", account_problem=True)
    form = {"grant_type": "refresh_token", "refresh_token": known}
    return _tokens(await _post(app, "token", form, http))


async def revoke(app: App, secrets: Mapping[str, str], http: Outbound) -> Done | Rejected | Retry:
    """Both tokens, the one that makes new ones first."""
    for name, hint in (("refresh_token", "refresh_token"), ("token", "access_token")):
        if not secrets.get(name):
            continue
        form = {"token": secrets[name], "token_type_hint": hint}
        answer = await _post(app, "revoke", form, http)
        if isinstance(answer, Retry):
            return answer
        if isinstance(answer, Rejected) and answer.code != "account.sign_in":
            return answer
    return Done(Receipt("", ""))


async def _post(
    app: App, path: str, form: dict[str, str], http: Outbound
) -> Response | Rejected | Retry:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if app.client_secret:
        pair = f"{app.client_id}:{app.client_secret}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    body = urlencode({**form, "client_id": app.client_id}).encode()
    url = f"{app.origin or API}/2/oauth2/{path}"
    try:
        answer = await http.request("POST", url, headers=headers, body=body)
    except CallFailed as error:
        # A refresh that did arrive has used its token up: the next try says so.
        return Retry(f"call.{error.code}")
    if answer.status < 300:
        return answer
    if answer.status >= 500:
        return Retry("platform.trouble", {"status": answer.status})
    if answer.status in (400, 401):
        return _http.said_no("account.sign_in", answer, account_problem=True)
    return refusal(answer)


def _tokens(answer: Response | Rejected | Retry) -> Tokens | Rejected | Retry:
    if not isinstance(answer, Response):
        return answer
    try:
        value = answer.mapping()
        secrets = {"token": str(value["access_token"])}
        life = int(value.get("expires_in", _LIFE))
    except (CallFailed, KeyError, TypeError, ValueError):
        return Retry("call.malformed")
    if value.get("refresh_token"):
        secrets["refresh_token"] = str(value["refresh_token"])
    ends = clock.now() + timedelta(seconds=life)
    return Tokens(secrets, ends, refreshable="refresh_token" in secrets)
