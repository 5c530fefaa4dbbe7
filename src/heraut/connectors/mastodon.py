"""Mastodon and servers that speak its API.

The Idempotency-Key is remembered for about an hour, and only once a status was made: a call
repeated while the first still runs makes two. So after an unclear call the account's statuses are
read back first, and the call is repeated only within 50 minutes of the first attempt. Editing and
reposting are the same however often they are done. Quotes exist from API version 7 (Mastodon 4.5),
without pictures or films beside them; an older server would drop them without a word, so it is asked first.
A text on another server is looked up on the own one before it is quoted or reposted.
Heraut registers itself at each server and signs in by OAuth 2 with PKCE (from Mastodon 4.3 on; older
servers pass over it); an access token does not end by itself.
Sources: https://docs.joinmastodon.org/methods/statuses/ (#create, #edit, #source, #boost, #unreblog),
/client/quotes/, /methods/search/#v2, /methods/media/#v2, /methods/instance/#v2, /api/rate-limits/,
/methods/accounts/#lookup, /methods/apps/#create, /methods/oauth/ (#authorize, #token, #revoke),
/api/oauth-scopes/.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from heraut.connectors import _http
from heraut.connectors.contract import (
    URL,
    Absent,
    Account,
    App,
    Candidate,
    Capability,
    Connector,
    Count,
    Declaration,
    Done,
    Identity,
    Limits,
    MediaSource,
    Objection,
    Original,
    Outcome,
    Outgoing,
    Picture,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    SignIn,
    Tokens,
    Unknown,
    Video,
    fingerprint,
)
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response

_RESEND_WITHIN = timedelta(minutes=50)
_REMOTE_MENTION = re.compile(r"(?<![=/\w])@(\w+(?:[\w.-]*\w)?)@[\w.-]+\w")
_PAGES = 5
_CLOCK_SKEW = timedelta(minutes=5)
_API_WITH_QUOTES = 7
_SCOPES = (
    "read:accounts",
    "read:statuses",
    "read:search",
    "write:statuses",
    "write:media",
)
#: Seconds that a film may take to be uploaded; a channel's turn lasts a little longer.
_FILM_TIME = 35.0
_VERSION_WITH_EDITS = (3, 5)


class Mastodon(Connector):
    """Secrets: ``token``, an access token with the scopes of ``_SCOPES``."""

    platform: ClassVar[str] = "mastodon"
    declaration: ClassVar[Declaration] = Declaration(
        label="Mastodon",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.LANGUAGE,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.LIMITS_FROM_SERVER,
                Capability.IDENTITY,
                Capability.THREAD,
                Capability.EDIT,
                Capability.REPOST,
                Capability.QUOTE,
                Capability.SIGN_IN,
                Capability.VIDEO,
                Capability.LOOK_UP,
            }
        ),
        limits=Limits(
            max_length=500,
            max_pictures=4,
            max_picture_bytes=16_777_216,
            picture_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
            url_length=23,
            max_alt=1500,
            max_video_bytes=103_809_024,
            video_types=("video/mp4", "video/webm", "video/quicktime"),
            # Until the server has said that it knows them.
            without=(Capability.QUOTE,),
        ),
        sign_in=SignIn(scopes=_SCOPES, register="", per_server=True),
        profile_patterns=(
            r"^(?P<server>[^/]+)/@(?P<handle>[\w.]+)(?:/|$)",
            r"^(?P<server>[^/]+)/users/(?P<handle>[\w.]+)(?:/|$)",
        ),
        key_lifetime=timedelta(hours=1),
        settle=timedelta(seconds=45),
        per_minute=60,
    )

    def count(self, text: str, limits: Limits) -> Count:
        """Characters; a link counts as many as the server says, a remote mention its local part."""
        reserved = "x" * (limits.url_length or 23)
        counted = URL.sub(reserved, text)
        counted = _REMOTE_MENTION.sub(r"@\1", counted)
        return Count(len(counted), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """There are no cards of one's own: the link stands at the end of the text."""
        link = outgoing.link
        if link is None or link.url in outgoing.text:
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def _whole_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._whole_objections(outgoing, limits)
        if outgoing.quote and (outgoing.pictures or outgoing.video):
            found.append(Objection("quote.with_pictures"))
        return found

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        body = {"status": text, "visibility": "public", "language": outgoing.language}
        if outgoing.reply is not None:
            body["in_reply_to_id"] = outgoing.reply.parent.id
        return Prepared(
            key=nonce.hex(),
            body=_json(body),
            at=at,
            fingerprint=fingerprint(text),
            content=outgoing.to_json(),
        )

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        text = self.rendered(outgoing)
        body = {"id": receipt.id, "status": text, "language": outgoing.language}
        mark = fingerprint(text)
        return Prepared(receipt.id, _json(body), at, mark, outgoing.to_json(), "edit")

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        receipt = original.receipt
        body = _json({"id": receipt.id, "url": receipt.url})
        return Prepared(receipt.url, body, at, fingerprint(body), original.to_json(), "repost")

    # -- calling ----------------------------------------------------------------

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        outgoing = prepared.outgoing
        body = json.loads(prepared.body)
        uploads = []
        shown: list[Picture | Video] = [*outgoing.pictures]
        if outgoing.video is not None:
            shown.append(outgoing.video)
        for each in shown:
            uploaded = await self._upload(each, account, media, http)
            if not isinstance(uploaded, str):
                return uploaded
            uploads.append(uploaded)
        if uploads:
            body["media_ids"] = uploads
        if outgoing.quote is not None:
            quoted = await self._here(outgoing.quote.receipt, account, http)
            if not isinstance(quoted, str):
                return quoted
            body["quoted_status_id"] = quoted
        answer = await self._call(
            http, account, "POST", "/api/v1/statuses", json=body, key=prepared.key
        )
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            # What it answers or quotes is not there any more, or may not be quoted.
            return Rejected("original.missing", answer.params)
        return _told(answer)

    async def _upload(
        self, shown: Picture | Video, account: Account, media: MediaSource, http: Outbound
    ) -> str | Outcome:
        """Upload a picture or a film with its description; nobody sees it before a status names
        it."""
        content = await media.read(shown.sha256)
        boundary = f"heraut{shown.sha256[:32]}"
        film = isinstance(shown, Video)
        answer = await self._call(
            http,
            account,
            "POST",
            "/api/v2/media",
            body=_multipart(boundary, shown, content),
            content_type=f"multipart/form-data; boundary={boundary}",
            changing=False,
            timeout=_FILM_TIME if film else None,
        )
        if not isinstance(answer, Response):
            return answer
        try:
            value = answer.mapping()
            given = str(value["id"])
        except (CallFailed, KeyError):
            return Retry("call.malformed")
        if answer.status == 202 or value.get("url") is None:
            return await self._processed(given, account, http, film=film)
        return given

    async def _processed(
        self, media: str, account: Account, http: Outbound, *, film: bool
    ) -> str | Outcome:
        """202: still being processed, which takes a film longer. The next attempt finds it ready
        or asks anew."""
        for pause in (0.2, 0.5, 1.0, 2.0, *((4.0,) * 4 if film else ())):
            await asyncio.sleep(pause)
            answer = await self._call(
                http, account, "GET", f"/api/v1/media/{media}", changing=False
            )
            if not isinstance(answer, Response):
                return answer
            if answer.status == 200:
                return media
        return Retry("video.processing" if film else "picture.processing")

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """The account's own statuses, newest first, back to before the first attempt."""
        before = ""
        for _ in range(_PAGES):
            query = {"limit": "40", "exclude_reblogs": "true"}
            if before:
                query["max_id"] = before
            path = f"/api/v1/accounts/{account.platform_id}/statuses?{urlencode(query)}"
            answer = await self._call(http, account, "GET", path, changing=False)
            if not isinstance(answer, Response):
                return Unknown(answer.code)
            try:
                page = answer.json()
                for status in page:
                    if _made(status) < prepared.at - _CLOCK_SKEW:
                        return Absent()
                    if _is(status, prepared):
                        return Done(_receipt(status))
                if len(page) < 40:
                    return Absent()
                before = str(page[-1]["id"])
            except (CallFailed, KeyError, TypeError, ValueError):
                return Unknown("call.malformed")
        return Unknown("read_back.too_far")

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """A new status only while the server surely still knows the key."""
        return prepared.verb != "publish" or now - first_attempt_at < _RESEND_WITHIN

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        if prepared.verb == "repost":
            return Receipt(json.loads(prepared.body)["id"], url, _REPOSTED)
        found = re.search(r"/(\d+)/?$", url)
        return Receipt(found.group(1), url) if found else None

    def refers(self, receipt: Receipt) -> bool:
        return receipt.id.isdigit()

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        method, path = "DELETE", f"/api/v1/statuses/{receipt.id}"
        if receipt.extra.get("is") == "repost":
            method, path = "POST", f"{path}/unreblog"
        answer = await self._call(http, account, method, path)
        if isinstance(answer, Response):
            return Done(receipt)
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Done(receipt)
        if isinstance(answer, Unknown):
            return Retry(answer.code)  # deleting twice is deleting once
        return answer

    # -- editing and reposting ----------------------------------------------------

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """The pictures have to be named again, or the server takes them away."""
        body = json.loads(prepared.body)
        path = f"/api/v1/statuses/{body.pop('id')}"
        known = await self._call(http, account, "GET", path, changing=False)
        if not isinstance(known, Response):
            return known
        try:
            media = [each["id"] for each in known.mapping()["media_attachments"]]
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")
        body["media_ids"] = media
        return _told(await self._call(http, account, "PUT", path, json=body))

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """By the source of the status, which is the text as it was sent."""
        path = f"/api/v1/statuses/{prepared.key}"
        answers = [
            await self._call(http, account, "GET", each, changing=False)
            for each in (f"{path}/source", path)
        ]
        try:
            source, status = (_read(each) for each in answers)
            if fingerprint(str(source["text"])) != prepared.fingerprint:
                return Absent()
            return Done(_receipt(status))
        except (CallFailed, KeyError):
            return Unknown("call.malformed")
        except _NotRead as trouble:
            return Unknown(str(trouble))

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """The server keeps one reblog of a status for an account, however often it is asked."""
        original = Original.from_json(prepared.content).receipt
        known = await self._here(original, account, http)
        if not isinstance(known, str):
            return known
        answer = await self._call(http, account, "POST", f"/api/v1/statuses/{known}/reblog")
        if not isinstance(answer, Response):
            return answer
        return Done(Receipt(known, original.url, _REPOSTED))

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        original = Original.from_json(prepared.content).receipt
        known = await self._here(original, account, http)
        if not isinstance(known, str):
            return Unknown(known.code)
        answer = await self._call(http, account, "GET", f"/api/v1/statuses/{known}", changing=False)
        try:
            reposted = _read(answer)["reblogged"]
        except (CallFailed, KeyError):
            return Unknown("call.malformed")
        except _NotRead as trouble:
            return Unknown(str(trouble))
        return Done(Receipt(known, original.url, _REPOSTED)) if reposted else Absent()

    async def _here(
        self, receipt: Receipt, account: Account, http: Outbound
    ) -> str | Rejected | Retry:
        """The status' id on the account's own server; looked up where it lives on another."""
        if receipt.url.startswith(f"{account.origin}/"):
            return receipt.id
        query = urlencode({"q": receipt.url, "resolve": "true", "type": "statuses", "limit": "1"})
        answer = await self._call(http, account, "GET", f"/api/v2/search?{query}", changing=False)
        if isinstance(answer, Unknown):
            return Retry(answer.code)
        if not isinstance(answer, Response):
            return answer
        try:
            found = answer.mapping()["statuses"]
            return str(found[0]["id"]) if found else Rejected("original.missing", {"status": 404})
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")

    # -- the account --------------------------------------------------------------

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        answer = await self._call(
            http, account, "GET", "/api/v1/accounts/verify_credentials", changing=False
        )
        if isinstance(answer, Unknown):
            return Retry(answer.code)
        if not isinstance(answer, Response):
            return answer
        return _identity(answer)

    async def look_up(
        self, handle: str, account: Account, http: Outbound
    ) -> Identity | Absent | Rejected | Retry:
        path = "/api/v1/accounts/lookup?" + urlencode({"acct": handle.lstrip("@")})
        answer = await self._call(http, account, "GET", path, changing=False)
        if isinstance(answer, Unknown):
            return Retry(answer.code)
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Absent()
        return _identity(answer) if isinstance(answer, Response) else answer

    # -- signing in ---------------------------------------------------------------

    async def register_app(
        self, origin: str, *, name: str, redirect: str, website: str, http: Outbound
    ) -> App | Rejected | Retry:
        fields = {
            "client_name": name,
            "redirect_uris": redirect,
            "scopes": " ".join(_SCOPES),
            "website": website,
        }
        answer = await _form(http, f"{origin}/api/v1/apps", fields)
        try:
            value = _read(answer)
            return App(str(value["client_id"]), str(value["client_secret"]), origin)
        except (CallFailed, KeyError):
            return Retry("call.malformed")
        except _NotRead:
            return _not_given(answer)

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        query = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(_SCOPES),
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            # Whoever is signed in with another account can change it there.
            "force_login": "true",
        }
        return f"{app.origin}/oauth/authorize?{urlencode(query)}"

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Outbound
    ) -> Tokens | Rejected | Retry:
        fields = {
            "grant_type": "authorization_code",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "redirect_uri": redirect,
            "code": code,
            "code_verifier": verifier,
        }
        answer = await _form(http, f"{app.origin}/oauth/token", fields)
        try:
            return Tokens({"token": str(_read(answer)["access_token"])}, None, False)
        except (CallFailed, KeyError):
            return Retry("call.malformed")
        except _NotRead:
            return _not_given(answer)

    async def candidates(
        self, app: App, tokens: Tokens, http: Outbound
    ) -> tuple[Candidate, ...] | Rejected | Retry:
        """A token is of one account."""
        found = await self.identify(Account("", "", "", app.origin, tokens.secrets), http)
        return (Candidate(found, tokens),) if isinstance(found, Identity) else found

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        """A token does not end by itself: whose token is not taken any more has to sign in again."""
        return Rejected("account.sign_in", account_problem=True)

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        """A token that is not there any more is answered like one that was ended."""
        fields = {
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "token": secrets.get("token", ""),
        }
        answer = await _form(http, f"{app.origin}/oauth/revoke", fields)
        return Done(Receipt("", "")) if isinstance(answer, Response) else _not_given(answer)

    async def read_limits(self, account: Account, http: Outbound) -> Limits | None:
        try:
            answer = await http.request("GET", f"{account.origin}/api/v2/instance")
            server = answer.mapping()
            settings = server["configuration"]
            statuses, media = settings["statuses"], settings["media_attachments"]
            return Limits(
                max_length=int(statuses["max_characters"]),
                max_pictures=int(statuses["max_media_attachments"]),
                url_length=int(statuses["characters_reserved_per_url"]),
                max_picture_bytes=int(media["image_size_limit"]),
                picture_types=tuple(
                    each for each in media["supported_mime_types"] if each.startswith("image/")
                ),
                max_alt=int(media.get("description_limit", 1500)),
                max_video_bytes=int(media.get("video_size_limit", 0)),
                video_types=tuple(
                    each for each in media["supported_mime_types"] if each.startswith("video/")
                ),
                without=tuple(_lacking(server)),
            )
        except (CallFailed, KeyError, TypeError, ValueError):
            return None

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin}/@{handle.lstrip('@').split('@')[0]}"

    async def _call(
        self,
        http: Outbound,
        account: Account,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        content_type: str = "",
        key: str = "",
        changing: bool = True,
        timeout: float | None = None,
    ) -> Response | Rejected | Retry | Unknown:
        headers = {"Authorization": f"Bearer {account.secrets.get('token', '')}"}
        if content_type:
            headers["Content-Type"] = content_type
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = await http.request(
                method,
                account.origin + path,
                headers=headers,
                json=json,
                body=body,
                timeout=timeout,
            )
        except CallFailed as error:
            return _http.failed(error, changing=changing)
        if answer.status < 300:
            return answer
        if answer.status >= 500:
            return _http.server_trouble(answer, changing=changing)
        return _refusal(answer)


