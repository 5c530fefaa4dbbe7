"""The mission's own feed on its public page: Atom, RSS 2.0 and JSON Feed 1.1.

Publishing calls nobody: what the ledger says is done is what the feed shows. The functions below
turn such entries into the three formats; they are pure. Sources: RFC 4287,
https://www.rssboard.org/rss-specification, https://www.jsonfeed.org/version/1.1/.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
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
    Outcome,
    Outgoing,
    PictureSource,
    Prepared,
    Receipt,
    Rejected,
    Retry,
    fingerprint,
)
from heraut.kernel.http import Outbound


class WebFeed(Connector):
    """``origin`` is where Heraut's public pages live; ``handle`` the mission's key there."""

    platform: ClassVar[str] = "web_feed"
    declaration: ClassVar[Declaration] = Declaration(
        label="Web feed",
        capabilities=frozenset(Capability) - {Capability.LIMITS_FROM_SERVER},
        limits=Limits(
            max_length=0,
            max_pictures=10,
            picture_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        ),
        settle=timedelta(0),
    )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        key = str(uuid5(NAMESPACE_URL, f"{account.channel_id}/{nonce.hex()}"))
        body = json.dumps(outgoing.to_json(), ensure_ascii=False, sort_keys=True)
        return Prepared(key, body, at, fingerprint(outgoing.text), outgoing.to_json())

    async def publish(
        self, prepared: Prepared, account: Account, pictures: PictureSource, http: Outbound
    ) -> Outcome:
        return self._done(prepared, account)

    @staticmethod
    def _done(prepared: Prepared, account: Account) -> Done:
        url = f"{account.origin}/official/missions/{account.handle}/#{prepared.key}"
        return Done(Receipt(f"urn:uuid:{prepared.key}", url))

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> Done:
        return self._done(prepared, account)

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return True

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        return Done(receipt)

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        return Identity(account.handle, account.handle)

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin}/official/missions/{handle}/"


# -- the formats ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One published text; ``id`` never changes."""

    id: str
    url: str
    title: str
    text: str
    language: str
    published: datetime
    link: str = ""

    @property
    def html(self) -> str:
        """The text as HTML: escaped, its paragraphs kept."""
        paragraphs = [each for each in html.escape(self.text).split("\n\n") if each.strip()]
        body = "".join(f"<p>{each.replace(chr(10), '<br>')}</p>" for each in paragraphs)
        if self.link and self.link not in self.text:
            target = html.escape(self.link, quote=True)
            body += f'<p><a href="{target}">{html.escape(self.link)}</a></p>'
        return body


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
            updateddate=entry.published,
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
                "content_text": entry.text,
                "language": entry.language,
                "date_published": entry.published.isoformat(),
                **({"external_url": entry.link} if entry.link else {}),
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
