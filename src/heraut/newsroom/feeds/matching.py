"""Which entry of a feed is which: the same again, or new.

By its id where the document gives that id to it alone; else by its link; else by what it says. Some
feeds give one id to all, some a new id at every fetch, some none.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heraut.newsroom.feeds.reading import Entry
from heraut.newsroom.models import FeedEntry


def fingerprint(entry: Entry) -> str:
    """SHA-256 of what it says."""
    said = "\x1f".join((entry.title, entry.summary, entry.body, entry.link))
    return hashlib.sha256(said.encode()).hexdigest()


def key(entry: Entry, guid_is_its_own: bool) -> str:
    """What it is remembered by."""
    if entry.guid and guid_is_its_own:
        named = f"guid {entry.guid}"
    elif entry.link:
        named = f"link {entry.guid} {entry.link}"
    else:
        named = f"said {entry.guid} {fingerprint(entry)}"
    return hashlib.sha256(named.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Matched:
    """``known`` is None for an entry that was never seen."""

    entry: Entry
    key: str
    known: FeedEntry | None


def match(entries: Sequence[Entry], known: Iterable[FeedEntry]) -> list[Matched]:
    """Each entry once, in the order of the document; of twins the first counts."""
    guids = Counter(entry.guid for entry in entries)
    index = _Index(known)
    found: list[Matched] = []
    taken: set[object] = set()
    for entry in entries:
        own = guids[entry.guid] == 1
        mark = key(entry, own)
        row = index.find(entry, mark, own)
        identity: object = row.pk if row is not None else mark
        if identity in taken:
            continue
        taken.add(identity)
        found.append(Matched(entry, mark, row))
    return found


class _Index:
    def __init__(self, known: Iterable[FeedEntry]) -> None:
        rows = list(known)
        self.keys = {row.key: row for row in rows}
        self.links: dict[str, list[FeedEntry]] = {}
        self.guids: dict[str, list[FeedEntry]] = {}
        self.said = {row.fingerprint: row for row in rows}
        for row in rows:
            self.links.setdefault(row.link, []).append(row)
            self.guids.setdefault(row.guid, []).append(row)

    def find(self, entry: Entry, mark: str, own: bool) -> FeedEntry | None:
        found = self.keys.get(mark)
        if found is not None:
            return found
        if entry.guid and own:
            # An id that was not its own when it was first seen, or an entry with a new id.
            same = [row for row in self.guids.get(entry.guid, []) if row.link == entry.link]
            return same[0] if len(same) == 1 else self.said.get(fingerprint(entry))
        if entry.link:
            linked = [row for row in self.links.get(entry.link, []) if row.guid == entry.guid]
            return linked[0] if len(linked) == 1 else None
        return self.said.get(fingerprint(entry))