def _refusal(answer: Response) -> Rejected | Retry:
    """A 4xx: the server says that it did nothing."""
    if answer.status == 429:
        reset = _http.iso(answer.headers, "x-ratelimit-reset")
        return _http.limited(answer, reset or _http.retry_after(answer.headers))
    if answer.status == 401:
        return _http.said_no("account.sign_in", answer, account_problem=True)
    if answer.status == 403:
        return _http.said_no("account.suspended", answer, account_problem=True)
    if answer.status in (404, 410):
        return _http.said_no("record.missing", answer)
    return _http.said_no("platform.refused", answer)


async def _form(
    http: Outbound, url: str, fields: Mapping[str, str]
) -> Response | Rejected | Retry | Unknown:
    """A call of the sign-in; it changes nothing that readers see. 401: the server does not know the
    application; 400 to 403 otherwise: not with this code or token."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = await http.request("POST", url, headers=headers, body=urlencode(fields).encode())
    except CallFailed as error:
        return _http.failed(error, changing=False)
    if answer.status < 300:
        return answer
    if answer.status >= 500:
        return _http.server_trouble(answer, changing=False)
    if answer.status == 429:
        return _refusal(answer)
    if answer.status == 401:
        return _http.said_no("sign_in.app", answer)
    return _http.said_no("sign_in.code", answer)


def _not_given(answer: Response | Rejected | Retry | Unknown) -> Rejected | Retry:
    return answer if isinstance(answer, (Rejected, Retry)) else Retry("call.malformed")


def _identity(answer: Response) -> Identity | Retry:
    """Who an account is. What others see of its verification are links that link back."""
    try:
        value = answer.mapping()
        fields = value.get("fields")
        badge = ""
        if isinstance(fields, list):
            badge = "link" if any(each.get("verified_at") for each in fields) else "none"
        return Identity(
            str(value["id"]),
            str(value["acct"]),
            value.get("display_name", ""),
            value["url"],
            badge,
        )
    except (CallFailed, KeyError, AttributeError):
        return Retry("call.malformed")


_REPOSTED = {"is": "repost"}


class _NotRead(Exception):
    """A call that only reads gave no answer; its code is the text."""


def _read(answer: Response | Rejected | Retry | Unknown) -> dict[str, Any]:
    if not isinstance(answer, Response):
        raise _NotRead(answer.code)
    return answer.mapping()


def _told(answer: Response | Rejected | Retry | Unknown) -> Outcome:
    """The outcome of a call that answers with the status."""
    if not isinstance(answer, Response):
        return answer
    try:
        return Done(_receipt(answer.mapping()))
    except (CallFailed, KeyError):
        return Unknown("call.malformed")


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _lacking(server: dict[str, Any]) -> list[str]:
    """What this server does not know yet, by what it says of itself."""
    lacking = []
    api = server.get("api_versions") or {}
    if int(api.get("mastodon", 0)) < _API_WITH_QUOTES:
        lacking.append(str(Capability.QUOTE))
    numbers = tuple(int(each) for each in re.findall(r"\d+", str(server.get("version", "")))[:2])
    if numbers < _VERSION_WITH_EDITS:
        lacking.append(str(Capability.EDIT))
    return lacking


def _is(status: dict[str, Any], prepared: Prepared) -> bool:
    """Whether this is the status that was meant: what it says and what it answers."""
    answers = json.loads(prepared.body).get("in_reply_to_id")
    if (status.get("in_reply_to_id") or None) != answers:
        return False
    return fingerprint(plain_text(status["content"])) == prepared.fingerprint


def _receipt(status: dict[str, Any]) -> Receipt:
    return Receipt(str(status["id"]), str(status.get("url") or status.get("uri") or ""))


def _made(status: dict[str, Any]) -> datetime:
    made = datetime.fromisoformat(str(status["created_at"]).replace("Z", "+00:00"))
    return made if made.tzinfo else made.replace(tzinfo=clock.now().tzinfo)


def plain_text(content: str) -> str:
    """What a reader sees of a status' HTML: paragraphs and breaks as white space, links whole.
    The line that the server puts before a quote, for clients that know none, is not the text's."""
    content = re.sub(r'<p class="quote-inline">.*?</p>', "", content)
    text = re.sub(r"<br\s*/?>|</p>", "\n", content)
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def _multipart(boundary: str, shown: Picture | Video, content: bytes) -> bytes:
    name = f"{shown.sha256[:16]}.{shown.mime.split('/')[-1]}"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="description"\r\n'
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{shown.alt}\r\n"
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {shown.mime}\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
