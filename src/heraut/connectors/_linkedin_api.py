"""Calls to LinkedIn's versioned interface, and what its refusals mean.

Every call names a version, YYYYMM, which LinkedIn serves for at least a year; one that it no longer
serves is answered with 426. Limits are for a day and end at midnight UTC; other 429s protect the
platform for a moment. Sources, below https://learn.microsoft.com/en-us/linkedin/:
marketing/versioning, marketing/integrations/migrations (when each version ends),
shared/api-guide/concepts/error-handling, shared/api-guide/concepts/rate-limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from heraut.connectors import _http
from heraut.connectors.contract import Account, Rejected, Retry, Unknown
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response

API, WWW = "https://api.linkedin.com", "https://www.linkedin.com"
#: Of July 2026: served until July 2027 at least. docs/platforms/linkedin.md says how to raise it.
VERSION = "202607"

Answer = Response | Rejected | Retry | Unknown
_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: ``token`` at ``origin``, which is empty for the real platform."""

    http: Outbound
    origin: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, account: Account, http: Outbound) -> Caller:
        return cls(http, account.origin, str(account.secrets.get("token", "")))

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        rest_method: str = "",
        changing: bool = False,
    ) -> Answer:
        """``rest_method``: Rest.li's own name for the call, where the verb alone does not tell."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "LinkedIn-Version": VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        if rest_method:
            headers["X-RestLi-Method"] = rest_method
        url = (self.origin or API) + path
        try:
            answer = await self.http.request(method, url, headers=headers, json=json)
        except CallFailed as error:
            return _http.failed(error, changing=changing)
        return judged(answer, changing=changing)

    async def upload(self, method: str, url: str, body: bytes, content_type: str) -> Answer:
        """Bytes to an address that LinkedIn gave. The token goes to LinkedIn's own hosts only."""
        headers = {"Content-Type": content_type}
        if self._ours(url):
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            answer = await self.http.request(method, url, headers=headers, body=body, timeout=10)
        except CallFailed as error:
            return _http.failed(error, changing=False)
        return judged(answer, changing=False)

    def _ours(self, url: str) -> bool:
        if self.origin:
            return url.startswith(f"{self.origin}/")
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "https" and (
            host == "linkedin.com" or host.endswith(".linkedin.com")
        )


def encoded(urn: str) -> str:
    """A URN as a path or query holds it: colons escaped."""
    return quote(urn, safe="")


def judged(answer: Response, *, changing: bool) -> Answer:
    if answer.status < 300:
        return answer
    if answer.status >= 500:
        return _http.server_trouble(answer, changing=changing)
    if answer.status == 429:
        return _limited(answer)
    if answer.status == 422 and (standing := _duplicate(answer)):
        return Rejected("text.stands_already", {"status": 422, "url": standing})
    code, account_problem = _REFUSALS.get(answer.status, ("platform.refused", False))
    return _http.said_no(code, answer, account_problem=account_problem)


#: status -> code, and whether it concerns everything that the account sends.
_REFUSALS = {
    401: ("account.sign_in", True),
    403: ("account.rights", True),
    404: ("record.missing", False),
    426: ("platform.version", True),
}


def _limited(answer: Response) -> Retry:
    if "DAY limit" not in _message(answer):
        return _http.limited(answer, _http.retry_after(answer.headers))
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return Retry("platform.day_limit", not_before=today + timedelta(days=1))


def _duplicate(answer: Response) -> str:
    """The text that the platform says stands there already; empty for another refusal."""
    message = _message(answer)
    found = _URN.search(message) if "duplicate" in message.lower() else None
    return found.group() if found else ""


def _message(answer: Response) -> str:
    try:
        return str(answer.mapping().get("message", ""))
    except CallFailed:
        return ""


def elements(answer: Response) -> list[Mapping[str, Any]]:
    """Of a finder's answer; ``CallFailed`` or ``KeyError`` where it is none."""
    return list(answer.mapping()["elements"])
