"""Bluesky: records in a repository on a personal data server (AT Protocol).

The record key is a TID and the whole record, blobs' content ids included, is fixed before the
first attempt; ``putRecord`` with the same key and record gives the same address, so a call may be
repeated safely for ever. A part of a thread names its parent by address and content id, which come
from the parent's receipt. There is no editing: a changed record would no longer be what others
answered or quoted. Films are uploaded as pictures are, to the account's own server, whose record
then names them: the network's video service takes them up from there, some seconds after the text
is seen. Sources: https://atproto.com/specs/record-key,
https://docs.bsky.app/docs/advanced-guides/posts (facets, embeds, limits, replies),
https://docs.bsky.app/docs/tutorials/video ("simple method"), lexicon ``app.bsky.embed.video``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote as percent

import regex

from heraut.connectors import _bluesky_record as records
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
    Objection,
    Original,
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
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response
from heraut.kernel.ids import tid

_GRAPHEME = regex.compile(r"\X")
_MAX_BYTES = 3000
_SESSION_LIFE = timedelta(minutes=60)
#: Bytes (lexicon ``app.bsky.embed.video``).
_MAX_CAPTIONS = 20_000
#: Seconds that a film may take to be uploaded; a channel's turn lasts a little longer.
_FILM_TIME = 35.0

#: Error names of the protocol that concern the account, not the text.
_ACCOUNT_ERRORS = {
    "AuthenticationRequired": "account.sign_in",
    "InvalidToken": "account.sign_in",
    "AuthMissing": "account.sign_in",
    "AccountTakedown": "account.suspended",
    "AccountDeactivated": "account.suspended",
    "AuthFactorTokenRequired": "account.app_password",
}


class _Session:
    """Tokens of one account; logging in is limited to some hundred times a day, so they are kept
    and refreshed."""

    def __init__(self, access: str, refresh: str, did: str, handle: str) -> None:
        self.access, self.refresh, self.did, self.handle = access, refresh, did, handle
        self.since = clock.now()

    @property
    def fresh(self) -> bool:
        return clock.now() - self.since < _SESSION_LIFE


class Bluesky(Connector):
    """Secrets: ``password``, an app password; the account signs in with its handle or DID."""

    platform: ClassVar[str] = "bluesky"
    declaration: ClassVar[Declaration] = Declaration(
        label="Bluesky",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.LINK_CARD,
                Capability.LANGUAGE,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.IDENTITY,
                Capability.THREAD,
                Capability.REPOST,
                Capability.QUOTE,
                Capability.VIDEO,
                Capability.CAPTIONS,
                Capability.LOOK_UP,
            }
        ),
        limits=Limits(
            max_length=300,
            unit="graphemes",
            max_bytes=_MAX_BYTES,
            max_pictures=4,
            max_picture_bytes=2_000_000,
            picture_types=("image/jpeg", "image/png", "image/webp"),
            max_alt=2000,
            max_video_bytes=100_000_000,
            max_video_seconds=180,
        ),
        account_fields=(
            AccountField("handle", "account.handle"),
            AccountField("origin", "account.server"),
            AccountField("password", "account.app_password", secret=True),
        ),
        profile_patterns=(
            r"^bsky\.app/profile/(?P<handle>[^/?#]+)",
            r"^(?P<handle>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.bsky\.social)/?$",
        ),
        settle=timedelta(seconds=30),
        per_minute=30,
    )

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str, int], _Session] = {}

    # -- counting and refusing --------------------------------------------------

    def count(self, text: str, limits: Limits) -> Count:
        """Extended grapheme clusters (lexicon ``app.bsky.feed.post``: maxGraphemes 300)."""
        return Count(len(_GRAPHEME.findall(text)), limits.max_length, limits.unit)

    def _text_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._text_objections(outgoing, limits)
        size = len(outgoing.text.encode())
        if size > _MAX_BYTES and not any(each.code == "text.too_long" for each in found):
            found.append(Objection("text.too_many_bytes", {"used": size, "limit": _MAX_BYTES}))
        if outgoing.link and outgoing.pictures and outgoing.link.url not in outgoing.text:
            # One embed a record: beside pictures the link has to stand in the text itself.
            found.append(Objection("link.beside_pictures"))
        if outgoing.link and outgoing.video and outgoing.link.url not in outgoing.text:
            found.append(Objection("link.beside_film"))
        return found

    def _whole_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._whole_objections(outgoing, limits)
        size = outgoing.video.captions_size if outgoing.video else 0
        if size > _MAX_CAPTIONS:
            found.append(Objection("captions.too_large", {"size": size, "limit": _MAX_CAPTIONS}))
        return found

    # -- preparing --------------------------------------------------------------

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        record = records.post(outgoing, at)
        mark = fingerprint(outgoing.text)
        return self._prepared("publish", record, outgoing.to_json(), mark, at, nonce)

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        record = records.repost(original.receipt, at)
        mark = fingerprint(original.receipt.id)
        return self._prepared("repost", record, original.to_json(), mark, at, nonce)

    @staticmethod
    def _prepared(
        verb: str,
        record: dict[str, Any],
        content: Mapping[str, Any],
        mark: str,
        at: datetime,
        nonce: bytes,
    ) -> Prepared:
        micros = int(at.timestamp() * 1_000_000)
        key = tid(micros, int.from_bytes(nonce[:2], "big") & 0x3FF)
        body = {"collection": record["$type"], "rkey": key, "record": record}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        return Prepared(key, text, at, mark, content, verb)

    # -- calling ----------------------------------------------------------------

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        session = await self._session(account, http)
        if not isinstance(session, _Session):
            return session
        for sha256, mime in _blobs(prepared.outgoing):
            trouble = await self._upload(sha256, mime, account, session, media, http)
            if trouble is not None:
                return trouble
        return await self._put(prepared, account, session, http)

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        session = await self._session(account, http)
        if not isinstance(session, _Session):
            return session
        return await self._put(prepared, account, session, http)

    async def _put(
        self, prepared: Prepared, account: Account, session: _Session, http: Outbound
    ) -> Outcome:
        body = {"repo": session.did, **json.loads(prepared.body), "validate": True}
        answer = await self._call(http, account, "com.atproto.repo.putRecord", json=body)
        if isinstance(answer, Response):
            return self._receipt(answer, prepared, session)
        return answer

    def _receipt(self, answer: Response, prepared: Prepared, session: _Session) -> Outcome:
        try:
            value = answer.mapping()
            uri, cid = str(value["uri"]), str(value["cid"])
        except (CallFailed, KeyError):
            return Unknown("call.malformed")
        if prepared.verb == "repost":
            # A repost has no page of its own: the way to it is the post's.
            return Done(Receipt(uri, Original.from_json(prepared.content).receipt.url))
        return Done(self._receipt_of(uri, cid, session.handle or session.did))

    @staticmethod
    def _receipt_of(uri: str, cid: str, actor: str) -> Receipt:
        key = uri.rsplit("/", 1)[-1]
        return Receipt(uri, f"https://bsky.app/profile/{actor}/post/{key}", {"cid": cid})

    async def _upload(
        self,
        sha256: str,
        mime: str,
        account: Account,
        session: _Session,
        media: MediaSource,
        http: Outbound,
    ) -> Outcome | None:
        """Upload a blob; nobody sees it before a record names it, so this may be repeated."""
        answer = await self._call(
            http,
            account,
            "com.atproto.repo.uploadBlob",
            body=await media.read(sha256),
            content_type=mime,
            changing=False,
            timeout=_FILM_TIME if mime == "video/mp4" else None,
        )
        if not isinstance(answer, Response):
            return answer
        try:
            given = answer.mapping()["blob"]["ref"]["$link"]
        except (CallFailed, KeyError, TypeError):
            return Retry("call.malformed")
        if given != records.blob_cid(sha256):
            return Retry("picture.damaged")
        return None

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        session = await self._session(account, http)
        if not isinstance(session, _Session):
            return Unknown(session.code)
        collection = json.loads(prepared.body)["collection"]
        answer = await self._call(
            http,
            account,
            "com.atproto.repo.getRecord",
            query={"repo": session.did, "collection": collection, "rkey": prepared.key},
            changing=False,
        )
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Absent()
        if not isinstance(answer, Response):
            return Unknown(answer.code)
        found = self._receipt(answer, prepared, session)
        return found if isinstance(found, Done) else Unknown("call.malformed")

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        return await self.read_back(prepared, account, http)

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """Always: the same key and record are the same post, or the same repost."""
        return True

    def refers(self, receipt: Receipt) -> bool:
        """References need the content id, which only the platform's own answer tells."""
        return "cid" in receipt.extra

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        collection = json.loads(prepared.body)["collection"]
        return Receipt(f"at://{account.platform_id}/{collection}/{prepared.key}", url)

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        """``deleteRecord`` is a success for a record that is not there."""
        session = await self._session(account, http)
        if not isinstance(session, _Session):
            return session
        collection, key = receipt.id.split("/")[-2:]
        body = {"repo": session.did, "collection": collection, "rkey": key}
        answer = await self._call(http, account, "com.atproto.repo.deleteRecord", json=body)
        if isinstance(answer, Response):
            return Done(receipt)
        if isinstance(answer, Unknown):
            return Retry(answer.code)  # deleting twice is deleting once
        return answer

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        """The server says who it is now, whatever was known when the session began; name and badge
        come from the network's view, where the server asks one."""
        answer = await self._call(
            http, account, "com.atproto.server.getSession", reads=True, changing=False
        )
        if not isinstance(answer, Response):
            return Retry(answer.code) if isinstance(answer, Unknown) else answer
        try:
            value = answer.mapping()
            did, handle = str(value["did"]), str(value["handle"])
        except (CallFailed, KeyError):
            return Retry("call.malformed")
        name, badge = await self._profile(did, account, http)
        return Identity(did, handle, name, self.profile_url(handle, account.origin), badge)

    async def _profile(self, did: str, account: Account, http: Outbound) -> tuple[str, str]:
        """Name and badge as readers see them; empty where nobody tells."""
        query = {"actor": did}
        answer = await self._call(
            http, account, "app.bsky.actor.getProfile", query=query, changing=False
        )
        if not isinstance(answer, Response):
            return "", ""
        try:
            value = answer.mapping()
        except CallFailed:
            return "", ""
        shown = (value.get("verification") or {}).get("verifiedStatus", "")
        badge = "verified" if shown == "valid" else "none"
        return str(value.get("displayName", "")), badge

    async def look_up(
        self, handle: str, account: Account, http: Outbound
    ) -> Identity | Absent | Rejected | Retry:
        """``resolveHandle`` needs no sign-in: it is answered for whoever lost it, too."""
        name = percent(handle.lstrip("@"), safe="")
        url = f"{account.origin}/xrpc/com.atproto.identity.resolveHandle?handle={name}"
        try:
            answer = await http.request("GET", url)
            if answer.status == 400 and _error(answer) in ("InvalidRequest", "HandleNotFound"):
                return Absent()
            if answer.status != 200:
                return _refusal(answer)
            return Identity(str(answer.mapping()["did"]), handle.lstrip("@"))
        except CallFailed as error:
            return Retry(f"call.{error.code}")
        except KeyError:
            return Retry("call.malformed")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"https://bsky.app/profile/{handle}"

    # -- sessions ---------------------------------------------------------------

    async def _session(self, account: Account, http: Outbound) -> _Session | Rejected | Retry:
        slot = self._slot(account)
        known = self._sessions.get(slot)
        if known is not None and known.fresh:
            return known
        if known is not None:
            renewed = await self._open(
                http, account, "refreshSession", None, {"Authorization": f"Bearer {known.refresh}"}
            )
            if not isinstance(renewed, Rejected):
                return renewed
        login = {
            "identifier": account.platform_id or account.handle,
            "password": account.secrets.get("password", ""),
        }
        return await self._open(http, account, "createSession", login, {})

    @staticmethod
    def _slot(account: Account) -> tuple[str, str, int]:
        # A changed password makes another slot; the hash never leaves the process.
        secret = hash(account.secrets.get("password", ""))
        return account.origin, account.platform_id or account.handle, secret

    async def _open(
        self,
        http: Outbound,
        account: Account,
        method: str,
        body: dict[str, str] | None,
        headers: dict[str, str],
    ) -> _Session | Rejected | Retry:
        url = f"{account.origin}/xrpc/com.atproto.server.{method}"
        try:
            answer = await http.request("POST", url, json=body, headers=headers)
            if answer.status != 200:
                return _refusal(answer, login=True)
            value = answer.mapping()
            session = _Session(
                value["accessJwt"], value["refreshJwt"], value["did"], value.get("handle", "")
            )
        except CallFailed as error:
            return Retry(f"call.{error.code}")
        except KeyError:
            return Retry("call.malformed")
        if account.platform_id and session.did != account.platform_id:
            return Rejected("account.another", {"found": session.did}, account_problem=True)
        self._sessions[self._slot(account)] = session
        return session

    async def _call(
        self,
        http: Outbound,
        account: Account,
        method: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        content_type: str = "",
        query: Mapping[str, str] | None = None,
        reads: bool = False,
        changing: bool = True,
        timeout: float | None = None,
    ) -> Response | Rejected | Retry | Unknown:
        """One call with the session's token; an expired one is renewed and the call made again:
        the server said that it had done nothing."""
        for last in (False, True):
            session = await self._session(account, http)
            if not isinstance(session, _Session):
                return session
            headers = {"Authorization": f"Bearer {session.access}"}
            if content_type:
                headers["Content-Type"] = content_type
            url = f"{account.origin}/xrpc/{method}"
            if query:
                url += "?" + "&".join(f"{name}={value}" for name, value in query.items())
            verb = "GET" if query or reads else "POST"
            try:
                answer = await http.request(
                    verb, url, headers=headers, json=json, body=body, timeout=timeout
                )
            except CallFailed as error:
                return _http.failed(error, changing=changing)
            if answer.status == 200:
                return answer
            if _error(answer) == "ExpiredToken" and not last:
                session.since -= _SESSION_LIFE
                continue
            if answer.status >= 500:
                return _http.server_trouble(answer, changing=changing)
            return _refusal(answer)
        raise AssertionError("unreachable")


