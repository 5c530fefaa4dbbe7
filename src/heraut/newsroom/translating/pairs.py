"""An original and its translation side by side, paragraph by paragraph, with what changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from heraut.newsroom import diffs


@dataclass(frozen=True, slots=True)
class Pair:
    """``kind``: same, changed or new since the translation was made, gone from the original, or
    extra: a paragraph that only the translation has. ``html``: the original with its changes
    marked."""

    kind: str
    original: str
    html: SafeString
    text: str


def paragraphs(text: str) -> list[str]:
    """Parted by empty lines; the lines of one list or quote stay together."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.strip()) if part.strip()]


def joined(parts: Sequence[str]) -> str:
    """The way back: ``paragraphs(joined(parts))`` are those of ``parts`` that are not empty."""
    return "\n\n".join(part.strip() for part in parts if part.strip())


def paired(
    followed: Sequence[str] | None, latest: Sequence[str], translated: Sequence[str]
) -> list[Pair]:
    """``followed``: the original's paragraphs that ``translated`` was made from, one for one; None
    where that is not known."""
    old = list(latest if followed is None else followed)
    texts = list(translated)
    matcher = SequenceMatcher(
        None, [_bare(each) for each in old], [_bare(each) for each in latest], autojunk=False
    )
    pairs: list[Pair] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        gone, came = old[old_from:old_to], list(latest[new_from:new_to])
        for offset in range(max(len(gone), len(came))):
            text = _at(texts, old_from + offset) if offset < len(gone) else ""
            before = gone[offset] if offset < len(gone) else None
            after = came[offset] if offset < len(came) else None
            pairs.append(_pair("same" if kind == "equal" else "", before, after, text))
    extra = [_pair("extra", None, None, text) for text in texts[len(old) :]]
    return pairs + extra


def changed(before: str | None, after: str, text: str) -> Pair:
    """One part that is a whole: the title, the summary."""
    same = before is None or _bare(before) == _bare(after)
    return _pair("same" if same else "", before, after, text)


def _pair(kind: str, before: str | None, after: str | None, text: str) -> Pair:
    if kind == "same":
        return Pair("same", after or "", _lines(after or ""), text)
    if kind == "extra":
        return Pair("extra", "", SafeString(""), text)
    if after is None:
        return Pair("gone", "", diffs.words(before or "", ""), text)
    return Pair("changed" if before else "new", after, diffs.words(before or "", after), text)


def _lines(text: str) -> SafeString:
    return mark_safe(escape(text).replace("\n", "<br>"))  # noqa: S308 escaped just there


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _bare(text: str) -> str:
    return " ".join(text.split())
