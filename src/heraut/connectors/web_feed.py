"""The mission's own feed on its public page: Atom, RSS 2.0 and JSON Feed 1.1.

Publishing calls nobody: what the ledger says is done is what the feed shows. A text in several
parts is one entry; an edited one says when and what; a repost is an entry that links to the text.
The functions below turn such entries into the three formats; they are pure. Sources: RFC 4287
(updated), https://www.rssboard.org/rss-specification, https://www.jsonfeed.org/version/1.1/
(date_modified).
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from heraut.connectors.contract import (
    Account,
    Capability,
    Connector,
    Count,
    Declaration,
    Done,
    Identity,
    Limits,
    MediaSource,
    Original,
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    fingerprint,
)
from heraut.kernel.http import Outbound

_URN = "urn:uuid:"


class WebFeed(Connector):
    """``origin`` is where Heraut's public pages live; ``handle`` the mission's key there."""

    platform: ClassVar[str] = "web_feed"
    declaration: ClassVar[Declaration] = Declaration(
        label="Web feed",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.LINK_CARD,
                Capability.LANGUAGE,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.IDENTITY,
                Capability.THREAD,
                Capability.EDIT,
                Capability.REPOST,
                Capability.QUOTE,
            }
        ),
        limits=Limits(
            max_length=0,
            max_pictures=10,
            picture_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        ),
        settle=timedelta(0),
        whole_threads=True,
    )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        key = str(uuid5(NAMESPACE_URL, f"{account.channel_id}/{nonce.hex()}"))
        mark = fingerprint("\n".join(outgoing.texts))
        return Prepared(key, _body(outgoing.to_json()), at, mark, outgoing.to_json())

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        key, mark = receipt.id.removeprefix(_URN), fingerprint("\n".join(outgoing.texts))
        return Prepared(key, _body(outgoing.to_json()), at, mark, outgoing.to_json(), "edit")

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        key = str(uuid5(NAMESPACE_URL, f"{account.channel_id}/{nonce.hex()}"))
        mark = fingerprint(original.receipt.id)
        return Prepared(key, _body(original.to_json()), at, mark, original.to_json(), "repost")

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        return self._done(prepared, account)

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        return self._done(prepared, account)

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        return self._done(prepared, account)

    @staticmethod
    def _done(prepared: Prepared, account: Account) -> Done:
        url = f"{account.origin}/official/missions/{account.handle}/#{prepared.key}"
        return Done(Receipt(_URN + prepared.key, url))

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        return self._done(prepared, account)

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        return self._done(prepared, account)

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        return self._done(prepared, account)

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return True

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        return Done(receipt)

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        return Identity(account.handle, account.handle)

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin}/official/missions/{handle}/"


def _body(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


# -- the formats ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One published text; ``id`` never changes. ``notes``: what was changed afterwards, as said to
    readers, the latest last. ``quote``: the text that it shows, or that it passes on."""

    id: str
    url: str
    title: str
    text: str
    language: str
    published: datetime
    link: str = ""
    parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    updated: datetime | None = None
    quote: Original | None = None

    @property
    def changed(self) -> datetime:
        return self.updated or self.published

    @property
    def whole(self) -> str:
        """Text and parts and what is said about them, in plain words."""
        quoted = f"{self.quote.name}: {self.quote.text}" if self.quote else ""
        return "\n\n".join(each for each in (self.text, *self.parts, quoted, *self.notes) if each)

    @property
    def html(self) -> str:
        """The same as HTML: escaped, its paragraphs kept."""
        body = "".join(_paragraphs(each) for each in (self.text, *self.parts))
        if self.quote is not None:
            source = html.escape(self.quote.receipt.url, quote=True)
            body += f'<blockquote cite="{source}">{_paragraphs(self.quote.text)}'
            body += f'<p><a href="{source}">{html.escape(self.quote.name)}</a></p></blockquote>'
        if self.link and self.link not in self.text:
            target = html.escape(self.link, quote=True)
            body += f'<p><a href="{target}">{html.escape(self.link)}</a></p>'
        return body + "".join(f"<p><em>{html.escape(each)}</em></p>" for each in self.notes)


def _paragraphs(text: str) -> str:
    found = [each for each in html.escape(text).split("\n\n") if each.strip()]
    return "".join(f"<p>{each.replace(chr(10), '<br>')}</p>" for each in found)


@dataclass(frozen=True, slots=True)
class Feed:
    """``url``: the page it belongs to; ``self_url``: the feed's own address."""

    id: str
    title: str
    language: str
    url: str
    self_url: str
    entries: Sequence[Entry]
    updated: datetime


class _Dated(SyndicationFeed):  # type: ignore[misc]
    """A feed changes when its entries do: an empty one is not as new as each look at it."""

    def latest_post_date(self) -> datetime:
        moment: datetime = self.feed["updated"]
        return moment


class _Atom(_Dated, Atom1Feed):  # type: ignore[misc]
    pass


class _Rss(_Dated, Rss201rev2Feed):  # type: ignore[misc]
    pass


def _written(feed: Feed, kind: type[_Dated]) -> bytes:
    made = kind(
        updated=feed.updated,
        title=feed.title,
        link=feed.url,
        description=feed.title,
        language=feed.language,
        feed_url=feed.self_url,
        feed_guid=feed.id,
    )
    for entry in feed.entries:
        made.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.html,
            content=entry.html,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.changed,
        )
    return str(made.writeString("utf-8")).encode()


def atom(feed: Feed) -> bytes:
    return _written(feed, _Atom)


def rss(feed: Feed) -> bytes:
    return _written(feed, _Rss)


def json_feed(feed: Feed) -> bytes:
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "language": feed.language,
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_html": entry.html,
                "content_text": entry.whole,
                "language": entry.language,
                "date_published": entry.published.isoformat(),
                **({"date_modified": entry.updated.isoformat()} if entry.updated else {}),
                **({"external_url": entry.link} if entry.link else {}),
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
