"""LinkedIn's pages for people: an organisation's page, and a text by itself."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from heraut_proving.sandbox.pages import escaped, initials, linked, page
from heraut_proving.sandbox.state import Account, Post, State, now

#: A text longer than this is folded, as readers know it.
FOLD = 210


class Timelines:
    def __init__(self, state: State) -> None:
        self.state = state

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/company/{handle}", self.company),
            web.get("/company/{handle}/", self.company),
            web.get("/feed/update/{urn}", self.update),
            web.get("/feed/update/{urn}/", self.update),
        ]

    async def company(self, request: web.Request) -> web.Response:
        account = self.state.by_handle("linkedin", request.match_info["handle"])
        if account is None:
            return page("Not here", "<p>There is no such page.</p>", status=404)
        posts = [p for p in self.state.timeline("linkedin", account.id) if p.readable(now())]
        return self._page(account, posts[-100:])

    async def update(self, request: web.Request) -> web.Response:
        post = self.state.keys.get(("linkedin", request.match_info["urn"]))
        if post is None or not post.readable(now()):
            return page("Not here", "<p>This text is not there.</p>", status=404)
        return self._page(self.state.accounts["linkedin", post.account], [post])

    def _page(self, account: Account, posts: list[Post]) -> web.Response:
        shown = "".join(self._post(account, post) for post in reversed(posts))
        head = (
            f'<header class="who banner"><span class="avatar">{escaped(initials(account))}</span>'
            f"<div><h1>{escaped(account.name or account.handle)}</h1>"
            f"<p>Government Administration · linkedin.com/company/{escaped(account.handle)}</p>"
            "</div></header>"
        )
        body = head + (shown or "<p>Nothing stands here.</p>")
        return page(account.name or account.handle, body, kind="linkedin")

    def _post(self, account: Account, post: Post) -> str:
        moment = datetime.fromtimestamp(post.at, UTC).strftime("%d %b %Y, %H:%M UTC")
        edited = " · Edited" if post.former else ""
        return (
            f'<article class="post" id="{escaped(post.key)}"><header>'
            f'<span class="avatar">{escaped(initials(account))}</span>'
            f"<div><b>{escaped(account.name or account.handle)}</b>"
            f"<small>{moment}{edited}</small></div></header>"
            f"{_text(post.reads(now()))}{self._media(post)}{_article(post)}{self._parent(post)}"
            "</article>"
        )

    def _media(self, post: Post) -> str:
        content = post.content.get("content") or {}
        images = (content.get("multiImage") or {}).get("images", [])
        one = content.get("media") or {}
        if one.get("id", "").startswith("urn:li:image:"):
            images = [one]
        shown = "".join(
            f'<img src="/media/{escaped(each["id"])}" alt="{escaped(each.get("altText", ""))}">'
            for each in images
        )
        if one and not images:
            kind = "Film" if ":video:" in one["id"] else "Document"
            source, title = f"/media/{escaped(one['id'])}", escaped(one.get("title") or kind)
            shown = f'<a class="card" href="{source}"><b>{title}</b><small>{kind}</small></a>'
        return shown

    def _parent(self, post: Post) -> str:
        if not post.quote:
            return ""
        parent = self.state.keys.get(("linkedin", post.quote))
        if parent is None or not parent.readable(now()):
            return '<blockquote class="quote"><p>This text is not there any more.</p></blockquote>'
        account = self.state.accounts["linkedin", parent.account]
        return (
            f'<blockquote class="quote"><b>{escaped(account.name or account.handle)}</b>'
            f"{_text(parent.reads(now()))}{self._media(parent)}{_article(parent)}</blockquote>"
        )


def _text(text: str) -> str:
    """Folded where LinkedIn folds it: after some three lines."""
    seen, rest = text[:FOLD], text[FOLD:]
    if rest:
        seen, more, cut = seen.rpartition(" ")
        rest = more + cut + rest
    lines = seen.split("\n")
    seen, rest = "\n".join(lines[:3]), "\n".join(["", *lines[3:]]) * (len(lines) > 3) + rest
    if not rest.strip():
        return f'<div class="said" dir="auto">{linked(text)}</div>'
    return (
        f'<details class="said" dir="auto"><summary>{linked(seen)} <small>…more</small></summary>'
        f"{linked(rest.lstrip())}</details>"
    )


def _article(post: Post) -> str:
    article = (post.content.get("content") or {}).get("article")
    if not article:
        return ""
    host = article["source"].split("/")[2]
    description = escaped(article.get("description", ""))
    return (
        f'<a class="card" href="{escaped(article["source"])}"><b>{escaped(article["title"])}</b>'
        f"<small>{escaped(host)}</small><small>{description}</small></a>"
    )
