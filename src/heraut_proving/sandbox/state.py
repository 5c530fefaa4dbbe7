"""What the simulated platforms hold: accounts, posts, uploads, and a journal of every call."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Account:
    """``id`` is immutable: a DID on Bluesky, a number elsewhere. ``standing``: active, suspended or
    deleted; ``badge``: the platform's word for how the account is verified; empty where it is not."""

    platform: str
    id: str
    handle: str
    secret: str
    name: str = ""
    badge: str = ""
    standing: str = "active"


@dataclass(slots=True)
class Post:
    """``order`` is the order in which the platform applied it. Moments in seconds since 1970.

    ``kind``: post or repost; ``parent``, ``quote``, ``original``: the id or address of what it
    answers, shows within it, or passes on. ``former``: what it said before it was edited, which
    readers still see until ``stale_until``.
    """

    platform: str
    account: str
    key: str
    text: str
    content: dict[str, Any]
    order: int
    at: float
    media: list[str] = field(default_factory=list)
    visible_from: float = 0.0
    deleted: bool = False
    idempotency: str = ""
    kind: str = "post"
    parent: str = ""
    quote: str = ""
    original: str = ""
    former: list[str] = field(default_factory=list)
    edited_at: float = 0.0
    stale_until: float = 0.0

    def conceal(self, call: str, until: float) -> None:
        """Reads do not show yet what ``call`` did to it."""
        if call == "edit":
            self.stale_until = until
        else:
            self.visible_from = until

    def change(self, text: str, content: dict[str, Any], at: float) -> None:
        """The same text again changes nothing but that readers see it now."""
        if text != self.text:
            self.former.append(self.text)
            self.edited_at = at
        self.text, self.content, self.stale_until = text, content, 0.0

    def reads(self, now: float) -> str:
        """The text as readers see it."""
        return self.former[-1] if self.former and now < self.stale_until else self.text

    def readable(self, now: float) -> bool:
        return not self.deleted and now >= self.visible_from


@dataclass(slots=True)
class Upload:
    id: str
    mime: str
    body: bytes
    description: str = ""
    ready_at: float = 0.0


class State:
    """All of it in memory; with a ``path`` also in an append-only file that a restart reads."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.accounts: dict[tuple[str, str], Account] = {}
        self.posts: list[Post] = []
        self.index: dict[tuple[str, str, str], Post] = {}
        self.keys: dict[tuple[str, str], Post] = {}
        self.idempotent: dict[tuple[str, str], tuple[float, Post]] = {}
        self.uploads: dict[str, Upload] = {}
        self.journal: list[dict[str, Any]] = []
        self.inflight = 0
        self._order = 0
        self._late: dict[str, list[dict[str, Any]]] = {}
        if path is not None and path.exists():
            self._replay(path)

    # -- accounts -------------------------------------------------------------------

    def add_account(self, account: Account, *, keep: bool = True) -> Account:
        self.accounts[account.platform, account.id] = account
        if keep:
            self.keep("account", asdict(account))
        return account

    def by_handle(self, platform: str, handle: str) -> Account | None:
        wanted = handle.lstrip("@").lower()
        for account in self.accounts.values():
            mine = account.platform == platform and account.standing != "deleted"
            if mine and wanted in (account.handle.lower(), account.id):
                return account
        return None

    def by_secret(self, platform: str, secret: str) -> Account | None:
        for account in self.accounts.values():
            mine = account.platform == platform and account.standing != "deleted"
            if mine and account.secret == secret:
                return account
        return None

    # -- posts ------------------------------------------------------------------------

    def next_order(self) -> int:
        self._order += 1
        return self._order

    def add_post(self, post: Post, *, keep: bool = True) -> Post:
        self.posts.append(post)
        self.index[post.platform, post.account, post.key] = post
        self.keys[post.platform, post.key] = post
        self._order = max(self._order, post.order)
        if keep:
            self.keep("post", asdict(post))
        return post

    def find(self, platform: str, account: str, key: str) -> Post | None:
        post = self.index.get((platform, account, key))
        return None if post is None or post.deleted else post

    def edit(self, post: Post, text: str, content: dict[str, Any]) -> None:
        at = now()
        post.change(text, content, at)
        key = [post.platform, post.account, post.key]
        self.keep("edit", {"key": key, "text": text, "content": content, "at": at})

    def delete(self, post: Post) -> None:
        post.deleted = True
        self.keep("delete", {"key": [post.platform, post.account, post.key]})

    def timeline(self, platform: str, account: str) -> list[Post]:
        """Everything the platform holds for an account, hidden or not, in order of application."""
        return [
            post
            for post in self.posts
            if post.platform == platform and post.account == account and not post.deleted
        ]

    def add_upload(self, upload: Upload) -> Upload:
        self.uploads[upload.id] = upload
        body = base64.b64encode(upload.body).decode()
        self.keep("upload", {**asdict(upload), "body": body})
        return upload

    # -- keeping ------------------------------------------------------------------------

    def keep(self, kind: str, value: dict[str, Any]) -> None:
        if self.path is not None:
            with self.path.open("a") as file:
                file.write(json.dumps({"line": kind, **value}) + "\n")

    def again(self, kind: str, reader: Callable[[dict[str, Any]], object]) -> None:
        """Hand the lines that another part kept before a restart to it."""
        for value in self._late.pop(kind, ()):
            reader(value)

    def _replay(self, path: Path) -> None:
        again = {
            "account": lambda value: self.add_account(Account(**value), keep=False),
            "post": self._post_again,
            "upload": self._upload_again,
            "edit": self._edit_again,
            "delete": self._delete_again,
        }
        for line in path.read_text().splitlines():
            try:
                value = json.loads(line)
            except ValueError:
                continue  # cut off by a kill
            kind = value.pop("line", None) or value.pop("kind")
            if kind in again:
                again[kind](value)
            else:
                self._late.setdefault(kind, []).append(value)

    def _post_again(self, value: dict[str, Any]) -> None:
        post = self.add_post(Post(**value), keep=False)
        if post.idempotency:
            self.idempotent[post.account, post.idempotency] = (post.at, post)

    def _upload_again(self, value: dict[str, Any]) -> None:
        body = base64.b64decode(value.pop("body"))
        self.uploads[value["id"]] = Upload(body=body, **value)

    def _edit_again(self, value: dict[str, Any]) -> None:
        found = self.index.get(tuple(value["key"]))
        if found is not None:
            found.change(value["text"], value["content"], value["at"])

    def _delete_again(self, value: dict[str, Any]) -> None:
        found = self.index.get(tuple(value["key"]))
        if found is not None:
            found.deleted = True


def content_id(codec: int, data: bytes) -> str:
    """A CIDv1 over the bytes given (0x55 raw, 0x71 dag-cbor)."""
    raw = bytes([0x01, codec, 0x12, 0x20]) + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(raw).decode().lower().rstrip("=")


def now() -> float:
    return time.time()
