"""Pages for people: what stands on the simulated platforms, and faults by hand."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from heraut_proving.sandbox.faults import KINDS, Faults
from heraut_proving.sandbox.mastodon import render
from heraut_proving.sandbox.state import Account, Post, State, now

_CSS = Path(__file__).with_name("pages.css")
_CALENDARS = Path(__file__).with_name("calendars")
_LABEL = {
    "bluesky": "Bluesky",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "linkedin": "LinkedIn",
    "mastodon": "Mastodon",
    "x": "X",
}
_PROFILES = {
    "bluesky": "/profile/{}",
    "facebook": "/{}",
    "instagram": "/{}/",
    "linkedin": "/company/{}/",
    "mastodon": "/@{}",
    "x": "/{}",
}
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_TAG = re.compile(r"(?<![\w&/#])#(\w+)")


Handler = Callable[[web.Request], Awaitable[web.Response]]


class Pages:
    """``at_root``: whose names stand at the root besides X's."""

    def __init__(self, state: State, faults: Faults, at_root: Handler) -> None:
        self.state, self.faults, self.at_root = state, faults, at_root

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/_sandbox/pages.css", self.css),
            web.get("/profile/{handle}", self.bluesky),
            web.get("/profile/{handle}/post/{key}", self.bluesky),
            web.get(r"/@{handle:[^/]+}", self.mastodon),
            web.get(r"/@{handle:[^/]+}/{key}", self.mastodon),
            web.get(r"/{handle:\w+}/status/{key:\d+}", self.x),
            web.get("/faults", self.faults_page),
            web.get("/calendars/{name}.ics", self.calendar),
            web.post("/faults", self.set_fault),
            # Last, or it would hide what stands at the root.
            web.get(r"/{handle:\w{1,15}}", self.x),
        ]

    async def css(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(_CSS)

    async def calendar(self, request: web.Request) -> web.StreamResponse:
        """A calendar that somebody else keeps; aiohttp answers conditional requests for it."""
        file = _CALENDARS / f"{request.match_info['name']}.ics"
        if file.parent != _CALENDARS or not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Content-Type": "text/calendar; charset=utf-8"})

    async def home(self, request: web.Request) -> web.Response:
        rows = []
        for account in sorted(self.state.accounts.values(), key=lambda a: (a.platform, a.handle)):
            count = len(self.state.timeline(account.platform, account.id))
            rows.append(
                f'<li><a href="{_profile(account)}">{escaped(account.name or account.handle)}</a>'
                f"<span>{_LABEL[account.platform]} · @{escaped(account.handle)} · {count}</span></li>"
            )
        listed = "".join(rows) or "<li>No account yet.</li>"
        return page("Simulated platforms", f'<ul class="accounts">{listed}</ul>')

    async def bluesky(self, request: web.Request) -> web.Response:
        return self._timeline(request, "bluesky")

    async def mastodon(self, request: web.Request) -> web.Response:
        return self._timeline(request, "mastodon")

    async def x(self, request: web.Request) -> web.Response:
        """Names stand at the root on Facebook, too."""
        if self.state.by_handle("x", request.match_info["handle"]) is None:
            return await self.at_root(request)
        return self._timeline(request, "x")

    def _timeline(self, request: web.Request, platform: str) -> web.Response:
        account = self.state.by_handle(platform, request.match_info["handle"])
        if account is None:
            return page("Not here", "<p>There is no such account.</p>", status=404)
        posts = [p for p in self.state.timeline(platform, account.id) if p.readable(now())]
        key = request.match_info.get("key")
        if key:
            posts = [post for post in posts if post.key == key]
        chains = _chains(posts[-100:])
        shown = "".join(self._chain(account, chain) for chain in reversed(chains))
        empty = "<p>Nothing stands here.</p>"
        head = (
            f'<header class="who"><span class="avatar">{escaped(initials(account))}</span>'
            f"<div><h1>{escaped(account.name or account.handle)}</h1>"
            f"<p>@{escaped(account.handle)} · {_LABEL[platform]}</p></div></header>"
        )
        return page(
            account.name or account.handle,
            head + (shown or empty),
            kind=platform,
            status=200 if posts or not key else 404,
        )

    def _chain(self, account: Account, chain: list[Post]) -> str:
        """A text and its author's answers to it, one below the other."""
        inner = "".join(self._post(account, post) for post in chain)
        return f'<section class="thread">{inner}</section>' if len(chain) > 1 else inner

    def _post(self, account: Account, post: Post) -> str:
        moment = datetime.fromtimestamp(post.at, UTC).strftime("%d %b %Y, %H:%M UTC")
        if post.kind == "repost":
            return (
                f'<article class="post" id="p{post.key}"><p class="by">'
                f"{escaped(account.name or account.handle)} reposted, {moment}</p>"
                f"{self._shown(account.platform, post.original)}</article>"
            )
        language = post.content.get("language") or (post.content.get("langs") or ["en"])[0]
        text = post.reads(now())
        edited = f"<small>edited; before: {escaped(post.former[0])}</small>" if post.former else ""
        quote = self._shown(account.platform, post.quote) if post.quote else ""
        return (
            f'<article class="post" id="p{post.key}"><header>'
            f'<span class="avatar">{escaped(initials(account))}</span>'
            f"<div><b>{escaped(account.name or account.handle)}</b>"
            f"<small>@{escaped(account.handle)} · {moment}</small></div></header>"
            f'<div lang="{escaped(language)}" dir="auto">{render(text)}</div>{edited}'
            f"{self._images(post)}{_card(post)}{quote}</article>"
        )

    def _shown(self, platform: str, reference: str) -> str:
        """A text within another; ``reference``: its id or address."""
        post = self.state.keys.get((platform, reference.rsplit("/", 1)[-1]))
        if post is None or not post.readable(now()):
            return '<blockquote class="quote"><p>This text is not there any more.</p></blockquote>'
        account = self.state.accounts[platform, post.account]
        return (
            f'<blockquote class="quote"><small>{escaped(account.name or account.handle)} '
            f"@{escaped(account.handle)}</small>{render(post.reads(now()))}</blockquote>"
        )

    def _images(self, post: Post) -> str:
        found = []
        embed = post.content.get("embed") or {}
        embed = embed.get("media") or embed
        for image in embed.get("images", []):
            cid = image["image"]["ref"]["$link"]
            found.append((f"/xrpc/com.atproto.sync.getBlob?cid={cid}", image.get("alt", "")))
        if embed.get("$type") == "app.bsky.embed.video":
            cid = embed["video"]["ref"]["$link"]
            return _film(f"/xrpc/com.atproto.sync.getBlob?cid={cid}", embed.get("alt", ""))
        for each in post.media:
            upload = self.state.uploads.get(each)
            if upload is not None and upload.mime.startswith("video/"):
                return _film(f"/media/{each}", upload.description)
            found.append((f"/media/{each}", upload.description if upload else ""))
        return "".join(f'<img src="{src}" alt="{escaped(alt)}">' for src, alt in found)

    async def faults_page(self, request: web.Request) -> web.Response:
        options = "".join(f'<option value="{kind}">{kind}</option>' for kind in KINDS)
        form = (
            '<form method="post"><label>Fault <select name="kind">' + options + "</select></label>"
            '<label>For how many publishing calls <input name="count" type="number" value="1" '
            'min="1"></label><button>Set</button> <button name="clear" value="1">Clear all</button>'
            "</form>"
        )
        waiting = "".join(
            f"<li>{escaped(r.kind)}: {r.left}</li>" for r in self.faults.rules if r.left
        )
        return page("Faults", form + f"<ul>{waiting or '<li>None is set.</li>'}</ul>")

    async def set_fault(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("clear"):
            self.faults.clear()
        else:
            self.faults.add(
                {
                    "kind": str(form.get("kind")),
                    "count": int(str(form.get("count") or 1)),
                    "match": {"call": "publish"},
                }
            )
        raise web.HTTPSeeOther("/faults")


def _chains(posts: list[Post]) -> list[list[Post]]:
    """Each text with the answers to it, in order; what answers something else stands alone."""
    chains: list[list[Post]] = []
    home: dict[str, list[Post]] = {}
    for post in posts:
        above = home.get(post.parent.rsplit("/", 1)[-1]) if post.parent else None
        if above is None:
            above = []
            chains.append(above)
        above.append(post)
        home[post.key] = above
    return chains


def _card(post: Post) -> str:
    embed = post.content.get("embed") or {}
    external = (embed.get("media") or embed).get("external")
    if not external:
        return ""
    return (
        f'<a class="card" href="{escaped(external["uri"])}"><b>{escaped(external["title"] or external["uri"])}'
        f"</b><small>{escaped(external['uri'])}</small></a>"
    )


def _profile(account: Account) -> str:
    return _PROFILES[account.platform].format(escaped(account.handle))


def linked(text: str) -> str:
    """A text with its lines, addresses and hashtags as a platform shows them."""
    whole = _URL.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escaped(text))
    return _TAG.sub(r"<b>#\1</b>", whole).replace("\n", "<br>")


def initials(account: Account) -> str:
    words = (account.name or account.handle).split()
    return "".join(word[0] for word in words[:2]).upper()


def escaped(text: str) -> str:
    return html.escape(text, quote=True)


def page(title: str, body: str, *, kind: str = "", status: int = 200) -> web.Response:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escaped(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="/_sandbox/pages.css"></head>'
        f'<body class="{kind}"><p class="simulated">Simulated: nothing here reaches the real '
        'platform. <a href="/">All accounts</a> · <a href="/mail">Mailbox</a> · <a href="/faults">Faults</a></p>'
        f"<main>{body}</main></body></html>"
    )
    return web.Response(text=text, content_type="text/html", status=status)


def _film(src: str, alt: str) -> str:
    return f'<video src="{src}" controls preload="none" aria-label="{escaped(alt)}"></video>'
