"""Reading a feed: one conditional GET, a few redirects, nothing private; then its entries."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response
from heraut.newsroom.actions.take_in_entries import take_in_entries
from heraut.newsroom.feeds.reading import Reading, Unreadable, read
from heraut.newsroom.models import FeedSource

log = logging.getLogger(__name__)
#: How often a feed is read, and how long it is left alone, at most, while it fails.
EVERY, LONGEST = timedelta(minutes=30), timedelta(hours=24)
MOST_BYTES = 5 * 1024 * 1024
_CLAIM = timedelta(minutes=5)
_SECONDS = 30.0
_REDIRECTS = 3
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    source_id: UUID
    url: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class _Got:
    """``reading`` is None where nothing changed."""

    reading: Reading | None
    etag: str = ""
    last_modified: str = ""


def carry_out(source_id: UUID) -> bool:
    """Read one feed, if it is due; whether it was asked. What went wrong stands on its row."""
    asked = _claim(source_id)
    if asked is None:
        return False
    if not connection.in_atomic_block:
        connection.close()
    try:
        got = _get(asked)
    except (Unreadable, CallFailed) as error:
        code = error.code if error.code.startswith("feed.") else f"feed.{error.code}"
        log.warning("feed %s: %s", source_id, code)
        _failed(source_id, code)
        return True
    if got.reading is not None:
        take_in_entries(source_id, got.reading)
    _read(source_id, got)
    return True


@transaction.atomic
def _claim(source_id: UUID) -> _Asked | None:
    now = clock.now()
    # access: what is due is read, whoever's it is
    rows = FeedSource.objects.select_for_update(skip_locked=True)
    source = rows.filter(pk=source_id, active=True, next_at__lte=now).first()
    if source is None:
        return None
    source.next_at = now + _CLAIM
    source.save(update_fields=["next_at"])
    return _Asked(source.pk, source.url, source.etag, source.last_modified)


def _get(asked: _Asked) -> _Got:
    answer, address = asyncio.run(_fetch(asked))
    if answer.status == 304:
        return _Got(None, asked.etag, asked.last_modified)
    reading = read(answer.body, address, answer.headers.get("content-type", ""))
    etag = answer.headers.get("etag", "")
    modified = answer.headers.get("last-modified", "")
    return _Got(reading, etag if len(etag) <= 200 else "", modified[:60])


async def _fetch(asked: _Asked) -> tuple[Response, str]:
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
    if asked.etag:
        headers["If-None-Match"] = asked.etag
    if asked.last_modified:
        headers["If-Modified-Since"] = asked.last_modified
    address = asked.url
    origins = frozenset(settings.HERAUT.origins())
    async with Outbound(private_origins=origins, timeout=_SECONDS) as http:
        for _ in range(_REDIRECTS + 1):
            answer = await http.request("GET", address, headers=headers, max_bytes=MOST_BYTES)
            if answer.status not in (301, 302, 303, 307, 308):
                break
            # Each step is checked as the first: https, and no private address.
            address = urljoin(address, answer.headers.get("location", ""))
        else:
            raise Unreadable("feed.redirects")
    if answer.status not in (200, 304):
        raise Unreadable(_refused(answer.status))
    return answer, address


def _refused(status: int) -> str:
    if status in (404, 410):
        return "feed.gone"
    if status in (401, 403):
        return "feed.forbidden"
    return "feed.busy" if status == 429 or status >= 500 else "feed.refused"


def _read(source_id: UUID, got: _Got) -> None:
    left_out = {"left_out": got.reading.left_out} if got.reading is not None else {}
    FeedSource.objects.filter(pk=source_id).update(  # access: the row that was claimed
        fetched_at=clock.now(),
        next_at=_next(0),
        failures=0,
        trouble="",
        etag=got.etag,
        last_modified=got.last_modified,
        **left_out,
    )


@transaction.atomic
def _failed(source_id: UUID, code: str) -> None:
    # access: the row that was claimed
    source = FeedSource.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        return
    source.failures += 1
    source.trouble, source.next_at = code[:60], _next(source.failures)
    source.save(update_fields=["failures", "trouble", "next_at"])


def _next(failures: int) -> datetime:
    """After ``failures`` in a row; a little apart, so that feeds do not all come due together."""
    pause: timedelta = min(EVERY * 2 ** min(failures, 10), LONGEST)
    return clock.now() + pause * random.uniform(0.9, 1.1)  # noqa: S311 (spreads load)
