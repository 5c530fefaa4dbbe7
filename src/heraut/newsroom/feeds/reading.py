"""A feed's bytes as entries, in a process of its own with limits on memory and time.

``python -m heraut.newsroom.feeds.reading ADDRESS CONTENT-TYPE``: the document on standard input,
JSON on standard output. Whatever a feed does to the parser, it does it here; no secrets are in
reach, and nothing is fetched.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import json
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser

from heraut.newsroom.feeds import markdown

#: Entries that are read of one document: the first, and the last for feeds that grow at the end.
FIRST, LAST = 150, 50
MOST_BODY, MOST_SUMMARY, MOST_TITLE = 20_000, 600, 200
_MEMORY, _CPU_SECONDS, _WALL_SECONDS = 768 * 1024 * 1024, 20, 40
_BEGINS = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Entry:
    """``published``: ISO 8601 in UTC. ``notes``: codes of what was doubtful."""

    title: str
    summary: str
    body: str
    link: str
    guid: str
    published: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``left_out``: entries that the document holds beyond the limit."""

    entries: tuple[Entry, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = field(default=())


class Unreadable(Exception):
    """The document is no feed, or more than may be spent on it; ``code`` says which."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def read(document: bytes, address: str, content_type: str = "") -> Reading:
    """In the process of its own. Raises ``Unreadable``."""
    source = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", __name__, address, content_type]
    try:
        done = subprocess.run(  # noqa: S603 (ourselves)
            command,
            input=document,
            capture_output=True,
            timeout=_WALL_SECONDS,
            check=False,
            env={"PYTHONPATH": str(source), "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("feed.too_much") from None
    if done.returncode != 0:
        raise Unreadable("feed.too_much")
    value = json.loads(done.stdout)
    if "code" in value:
        raise Unreadable(value["code"])
    entries = tuple(Entry(**{**each, "notes": tuple(each["notes"])}) for each in value["entries"])
    return Reading(entries, value["left_out"], tuple(value["notes"]))


def parse(document: bytes, address: str, content_type: str = "") -> Reading:
    """In this process. Relative links are read against ``xml:base``, else ``address``."""
    shortened, left_out = shorten(document)
    headers = {"content-location": address}
    if content_type:
        headers["content-type"] = content_type
    found = feedparser.parse(io.BytesIO(shortened), response_headers=headers)
    entries = found.get("entries") or []
    if not entries and not found.get("version"):
        raise Unreadable("feed.not_a_feed")
    now = datetime.now(UTC)
    read = tuple(_entry(each, now) for each in entries[: FIRST + LAST])
    return Reading(tuple(each for each in read if each.title), left_out)


def shorten(document: bytes) -> tuple[bytes, int]:
    """The document with its middle taken out, and how many entries that took."""
    starts = [found.start() for found in _BEGINS.finditer(document)]
    over = len(starts) - FIRST - LAST
    if over <= 0:
        return document, 0
    return document[: starts[FIRST]] + document[starts[-LAST] :], over


def _entry(entry: Mapping[str, Any], now: datetime) -> Entry:
    notes: list[str] = []
    said = _html(entry)
    body = _cut(markdown.from_html(said), MOST_BODY, notes)
    short = _clean(markdown.plain(str(entry.get("summary") or said)))
    summary = _cut(short, MOST_SUMMARY, [])
    whole = len(_clean(markdown.plain(said))) <= len(summary)
    title = _clean(markdown.plain(str(entry.get("title") or "")))
    if not title and short:
        notes.append("title_missing")
        title = short
    if re.search(r"(?i)<(?:img|video|audio|iframe)\b", said) or entry.get("enclosures"):
        notes.append("pictures")
    return Entry(
        title=_cut(title, MOST_TITLE, []),
        summary=summary,
        body="" if whole and "](" not in body else body,
        link=_link(str(entry.get("link") or ""), notes),
        guid=_clean(str(entry.get("id") or ""))[:500],
        published=_published(entry, now, notes).isoformat(),
        notes=tuple(notes),
    )


def _html(entry: Mapping[str, Any]) -> str:
    """The fullest text there is; plain text becomes HTML of its own."""
    parts = [each for each in entry.get("content") or [] if each.get("value")]
    detail = entry.get("summary_detail")
    parts += [detail] if detail and detail.get("value") else []
    if not parts:
        return ""
    fullest = max(parts, key=lambda each: len(str(each["value"])))
    said = str(fullest["value"])
    return said if "html" in str(fullest.get("type", "html")) else _paragraphs(said)


def _paragraphs(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", escaped))


def _published(entry: Mapping[str, Any], now: datetime, notes: list[str]) -> datetime:
    """The entry's own date; now, with a note, where it has none, a senseless or a future one."""
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if parsed is None:
        said = entry.get("published") or entry.get("updated")
        notes.append("date_bad" if said else "date_missing")
        return now
    with contextlib.suppress(ValueError, OverflowError, TypeError):
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        if datetime(1990, 1, 1, tzinfo=UTC) < moment <= now + timedelta(days=1):
            return min(moment, now)
    notes.append("date_bad")
    return now


def _link(link: str, notes: list[str]) -> str:
    try:
        parts = urlsplit(link.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if usable and len(link) <= 500 and not re.search(r"\s", link.strip()):
        return link.strip()
    notes.append("link_missing")
    return ""


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _cut(text: str, most: int, notes: list[str]) -> str:
    """At the end of a sentence, else of a word, before ``most`` characters."""
    if len(text) <= most:
        return text
    notes.append("cut")
    short = text[: most - 1]
    sentence = max(short.rfind(sign) for sign in (". ", "! ", "? ", "…", "。"))
    if sentence > most // 2:
        return short[: sentence + 1].strip()
    return short.rsplit(" ", 1)[0].strip() + "…"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    address, content_type = sys.argv[1], sys.argv[2]
    try:
        value = asdict(parse(sys.stdin.buffer.read(), address, content_type))
    except Unreadable as error:
        value = {"code": error.code}
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # Whatever else a document brings the parser to: it cannot be read.
        value = {"code": "feed.not_a_feed"}
    sys.stdout.write(json.dumps(value, ensure_ascii=True))


if __name__ == "__main__":
    main()
