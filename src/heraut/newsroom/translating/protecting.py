"""What a machine must not change: put behind tags before a text goes out, put back afterwards.

Terms of the glossary leave as their approved translation; links, addresses, mentions and hashtags
as themselves; emphasis and link texts as pairs of tags. Headings, lists and quotes stay at home.
What does not come back is told, never guessed: ``Finding``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

#: Marks that begin a line of CommonMark: quotes, list items, headings.
_BEGIN = re.compile(r"^(?:\s*(?:>|[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s)\s*)*\s*")
_INLINE = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | \[(?P<label>(?:[^\[\]\\\n]|\\.)+)\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"\n]*")?)\)
    | (?P<strong>\*\*|__)(?=\S)(?P<strong_text>.+?)(?<=\S)(?P=strong)
    | (?<![\w*])(?P<em>[*_])(?=[^\s*_])(?P<em_text>[^*_\n]*?[^\s*_])(?P=em)(?!\w)
    """,
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(
    r"""
      <(?:https?://|mailto:)[^<>\s]+>
    | (?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?…)\]}»”"'’]
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w@/])@[\w-]+(?:\.[\w-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?
    | (?<![\w#&/])\#\w+
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TAG = re.compile(
    r"<\s*(?P<end>/?)\s*(?P<name>[xg])\b(?P<rest>[^<>]*)>|<\s*/?\s*[a-z!?][^<>]*>", re.IGNORECASE
)
_LINE_END = re.compile(r" ?\0([^\0]*)\0 ?")
_ID = re.compile(r"id\s*=\s*[\"']?\s*(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A term and how it is to be said."""

    term: str
    translation: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands behind one tag. ``kind``: term, piece, line, pair; ``said``: the original's
    words; ``shown``: what is put back; ``closing``: of a pair, what follows its text."""

    kind: str
    said: str
    shown: str
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person must look at. ``kind``: term, piece, pair or figure."""

    kind: str
    said: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Segment:
    """``xml``: what goes out; the tag with id n stands for ``marks[n]``."""

    xml: str
    marks: tuple[Mark, ...]
    figures: Counter[str] = field(default_factory=Counter)

    @property
    def worded(self) -> bool:
        """Whether there is anything to translate."""
        return any(letter.isalpha() for letter in html.unescape(_without_marks(self.xml)))


@dataclass(frozen=True, slots=True)
class Protected:
    """A text taken apart: literal pieces of its layout, and numbers of segments between them."""

    layout: tuple[str | int, ...]
    segments: tuple[Segment, ...]


# -- before ----------------------------------------------------------------------------------


def protect(text: str, terms: Sequence[Pair] = (), *, markdown: bool = False) -> Protected:
    """``text`` as segments of one paragraph each; ``markdown`` says what its marks mean."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    pattern = _terms(terms)
    layout: list[str | int] = []
    segments: list[Segment] = []
    for number, (begin, block) in enumerate(_blocks(text, markdown)):
        layout.append(("\n" if number else "") + begin)
        if block.strip():
            layout.append(len(segments))
            segments.append(_Scanner(terms, pattern, markdown).segment(block))
        else:
            layout.append(block)
    return Protected(tuple(layout), tuple(segments))


def _blocks(text: str, markdown: bool) -> list[tuple[str, str]]:
    """(what begins the line, its words); lines that go on the one before are one block."""
    blocks: list[tuple[str, str]] = []
    for line in text.split("\n"):
        begin = _beginning(line, markdown)
        words = line[len(begin) :]
        goes_on = blocks and blocks[-1][1].strip() and words.strip() and not begin.strip()
        if goes_on:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{line}")
        else:
            blocks.append((begin, words))
    return blocks


def _beginning(line: str, markdown: bool) -> str:
    found = _BEGIN.match(line) if markdown else re.match(r"\s*", line)
    return found.group() if found else ""


class _Scanner:
    """One segment in the making."""

    def __init__(
        self, terms: Sequence[Pair], pattern: re.Pattern[str] | None, markdown: bool
    ) -> None:
        self.terms, self.pattern, self.markdown = terms, pattern, markdown
        self.marks: list[Mark] = []
        self.figures: Counter[str] = Counter()

    def segment(self, text: str) -> Segment:
        xml = self._inline(text) if self.markdown else self._pieces(text)
        return Segment(xml, tuple(self.marks), self.figures)

    def _inline(self, text: str) -> str:
        out, at = [], 0
        for found in _INLINE.finditer(text):
            out.append(self._pieces(text[at : found.start()]))
            out.append(self._marked(found))
            at = found.end()
        return "".join([*out, self._pieces(text[at:])])

    def _marked(self, found: re.Match[str]) -> str:
        if found["escape"]:
            return self._tag(Mark("piece", found["escape"], found["escape"]))
        if found["label"] is not None:
            return self._pair(found["label"], "[", f"]({found['target']})", found.group())
        sign = found["strong"] or found["em"]
        return self._pair(found["strong_text"] or found["em_text"], sign, sign, found.group())

    def _pair(self, inner: str, opening: str, closing: str, said: str) -> str:
        number = len(self.marks)
        self.marks.append(Mark("pair", said, opening, closing))
        return f'<g id="{number}">{self._inline(inner)}</g>'

    def _pieces(self, text: str) -> str:
        out, at = [], 0
        for found in _PIECE.finditer(text):
            out.append(self._words(text[at : found.start()]))
            out.append(self._tag(Mark("piece", found.group(), found.group())))
            at = found.end()
        return "".join([*out, self._words(text[at:])])

    def _words(self, text: str) -> str:
        if self.pattern is None:
            return self._plain(text)
        out, at = [], 0
        for found in self.pattern.finditer(text):
            out.append(self._plain(text[at : found.start()]))
            out.append(self._tag(self._term(found)))
            at = found.end()
        return "".join([*out, self._plain(text[at:])])

    def _term(self, found: re.Match[str]) -> Mark:
        said = found.group()
        pair = self.terms[int(str(found.lastgroup)[1:])]
        return Mark("term", said, _cased(pair, said))

    def _plain(self, text: str) -> str:
        self.figures.update(figures(text))
        out = ""
        for part in re.split(r"([ \t]*\n[ \t]*)", text):
            # Spaces around the tag, so that a machine that drops it glues no words together.
            line_end = f" {self._tag(Mark('line', '', part))} " if "\n" in part else ""
            out += line_end or html.escape(part, quote=False)
        return out

    def _tag(self, mark: Mark) -> str:
        number = len(self.marks)
        self.marks.append(mark)
        inner = "" if mark.kind == "line" else html.escape(mark.shown, quote=False)
        return f'<x id="{number}">{inner}</x>'


def _terms(terms: Sequence[Pair]) -> re.Pattern[str] | None:
    """All terms as one pattern, the longest first; a term with a capital is found only so."""
    usable = [(number, pair) for number, pair in enumerate(terms) if pair.term.strip()]
    usable.sort(key=lambda each: -len(each[1].term))
    parts = []
    for number, pair in usable:
        words = r"\s+".join(map(re.escape, pair.term.split()))
        quotes = words.replace("'", "['’]").replace("’", "['’]") if "['’]" not in words else words
        exact = pair.term != pair.term.lower()
        parts.append(f"(?P<t{number}>{quotes if exact else f'(?i:{quotes})'})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)") if parts else None


def _cased(pair: Pair, said: str) -> str:
    """A capital stays where a term that has none stood with one."""
    if said[:1].isupper() and pair.term[:1].islower():
        return pair.translation[:1].upper() + pair.translation[1:]
    return pair.translation


# -- after -----------------------------------------------------------------------------------


def restore(text: Protected, answers: Sequence[str]) -> tuple[str, list[Finding]]:
    """The translated text, and what did not arrive. ``answers``: one for each segment."""
    if len(answers) != len(text.segments):
        raise ValueError(f"{len(answers)} answers to {len(text.segments)} segments")
    findings: list[Finding] = []
    out: list[str] = []
    for part in text.layout:
        if isinstance(part, str):
            out.append(part)
            continue
        said, missing = restored(text.segments[part], answers[part])
        out.append(said)
        findings += missing
    return "".join(out), findings


def restored(segment: Segment, answer: str) -> tuple[str, list[Finding]]:
    """One segment's answer with its marks put back."""
    reader = _Reader(segment.marks)
    said = reader.read(answer)
    missing = [
        Finding(mark.kind, mark.said, "" if mark.kind == "pair" else mark.shown)
        for number, mark in enumerate(segment.marks)
        if number not in reader.placed and not _stands(mark, said)
    ]
    # Figures inside marks are not counted twice: what they hold came back with them or is missing.
    found = figures(reader.plain())
    gone = (segment.figures - found).elements()
    return said, [*missing, *(Finding("figure", figure, "") for figure in gone)]


def _stands(mark: Mark, said: str) -> bool:
    """Whether the tag alone was lost and its words came through; a line's end is no loss."""
    return mark.kind == "line" or (mark.kind != "pair" and mark.shown in said)


class _Reader:
    """Reads an answer leniently: other quotes, tags without an end, tags of the machine's own."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.marks = marks
        self.placed: set[int] = set()
        self._open: list[tuple[int | None, list[str]]] = [(None, [])]
        self._words: list[str] = []

    def read(self, answer: str) -> str:
        answer = _CONTROL.sub("", answer)
        at = 0
        while found := _TAG.search(answer, at):
            self._text(answer[at : found.start()])
            at = found.end()
            name = (found["name"] or "").lower()
            if name == "x" and not found["end"]:
                at = self._piece(found, answer)
            elif name == "g":
                self._paired(found)
        self._text(answer[at:])
        while len(self._open) > 1:
            _, inner = self._open.pop()
            self._say("".join(inner))
        return _LINE_END.sub(r"\1", "".join(self._open[0][1]))

    def plain(self) -> str:
        """The machine's own words, without what was put back."""
        return "".join(self._words)

    def _say(self, text: str) -> None:
        self._open[-1][1].append(text)

    def _text(self, text: str) -> None:
        said = html.unescape(text)
        self._say(said)
        self._words.append(said)

    def _piece(self, found: re.Match[str], answer: str) -> int:
        """Place the mark; where to read on: behind the tag's end, and behind what it holds unless
        that is more than was sent."""
        number = self._number(found)
        if number is None or self.marks[number].kind == "pair":
            return found.end()
        mark = self.marks[number]
        if mark.kind == "term" or number not in self.placed:
            self._say(f"\0{mark.shown}\0" if mark.kind == "line" else mark.shown)
            self._words.append("\n")
            self.placed.add(number)
        if found["rest"].rstrip().endswith("/"):
            return found.end()
        end = re.compile(r"<\s*/\s*x\s*>", re.IGNORECASE).search(answer, found.end())
        inner = answer[found.end() : end.start()] if end else ""
        too_much = len(inner) > 2 * len(mark.shown) + 20 or re.search(r"<\s*x\b", inner)
        return found.end() if end is None or too_much else end.end()

    def _paired(self, found: re.Match[str]) -> None:
        if not found["end"]:
            number = self._number(found)
            usable = number is not None and self.marks[number].kind == "pair"
            self._open.append((number if usable else None, []))
            return
        if len(self._open) == 1:
            return
        number, pieces = self._open.pop()
        inner = "".join(pieces)
        bare = inner.strip()
        if number is None or not bare or number in self.placed:
            self._say(inner)
            return
        mark = self.marks[number]
        before = inner[: len(inner) - len(inner.lstrip())]
        self._say(f"{before}{mark.shown}{bare}{mark.closing}{inner[len(before) + len(bare) :]}")
        self.placed.add(number)

    def _number(self, found: re.Match[str]) -> int | None:
        named = _ID.search(found["rest"])
        number = int(named.group(1)) if named else -1
        return number if 0 <= number < len(self.marks) else None


# -- figures ---------------------------------------------------------------------------------


def figures(text: str) -> Counter[str]:
    """The numbers of ``text`` by their digits alone: 2,262 and 2.262 are one."""
    found: Counter[str] = Counter()
    for number in _NUMBER.finditer(text):
        digits = "".join(str(unicodedata.digit(each, "")) for each in number.group())
        found[digits] += 1
    return found


def _without_marks(xml: str) -> str:
    return _TAG.sub(" ", re.sub(r"<x id=\"\d+\">.*?</x>", " ", xml))


def occurring(text: str, terms: Iterable[Pair]) -> list[Pair]:
    """The terms that stand in ``text``, in the order in which they do, each once."""
    known = list(terms)
    pattern = _terms(known)
    if pattern is None:
        return []
    found: dict[str, Pair] = {}
    for each in pattern.finditer(text):
        pair = known[int(str(each.lastgroup)[1:])]
        found.setdefault(pair.term, replace(pair))
    return list(found.values())
