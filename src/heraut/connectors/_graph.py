"""Meta's Graph API, as Facebook Pages and Instagram share it: calls, pages of results, uploads.

The token goes into a header, so that no address holds it; ``appsecret_proof`` proves that a call
comes from who holds the application's secret (https://developers.facebook.com/docs/graph-api/guides/secure-requests).
Versions: https://developers.facebook.com/docs/graph-api/changelog: v26.0 of 29 July 2026.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from heraut.connectors import _graph_errors, _http
from heraut.connectors.contract import Account, Rejected, Retry, Unknown
from heraut.kernel.http import CallFailed, Outbound, Response

VERSION = "v26.0"
GRAPH = "https://graph.facebook.com"
WEB = "https://www.facebook.com"
#: Results a page, and how many pages are read back at most.
PAGE, PAGES = 50, 6

Answer = dict[str, Any] | Rejected | Retry | Unknown


@dataclass(frozen=True, slots=True)
class File:
    """One file of a multipart form."""

    field: str
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Graph:
    """Calls with one token. ``origin`` empty: Meta's own host."""

    http: Outbound
    origin: str
    token: str
    proof: str = ""

    @classmethod
    def of(cls, account: Account, http: Outbound) -> Graph:
        secrets = account.secrets
        return cls(http, account.origin, secrets.get("token", ""), secrets.get("proof", ""))

    async def get(self, path: str, **query: str) -> Answer:
        return await self._call("GET", f"{path}?{urlencode(self._signed(query))}", changing=False)

    async def post(
        self,
        path: str,
        fields: Mapping[str, Any],
        *,
        file: File | None = None,
        changing: bool = True,
        timeout: float | None = None,
    ) -> Answer:
        """``changing`` false: what is made can be made again without harm."""
        plain = self._signed({name: _plain(value) for name, value in fields.items()})
        if file is None:
            body, kind = urlencode(plain).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(plain, file)
        return await self._call("POST", path, body, kind, changing=changing, timeout=timeout)

    async def delete(self, path: str) -> Answer:
        query = urlencode(self._signed({}))
        return await self._call("DELETE", f"{path}?{query}" if query else path, changing=True)

    async def pages(self, path: str, **query: str) -> AsyncIterator[list[dict[str, Any]]]:
        """Page after page by cursors; raises ``NotRead``. Ends after ``PAGES`` of them with
        ``NotRead("read_back.too_far")``."""
        for _ in range(PAGES):
            answer = await self.get(path, limit=str(PAGE), **query)
            if not isinstance(answer, dict):
                raise NotRead(answer)
            try:
                yield [dict(each) for each in answer["data"]]
                paging = answer.get("paging") or {}
                if "next" not in paging:
                    return
                query["after"] = str(paging["cursors"]["after"])
            except (KeyError, TypeError, ValueError):
                raise NotRead(Unknown("call.malformed")) from None
        raise NotRead(Unknown("read_back.too_far"))

    def _signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        return {**fields, **({"appsecret_proof": self.proof} if self.proof else {})}

    async def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        *,
        changing: bool,
        timeout: float | None = None,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if kind:
            headers["Content-Type"] = kind
        url = f"{self.origin or GRAPH}/{VERSION}/{path}"
        try:
            answer = await self.http.request(
                method, url, headers=headers, body=body, timeout=timeout
            )
        except CallFailed as error:
            return _http.failed(error, changing=changing)
        return _said(answer, changing=changing)


class NotRead(Exception):
    """A call that only reads gave no answer; ``why`` is what it gave instead."""

    def __init__(self, why: Rejected | Retry | Unknown) -> None:
        self.why = why
        super().__init__(why.code)


def _said(answer: Response, *, changing: bool) -> Answer:
    if answer.status >= 300:
        return _graph_errors.outcome(answer, changing=changing)
    try:
        value = answer.mapping()
    except CallFailed:
        return Unknown("call.malformed") if changing else Retry("call.malformed")
    return _graph_errors.outcome(answer, changing=changing) if "error" in value else value


def proof(token: str, secret: str) -> str:
    """``appsecret_proof`` of a token."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def moment(value: object) -> datetime:
    """``2026-11-24T10:00:00+0000``. Raises ``ValueError``."""
    return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z")


def steady(answer: Rejected | Retry | Unknown) -> Rejected | Retry:
    """Of a call that changes nothing anybody sees: unclear is as good as not done."""
    return Retry(answer.code, answer.params) if isinstance(answer, Unknown) else answer


def _plain(value: Any) -> str:
    """A form's field; what is not a text goes as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _multipart(fields: Mapping[str, str], file: File) -> tuple[bytes, str]:
    boundary = f"heraut{uuid.uuid4().hex}"
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{value}\r\n"
        for name, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
        f'filename="{file.name}"\r\nContent-Type: {file.mime}\r\n\r\n'
    )
    body = head.encode() + file.content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
