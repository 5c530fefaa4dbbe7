"""Facebook Login, by which Pages and the Instagram accounts linked to them are signed in.

A code becomes a short-lived token of the person, that one a long-lived one, and with it every Page
on which the person may create content gives a token of its own, which does not end by itself. What
ends is Meta's permission to use it: ``data_access_expires_at``, after which the person has to agree
again. Sources: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow,
/docs/facebook-login/guides/access-tokens/get-long-lived, /docs/facebook-login/guides/access-tokens/debugging,
/docs/facebook-login/guides/permissions/request-revoke, /docs/pages-api/overview (tasks).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from heraut.connectors import _graph
from heraut.connectors._graph import VERSION, WEB, Graph, NotRead, steady
from heraut.connectors.contract import App, Done, Receipt, Rejected, Retry, Tokens, Unknown
from heraut.kernel import clock
from heraut.kernel.http import Outbound

REGISTER = "https://developers.facebook.com/apps/"
TASK = "CREATE_CONTENT"


def authorize_url(app: App, scopes: Iterable[str], *, state: str, redirect: str) -> str:
    query = {
        "client_id": app.client_id,
        "redirect_uri": redirect,
        "state": state,
        "response_type": "code",
        "scope": ",".join(scopes),
    }
    return f"{app.origin or WEB}/{VERSION}/dialog/oauth?{urlencode(query)}"


async def exchange(
    app: App, *, code: str, redirect: str, http: Outbound
) -> Tokens | Rejected | Retry:
    """The person's long-lived token, as ``user_token``."""
    calls = Graph(http, app.origin, "")
    own = {"client_id": app.client_id, "client_secret": app.client_secret}
    short = await calls.get("oauth/access_token", **own, redirect_uri=redirect, code=code)
    if not isinstance(short, dict):
        return _not_exchanged(short)
    long = await calls.get(
        "oauth/access_token",
        **own,
        grant_type="fb_exchange_token",
        fb_exchange_token=str(short.get("access_token", "")),
    )
    if not isinstance(long, dict):
        return _not_exchanged(long)
    token = str(long.get("access_token", ""))
    if not token:
        return Retry("call.malformed")
    ends = clock.now() + timedelta(seconds=int(long.get("expires_in") or 60 * 86_400))
    return Tokens({"user_token": token}, ends, refreshable=False)


def _not_exchanged(trouble: Rejected | Retry | Unknown) -> Rejected | Retry:
    """By the error's code: 1 and 101 mean the application, 100 the code that came back."""
    code = str(trouble.params.get("status", "")).partition("/")[0]
    if code in ("1", "101"):
        return Rejected("sign_in.app", trouble.params)
    return Rejected("sign_in.code", trouble.params) if code == "100" else steady(trouble)


async def pages(
    app: App, tokens: Tokens, fields: str, http: Outbound
) -> list[tuple[dict[str, Any], Tokens]] | Rejected | Retry:
    """Every Page on which the person may create content, with the token to act as it."""
    person = tokens.secrets.get("user_token", "")
    calls = Graph(http, app.origin, person, _proof(app, person))
    ends = await _ends(app, person, http)
    if not isinstance(ends, _Ends):
        return ends
    found = []
    try:
        async for page in calls.pages("me/accounts", fields=f"access_token,tasks,{fields}"):
            for each in page:
                if TASK in each.get("tasks", ()):
                    token = str(each.pop("access_token"))
                    secrets = {"token": token, "user_token": person}
                    if app.client_secret:
                        secrets["proof"] = _proof(app, token)
                    found.append((each, Tokens(secrets, ends.at, refreshable=False)))
    except NotRead as trouble:
        return steady(trouble.why)
    except KeyError:
        return Retry("call.malformed")
    return found


async def refresh(
    app: App, secrets: Mapping[str, str], http: Outbound
) -> Tokens | Rejected | Retry:
    """A Page's token does not end and cannot be renewed; this says how long it may be used."""
    ends = await _ends(app, secrets.get("token", ""), http)
    if not isinstance(ends, _Ends):
        return ends
    return Tokens(dict(secrets), ends.at, refreshable=False)


async def revoke(app: App, secrets: Mapping[str, str], http: Outbound) -> Done | Rejected | Retry:
    """Takes the application's permissions from the person, and with them from every channel that
    the same person has signed in: Meta knows nothing narrower."""
    person = secrets.get("user_token", "")
    if not person:
        return Done(Receipt("", ""))  # signed in by a Page's token alone: nothing to end
    answer = await Graph(http, app.origin, person, _proof(app, person)).delete("me/permissions")
    if isinstance(answer, dict):
        return Done(Receipt("", ""))
    if isinstance(answer, Rejected) and answer.account_problem:
        return Done(Receipt("", ""))
    return steady(answer)


class _Ends:
    """``at``: when the person has to agree again; None: never."""

    def __init__(self, at: datetime | None) -> None:
        self.at = at


async def _ends(app: App, token: str, http: Outbound) -> _Ends | Rejected | Retry:
    calls = Graph(http, app.origin, f"{app.client_id}|{app.client_secret}")
    answer = await calls.get("debug_token", input_token=token)
    if not isinstance(answer, dict):
        return steady(answer)
    try:
        said = dict(answer["data"])
        if not said["is_valid"]:
            return Rejected("account.sign_in", {"status": "190"}, account_problem=True)
        moments = [int(said.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
        ends = min((each for each in moments if each), default=0)
        return _Ends(datetime.fromtimestamp(ends, UTC) if ends else None)
    except (KeyError, TypeError, ValueError, OverflowError):
        return Retry("call.malformed")


def _proof(app: App, token: str) -> str:
    return _graph.proof(token, app.client_secret) if app.client_secret else ""
