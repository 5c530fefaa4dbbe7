"""HTML of a feed as the small CommonMark of item bodies; what that does not know is left out.

Pictures are not taken over: they belong to others, and a page of ours calls nobody else's server.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

_TAGS = {
    *("p", "br", "div", "ul", "ol", "li", "blockquote", "a", "em", "i", "strong", "b"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "table", "hr", "section", "article"),
}
_GONE = {"script", "style", "iframe", "object", "embed", "form", "svg", "math", "template"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "hr", "section", "article", "blockquote", "li"}
_SIGNS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPECIAL = re.compile(r"([\\*_`\[\]])")
#: What was emphasised: the sign behind \x01 begins it, the sign before \x02 ends it.
_SIGNED = re.compile("\x01(\\*+)(\\s*)([^\x01\x02]*?)(\\s*)\\1\x02")
_BEGINNING = re.compile(r"^(\s*)([#>+-]|\d{1,9}[.)])(?=\s|$)")


def from_html(html: str) -> str:
    """CommonMark; paragraphs apart by an empty line. Never raises on any text."""
    clean = nh3.clean(
        _CONTROL.sub(" ", html),
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    return writer.text()


def plain(html: str) -> str:
    """The words alone, in one line."""
    apart = re.sub(r"(?i)<(br|/p|/div|/li|/h\d|/td)\b", r" <\1", html)
    clean = nh3.clean(apart, tags=set(), clean_content_tags=_GONE)
    reader = _Words()
    reader.feed(clean)
    reader.close()
    return " ".join("".join(reader.words).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class _Writer(HTMLParser):
    """Blocks of text, each with what begins its lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[tuple[str, str]] = []
        self._now: list[str] = []
        self._lists: list[int | None] = []
        self._quotes = 0
        self._item = ""
        self._heading = ""
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        self._end_block()
        out = ""
        for number, (begin, block) in enumerate(self._blocks):
            tight = (
                number and begin.strip() and _listed(begin) and _listed(self._blocks[number - 1][0])
            )
            out += ("\n" if tight else "\n\n") if number else ""
            out += "\n".join(begin + line for line in block.split("\n"))
        return out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag[0] == "h":
            self._end_block()
        match tag:
            case "br":
                self._now.append("\n")
            case "ul" | "ol":
                self._lists.append(0 if tag == "ol" else None)
            case "li":
                self._begin_item()
            case "blockquote":
                self._quotes += 1
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading = "## " if tag < "h3" else "### "
            case "a":
                self._links.append((dict(attrs).get("href") or "", len(self._now)))
            case "td" | "th":
                self._now.append(" ")
            case _ if tag in _SIGNS:
                self._now.append(f"\1{_SIGNS[tag]}")

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "ul" | "ol":
                self._end_block()
                if self._lists:
                    self._lists.pop()
            case "li":
                self._end_block()
                self._item = ""
            case "blockquote":
                self._end_block()
                self._quotes = max(0, self._quotes - 1)
            case "a":
                self._end_link()
            case _ if tag in _SIGNS:
                self._now.append(f"{_SIGNS[tag]}\2")
            case _ if tag in _BLOCKS or tag[0] == "h":
                self._end_block()
                self._heading = ""

    def handle_data(self, data: str) -> None:
        self._now.append(_SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", data)))

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        if number is not None:
            number += 1
            self._lists[-1] = number
        depth = min(max(0, len(self._lists) - 1), 3)
        self._item = "  " * depth + (f"{number}. " if number else "- ")

    def _end_link(self) -> None:
        if not self._links:
            return
        href, start = self._links.pop()
        start = min(start, len(self._now))
        words = " ".join("".join(self._now[start:]).split())
        del self._now[start:]
        usable = re.fullmatch(r"(?:https?|mailto):[^\s<>\"\\]+", href)
        if words and usable:
            address = href.replace("(", "%28").replace(")", "%29")
            words = f"[{words}]({address})"
        self._now.append(words)

    def _end_block(self) -> None:
        while self._links:
            self._end_link()
        text = "".join(self._now)
        self._now = []
        text = _emphasis(text)
        lines = [" ".join(line.split()) for line in text.split("\n")]
        text = "\n".join(line for line in lines if line)
        if not text:
            return
        text = "\n".join(_BEGINNING.sub(r"\1\\\2", line) for line in text.split("\n"))
        if self._heading or self._item.strip():
            text = text.replace("\n", " ")
        begin = "> " * min(self._quotes, 3) + (self._heading or self._item)
        self._item = " " * len(self._item)
        self._blocks.append((begin, text))


def _listed(begin: str) -> bool:
    return bool(re.search(r"(?:-|\d\.) $", begin))


def _emphasis(text: str) -> str:
    """Signs next to their words, and none without any; what does not pair is taken away."""
    for _ in range(4):
        text = _SIGNED.sub(_sign, text)
    return re.sub("\x01\\*+|\\*+\x02", "", text)


def _sign(found: re.Match[str]) -> str:
    sign, before, words, after = found.groups()
    return f"{before}{sign}{words}{sign}{after}" if words else before + after
