"""A Mastodon server's API (https://docs.joinmastodon.org/methods/).

As the real one does, it remembers an Idempotency-Key only once the status is made: the same call
again while the first still runs makes two. A reply to, or a quote of, a status that is not there
is refused; a status is reblogged once by an account; an edit takes away the pictures that it does
not name.
"""

from __future__ import annotations

import html
import json
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.oauth import Grants, OAuthError
from heraut_proving.sandbox.state import Account, Post, State, Upload, now

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_MENTION = re.compile(r"(?<![=/\w])@(\w+)@[\w.-]+\w")
KEY_LIFE = 3600
MAX_CHARACTERS = 500
VIDEO_BYTES = 103_809_024
#: Seconds until an uploaded picture, or film, can be named in a status.
_PROCESSING = {"image": 0.3, "video": 1.0}


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Mastodon:
    """Its methods as handlers of one application; ``origin`` as clients reach it."""

    def __init__(self, state: State, faults: Faults, grants: Grants) -> None:
        self.state, self.faults, self.grants = state, faults, grants
        #: client id -> its secret and where it sends people back.
        self._apps: dict[str, dict[str, str]] = {}
        state.again("mastodon_app", lambda value: self._apps.update({value["client_id"]: value}))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/v1/instance", self.instance_v1),
            web.get("/api/v1/instance/", self.instance_v1),
            web.get("/api/v2/instance", self.instance),
            web.get("/api/v2/instance/", self.instance),
            web.post("/api/v1/apps", self.apps),
            web.get("/oauth/authorize", self.authorize),
            web.post("/oauth/authorize", self.agree),
            web.post("/oauth/token", self.token),
            web.post("/oauth/revoke", self.revoke),
            web.get("/api/v1/accounts/verify_credentials", self.verify_credentials),
            web.get("/api/v1/accounts/lookup", self.look_up),
            web.get("/api/v1/accounts/{id}/statuses", self.account_statuses),
            web.post("/api/v1/statuses", self.create_status),
            web.get("/api/v1/statuses/{id}", self.get_status),
            web.put("/api/v1/statuses/{id}", self.edit_status),
            web.delete("/api/v1/statuses/{id}", self.delete_status),
            web.get("/api/v1/statuses/{id}/source", self.status_source),
            web.get("/api/v1/statuses/{id}/history", self.status_history),
            web.get("/api/v1/statuses/{id}/context", self.status_context),
            web.post("/api/v1/statuses/{id}/reblog", self.reblog),
            web.post("/api/v1/statuses/{id}/unreblog", self.unreblog),
            web.get("/api/v2/search", self.search),
            web.post("/api/v2/media", self.upload),
            web.post("/api/v1/media", self.upload),
            web.get("/api/v1/media/{id}", self.get_media),
            web.get("/media/{id}", self.media_file),
        ]

    def _who(self, request: web.Request) -> Account | None:
        """By a token of an account's own settings, or by one that a sign-in gave."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = self.grants.find("mastodon", token)
        if given is not None and not given.lives():
            return None
        account = (
            self.state.accounts.get(("mastodon", given.subject))
            if given is not None
            else self.state.by_secret("mastodon", token)
        )
        if account is not None and account.standing == "suspended":
            raise web.HTTPForbidden(
                text=json.dumps({"error": "Your login is currently disabled"}),
                content_type="application/json",
            )
        return account

    # -- the server -------------------------------------------------------------------

    async def instance(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(
            {
                "domain": request.host,
                "title": "Simulated Mastodon",
                "version": "4.5.0",
                "source_url": "https://github.com/mastodon/mastodon",
                "api_versions": {"mastodon": 7},
                "configuration": {
                    "urls": {"streaming": f"ws://{request.host}"},
                    "statuses": {
                        "max_characters": MAX_CHARACTERS,
                        "max_media_attachments": 4,
                        "characters_reserved_per_url": 23,
                    },
                    "media_attachments": {
                        "supported_mime_types": [
                            "image/jpeg",
                            "image/png",
                            "image/webp",
                            "image/gif",
                            "video/mp4",
                            "video/webm",
                            "video/quicktime",
                        ],
                        "video_size_limit": VIDEO_BYTES,
                        "video_frame_rate_limit": 120,
                        "video_matrix_limit": 8_294_400,
                        "image_size_limit": 16_777_216,
                        "image_matrix_limit": 33_177_600,
                        "description_limit": 1500,
                    },
                },
                "languages": ["en"],
            }
        )

    async def instance_v1(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(
            {
                "uri": request.host,
                "title": "Simulated Mastodon",
                "version": "4.5.0",
                "configuration": {"statuses": {"max_characters": MAX_CHARACTERS}},
            }
        )

    # -- signing in ---------------------------------------------------------------------

    async def apps(self, request: web.Request) -> web.StreamResponse:
        value = await _fields(request)
        if not value.get("client_name") or not value.get("redirect_uris"):
            return _error(422, "Validation failed: Application name can't be blank")
        given = value["redirect_uris"]
        made = {
            "client_id": secrets.token_urlsafe(32),
            "client_secret": secrets.token_urlsafe(32),
            "redirect_uris": given if isinstance(given, str) else "\n".join(given),
        }
        self._apps[made["client_id"]] = made
        self.state.keep("mastodon_app", made)
        told = {**made, "redirect_uris": made["redirect_uris"].split()}
        return web.json_response({"id": "1", "name": value["client_name"], **told})

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """As the real one: what is wrong with the application is said here, to the person."""
        app = self._apps.get(request.query.get("client_id", ""))
        if app is None:
            return web.Response(status=401, text="Client authentication failed: unknown client.")
        if request.query.get("redirect_uri") not in app["redirect_uris"].split():
            return web.Response(status=400, text="The redirect uri included is not valid.")
        subjects = [
            (each.id, each.name or each.handle)
            for each in self.state.accounts.values()
            if each.platform == "mastodon"
        ]
        return await self.grants.ask(request, "mastodon", subjects, "/oauth/authorize")

    async def agree(self, request: web.Request) -> web.StreamResponse:
        return await self.grants.agree(request, "mastodon")

    async def token(self, request: web.Request) -> web.StreamResponse:
        value = await _fields(request)
        if value.get("grant_type") == "authorization_code":
            return self._exchange(value)
        account = self.state.by_handle("mastodon", str(value.get("username", "")))
        if account is None or value.get("password") != account.secret:
            return _error(400, "invalid_grant")
        return web.json_response(
            {"access_token": account.secret, "token_type": "Bearer", "scope": "read write"}
        )

    def _exchange(self, value: dict[str, Any]) -> web.Response:
        if not self._knows(value):
            return _error(401, "invalid_client")
        try:
            token = self.grants.exchange(
                "mastodon",
                str(value.get("code", "")),
                client_id=value["client_id"],
                redirect=str(value.get("redirect_uri", "")),
                verifier=str(value.get("code_verifier", "")),
            )
        except OAuthError as error:
            return _error(400, str(error))
        return web.json_response(
            {
                "access_token": token.access,
                "token_type": "Bearer",
                "scope": token.scope,
                "created_at": int(now()),
            }
        )

    def _knows(self, value: dict[str, Any]) -> bool:
        app = self._apps.get(str(value.get("client_id", "")))
        return app is not None and app["client_secret"] == value.get("client_secret")

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        """Only a token of the application's own; one that is unknown is answered as one ended."""
        value = await _fields(request)
        if not self._knows(value):
            return _error(403, "unauthorized_client")
        token = self.grants.find("mastodon", str(value.get("token", "")))
        if token is not None and token.client_id != value["client_id"]:
            return _error(403, "unauthorized_client")
        self.grants.revoke("mastodon", str(value.get("token", "")))
        return web.json_response({})

    # -- the account --------------------------------------------------------------------

    async def verify_credentials(self, request: web.Request) -> web.StreamResponse:
        account = self._who(request)
        if account is None:
            return _error(401, "The access token is invalid")
        return web.json_response(self._account(request, account))

    async def look_up(self, request: web.Request) -> web.StreamResponse:
        account = self.state.by_handle("mastodon", request.query.get("acct", ""))
        if account is None or account.standing != "active":
            return _error(404, "Record not found")
        return web.json_response(self._account(request, account))

    def _account(self, request: web.Request, account: Account) -> dict[str, Any]:
        url = f"{request.scheme}://{request.host}/@{account.handle}"
        return {
            "id": account.id,
            "username": account.handle,
            "acct": account.handle,
            "display_name": account.name,
            "url": url,
            "uri": url,
            "created_at": "2024-01-01T00:00:00.000Z",
            "note": "",
            "fields": [_VERIFIED] if account.badge else [],
            "emojis": [],
            "followers_count": 0,
            "following_count": 0,
            "statuses_count": len(self.state.timeline("mastodon", account.id)),
        }

    # -- statuses -----------------------------------------------------------------------

    async def create_status(self, request: web.Request) -> web.StreamResponse:
        account = self._who(request)
        value = await _fields(request)
        if account is None:
            return _error(401, "The access token is invalid")
        key = request.headers.get("Idempotency-Key", "")
        call = {"platform": "mastodon", "call": "publish", "account": account.id, "key": key}

        def apply() -> tuple[Answer, Post | None]:
            return self._post(request, account, value, key)

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    def _post(
        self, request: web.Request, account: Account, value: dict[str, Any], key: str
    ) -> tuple[Answer, Post | None]:
        known = self.state.idempotent.get((account.id, key)) if key else None
        if known is not None and now() - known[0] < KEY_LIFE:
            return Answer(200, self._status(request, account, known[1])), known[1]
        text = str(value.get("status") or "")
        media = [str(each) for each in value.get("media_ids") or []]
        parent = str(value.get("in_reply_to_id") or "")
        quote = str(value.get("quoted_status_id") or "")
        missing = self._missing(parent, quote)
        if missing:
            return Answer(404, {"error": missing}), None
        problem = self._problem(text, media)
        if quote and media:
            problem = "Validation failed: Cannot attach media to a quote"
        if problem:
            return Answer(422, {"error": problem}), None
        moment = now()
        post = Post(
            platform="mastodon",
            account=account.id,
            key=str(int(moment * 1000) << 16 | secrets.randbits(16)),
            text=text,
            content={
                "language": value.get("language") or "en",
                "visibility": value.get("visibility") or "public",
            },
            order=self.state.next_order(),
            at=moment,
            media=media,
            idempotency=key,
            parent=parent,
            quote=quote,
        )
        self.state.add_post(post)
        if key:
            self.state.idempotent[account.id, key] = (moment, post)
        return Answer(200, self._status(request, account, post)), post

    def _missing(self, parent: str, quote: str) -> str:
        if parent and self._find(parent) is None:
            return "The post you are trying to reply to does not appear to exist."
        if quote and self._find(quote) is None:
            return "The post you are trying to quote does not appear to exist."
        return ""

    def _problem(self, text: str, media: list[str]) -> str:
        if not text.strip() and not media:
            return "Validation failed: Text can't be blank"
        counted = _MENTION.sub(r"@\1", _URL.sub("x" * 23, text))
        if len(counted) > MAX_CHARACTERS:
            return f"Validation failed: Text character limit of {MAX_CHARACTERS} exceeded"
        if len(media) > 4:
            return "Validation failed: Cannot attach more than 4 files"
        kinds = [self.state.uploads[one].mime for one in media if one in self.state.uploads]
        if len(media) > 1 and any(kind.startswith("video/") for kind in kinds):
            return "Validation failed: Cannot attach a video to a post that already contains images"
        for each in media:
            upload = self.state.uploads.get(each)
            if upload is None:
                return "Validation failed: Media not found"
            if upload.ready_at > now():
                return (
                    "Cannot attach files that have not finished processing. Try again in a moment!"
                )
        return ""

    def _status(
        self, request: web.Request, account: Account, post: Post, *, within: bool = False
    ) -> dict[str, Any]:
        """``within`` another one: a quote or a reblog shows one level only."""
        url = f"{request.scheme}://{request.host}/@{account.handle}/{post.key}"
        answers = self._find(post.parent) if post.parent else None
        return {
            "id": post.key,
            "created_at": _iso(post.at),
            "edited_at": _iso(post.edited_at) if post.edited_at else None,
            "in_reply_to_id": post.parent if answers else None,
            "in_reply_to_account_id": answers[0].id if answers else None,
            "sensitive": False,
            "spoiler_text": "",
            "visibility": post.content.get("visibility", "public"),
            "language": post.content.get("language", "en"),
            "uri": url,
            "url": url,
            "content": self._content(request, post),
            "account": self._account(request, account),
            "media_attachments": [self._media(request, each) for each in post.media],
            "mentions": [],
            "tags": [],
            "emojis": [],
            "replies_count": self._count("parent", post.key),
            "reblogs_count": self._count("original", post.key),
            "quotes_count": self._count("quote", post.key),
            "favourites_count": 0,
            "reblogged": self._reblog_of(self._who(request), post.key) is not None,
            "reblog": None if within else self._shown(request, post.original),
            "quote": None if within else self._quote(request, post),
        }

    def _content(self, request: web.Request, post: Post) -> str:
        text = post.reads(now())
        shown = self._find(post.quote) if post.quote else None
        if shown is None:
            return render(text)
        url = f"{request.scheme}://{request.host}/@{shown[0].handle}/{shown[1].key}"
        line = "" if url in text else f'<p class="quote-inline">RE: <a href="{url}">{url}</a></p>'
        return line + render(text)

    def _shown(self, request: web.Request, key: str) -> dict[str, Any] | None:
        found = self._find(key) if key else None
        return self._status(request, *found, within=True) if found else None

    def _quote(self, request: web.Request, post: Post) -> dict[str, Any] | None:
        if not post.quote:
            return None
        shown = self._shown(request, post.quote)
        return {"state": "accepted" if shown else "deleted", "quoted_status": shown}

    def _count(self, name: str, key: str) -> int:
        return sum(getattr(each, name) == key and not each.deleted for each in self.state.posts)

    def _reblog_of(self, account: Account | None, key: str) -> Post | None:
        """The account's reblog of a status, if readers see it."""
        if account is None:
            return None
        return next(
            (
                each
                for each in self.state.timeline("mastodon", account.id)
                if each.original == key and each.readable(now())
            ),
            None,
        )

    async def account_statuses(self, request: web.Request) -> web.StreamResponse:
        account = self.state.accounts.get(("mastodon", request.match_info["id"]))
        if account is None:
            return _error(404, "Record not found")
        call = {"platform": "mastodon", "call": "read", "account": account.id}

        def apply() -> tuple[Answer, None]:
            posts = [p for p in self.state.timeline("mastodon", account.id) if p.readable(now())]
            if request.query.get("exclude_reblogs") in ("true", "1"):
                posts = [post for post in posts if post.kind == "post"]
            posts.sort(key=lambda post: int(post.key), reverse=True)
            before = request.query.get("max_id")
            if before:
                posts = [post for post in posts if int(post.key) < int(before)]
            page = posts[: min(40, int(request.query.get("limit", 20)))]
            return Answer(200, [self._status(request, account, post) for post in page]), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    def _find(self, key: str) -> tuple[Account, Post] | None:
        post = self.state.keys.get(("mastodon", key))
        if post is None or post.deleted:
            return None
        return self.state.accounts["mastodon", post.account], post

    async def get_status(self, request: web.Request) -> web.StreamResponse:
        found = self._find(request.match_info["id"])
        if found is None or not found[1].readable(now()):
            return _error(404, "Record not found")
        return web.json_response(self._status(request, *found))

    async def delete_status(self, request: web.Request) -> web.StreamResponse:
        account = self._who(request)
        if account is None:
            return _error(401, "The access token is invalid")
        key = request.match_info["id"]
        call = {"platform": "mastodon", "call": "delete", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            found = self._find(key)
            if found is None or found[0].id != account.id:
                return Answer(404, {"error": "Record not found"}), None
            body = {**self._status(request, account, found[1]), "text": found[1].text}
            for each in [found[1], *self.state.posts]:
                if each is found[1] or each.original == key:
                    self.state.delete(each)  # its reblogs go with it
            return Answer(200, body), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    # -- edits, reblogs, the search ---------------------------------------------------------

    async def edit_status(self, request: web.Request) -> web.StreamResponse:
        account = self._who(request)
        value = await _fields(request)
        if account is None:
            return _error(401, "The access token is invalid")
        key = request.match_info["id"]
        call = {"platform": "mastodon", "call": "edit", "account": account.id, "key": key}

        def apply() -> tuple[Answer, Post | None]:
            found = self._find(key)
            if found is None or found[0].id != account.id:
                return Answer(404, {"error": "Record not found"}), None
            post, text = found[1], str(value.get("status") or "")
            media = [str(each) for each in value.get("media_ids") or []]
            problem = self._problem(text, media)
            if problem:
                return Answer(422, {"error": problem}), None
            post.media = media
            language = value.get("language") or post.content["language"]
            self.state.edit(post, text, {**post.content, "language": language})
            return Answer(200, self._status(request, account, post)), post

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def status_source(self, request: web.Request) -> web.StreamResponse:
        account, key = self._who(request), request.match_info["id"]
        found = self._find(key)
        if account is None or found is None or found[0].id != account.id:
            return _error(404, "Record not found")
        call = {"platform": "mastodon", "call": "read", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            text = found[1].reads(now())
            return Answer(200, {"id": key, "text": text, "spoiler_text": ""}), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def status_history(self, request: web.Request) -> web.StreamResponse:
        found = self._find(request.match_info["id"])
        if found is None:
            return _error(404, "Record not found")
        account, post = found
        told = [
            {
                "content": render(text),
                "spoiler_text": "",
                "sensitive": False,
                "created_at": _iso(post.at),
                "account": self._account(request, account),
                "media_attachments": [],
                "emojis": [],
            }
            for text in (*post.former, post.text)
        ]
        return web.json_response(told)

    async def status_context(self, request: web.Request) -> web.StreamResponse:
        found = self._find(request.match_info["id"])
        if found is None:
            return _error(404, "Record not found")
        before: list[dict[str, Any]] = []
        above = self._find(found[1].parent) if found[1].parent else None
        while above is not None:
            before.insert(0, self._status(request, *above))
            above = self._find(above[1].parent) if above[1].parent else None
        after, above_them = [], {found[1].key}
        for post in self.state.posts:
            if post.parent in above_them and post.readable(now()):
                above_them.add(post.key)
                author = self.state.accounts["mastodon", post.account]
                after.append(self._status(request, author, post))
        return web.json_response({"ancestors": before, "descendants": after})

    async def reblog(self, request: web.Request) -> web.StreamResponse:
        account, key = self._who(request), request.match_info["id"]
        if account is None:
            return _error(401, "The access token is invalid")
        call = {"platform": "mastodon", "call": "repost", "account": account.id, "key": key}

        def apply() -> tuple[Answer, Post | None]:
            if self._find(key) is None:
                return Answer(404, {"error": "Record not found"}), None
            held = self.state.timeline("mastodon", account.id)
            known = next((each for each in held if each.original == key), None)
            made = known or self.state.add_post(self._reblog(account, key))
            made.visible_from = 0.0
            return Answer(200, self._status(request, account, made)), made

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    def _reblog(self, account: Account, key: str) -> Post:
        moment = now()
        return Post(
            platform="mastodon",
            account=account.id,
            key=str(int(moment * 1000) << 16 | secrets.randbits(16)),
            text="",
            content={"language": "en", "visibility": "public"},
            order=self.state.next_order(),
            at=moment,
            kind="repost",
            original=key,
        )

    async def unreblog(self, request: web.Request) -> web.StreamResponse:
        account, key = self._who(request), request.match_info["id"]
        if account is None:
            return _error(401, "The access token is invalid")
        call = {"platform": "mastodon", "call": "delete", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            found = self._find(key)
            if found is None:
                return Answer(404, {"error": "Record not found"}), None
            for each in self.state.timeline("mastodon", account.id):
                if each.original == key:
                    self.state.delete(each)
            return Answer(200, self._status(request, *found)), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    async def search(self, request: web.Request) -> web.StreamResponse:
        """By address only: what ``resolve`` finds."""
        if self._who(request) is None:
            return _error(401, "The access token is invalid")
        wanted = request.query.get("q", "").rstrip("/").rsplit("/", 1)[-1]
        shown = self._shown(request, wanted)
        statuses = [shown] if shown else []
        return web.json_response({"accounts": [], "statuses": statuses, "hashtags": []})

    # -- media ------------------------------------------------------------------------------

    async def upload(self, request: web.Request) -> web.StreamResponse:
        account = self._who(request)
        form = await request.post()
        if account is None:
            return _error(401, "The access token is invalid")
        file = form.get("file")
        if not isinstance(file, web.FileField):
            return _error(422, "Validation failed: File can't be blank")
        body, mime = file.file.read(), file.content_type
        description = str(form.get("description", ""))
        call = {"platform": "mastodon", "call": "upload", "account": account.id}

        def apply() -> tuple[Answer, None]:
            kind = mime.split("/")[0]
            if kind not in _PROCESSING:
                told = "Validation failed: File content type is invalid, File is invalid"
                return Answer(422, {"error": told}), None
            if kind == "video" and len(body) > VIDEO_BYTES:
                return Answer(
                    422, {"error": "Validation failed: File file size must be less"}
                ), None
            ready = now() + _PROCESSING[kind]
            upload = Upload(str(secrets.randbits(60)), mime, body, description, ready)
            self.state.add_upload(upload)
            return Answer(202, {**self._media(request, upload.id), "url": None}), None

        return await carry_out(request, self.state, self.faults, call, apply, _refuse)

    def _media(self, request: web.Request, key: str) -> dict[str, Any]:
        upload = self.state.uploads[key]
        url = f"{request.scheme}://{request.host}/media/{key}"
        return {
            "id": key,
            "type": upload.mime.split("/")[0],
            "url": url,
            "preview_url": url,
            "remote_url": None,
            "meta": {},
            "description": upload.description,
            "blurhash": None,
        }

    async def get_media(self, request: web.Request) -> web.StreamResponse:
        upload = self.state.uploads.get(request.match_info["id"])
        if upload is None or self._who(request) is None:
            return _error(404, "Record not found")
        if upload.ready_at > now():
            return web.json_response({**self._media(request, upload.id), "url": None}, status=206)
        return web.json_response(self._media(request, upload.id))

    async def media_file(self, request: web.Request) -> web.StreamResponse:
        upload = self.state.uploads.get(request.match_info["id"])
        if upload is None:
            return _error(404, "Record not found")
        return web.Response(body=upload.body, content_type=upload.mime)


_VERIFIED = {
    "name": "Ministry",
    "value": '<a href="https://ministry.example" rel="me">ministry.example</a>',
    "verified_at": "2024-01-02T00:00:00.000Z",
}


def render(text: str) -> str:
    """A status' text as the HTML that the server stores."""

    def link(match: re.Match[str]) -> str:
        url = match.group()
        shown = re.sub(r"^https?://(www\.)?", "", url)
        prefix = url[: len(url) - len(shown)]
        visible, rest = shown[:30], shown[30:]
        return (
            f'<a href="{url}" target="_blank" rel="nofollow noopener">'
            f'<span class="invisible">{prefix}</span><span class="ellipsis">{visible}</span>'
            f'<span class="invisible">{rest}</span></a>'
        )

    escaped = _URL.sub(link, html.escape(text, quote=True))
    paragraphs = re.split(r"\n{2,}", escaped)
    return "".join(f"<p>{each.replace(chr(10), '<br />')}</p>" for each in paragraphs)


async def _fields(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        try:
            value = await request.json()
        except json.JSONDecodeError:
            return {}
        return value if isinstance(value, dict) else {}
    form = await request.post()
    fields: dict[str, Any] = {}
    for name in form:
        if name.endswith("[]"):
            fields[name[:-2]] = form.getall(name)
        else:
            fields[name] = form[name]
    return fields


def _refuse(kind: str) -> Answer:
    if kind == "429_with_reset":
        headers = {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": _iso(now() + 2),
        }
        return Answer(429, {"error": "Too many requests"}, headers)
    if kind == "429_without_reset":
        return Answer(429, {"error": "Throttled"})
    if kind == "5xx":
        return Answer(503, {"error": "Service Unavailable"})
    return Answer(422, {"error": "Validation failed: Text is not allowed"})


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
