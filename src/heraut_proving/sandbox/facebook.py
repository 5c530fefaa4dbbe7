"""Facebook Pages (https://developers.facebook.com/docs/pages-api/posts, /docs/graph-api/reference/page).

As the real one does, it shows an unpublished post to the Page's own token alone; a published one
stays published; the same words twice in a row, published at once, are refused.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.graph import (
    GraphFault,
    fetch,
    flag,
    listed,
    page_of,
    refuse,
    said,
    select,
    stamp,
)
from heraut_proving.sandbox.state import Account, Post, State, Upload, now

MAX_CHARACTERS = 63_206
MAX_PHOTOS = 10
DUPLICATE_WITHIN = 3600


class Facebook:
    """The nodes and edges of a Page; ``drafts``: what is not published, by id."""

    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self.drafts: dict[str, Post] = {}
        state.again("facebook_draft", lambda value: self._keep(Post(**value), keep=False))

    # -- a Page ----------------------------------------------------------------------------

    def page(self, request: web.Request, page: Account, linked: Account | None) -> dict[str, Any]:
        origin = f"{request.scheme}://{request.host}"
        value: dict[str, Any] = {
            "id": page.id,
            "name": page.name or page.handle,
            "username": page.handle,
            "link": f"{origin}/{page.handle}",
            "verification_status": "blue_verified",
            "is_published": True,
            "category": "Government organization",
        }
        if linked is not None:
            value["instagram_business_account"] = {
                "id": linked.id,
                "username": linked.handle,
                "name": linked.name,
            }
        return value

    async def feed(
        self, request: web.Request, page: Account, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        """POST: publish, or make ready where ``published`` is false."""
        ready = not flag(fields.get("published"), True)
        call = self._call("stage" if ready else "publish", page)

        def apply() -> tuple[Answer, Post | None]:
            post = self._new(page, fields)
            if ready:
                self._keep(post)
                return said({"id": post.key}), None
            self._not_twice(post)
            self.state.add_post(post)
            return said({"id": post.key}), post

        return await self._carry_out(request, call, apply)

    def _new(self, page: Account, fields: Mapping[str, Any]) -> Post:
        """Raises ``GraphFault``."""
        text, link = str(fields.get("message") or ""), str(fields.get("link") or "")
        photos = [str(each["media_fbid"]) for each in _attached(fields)]
        if not (text.strip() or link or photos):
            raise GraphFault(100, "(#100) Missing message or attachment")
        if len(text) > MAX_CHARACTERS or len(photos) > MAX_PHOTOS:
            raise GraphFault(100, "Invalid parameter")
        if any(each not in self.state.uploads for each in photos):
            raise GraphFault(100, "(#100) Media ID is invalid", 1366046)
        content = {"link": link} if link else {}
        return self._post(page, f"{page.id}_{secrets.randbits(50)}", text, content, photos)

    @staticmethod
    def _post(
        page: Account, key: str, text: str, content: dict[str, Any], media: list[str]
    ) -> Post:
        return Post("facebook", page.id, key, text, content, 0, now(), media)

    def _not_twice(self, post: Post) -> None:
        standing = self.state.timeline("facebook", post.account)
        if not standing or now() - standing[-1].at > DUPLICATE_WITHIN:
            post.order = self.state.next_order()
            return
        if (standing[-1].text, standing[-1].content) == (post.text, post.content):
            raise GraphFault(506, "(#506) Duplicate status message")
        post.order = self.state.next_order()

    def posts(
        self, request: web.Request, page: Account, fields: Mapping[str, Any]
    ) -> tuple[Answer, None]:
        shown = [p for p in self.state.timeline("facebook", page.id) if p.readable(now())]
        shown.sort(key=lambda post: post.order, reverse=True)
        wanted, default = str(fields.get("fields") or ""), "id,message,created_time"
        values = [select(self.shown(request, each), wanted, default) for each in shown]
        return said(page_of(request, values, fields)), None

    # -- photos and films ---------------------------------------------------------------------

    async def photos(
        self, request: web.Request, page: Account, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        given = await _file(fields, "url")
        if given is None:
            raise GraphFault(324, "(#324) Requires upload file")
        body, mime = given

        def apply() -> tuple[Answer, Post | None]:
            made = Upload(
                str(secrets.randbits(50)), mime, body, str(fields.get("alt_text_custom") or "")
            )
            self.state.add_upload(made)
            if not flag(fields.get("published"), True):
                return said({"id": made.id}), None
            post = self._post(
                page,
                f"{page.id}_{secrets.randbits(50)}",
                str(fields.get("message") or fields.get("caption") or ""),
                {},
                [made.id],
            )
            post.order = self.state.next_order()
            self.state.add_post(post)
            return said({"id": made.id, "post_id": post.key}), post

        published = flag(fields.get("published"), True)
        return await self._carry_out(
            request, self._call("publish" if published else "upload", page), apply
        )

    async def videos(
        self, request: web.Request, page: Account, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        given = await _file(fields, "file_url")
        if given is None or given[0][4:8] != b"ftyp":
            raise GraphFault(352, "(#352) The video file is in a format that is not supported.")
        body, mime = given
        ready = not flag(fields.get("published"), True)

        def apply() -> tuple[Answer, Post | None]:
            key = str(secrets.randbits(50))
            self.state.add_upload(Upload(key, mime, body, str(fields.get("title") or "")))
            text = str(fields.get("description") or "")
            post = self._post(page, key, text, {"film": True}, [key])
            if ready:
                self._keep(post)
                return said({"id": key}), None
            post.order = self.state.next_order()
            self.state.add_post(post)
            return said({"id": key}), post

        return await self._carry_out(
            request, self._call("stage" if ready else "publish", page), apply
        )

    async def captions(
        self, request: web.Request, page: Account, film: Post, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        """The file's name ends in ``.locale.srt``; another is refused."""
        file = fields.get("captions_file")
        name = file.filename if isinstance(file, web.FileField) else ""
        parts = name.split(".")
        if len(parts) < 3 or parts[-1] != "srt" or "_" not in parts[-2]:
            raise GraphFault(386, "(#386) The captions file is named wrongly")
        text = file.file.read().decode() if isinstance(file, web.FileField) else ""
        if "-->" not in text or "WEBVTT" in text:
            raise GraphFault(385, "(#385) The captions file cannot be read")

        def apply() -> tuple[Answer, Post | None]:
            held = film.content.setdefault("captions", {})
            held[parts[-2]] = text
            return said({"success": True}), None

        return await self._carry_out(request, self._call("upload", page), apply)

    # -- one post --------------------------------------------------------------------------------

    def find(self, key: str) -> Post | None:
        post = self.drafts.get(key) or self.state.keys.get(("facebook", key))
        return None if post is None or post.deleted else post

    def shown(self, request: web.Request, post: Post) -> dict[str, Any]:
        page = self.state.accounts["facebook", post.account]
        origin = f"{request.scheme}://{request.host}"
        out = post.key not in self.drafts and post.readable(now())
        text = post.reads(now())
        value: dict[str, Any] = {
            "id": post.key,
            "created_time": stamp(post.at),
            "is_published": out,
            "from": {"id": page.id, "name": page.name or page.handle},
            "permalink_url": f"{origin}/{page.handle}/posts/{post.key.rsplit('_', 1)[-1]}",
            "message": text or None,
            "attachments": self._attachments(post),
        }
        if post.content.get("film"):
            value |= {
                "permalink_url": f"/{page.handle}/videos/{post.key}/",
                "description": text,
                "published": out,
            }
        return value

    def _attachments(self, post: Post) -> dict[str, Any] | None:
        if post.content.get("link"):
            return {"data": [{"type": "share", "url": post.content["link"]}]}
        kinds = "video_inline" if post.content.get("film") else "photo"
        return (
            {"data": [{"type": kinds, "target": {"id": each}} for each in post.media]}
            if post.media
            else None
        )

    async def change(
        self, request: web.Request, page: Account, post: Post, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        """POST to a post: publish it, or say something else."""
        if flag(fields.get("is_published")) or flag(fields.get("published")):
            return await self._publish(request, page, post)
        text = fields.get("description" if post.content.get("film") else "message")

        def apply() -> tuple[Answer, Post | None]:
            if text is None:
                raise GraphFault(100, "(#100) Nothing to update")
            self.state.edit(post, str(text), post.content)
            return said({"success": True}), post

        return await self._carry_out(request, self._call("edit", page, post.key), apply)

    async def _publish(self, request: web.Request, page: Account, post: Post) -> web.StreamResponse:
        def apply() -> tuple[Answer, Post | None]:
            draft = self.drafts.pop(post.key, None)
            if draft is not None:
                draft.order, draft.at = self.state.next_order(), now()
                self.state.add_post(draft)
            post.visible_from = 0.0
            return said({"success": True}), post

        return await self._carry_out(request, self._call("publish", page, post.key), apply)

    async def delete(self, request: web.Request, page: Account, post: Post) -> web.StreamResponse:
        def apply() -> tuple[Answer, Post | None]:
            self.drafts.pop(post.key, None)
            self.state.delete(post)
            return said({"success": True}), None

        return await self._carry_out(request, self._call("delete", page, post.key), apply)

    # -- how -----------------------------------------------------------------------------------

    def _keep(self, post: Post, *, keep: bool = True) -> None:
        if not keep and ("facebook", post.key) in self.state.keys:
            return  # published since
        self.drafts[post.key] = post
        if keep:
            self.state.keep("facebook_draft", asdict(post))

    @staticmethod
    def _call(call: str, page: Account, key: str = "") -> dict[str, str]:
        return {"platform": "facebook", "call": call, "account": page.id, "key": key}

    async def _carry_out(
        self, request: web.Request, call: dict[str, str], apply: Any
    ) -> web.StreamResponse:
        def guarded() -> tuple[Answer, Post | None]:
            try:
                return apply()  # type: ignore[no-any-return]
            except GraphFault as fault:
                return fault.answer, None

        return await carry_out(request, self.state, self.faults, call, guarded, refuse)


async def _file(fields: Mapping[str, Any], address: str) -> tuple[bytes, str] | None:
    """What was handed over, or stands at an address: the bytes and their type."""
    file = fields.get("source")
    if isinstance(file, web.FileField):
        return file.file.read(), file.content_type
    if fields.get(address):
        return await fetch(str(fields[address])), "image/jpeg"
    return None


def _attached(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``attached_media`` as JSON, or as ``attached_media[0]`` and so on."""
    whole = listed(fields.get("attached_media"))
    numbered = [value for name, value in fields.items() if name.startswith("attached_media[")]
    found = [*whole, *numbered]
    return [json.loads(each) if isinstance(each, str) else dict(each) for each in found]
