"""LinkedIn's "little" text: what its reserved characters mean, written and read.

Any of ``| { } @ [ ] ( ) < > # \\ * _ ~`` that is not escaped with a backslash begins an element; the
platform drops, without a word, what follows one that it cannot read. ``#tag`` is a hashtag; read
back it is ``{hashtag|\\#|tag}``. Mentions, ``@[Name](urn:li:…)``, are read but never written.
Source: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re

import regex

RESERVED = "|{}@[]()<>#\\*_~"
_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")
#: Where a word begins, a number sign and letters: never within an address.
HASHTAG = regex.compile(
    r"(?<=^|[\s(\[\"'«“„])#(?=[\p{N}]*\p{L})[\p{L}\p{N}\p{M}]+(?![\p{L}\p{N}\p{M}_])"
)
_ELEMENT = re.compile(
    r"\\(?P<escaped>.)"
    r"|\{hashtag\|\\?#\|(?P<tag>(?:\\.|[^}\\])*)\}"
    r"|@\[(?P<name>(?:\\.|[^\]\\])*)\]\([^)]*\)",
    re.DOTALL,
)


def little(text: str) -> str:
    """``text`` so that LinkedIn shows exactly it, its hashtags as such."""
    made, last = [], 0
    for found in HASHTAG.finditer(text):
        made += [_escaped(text[last : found.start()]), found.group()]
        last = found.end()
    return "".join([*made, _escaped(text[last:])])


def plain(commentary: str) -> str:
    """What a reader sees of a commentary."""
    return _ELEMENT.sub(_shown, commentary)


def units(text: str) -> int:
    """The length of what is sent, escapes included, in UTF-16 units. Whether LinkedIn counts escapes
    is not documented; counting them can refuse a text that would just fit, never lose its end."""
    return len(little(text).encode("utf-16-le")) // 2


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\" + found.group(), text)


def _shown(found: re.Match[str]) -> str:
    if found["escaped"] is not None:
        return found["escaped"]
    if found["tag"] is not None:
        return "#" + plain(found["tag"])
    return plain(found["name"])
