"""X's API, version 2, as an application with a user's token sees it (https://docs.x.com/x-api).

It knows no key: the same call again is another text, unless the words are the same, which it
refuses (403). Links come back as t.co with their targets in ``entities``, pictures as one more link,
``&``, ``<`` and ``>`` escaped. Every answer says what is left of its limit, which is not enforced:
that is a fault on demand. Quotes are taken, as from an enterprise contract. Media and the sign-in
are in modules of their own.
"""

from __future__ import annotations

import html
import re
import secrets
import unicodedata
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.oauth import Grants
from heraut_proving.sandbox.state import Account, Post, State, now
from heraut_proving.sandbox.x_media import XMedia
from heraut_proving.sandbox.x_shapes import (
    LIMITS,
    iso,
    limited,
    not_found,
    problem,
    refuse,
    unauthorized,
)

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_MORE = re.compile("[\u200d\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
MOST = 280
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."


class X:
    def __init__(self, state: State, faults: Faults, grants: Grants) -> None:
        self.state, self.faults, self.grants = state, faults, grants
        grants.lives.setdefault("x", (7200, 0))
        self.media = XMedia(state, faults, self.who)
        self._used: dict[tuple[str, str], int] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/tweets", self.create),
            web.get("/2/tweets/{id}", self.show),
            web.delete("/2/tweets/{id}", self.delete),
            web.get("/2/users/me", self.me),
            web.get("/2/users/by/username/{name}", self.by_name),
            web.get("/2/users/{id}/tweets", self.timeline),
            web.post("/2/users/{id}/retweets", self.retweet),
            web.delete("/2/users/{id}/retweets/{tweet}", self.unretweet),
            *self.media.routes(),
            web.get("/i/oauth2/authorize", self.authorize),
            web.post("/i/oauth2/authorize", self.agree),
        ]

    def who(self, request: web.Request, scope: str = "") -> Account | None:
        """Whose token it is; None where it has ended, or was not given for ``scope``."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = self.grants.find("x", given)
        if token is not None:
            if not token.lives() or (scope and scope not in token.scope.split()):
                return None
            return self.state.accounts.get(("x", token.subject))
        return self.state.by_secret("x", given)

    def _headers(self, account: Account, call: str) -> dict[str, str]:
        used = self._used[account.id, call] = self._used.get((account.id, call), 0) + 1
        most = LIMITS[call]
        return {
            "x-rate-limit-limit": str(most),
            "x-rate-limit-remaining": str(max(0, most - used)),
            "x-rate-limit-reset": str(int(now()) + 900),
        }

    # -- texts ----------------------------------------------------------------------------

    async def create(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "tweet.write")
        if account is None:
            return unauthorized()
        try:
            value = await request.json()
        except ValueError:
            value = {}
        call = {"platform": "x", "call": "publish", "account": account.id, "key": ""}

        def apply() -> tuple[Answer, Post | None]:
            return self._post(account, value)

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    def _post(self, account: Account, value: dict[str, Any]) -> tuple[Answer, Post | None]:
        headers = self._headers(account, "publish")
        text = str(value.get("text") or "")
        media = [str(each) for each in (value.get("media") or {}).get("media_ids") or []]
        parent = str((value.get("reply") or {}).get("in_reply_to_tweet_id") or "")
        quote = str(value.get("quote_tweet_id") or "")
        trouble = self._trouble(account, text, media, parent, quote)
        if trouble is not None:
            return Answer(trouble.status, trouble.body, headers), None
        post = self._add(account, text=text, media=media, parent=parent, quote=quote)
        shown = self._shown(post, {"text"})
        body = {"data": {name: shown[name] for name in ("id", "text", "edit_history_tweet_ids")}}
        return Answer(201, body, headers), post

    def _trouble(
        self, account: Account, text: str, media: list[str], parent: str, quote: str
    ) -> Answer | None:
        if not text.strip() and not media:
            return problem(400, "One or more parameters to your request was invalid.")
        if weighted(text) > MOST:
            return problem(403, "Your Tweet text is too long.")
        for other in (parent, quote):
            if other and self.find(other) is None:
                return problem(403, GONE)
        if quote and media:
            return problem(400, "Quote Tweet Id and Media are mutually exclusive.")
        if self.media.wrong(media):
            return problem(400, "Your media IDs are invalid.")
        standing = self.state.timeline("x", account.id)
        if text and any(each.kind == "post" and each.text == text for each in standing):
            return problem(403, DUPLICATE)
        return None

    def _add(self, account: Account, **what: Any) -> Post:
        moment = now()
        post = Post(
            platform="x",
            account=account.id,
            key=str(int(moment * 1000) << 20 | secrets.randbits(20)),
            content={"language": "en"},
            order=self.state.next_order(),
            at=moment,
            **what,
        )
        return self.state.add_post(post)

    def find(self, key: str) -> Post | None:
        post = self.state.keys.get(("x", key))
        return None if post is None or post.deleted else post

    def _shown(self, post: Post, fields: set[str]) -> dict[str, Any]:
        """A text as X tells it: short links, and one more for its pictures."""
        urls: list[dict[str, Any]] = []

        def short(match: re.Match[str]) -> str:
            urls.append(_link(len(urls), post, match.group()))
            return str(urls[-1]["url"])

        text = _URL.sub(short, post.text)
        if post.media:
            handle = self.state.accounts["x", post.account].handle
            target = f"https://x.com/{handle}/status/{post.key}/photo/1"
            urls.append({**_link(len(urls), post, target), "media_key": f"3_{post.media[0]}"})
            text = f"{text} {urls[-1]['url']}".strip()
        original = self.find(post.original) if post.original else None
        if original is not None:
            text = f"RT @{self.state.accounts['x', original.account].handle}: {original.text}"
        told: dict[str, Any] = {
            "id": post.key,
            "text": html.escape(text, quote=False),
            "edit_history_tweet_ids": [post.key],
        }
        refers = (("replied_to", post.parent), ("quoted", post.quote), ("retweeted", post.original))
        referred = [{"type": kind, "id": key} for kind, key in refers if key]
        further = {
            "created_at": iso(post.at),
            "entities": {"urls": urls} if urls else None,
            "referenced_tweets": referred or None,
            "author_id": post.account,
        }
        return told | {name: more for name, more in further.items() if name in fields and more}

    async def show(self, request: web.Request) -> web.StreamResponse:
        if self.who(request) is None:
            return unauthorized()
        post = self.find(request.match_info["id"])
        if post is None or not post.readable(now()):
            return web.json_response(not_found("tweet", request.match_info["id"]).body)
        return web.json_response({"data": self._shown(post, _fields(request))})

    async def delete(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "tweet.write")
        if account is None:
            return unauthorized()
        key = request.match_info["id"]
        call = {"platform": "x", "call": "delete", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            post = self.find(key)
            if post is None:
                return not_found("tweet", key), None
            if post.account != account.id:
                return problem(403, "You are not authorized to delete this Tweet."), None
            for each in [post, *self.state.posts]:
                if each is post or (each.platform == "x" and each.original == key):
                    self.state.delete(each)
            return Answer(200, {"data": {"deleted": True}}, self._headers(account, "delete")), None

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    # -- reading ----------------------------------------------------------------------------

    async def timeline(self, request: web.Request) -> web.StreamResponse:
        reader = self.who(request, "tweet.read")
        account = self.state.accounts.get(("x", request.match_info["id"]))
        if reader is None:
            return unauthorized()
        if account is None:
            return web.json_response(not_found("user", request.match_info["id"]).body)
        call = {"platform": "x", "call": "read", "account": account.id}

        def apply() -> tuple[Answer, None]:
            headers = self._headers(reader, "read")
            return Answer(200, self._page(request, account), headers), None

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    def _page(self, request: web.Request, account: Account) -> dict[str, Any]:
        asked = request.query
        since = _since(asked.get("start_time", ""))
        posts = [each for each in self.state.timeline("x", account.id) if each.readable(now())]
        posts = sorted((p for p in posts if p.at >= since), key=lambda p: int(p.key), reverse=True)
        before = asked.get("pagination_token", "")
        if before:
            posts = [each for each in posts if int(each.key) < int(before, 36)]
        page = posts[: max(5, min(100, int(asked.get("max_results", 10))))]
        meta: dict[str, Any] = {"result_count": len(page)}
        if not page:
            return {"meta": meta}
        meta |= {"newest_id": page[0].key, "oldest_id": page[-1].key}
        if len(page) < len(posts):
            meta["next_token"] = _base36(int(page[-1].key))
        return {"data": [self._shown(each, _fields(request)) for each in page], "meta": meta}

    async def me(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "users.read")
        if account is None:
            return unauthorized()
        return web.json_response({"data": self._user(request, account)})

    async def by_name(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "users.read") is None:
            return unauthorized()
        found = self.state.by_handle("x", request.match_info["name"])
        if found is None:
            return web.json_response(not_found("user", request.match_info["name"]).body)
        return web.json_response({"data": self._user(request, found)})

    def _user(self, request: web.Request, account: Account) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": account.id,
            "name": account.name or account.handle,
            "username": account.handle,
        }
        asked = request.query.get("user.fields", "").split(",")
        if "verified" in asked:
            told["verified"] = bool(account.badge)
        if "verified_type" in asked:
            told["verified_type"] = account.badge or "none"
        return told

    # -- reposts -----------------------------------------------------------------------------

    async def retweet(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "tweet.write")
        if account is None or account.id != request.match_info["id"]:
            return unauthorized()
        key = str((await request.json()).get("tweet_id") or "")
        call = {"platform": "x", "call": "repost", "account": account.id, "key": key}

        def apply() -> tuple[Answer, Post | None]:
            if self.find(key) is None:
                return not_found("tweet", key), None
            held = self.state.timeline("x", account.id)
            made = next((each for each in held if each.original == key), None)
            made = made or self._add(account, text="", kind="repost", original=key)
            made.visible_from = 0.0
            headers = self._headers(account, "repost")
            return Answer(200, {"data": {"rest_id": key, "retweeted": True}}, headers), made

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    async def unretweet(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "tweet.write")
        if account is None or account.id != request.match_info["id"]:
            return unauthorized()
        key = request.match_info["tweet"]
        call = {"platform": "x", "call": "delete", "account": account.id, "key": key}

        def apply() -> tuple[Answer, None]:
            for each in self.state.timeline("x", account.id):
                if each.original == key:
                    self.state.delete(each)
            return Answer(
                200, {"data": {"retweeted": False}}, self._headers(account, "repost")
            ), None

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    # -- signing in ----------------------------------------------------------------------------

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        wanted = ("client_id", "redirect_uri", "state", "code_challenge", "scope")
        if any(not request.query.get(name) for name in wanted):
            return limited(400, "Something went wrong: you weren't able to give access to the App.")
        accounts = [each for each in self.state.accounts.values() if each.platform == "x"]
        subjects = [(each.id, f"{each.name} @{each.handle}") for each in accounts]
        return await self.grants.ask(request, "x", subjects, "/i/oauth2/authorize")

    async def agree(self, request: web.Request) -> web.StreamResponse:
        return await self.grants.agree(request, "x")


def weighted(text: str) -> int:
    """By twitter-text's configuration 3; what joins an emoji to another counts nothing."""
    text = _URL.sub("x" * 23, unicodedata.normalize("NFC", text))
    text = re.sub("\u200d.", "", text)
    flags = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
    text = _MORE.sub("", flags.sub("\U0001f3f3", text))
    light = (range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248))
    return sum(1 if any(ord(each) in some for some in light) else 2 for each in text)


def _link(number: int, post: Post, target: str) -> dict[str, Any]:
    short = _base36(int(post.key) + number)[-10:]
    return {"url": f"https://t.co/{short}", "expanded_url": target, "display_url": target[8:40]}


def _fields(request: web.Request) -> set[str]:
    return set(request.query.get("tweet.fields", "").split(","))


def _since(asked: str) -> float:
    try:
        return datetime.fromisoformat(asked.replace("Z", "+00:00")).astimezone(UTC).timestamp()
    except ValueError:
        return 0.0


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    told = ""
    while number:
        number, rest = divmod(number, 36)
        told = digits[rest] + told
    return told or "0"