def _blobs(outgoing: Outgoing) -> list[tuple[str, str]]:
    """SHA-256 and type of everything that the record names."""
    found = [(each.sha256, each.mime) for each in outgoing.pictures]
    if outgoing.video is not None:
        found.append((outgoing.video.sha256, outgoing.video.mime))
        if outgoing.video.captions:
            found.append((outgoing.video.captions, "text/vtt"))
    return found


def _error(answer: Response) -> str:
    try:
        return str(answer.mapping().get("error", ""))
    except CallFailed:
        return ""


def _refusal(answer: Response, *, login: bool = False) -> Rejected | Retry:
    """A 4xx (or, signing in, a 5xx): the server says that it did nothing."""
    if answer.status == 429:
        reset = _http.epoch(answer.headers, "ratelimit-reset")
        return _http.limited(answer, reset or _http.retry_after(answer.headers))
    if answer.status >= 500:
        return Retry("platform.trouble", {"status": answer.status})
    name = _error(answer)
    if name in _ACCOUNT_ERRORS or answer.status == 401 or (login and answer.status == 400):
        code = _ACCOUNT_ERRORS.get(name, "account.sign_in")
        return _http.said_no(code, answer, account_problem=True)
    if name == "RecordNotFound":
        return _http.said_no("record.missing", answer)
    return _http.said_no("platform.refused", answer)
