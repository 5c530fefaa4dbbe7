"""The example of docs/how-to-add-a-connector.md: "Gazette", a platform that does not exist.

Its interface: ``PUT /notices/KEY`` with ``{"text", "language"}`` makes a notice once, ``GET`` and
``DELETE`` on the same address read and remove it, ``GET /me`` says who the token belongs to.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, ClassVar

from heraut.connectors import _http
from heraut.connectors.contract import (
    Absent,
    Account,
    AccountField,
    Capability,
    Connector,
    Count,
    Declaration,
    Done,
    Identity,
    Limits,
    MediaSource,
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    Unknown,
    fingerprint,
)
from heraut.kernel.http import CallFailed, Outbound, Response


class Gazette(Connector):
    """Secrets: ``token``."""

    platform: ClassVar[str] = "gazette"
    declaration: ClassVar[Declaration] = Declaration(
        label="Gazette",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.LANGUAGE,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.IDENTITY,
            }
        ),
        limits=Limits(max_length=280, max_pictures=0),
        account_fields=(
            AccountField("handle", "account.handle"),
            AccountField("origin", "account.server"),
            AccountField("token", "account.token", secret=True),
        ),
        profile_patterns=(r"^gazette\.test/(?P<handle>\w+)(?:/|$)",),
        per_minute=30,
    )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        link = outgoing.link
        if link is None or link.url in outgoing.text:
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        body = json.dumps({"text": text, "language": outgoing.language}, ensure_ascii=False)
        return Prepared(nonce.hex(), body, at, fingerprint(text), outgoing.to_json())

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        path = f"/notices/{prepared.key}"
        answer = await self._call(http, account, "PUT", path, prepared.body.encode(), changing=True)
        return self._published(prepared, account) if isinstance(answer, Response) else answer

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        answer = await self._call(http, account, "GET", f"/notices/{prepared.key}")
        if isinstance(answer, Response):
            return self._published(prepared, account)
        if answer.code == "record.missing":
            return Absent()
        return Unknown(answer.code)

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return True  # the same key is the same notice, for ever

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        answer = await self._call(http, account, "DELETE", f"/notices/{receipt.id}")
        if isinstance(answer, Response) or answer.code == "record.missing":
            return Done(receipt)
        return answer

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        answer = await self._call(http, account, "GET", "/me")
        if isinstance(answer, Unknown):
            return Retry(answer.code)
        if not isinstance(answer, Response):
            return answer
        try:
            me = answer.mapping()
            return Identity(str(me["id"]), str(me["name"]))
        except (CallFailed, KeyError):
            return Retry("call.malformed")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin}/{handle}"

    @staticmethod
    def _published(prepared: Prepared, account: Account) -> Done:
        url = f"{account.origin}/notices/{prepared.key}"
        return Done(Receipt(prepared.key, url))

    @staticmethod
    async def _call(
        http: Outbound,
        account: Account,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        changing: bool = False,
    ) -> Response | Rejected | Retry | Unknown:
        headers: dict[str, Any] = {"Authorization": f"Bearer {account.secrets.get('token', '')}"}
        url = account.origin + path
        try:
            answer = await http.request(method, url, headers=headers, body=body)
        except CallFailed as error:
            return _http.failed(error, changing=changing)
        if answer.status < 300:
            return answer
        if answer.status >= 500:
            return _http.server_trouble(answer, changing=changing)
        if answer.status == 429:
            return _http.limited(answer, _http.retry_after(answer.headers))
        if answer.status == 401:
            return _http.said_no("account.sign_in", answer, account_problem=True)
        if answer.status == 404:
            return _http.said_no("record.missing", answer)
        return _http.said_no("platform.refused", answer)
