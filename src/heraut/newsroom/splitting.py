"""Where a text that is too long for a platform is best cut into a thread.

At the end of a paragraph if that fills a part well enough, else of a sentence, else between words;
never within a word or an address unless it alone is too long. Nothing is lost, added or reordered.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

#: ``fits(text, number)``: whether ``text`` can be part ``number`` (0 the first).
Fits = Callable[[str, int], bool]

#: A better place is taken as long as it leaves this much of what would have fitted.
_FULL_ENOUGH = 0.4
_GAP = regex.compile(r"\s+|(?<=[。！？])(?=\S)")
_SENTENCE_END = regex.compile(r"[.!?…؟۔。！？][\"'»”’)\]]*$")
_GRAPHEME = regex.compile(r"\X")


def split(text: str, fits: Fits) -> list[str]:
    """The parts, each without white space around it; one where the whole fits."""
    parts: list[str] = []
    rest = text.strip()
    while rest:
        cut = _cut(rest, lambda piece: fits(piece, len(parts)))
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return parts


def numbered(text: str, fits: Fits, suffix: Callable[[int, int], str]) -> list[str]:
    """The same with room left for ``suffix(number, count)`` at the end of every part."""
    parts: list[str] = []
    for count in (9, 99):
        longest = suffix(count, count)
        parts = split(text, lambda piece, number, end=longest: fits(piece + end, number))  # type: ignore[misc]
        if len(parts) <= count:
            break
    return parts


def _cut(text: str, fits: Callable[[str], bool]) -> int:
    """How much of ``text`` goes into this part: at least one sign."""
    if fits(text):
        return len(text)
    gaps = []
    for gap in _GAP.finditer(text):
        if not fits(text[: gap.start()]):
            break
        if gap.start():
            gaps.append(gap)
    if not gaps:
        return _within_word(text, fits)
    enough = gaps[-1].start() * _FULL_ENOUGH
    for good in (_ends_paragraph, _ends_sentence):
        found = [gap.start() for gap in gaps if gap.start() >= enough and good(text, gap)]
        if found:
            return int(found[-1])
    return int(gaps[-1].start())


def _ends_paragraph(text: str, gap: regex.Match[str]) -> bool:
    return "\n\n" in gap.group().replace(" ", "")


def _ends_sentence(text: str, gap: regex.Match[str]) -> bool:
    """A full stop that a small letter follows belongs to an abbreviation."""
    following = text[gap.end() : gap.end() + 1]
    return bool(_SENTENCE_END.search(text[: gap.start()])) and not following.islower()


def _within_word(text: str, fits: Callable[[str], bool]) -> int:
    """A single word that is too long: cut between its signs, unless it is an address, which would
    lead nowhere; that one stands alone, and the platform's objection says so."""
    word = regex.match(r"\S+", text)
    assert word is not None
    if "://" in word.group():
        return int(word.end())
    end = 0
    for sign in _GRAPHEME.finditer(word.group()):
        if end and not fits(text[: sign.end()]):
            break
        end = sign.end()
    return end
