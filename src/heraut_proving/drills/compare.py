"""What the platforms hold, part by part, beside what the ledger says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from heraut.connectors.contract import Change, Outgoing, Receipt


@dataclass(frozen=True, slots=True)
class Held:
    """One text or repost on a platform, in the order in which it was taken. ``said``: what it was
    published as; ``reads``: what it says now. ``parent``, ``quote``, ``original``: ids."""

    id: str
    said: str
    reads: str
    parent: str = ""
    quote: str = ""
    original: str = ""

    @property
    def mark(self) -> str:
        """By which it is told from all others of the drill."""
        return f"repost of {self.original}" if self.original else self.said


@dataclass(slots=True)
class Found:
    """``misplaced``: not where it belongs: another order, a foreign text between, a wrong parent, a
    wrong quote."""

    lost: int = 0
    doubled: int = 0
    misplaced: int = 0
    threads: int = 0
    parts: int = 0
    notes: list[str] = field(default_factory=list)


def from_sandbox(post: dict[str, Any]) -> Held:
    key = post["key"]
    if post["platform"] == "bluesky":
        kind = "repost" if post["kind"] == "repost" else "post"
        key = f"at://{post['account']}/app.bsky.feed.{kind}/{key}"
    said = post["former"][0] if post["former"] else post["text"]
    return Held(key, said, post["text"], post["parent"], post["quote"], post["original"])


def from_record(uri: str, record: dict[str, Any]) -> Held:
    text = str(record.get("text", ""))
    embed = (record.get("embed") or {}).get("record") or {}
    return Held(
        uri,
        text,
        text,
        parent=((record.get("reply") or {}).get("parent") or {}).get("uri", ""),
        quote=(embed.get("record") or embed).get("uri", ""),
        original=(record.get("subject") or {}).get("uri", ""),
    )


def compare(parcels: Sequence[Any], held: Sequence[Held], found: Found) -> None:
    """One account: ``parcels`` in the order of its line, ``held`` in the order of the platform."""
    counted = Counter(each.mark for each in held)
    first = {each.mark: each for each in reversed(held)}
    expected: list[str] = []
    for parcel in parcels:
        if parcel.verb == "edit":
            _edited(parcel, {each.id: each for each in held}, found)
            continue
        marks = _marks(parcel)
        _counted(parcel, marks, counted, found)
        present = [mark for mark in marks if counted[mark]]
        expected += present
        if parcel.verb == "publish":
            _linked(parcel, [first[mark] for mark in present], found)
    order = list(dict.fromkeys(each.mark for each in held))
    if order != expected:
        found.misplaced += 1
        found.notes.append(f"order: {order} instead of {expected}")


def _marks(parcel: Any) -> list[str]:
    """What a parcel is to leave on the platform, in order."""
    if parcel.verb == "repost":
        return [f"repost of {parcel.content['receipt']['id']}"]
    return list(Outgoing.from_json(parcel.content).texts)


def _counted(parcel: Any, marks: Sequence[str], counted: Counter[str], found: Found) -> None:
    """Everything that the ledger says is there, is there, once; and nothing else."""
    standing = len(Receipt.from_json(parcel.receipt).each) if parcel.receipt else 0
    if parcel.verb == "repost":
        standing = int(parcel.state == "done")
    if len(marks) > 1:
        found.threads += 1
        found.parts += len(marks)
    for place, mark in enumerate(marks):
        unclear = parcel.state == "unknown" and place == standing
        if place < standing and not counted[mark]:
            found.lost += 1
            found.notes.append(f"lost: {mark}")
        if place >= standing and counted[mark] and not unclear:
            found.doubled += 1
            found.notes.append(f"said not to be there: {mark}")
        if counted[mark] > 1:
            found.doubled += counted[mark] - 1
            found.notes.append(f"{counted[mark]} times: {mark}")
    if parcel.state == "done" and standing != len(marks):
        found.lost += 1
        found.notes.append(f"done with {standing} of {len(marks)}: {marks[0]}")


def _linked(parcel: Any, present: Sequence[Held], found: Found) -> None:
    """Each part answers the one before it; the first what it was meant to, with its quote."""
    outgoing = Outgoing.from_json(parcel.content)
    above = outgoing.reply.parent.id if outgoing.reply else ""
    quote = outgoing.quote.receipt.id if outgoing.quote else ""
    for each in present:
        if (each.parent, each.quote) != (above, quote):
            found.misplaced += 1
            found.notes.append(f"{each.said}: answers {each.parent}, quotes {each.quote}")
        above, quote = each.id, ""


def _edited(parcel: Any, held: dict[str, Held], found: Found) -> None:
    change = Change.from_json(parcel.content)
    for receipt, after in zip(change.receipt.each, change.after.texts, strict=True):
        reads = held[receipt.id].reads if receipt.id in held else ""
        if parcel.state == "done" and reads != after:
            found.lost += 1
            found.notes.append(f"not corrected: {reads}")
        if parcel.state == "rejected" and reads == after:
            found.doubled += 1
            found.notes.append(f"said not to be corrected: {reads}")
