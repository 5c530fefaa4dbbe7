"""Captions: SubRip or WebVTT read strictly, written as plain WebVTT.

Only times and words come through: regions, styles, notes and positions are left behind, and so are
tags but italics, bold and underline. https://www.w3.org/TR/webvtt1/ (4.1 file structure, 4.2.1
cue timings); SubRip has no standard, https://www.loc.gov/preservation/digital/formats/fdd/fdd000569.shtml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from heraut.kernel.errors import Refusal

MOST_BYTES = 500_000
MOST_CUES = 5_000
_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_ARROW = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s|$)")
_TAG = re.compile(r"</?([a-zA-Z]*)[^>]*>")
_KEPT = ("i", "b", "u")


@dataclass(frozen=True, slots=True)
class Cue:
    """Milliseconds from the beginning; ``text`` of one line or more."""

    start: int
    end: int
    text: str


def read(data: bytes) -> list[Cue]:
    """Raises ``Refusal``: ``captions.too_big``, ``.encoding``, ``.none``, or ``.line`` with the
    number of the line that cannot be."""
    if len(data) > MOST_BYTES:
        raise Refusal("captions.too_big", most=MOST_BYTES // 1000)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("captions.encoding") from None
    if "\0" in text:
        raise Refusal("captions.encoding")
    cues = _cues(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if not cues:
        raise Refusal("captions.none")
    if len(cues) > MOST_CUES:
        raise Refusal("captions.too_big", most=MOST_BYTES // 1000)
    return cues


def write(cues: list[Cue]) -> bytes:
    """A WebVTT file."""
    blocks = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}" for cue in cues]
    return ("WEBVTT\n\n" + "\n\n".join(blocks) + "\n").encode()


def _cues(lines: list[str]) -> list[Cue]:
    found: list[Cue] = []
    at = 0
    while at < len(lines):
        arrow = _ARROW.match(lines[at])
        if arrow is None:
            if "-->" in lines[at]:
                raise Refusal("captions.line", line=at + 1)
            at += 1
            continue
        start, end = _moment(*arrow.groups()[:4]), _moment(*arrow.groups()[4:])
        if end <= start or (found and start < found[-1].start):
            raise Refusal("captions.line", line=at + 1)
        said, at = _said(lines, at + 1)
        if said:
            found.append(Cue(start, end, said))
    return found


def _said(lines: list[str], at: int) -> tuple[str, int]:
    """The words from line ``at``, and where they end: an empty line."""
    words = []
    while at < len(lines) and lines[at].strip():
        if "-->" in lines[at]:
            raise Refusal("captions.line", line=at + 1)
        words.append(_plain(lines[at].strip()))
        at += 1
    return "\n".join(each for each in words if each), at


def _plain(line: str) -> str:
    return _TAG.sub(lambda tag: _bare(tag.group()) if tag.group(1).lower() in _KEPT else "", line)


def _bare(tag: str) -> str:
    """Without classes and annotations."""
    name = _TAG.fullmatch(tag)
    assert name is not None
    return f"</{name.group(1).lower()}>" if tag.startswith("</") else f"<{name.group(1).lower()}>"


def _moment(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(thousandths.ljust(3, "0"))


def _clock(moment: int) -> str:
    seconds, thousandths = divmod(moment, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
