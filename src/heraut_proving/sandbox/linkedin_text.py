"""How LinkedIn reads "little" text: written from its grammar, not from the connector.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import unicodedata

RESERVED = frozenset("|{}@[]()<>#\\*_~")


def shown(commentary: str) -> str:
    """What readers see: everything up to the first reserved character that begins no element."""
    return "".join(text if kind == "text" else f"#{text}" for kind, text in elements(commentary))


def as_read(commentary: str) -> str:
    """The commentary as the interface gives it back: hashtags as templates."""
    return "".join(
        escaped(text) if kind == "text" else "{hashtag|\\#|" + escaped(text) + "}"
        for kind, text in elements(commentary)
    )


def escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in RESERVED else each for each in text)


def elements(commentary: str) -> list[tuple[str, str]]:
    """("text", …) and ("hashtag", …) in order, up to where it can no longer be read."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(commentary):
        sign = commentary[at]
        if sign == "\\" and at + 1 < len(commentary):
            found.append(("text", commentary[at + 1]))
            at += 2
        elif sign not in RESERVED:
            found.append(("text", sign))
            at += 1
        else:
            tag = _tag(commentary, at)
            if not tag:
                break
            found.append(("hashtag", tag))
            at += 1 + len(tag)
    return found


def _tag(commentary: str, at: int) -> str:
    """The word after a number sign; empty where there is none."""
    if commentary[at] != "#":
        return ""
    end = at + 1
    while end < len(commentary) and _of_word(commentary[end]):
        end += 1
    return commentary[at + 1 : end]


def _of_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM"
