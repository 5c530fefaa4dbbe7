"""Bluesky's personal data server: sessions, records, blobs (https://docs.bsky.app/docs/api)."""

from __future__ import annotations

import base64
import json
import re
import secrets
from typing import Any

import regex
from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.state import Account, Post, State, Upload, content_id, now

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
_KINDS = {POST: "post", REPOST: "repost"}
_TID = re.compile(r"^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$")
ACCESS_LIFE = 2 * 3600
REFRESH_LIFE = 60 * 86400


def error(status: int, name: str, message: str, **headers: str) -> Answer:
    return Answer(status, {"error": name, "message": message}, headers)


def _token(account: Account, scope: str, life: float) -> str:
    """The shape of a JWT; its signature is not checked by anybody here."""

    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {
        "sub": account.id,
        "scope": scope,
        "exp": int(now() + life),
        "jti": secrets.token_hex(8),
    }
    return f"{part({'typ': 'at+jwt', 'alg': 'HS256'})}.{part(claims)}.c2FuZGJveA"


def _claims(request: web.Request) -> dict[str, Any] | None:
    header = request.headers.get("Authorization", "")
    try:
        body = header.removeprefix("Bearer ").split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return claims if isinstance(claims, dict) else None
    except (IndexError, ValueError):
        return None


class Bluesky:
    """Its XRPC methods as handlers of one application."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults

    def routes(self) -> list[web.RouteDef]:
        repo, server = "/xrpc/com.atproto.repo.", "/xrpc/com.atproto.server."
        return [
            web.post(server + "createSession", self.create_session),
            web.post(server + "refreshSession", self.refresh_session),
            web.get(server + "getSession", self.get_session),
            web.get(server + "describeServer", self.describe_server),
            web.post(repo + "createRecord", self.create_record),
            web.post(repo + "putRecord", self.put_record),
            web.post(repo + "deleteRecord", self.delete_record),
            web.get(repo + "getRecord", self.get_record),
            web.get(repo + "listRecords", self.list_records),
            web.post(repo + "uploadBlob", self.upload_blob),
            web.get("/xrpc/app.bsky.actor.getProfile", self.get_profile),
            web.get("/xrpc/com.atproto.identity.resolveHandle", self.resolve_handle),
            web.get("/xrpc/com.atproto.sync.getBlob", self.get_blob),
        ]

    # -- sessions -----------------------------------------------------------------------

    def _session(self, account: Account) -> Answer:
        return Answer(
            200,
            {
                "did": account.id,
                "handle": account.handle,
                "accessJwt": _token(account, "com.atproto.access", ACCESS_LIFE),
                "refreshJwt": _token(account, "com.atproto.refresh", REFRESH_LIFE),
                "active": True,
            },
        )

    async def create_session(self, request: web.Request) -> web.StreamResponse:
        value = await request.json()
        account = self.state.by_handle("bluesky", str(value.get("identifier", "")))
        call = {"platform": "bluesky", "call": "login", "account": account.id if account else ""}

        def apply() -> tuple[Answer, None]:
            if account is None or value.get("password") != account.secret:
                return error(401, "AuthenticationRequired", "Invalid identifier or password"), None
            if account.standing == "suspended":
                return _TAKEN_DOWN, None
            return self._session(account), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def refresh_session(self, request: web.Request) -> web.StreamResponse:
        account, trouble = self._who(request, "com.atproto.refresh")
        return _reply(self._session(account) if account else trouble)

    async def get_session(self, request: web.Request) -> web.StreamResponse:
        account, trouble = self._who(request)
        if account is None:
            return _reply(trouble)
        return _reply(Answer(200, {"did": account.id, "handle": account.handle, "active": True}))

    async def describe_server(self, request: web.Request) -> web.StreamResponse:
        return _reply(Answer(200, {"did": "did:web:localhost", "availableUserDomains": [".test"]}))

    def _who(
        self, request: web.Request, scope: str = "com.atproto.access"
    ) -> tuple[Account | None, Answer]:
        claims = _claims(request)
        if claims is None or claims.get("scope") != scope:
            return None, error(401, "AuthMissing", "Authentication Required")
        if claims.get("exp", 0) < now():
            return None, error(400, "ExpiredToken", "Token has expired")
        account = self.state.accounts.get(("bluesky", str(claims.get("sub"))))
        if account is not None and account.standing == "suspended":
            return None, _TAKEN_DOWN
        if account is not None and account.standing == "deleted":
            account = None
        return account, error(400, "InvalidToken", "Token could not be verified")

    # -- records ------------------------------------------------------------------------

    async def create_record(self, request: web.Request) -> web.StreamResponse:
        return await self._write(request, replace=False)

    async def put_record(self, request: web.Request) -> web.StreamResponse:
        return await self._write(request, replace=True)

    async def _write(self, request: web.Request, *, replace: bool) -> web.StreamResponse:
        account, trouble = self._who(request)
        value = await request.json()
        if account is None:
            return _reply(trouble)
        key = str(value.get("rkey") or _fresh_tid())
        verb = "repost" if value.get("collection") == REPOST else "publish"
        call = {"platform": "bluesky", "call": verb, "account": account.id, "key": key}

        def apply() -> tuple[Answer, Post | None]:
            return self._put(account, key, value, replace=replace)

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    def _put(
        self, account: Account, key: str, value: dict[str, Any], *, replace: bool
    ) -> tuple[Answer, Post | None]:
        record = value.get("record")
        problem = self._problem(value, key, record)
        if problem is not None:
            return problem, None
        assert isinstance(record, dict)
        known = self.state.find("bluesky", account.id, key)
        if known is not None and not replace:
            return error(500, "InternalServerError", "Internal Server Error"), None
        text = str(record.get("text", ""))
        if known is not None:
            known.content, known.text = record, text
            return self._written(account, known), known
        post = Post(
            platform="bluesky",
            account=account.id,
            key=key,
            text=text,
            content=record,
            order=self.state.next_order(),
            at=now(),
            kind=_KINDS[str(value["collection"])],
            parent=str(((record.get("reply") or {}).get("parent") or {}).get("uri", "")),
            quote=str(_quoted(record).get("uri", "")),
            original=str((record.get("subject") or {}).get("uri", "")),
        )
        return self._written(account, self.state.add_post(post)), post

    def _problem(self, value: dict[str, Any], key: str, record: Any) -> Answer | None:
        if value.get("collection") not in _KINDS or not isinstance(record, dict):
            return error(400, "InvalidRequest", "Unsupported collection")
        if not _TID.match(key):
            return error(400, "InvalidRequest", "Invalid record key for TID collection")
        if value["collection"] == REPOST:
            return _reference_problem("repost", record.get("subject"), "subject")
        text = record.get("text")
        if not isinstance(text, str) or "createdAt" not in record:
            return error(400, "InvalidRequest", "Invalid app.bsky.feed.post record: missing field")
        if len(text.encode()) > 3000 or len(regex.findall(r"\X", text)) > 300:
            return error(
                400,
                "InvalidRequest",
                "Invalid app.bsky.feed.post record: Record/text must not be longer than "
                "300 graphemes",
            )
        return _reply_problem(record) or self._embed_problem(record) or _facet_problem(record)

    def _embed_problem(self, record: dict[str, Any]) -> Answer | None:
        embed = record.get("embed") or {}
        if "record" in embed:
            trouble = _reference_problem("post", _quoted(record), "embed/record")
            if trouble is not None:
                return trouble
            embed = embed.get("media") or {}
        if embed.get("$type") == "app.bsky.embed.video":
            return self._video_problem(embed)
        images = embed.get("images", []) if embed.get("$type") == "app.bsky.embed.images" else []
        if len(images) > 4:
            return error(400, "InvalidRequest", "Record/embed/images must not have more than 4")
        for image in images:
            if "alt" not in image:
                return error(400, "InvalidRequest", "Record/embed/images/alt is required")
            link = image["image"]["ref"]["$link"]
            if link not in self.state.uploads:
                return error(400, "BlobNotFound", f"Could not find blob: {link}")
        return None

    def _video_problem(self, embed: dict[str, Any]) -> Answer | None:
        """The lexicon's types and sizes, against what was uploaded."""
        captions = embed.get("captions", [])
        blobs = [(embed.get("video"), "video/mp4", 100_000_000, "video")]
        blobs += [(each.get("file"), "text/vtt", 20_000, "captions") for each in captions]
        if not all(each.get("lang") for each in captions):
            return error(400, "InvalidRequest", "Record/embed/captions/lang is required")
        for blob, mime, most, where in blobs:
            if not isinstance(blob, dict):
                return error(400, "InvalidRequest", f"Record/embed/{where} is required")
            upload = self.state.uploads.get(blob["ref"]["$link"])
            if upload is None:
                return error(400, "BlobNotFound", "Could not find blob")
            if upload.mime != mime or blob["mimeType"] != mime:
                told = f"Wrong type of blob: expected {mime}, got {upload.mime}"
                return error(400, "InvalidMimeType", told)
            if len(upload.body) > most or blob["size"] != len(upload.body):
                return error(400, "BlobTooLarge", f"This file is too large: {where}")
        return None

    @staticmethod
    def _written(account: Account, post: Post) -> Answer:
        cid = content_id(0x71, json.dumps(post.content, sort_keys=True).encode())
        return Answer(
            200,
            {
                "uri": f"at://{account.id}/{_collection(post)}/{post.key}",
                "cid": cid,
                "commit": {"cid": cid, "rev": post.key},
                "validationStatus": "valid",
            },
        )

    async def delete_record(self, request: web.Request) -> web.StreamResponse:
        account, trouble = self._who(request)
        value = await request.json()
        if account is None:
            return _reply(trouble)
        key = str(value.get("rkey"))
        call = {"platform": "bluesky", "call": "delete", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            post = self.state.find("bluesky", account.id, key)
            if post is not None:
                self.state.delete(post)
            return Answer(200, {}), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def get_record(self, request: web.Request) -> web.StreamResponse:
        account = self.state.by_handle("bluesky", request.query.get("repo", ""))
        key = request.query.get("rkey", "")
        call = {
            "platform": "bluesky",
            "call": "read",
            "account": account.id if account else "",
            "key": key,
        }

        def apply() -> tuple[Answer, None]:
            post = self.state.find("bluesky", account.id, key) if account else None
            wanted = request.query.get("collection", POST)
            there = post is not None and post.readable(now()) and _collection(post) == wanted
            if account is None or post is None or not there:
                uri = f"at://{request.query.get('repo')}/{wanted}/{key}"
                return error(400, "RecordNotFound", f"Could not locate record: {uri}"), None
            written = self._written(account, post).body
            return Answer(
                200, {"uri": written["uri"], "cid": written["cid"], "value": post.content}
            ), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def list_records(self, request: web.Request) -> web.StreamResponse:
        account = self.state.by_handle("bluesky", request.query.get("repo", ""))
        if account is None:
            return _reply(error(400, "InvalidRequest", "Could not find repo"))
        wanted = request.query.get("collection", POST)
        held = self.state.timeline("bluesky", account.id)
        posts = [p for p in held if p.readable(now()) and _collection(p) == wanted]
        posts.sort(key=lambda post: post.key, reverse=request.query.get("reverse") != "true")
        cursor = request.query.get("cursor")
        if cursor:
            posts = [post for post in posts if post.key < cursor]
        limit = min(100, int(request.query.get("limit", 50)))
        records = [
            {**self._written(account, post).body, "value": post.content} for post in posts[:limit]
        ]
        body: dict[str, Any] = {"records": records}
        if len(posts) > limit:
            body["cursor"] = posts[limit - 1].key
        return _reply(Answer(200, body))

    # -- the rest -------------------------------------------------------------------------

    async def upload_blob(self, request: web.Request) -> web.StreamResponse:
        account, trouble = self._who(request)
        body = await request.read()
        if account is None:
            return _reply(trouble)
        mime = request.headers.get("Content-Type", "application/octet-stream")
        call = {"platform": "bluesky", "call": "upload", "account": account.id}

        def apply() -> tuple[Answer, None]:
            if len(body) > (2_000_000 if mime.startswith("image/") else 100_000_000):
                return error(400, "BlobTooLarge", "This file is too large."), None
            cid = content_id(0x55, body)
            self.state.add_upload(Upload(cid, mime, body))
            blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": len(body)}
            return Answer(200, {"blob": blob}), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def resolve_handle(self, request: web.Request) -> web.StreamResponse:
        account = self.state.by_handle("bluesky", request.query.get("handle", ""))
        if account is None:
            return _reply(error(400, "InvalidRequest", "Unable to resolve handle"))
        return _reply(Answer(200, {"did": account.id}))

    async def get_profile(self, request: web.Request) -> web.StreamResponse:
        account = self.state.by_handle("bluesky", request.query.get("actor", ""))
        if account is None:
            return _reply(error(400, "InvalidRequest", "Profile not found"))
        status = "valid" if account.badge else "none"
        told = {"verifications": [], "verifiedStatus": status, "trustedVerifierStatus": "none"}
        value = {"did": account.id, "handle": account.handle, "displayName": account.name}
        return _reply(Answer(200, {**value, "verification": told}))

    async def get_blob(self, request: web.Request) -> web.StreamResponse:
        upload = self.state.uploads.get(request.query.get("cid", ""))
        if upload is None:
            return _reply(error(400, "BlobNotFound", "Blob not found"))
        return web.Response(body=upload.body, content_type=upload.mime)


_TAKEN_DOWN = error(401, "AccountTakedown", "Account has been taken down")


def _collection(post: Post) -> str:
    return REPOST if post.kind == "repost" else POST


def _quoted(record: dict[str, Any]) -> dict[str, Any]:
    """The reference to the quoted record: in the embed, or beside its media."""
    found = (record.get("embed") or {}).get("record") or {}
    return found.get("record") or found


def _reply_problem(record: dict[str, Any]) -> Answer | None:
    """The shape of the references only: as the real server, it does not look whether what they
    name is there."""
    reply = record.get("reply")
    if reply is None:
        return None
    for name in ("root", "parent"):
        trouble = _reference_problem("post", reply.get(name), f"reply/{name}")
        if trouble is not None:
            return trouble
    return None


def _reference_problem(kind: str, value: Any, where: str) -> Answer | None:
    for name, begins in (("uri", "at://"), ("cid", "b")):
        if not isinstance(value, dict) or not str(value.get(name, "")).startswith(begins):
            told = f'Invalid app.bsky.feed.{kind} record: Record/{where} must have "{name}"'
            return error(400, "InvalidRequest", told)
    return None


def _facet_problem(record: dict[str, Any]) -> Answer | None:
    size = len(record["text"].encode())
    for facet in record.get("facets", []):
        index = facet.get("index", {})
        if not 0 <= index.get("byteStart", -1) < index.get("byteEnd", -1) <= size:
            return error(400, "InvalidRequest", "Record/facets/index out of range")
    return None


def _refuse(kind: str) -> Answer:
    if kind == "429_with_reset":
        return error(
            429,
            "RateLimitExceeded",
            "Rate Limit Exceeded",
            **{
                "RateLimit-Limit": "5000",
                "RateLimit-Remaining": "0",
                "RateLimit-Reset": str(int(now()) + 2),
            },
        )
    if kind == "429_without_reset":
        return error(429, "RateLimitExceeded", "Rate Limit Exceeded")
    if kind == "5xx":
        return error(503, "NotEnoughResources", "Service Unavailable")
    return error(400, "InvalidRequest", "Invalid app.bsky.feed.post record")


def _reply(answer: Answer) -> web.Response:
    return web.json_response(answer.body, status=answer.status, headers=answer.headers)


def _fresh_tid() -> str:
    value = int(now() * 1_000_000) << 10 | secrets.randbits(10)
    return "".join(
        "234567abcdefghijklmnopqrstuvwxyz"[value >> shift & 31] for shift in range(60, -1, -5)
    )
