"""Instagram's content publishing (https://developers.facebook.com/docs/instagram-platform/content-publishing).

It fetches pictures and films over HTTP, at once, as Meta does. A container is worked on for a moment
and ends after a day; the same one is published once. The account's list of media shows a new one
late where a fault says so, and so does the container's status.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from aiohttp import web
from PIL import Image, UnidentifiedImageError

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.graph import (
    GraphFault,
    Tokens,
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

MAX_CAPTION = 2200
CONTAINER_LIFE = 86_400
#: Seconds for which a container is being worked on.
WORK = 0.4
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(slots=True)
class Container:
    """``media``: what was fetched; ``published``: the key of the text it became; ``failed``: the
    subcode of what is wrong with it."""

    id: str
    account: str
    kind: str
    caption: str
    media: list[str]
    at: float
    item: bool = False
    published: str = ""
    failed: int = 0
    children: list[str] = field(default_factory=list)


class Instagram:
    """The nodes and edges of a professional account."""

    def __init__(self, state: State, faults: Faults, tokens: Tokens) -> None:
        self.state, self.faults, self.tokens = state, faults, tokens
        self.containers: dict[str, Container] = {}
        state.again("instagram_container", lambda value: self._keep(Container(**value), keep=False))

    def account(self, account: Account) -> dict[str, Any]:
        return {
            "id": account.id,
            "username": account.handle,
            "name": account.name,
            "media_count": len(self.state.timeline("instagram", account.id)),
        }

    def allowance(self, account: Account, fields: Mapping[str, Any]) -> tuple[Answer, None]:
        value = {
            "quota_usage": self._used(account),
            "config": {"quota_total": self.tokens.quota, "quota_duration": 86_400},
        }
        wanted = str(fields.get("fields") or "quota_usage").split(",")
        return said({"data": [{name: value[name] for name in wanted if name in value}]}), None

    def _used(self, account: Account) -> int:
        since = now() - 86_400
        return sum(p.at > since for p in self.state.timeline("instagram", account.id))

    # -- containers ----------------------------------------------------------------------------

    async def make(
        self, request: web.Request, account: Account, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        kind, item = str(fields.get("media_type") or "IMAGE"), flag(fields.get("is_carousel_item"))
        caption = str(fields.get("caption") or "")
        _caption_fits(caption)
        fetched: Upload | None = None
        failed = 0
        if kind == "IMAGE":
            fetched = await self._picture(fields)
        elif kind == "REELS":
            fetched, failed = await self._film(fields)
        elif kind != "CAROUSEL":
            raise GraphFault(100, "Unknown media type.", 2207023)

        def apply() -> tuple[Answer, None]:
            made = Container(
                str(secrets.randbits(54)), account.id, kind, caption, [], now(), item, "", failed
            )
            if kind == "CAROUSEL":
                made.children, made.media = self._children(fields, account)
            if fetched is not None:
                self.state.add_upload(fetched)
                made.media = [fetched.id]
            self._keep(made)
            return said({"id": made.id}), None

        call = {"platform": "instagram", "call": "stage", "account": account.id, "key": ""}
        return await self._carry_out(request, call, apply)

    async def _picture(self, fields: Mapping[str, Any]) -> Upload:
        """Raises ``GraphFault``."""
        body = await fetch(str(fields.get("image_url") or ""))
        if len(body) > 8 * 1024 * 1024:
            raise GraphFault(36000, "The image size is too large.", 2207004)
        try:
            with Image.open(io.BytesIO(body)) as image:
                form, ratio = image.format, image.width / image.height
        except (UnidentifiedImageError, OSError):
            raise GraphFault(9004, "Only photo or video can be accepted.", 2207052) from None
        if form != "JPEG":
            raise GraphFault(36001, "The image format is not supported.", 2207005)
        if not 0.79 <= ratio <= 1.92:
            raise GraphFault(36003, "The aspect ratio is not supported.", 2207009)
        alt = str(fields.get("alt_text") or "")
        return Upload(str(secrets.randbits(54)), "image/jpeg", body, alt)

    async def _film(self, fields: Mapping[str, Any]) -> tuple[Upload, int]:
        """With what is wrong with it, which shows later only, in the container's status."""
        if fields.get("alt_text"):
            raise GraphFault(100, "alt_text is not supported for reels")
        body = await fetch(str(fields.get("video_url") or ""))
        failed = 0 if body[4:8] == b"ftyp" else 2207026
        return Upload(str(secrets.randbits(54)), "video/mp4", body), failed

    def _children(self, fields: Mapping[str, Any], account: Account) -> tuple[list[str], list[str]]:
        found = [self.containers.get(str(each)) for each in listed(fields.get("children"))]
        children = [each for each in found if each and each.item and each.account == account.id]
        if len(children) != len(found) or not 2 <= len(children) <= 10:
            raise GraphFault(100, "The children of the carousel are invalid", 2207028)
        if any(self.status(each)[0] != "FINISHED" for each in children):
            raise GraphFault(9007, "Media ID is not available", 2207027)
        return [each.id for each in children], [each.media[0] for each in children]

    def status(self, container: Container) -> tuple[str, str]:
        """``status_code`` and ``status``."""
        if container.published:
            post = self.state.keys.get(("instagram", container.published))
            if post is None or post.visible_from <= now():
                return "PUBLISHED", "Published: Media has been successfully published."
            return "FINISHED", "Finished: Media has been uploaded and it is ready to be published."
        if now() - container.at > CONTAINER_LIFE:
            return "EXPIRED", "Expired: Media was not published within 24 hours."
        if now() - container.at < WORK:
            return "IN_PROGRESS", "In Progress: Media is still being processed."
        if container.failed:
            return "ERROR", f"Error: Media upload has failed with error code {container.failed}"
        return "FINISHED", "Finished: Media has been uploaded and it is ready to be published."

    def shown_container(
        self, container: Container, fields: Mapping[str, Any]
    ) -> tuple[Answer, None]:
        code, text = self.status(container)
        value = {"id": container.id, "status_code": code, "status": text}
        return said(select(value, str(fields.get("fields") or ""))), None

    # -- publishing ------------------------------------------------------------------------------

    async def publish(
        self, request: web.Request, account: Account, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        key = str(fields.get("creation_id") or "")

        def apply() -> tuple[Answer, Post | None]:
            container = self.containers.get(key)
            if container is None or container.account != account.id or container.published:
                raise GraphFault(24, "The requested resource does not exist", 2207006)
            if self.tokens.moods.get(account.id) == "restricted":
                raise GraphFault(25, "The account is restricted.", 2207050)
            if self._used(account) >= self.tokens.quota:
                raise GraphFault(9, "Application request limit reached", 2207042)
            if self.status(container)[0] != "FINISHED":
                raise GraphFault(9007, "Media ID is not available", 2207027)
            post = self._post(account, container)
            container.published = post.key
            self._keep(container)
            return said({"id": post.key}), post

        call = {"platform": "instagram", "call": "publish", "account": account.id, "key": key}
        return await self._carry_out(request, call, apply)

    def _post(self, account: Account, container: Container) -> Post:
        number = secrets.randbits(54)
        kinds = {"IMAGE": "IMAGE", "REELS": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}
        return self.state.add_post(
            Post(
                "instagram",
                account.id,
                str(number),
                container.caption,
                {"kind": kinds[container.kind], "shortcode": _shortcode(number)},
                self.state.next_order(),
                now(),
                container.media,
            )
        )

    # -- what stands -------------------------------------------------------------------------------

    def find(self, key: str) -> Post | None:
        post = self.state.keys.get(("instagram", key))
        return None if post is None or not post.readable(now()) else post

    def media(
        self, request: web.Request, account: Account, fields: Mapping[str, Any]
    ) -> tuple[Answer, None]:
        shown = [p for p in self.state.timeline("instagram", account.id) if p.readable(now())]
        shown.sort(key=lambda post: post.order, reverse=True)
        wanted = str(fields.get("fields") or "")
        values = [select(self.shown(request, each), wanted) for each in shown]
        return said(page_of(request, values, fields)), None

    def shown(self, request: web.Request, post: Post) -> dict[str, Any]:
        origin, code = f"{request.scheme}://{request.host}", post.content["shortcode"]
        reel = post.content["kind"] == "VIDEO"
        return {
            "id": post.key,
            "caption": post.text or None,
            "media_type": post.content["kind"],
            "media_product_type": "REELS" if reel else "FEED",
            "media_url": f"{origin}/media/{post.media[0]}",
            "permalink": f"{origin}/{'reel' if reel else 'p'}/{code}/",
            "shortcode": code,
            "timestamp": stamp(post.at),
            "username": self.state.accounts["instagram", post.account].handle,
        }

    def by_shortcode(self, code: str) -> Post | None:
        posts = (p for p in self.state.posts if p.platform == "instagram" and not p.deleted)
        return next((p for p in posts if p.content["shortcode"] == code), None)

    def _keep(self, container: Container, *, keep: bool = True) -> None:
        self.containers[container.id] = container
        if keep:
            self.state.keep("instagram_container", asdict(container))

    async def _carry_out(
        self, request: web.Request, call: dict[str, str], apply: Any
    ) -> web.StreamResponse:
        def guarded() -> tuple[Answer, Post | None]:
            try:
                return apply()  # type: ignore[no-any-return]
            except GraphFault as fault:
                return fault.answer, None

        return await carry_out(request, self.state, self.faults, call, guarded, refuse)


def _caption_fits(caption: str) -> None:
    if len(caption) > MAX_CAPTION or len(re.findall(r"(?<![\w&])#\w", caption)) > 30:
        raise GraphFault(36004, "The caption was too long.", 2207010)
    if len(re.findall(r"(?<![\w@/.])@\w", caption)) > 20:
        raise GraphFault(100, "Too many mentions in the caption.", 2207040)


def _shortcode(number: int) -> str:
    code = ""
    while number:
        number, rest = divmod(number, 64)
        code = _ALPHABET[rest] + code
    return code
