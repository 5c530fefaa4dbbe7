"""An issue as values: what is cleared, digested and drawn; no rows, no language of the reader."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from heraut.newsletter.models import Issue, IssueItem, NewsletterList


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of an issue. ``picture``: the SHA-256 of its picture, with its size in pixels."""

    title: str
    text: str
    link: str
    picture: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a reader sees of an issue, but for addresses of pages."""

    list_name: str
    sender_name: str
    language: str
    subject: str
    preview: str
    intro: str
    entries: tuple[Entry, ...]
    footer: str
    postal_address: str
    reply_to: str
    number: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) over the canonical form."""
        canonical = json.dumps(
            self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


def of(issue: Issue) -> Content:
    """Reads ``issue.list.channel`` and its items with their pictures."""
    chosen: NewsletterList = issue.list
    items: list[IssueItem] = list(issue.items.select_related("picture"))
    return Content(
        list_name=chosen.channel.name,
        sender_name=chosen.sender_name,
        language=chosen.language,
        subject=issue.subject,
        preview=issue.preview,
        intro=issue.intro,
        entries=tuple(_entry(each) for each in items),
        footer=chosen.footer,
        postal_address=chosen.postal_address,
        reply_to=chosen.reply_to,
        number=issue.number,
    )


def _entry(each: IssueItem) -> Entry:
    picture = each.picture
    if picture is None:
        return Entry(each.title, each.text, each.link)
    return Entry(
        each.title,
        each.text,
        each.link,
        picture=picture.sha256,
        width=picture.width,
        height=picture.height,
        alt=each.alt,
    )
