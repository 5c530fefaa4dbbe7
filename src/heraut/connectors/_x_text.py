"""How X counts a text, which addresses it makes links of, and how its answers read to a reader.

The weights are those of twitter-text's configuration 3: 280 in all; 1 for a character of the ranges
below, 2 for every other; 2 for an emoji, however many characters it is put together of; 23 for a
link, however long. Counted after NFC. An address without a scheme is a link too where its ending is
a top-level domain; of the generic ones only those that a ministry is likely to write are known here.
Sources: https://github.com/twitter/twitter-text (config/v3.json, js/src/parseTweet.js, its rule on
short country domains), https://docs.x.com/fundamentals/counting-characters,
https://docs.x.com/x-api/fundamentals/data-dictionary (text, entities.urls).
"""

from __future__ import annotations

import html
import unicodedata
from typing import Any

import regex

from heraut.connectors.contract import URL

LONGEST = 280
URL_LENGTH = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Extended_Pictographic}\u200D"
)
_GENERIC = (
    "com|org|net|int|edu|gov|mil|info|biz|name|pro|museum|travel|brussels|vlaanderen|gent|berlin"
    "|paris|london|amsterdam|africa|asia|online|site|app|dev|blog|media|news|press|social|live"
    "|world|global|today|foundation|international|academy|events|email|link|page"
)
# example.be alone is no link, www.example.be and example.be/visa are.
_BARE = regex.compile(
    r"(?<![\w@./:#$-])(?:"
    rf"(?:[\w-]+\.)+(?:{_GENERIC}|co|tv)\b(?![\w.-]*@)"
    r"|(?:[\w-]+\.){2,}[a-z]{2}\b"
    r"|[\w-]+\.[a-z]{2}(?=/)"
    r")(?:/[^\s<>\"]*[^\s<>\".,;:!?…)»”])?",
    regex.IGNORECASE,
)


def links(text: str) -> list[tuple[int, int]]:
    """Where X makes a link, as ranges of ``text``."""
    whole = [match.span() for match in URL.finditer(text)]
    bare = [
        match.span()
        for match in _BARE.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in whole)
    ]
    return sorted(whole + bare)


def length(text: str) -> int:
    """Weighted, as X counts it."""
    text = unicodedata.normalize("NFC", text)
    used, after = 0, 0
    for start, end in links(text):
        used += _weight(text[after:start]) + URL_LENGTH
        after = end
    return used + _weight(text[after:])


def _weight(text: str) -> int:
    used = 0
    for cluster in regex.findall(r"\X", text):
        if _EMOJI.match(cluster):
            used += 2
        else:
            used += sum(_of(ord(each)) for each in cluster)
    return used


def _of(code: int) -> int:
    return 1 if any(first <= code <= last for first, last in _LIGHT) else 2


def written(tweet: dict[str, Any], quoted: str = "") -> str:
    """What was written: the short links opened again, and those left out that X itself puts at the
    end, to the pictures and to the quoted text (``quoted``: its id)."""
    text = str(tweet["text"])
    for link in (tweet.get("entities") or {}).get("urls") or ():
        opened = str(link.get("expanded_url") or link["url"])
        added = bool(link.get("media_key")) or _own_picture(opened, str(tweet["id"]))
        if quoted and opened.rstrip("/").endswith(f"/status/{quoted}"):
            added = True
        text = text.replace(str(link["url"]), "" if added else opened)
    return html.unescape(text).strip()


def _own_picture(address: str, tweet: str) -> bool:
    return f"/status/{tweet}/photo/" in address or f"/status/{tweet}/video/" in address
