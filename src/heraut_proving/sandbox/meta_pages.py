"""A Page of Facebook and an account of Instagram as their readers see them."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from heraut_proving.sandbox.mastodon import render
from heraut_proving.sandbox.pages import escaped, initials, page
from heraut_proving.sandbox.state import Account, Post, State, now

#: Platforms whose accounts stand at the root, by their names alone.
_AT_ROOT = ("facebook",)


class MetaPages:
    def __init__(self, state: State) -> None:
        self.state = state

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/p/{code}/", self.instagram_one),
            web.get("/reel/{code}/", self.instagram_one),
            web.get(r"/{handle:[\w.-]+}", self.facebook),
            web.get(r"/{handle:[\w.-]+}/posts/{key}", self.facebook),
            web.get(r"/{handle:[\w.-]+}/videos/{key}/", self.facebook),
            web.get(r"/{handle:[\w.-]+}/", self.instagram),
        ]

    # -- Facebook --------------------------------------------------------------------------

    async def facebook(self, request: web.Request) -> web.Response:
        account = self._account(_AT_ROOT, request.match_info["handle"])
        if account is None:
            return _nothing()
        key = request.match_info.get("key", "")
        posts = [
            each
            for each in self._standing(account)
            if not key or each.key.rsplit("_", 1)[-1] == key
        ]
        shown = "".join(self._facebook(account, each) for each in posts)
        head = (
            f'<div class="cover"></div><header class="who"><span class="avatar">'
            f"{escaped(initials(account))}</span><div><h1>{escaped(account.name or account.handle)}"
            f' <span class="badge" title="Verified">✓</span></h1>'
            f"<p>@{escaped(account.handle)} · Government organisation</p></div></header>"
        )
        body = head + (shown or "<p>Nothing stands here.</p>")
        return page(
            account.name or account.handle, body, kind="facebook", status=_status(posts, key)
        )

    def _facebook(self, account: Account, post: Post) -> str:
        name, film = escaped(account.name or account.handle), post.content.get("film")
        edited = " · Edited" if post.former else ""
        media = self._film(post) if film else self._pictures(post, "grid")
        return (
            f'<article class="post" id="p{post.key}"><header><span class="avatar">'
            f"{escaped(initials(account))}</span><div><b>{name}</b><small>{_moment(post)} · "
            f"Public{edited}</small></div></header>"
            f'<div dir="auto">{render(post.reads(now()))}</div>{media}{_card(post)}'
            f'<p class="acts"><span>Like</span><span>Comment</span><span>Share</span></p></article>'
        )

    # -- Instagram ---------------------------------------------------------------------------

    async def instagram(self, request: web.Request) -> web.Response:
        account = self._account(("instagram",), request.match_info["handle"])
        if account is None:
            return _nothing()
        posts = self._standing(account)
        shown = "".join(self._instagram(account, each) for each in posts)
        head = (
            f'<header class="who"><span class="avatar">{escaped(initials(account))}</span><div>'
            f"<h1>{escaped(account.handle)}</h1><p>{len(posts)} posts · "
            f"{escaped(account.name)}</p></div></header>"
        )
        body = head + (shown or "<p>Nothing stands here.</p>")
        return page(account.handle, body, kind="instagram")

    async def instagram_one(self, request: web.Request) -> web.Response:
        code = request.match_info["code"]
        for post in self.state.posts:
            if post.platform == "instagram" and post.content["shortcode"] == code:
                if post.deleted or not post.readable(now()):
                    break
                account = self.state.accounts["instagram", post.account]
                return page(account.handle, self._instagram(account, post), kind="instagram")
        return _nothing()

    def _instagram(self, account: Account, post: Post) -> str:
        handle, reel = escaped(account.handle), post.content["kind"] == "VIDEO"
        media = self._film(post) if reel else self._pictures(post, "slides")
        kind = {"VIDEO": "Reel", "CAROUSEL_ALBUM": f"{len(post.media)} pictures"}
        told = kind.get(post.content["kind"], "")
        return (
            f'<article class="post" id="p{post.key}"><header><span class="avatar">'
            f"{escaped(initials(account))}</span><div><b>{handle}</b><small>{told}</small></div>"
            f'</header>{media}<p class="acts"><span>♡</span><span>○</span><span>➤</span></p>'
            f'<div dir="auto" class="caption"><b>{handle}</b> {_plain(post.text)}</div>'
            f"<small>{_moment(post)}</small></article>"
        )

    # -- both ------------------------------------------------------------------------------------

    def _account(self, platforms: tuple[str, ...], handle: str) -> Account | None:
        found = (self.state.by_handle(each, handle) for each in platforms)
        return next((each for each in found if each is not None), None)

    def _standing(self, account: Account) -> list[Post]:
        posts = self.state.timeline(account.platform, account.id)
        return [each for each in reversed(posts) if each.readable(now())][:60]

    def _pictures(self, post: Post, kind: str) -> str:
        shown = ""
        for key in post.media:
            upload = self.state.uploads.get(key)
            alt = escaped(upload.description if upload else "")
            shown += f'<img src="/media/{key}" alt="{alt}">'
        return f'<div class="{kind}" tabindex="0">{shown}</div>' if shown else ""

    def _film(self, post: Post) -> str:
        captions = ", ".join(post.content.get("captions", {})) or "none"
        return (
            f'<video controls preload="metadata" src="/media/{post.media[0]}"></video>'
            f"<small>Captions: {escaped(captions)}</small>"
        )


def _status(posts: list[Post], key: str) -> int:
    return 200 if posts or not key else 404


def _card(post: Post) -> str:
    link = escaped(post.content.get("link", ""))
    return f'<a class="card" href="{link}"><small>{link}</small></a>' if link else ""


def _plain(text: str) -> str:
    """Links in a caption are words: nobody can tap them."""
    return escaped(text).replace("\n", "<br>")


def _moment(post: Post) -> str:
    return datetime.fromtimestamp(post.at, UTC).strftime("%d %b %Y, %H:%M UTC")


def _nothing() -> web.Response:
    return page("Not here", "<p>There is no such account.</p>", status=404)
