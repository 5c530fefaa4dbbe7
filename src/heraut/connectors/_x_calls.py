"""Calls to X: where they go, and what its answers mean.

A refusal is a problem document (RFC 9457) or a list of ``errors``; X tells apart by its words what
HTTP does not: a duplicate, a suspended account, a repost that was made before.
Sources: https://docs.x.com/x-api/fundamentals/response-codes-and-errors,
https://docs.x.com/x-api/fundamentals/rate-limits, https://docs.x.com/x-api/getting-started/pricing
(no credit: requests are blocked).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from heraut.connectors import _http
from heraut.connectors.contract import Account, Rejected, Retry, Unknown
from heraut.kernel.http import CallFailed, Outbound, Response

API = "https://api.x.com"
SITE = "https://x.com"

Answer = Response | Rejected | Retry | Unknown

#: Words in a 403's detail -> the code, and whether everything of the account is refused.
_FORBIDDEN = (
    ("duplicate content", "text.duplicate", False),
    ("suspended", "account.suspended", True),
    ("temporarily locked", "account.suspended", True),
    ("already retweeted", "repost.standing", False),
    ("deleted or not visible", "original.missing", False),
    ("have not been mentioned", "reply.not_allowed", False),
    ("quoting this post is not allowed", "quote.not_allowed", False),
)


class NotRead(Exception):
    """A call that only reads gave no answer; its code is the text."""


async def call(
    http: Outbound,
    account: Account,
    method: str,
    path: str,
    *,
    query: dict[str, str] | None = None,
    json: Any = None,
    body: bytes | None = None,
    content_type: str = "",
    changing: bool = True,
) -> Answer:
    """One call with the account's token. ``changing``: see ``_http.failed``."""
    token = account.secrets.get("token")
    if not token:
        return Rejected("account.sign_in", account_problem=True)
    headers = {"Authorization": f"Bearer {token}"}
    if content_type:
        headers["Content-Type"] = content_type
    url = (account.origin or API) + path + (f"?{urlencode(query)}" if query else "")
    try:
        answer = await http.request(method, url, headers=headers, json=json, body=body)
    except CallFailed as error:
        return _http.failed(error, changing=changing)
    if answer.status < 300:
        return answer
    if answer.status >= 500:
        return _http.server_trouble(answer, changing=changing)
    return refusal(answer)


def refusal(answer: Response) -> Rejected | Retry:
    """A 4xx: X says that it did nothing."""
    kind, words = _said(answer)
    if answer.status == 402 or kind.endswith(("/credits", "/usage-capped")):
        # The ministry's credit at X is used up: nothing goes out on any channel until there is more.
        return _http.said_no("platform.no_credit", answer, account_problem=True)
    if answer.status == 429:
        return _http.limited(answer, _http.epoch(answer.headers, "x-rate-limit-reset"))
    if answer.status == 401:
        return _http.said_no("account.sign_in", answer, account_problem=True)
    if answer.status == 404 or kind.endswith("/resource-not-found"):
        return _http.said_no("record.missing", answer)
    if answer.status == 403:
        return _forbidden(answer, kind, words)
    return _http.said_no("platform.refused", answer)


def _forbidden(answer: Response, kind: str, words: str) -> Rejected:
    for part, code, whole in _FORBIDDEN:
        if part in words:
            return _http.said_no(code, answer, account_problem=whole)
    if kind.endswith(("/client-forbidden", "/unsupported-authentication")):
        return _http.said_no("account.not_permitted", answer, account_problem=True)
    return _http.said_no("platform.refused", answer)


def _said(answer: Response) -> tuple[str, str]:
    """The problem's type and its words, in lower case; empty where the body is none."""
    try:
        value = answer.mapping()
    except CallFailed:
        return "", ""
    errors = value.get("errors") or [{}]
    first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    kind = value.get("type") or first.get("type") or ""
    words = value.get("detail") or first.get("detail") or first.get("message") or ""
    return str(kind), str(words).lower()


def data(answer: Answer) -> dict[str, Any]:
    """What a call that reads answered with. Raises ``NotRead``; ``CallFailed`` or ``KeyError``
    where it cannot be read."""
    if not isinstance(answer, Response):
        raise NotRead(answer.code)
    value = answer.mapping()["data"]
    if not isinstance(value, dict):
        raise KeyError("data")
    return value
