"""The glossary as a table for spreadsheets: CSV in UTF-8, a term and its translation a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from heraut.newsroom import languages
from heraut.newsroom.models import Term

COLUMNS = ("source_language", "term", "target_language", "translation", "note")
#: More lines than any ministry has words.
MOST_ROWS, MOST_BYTES = 20_000, 4 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    source_language: str
    term: str
    target_language: str
    translation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """``line`` as a spreadsheet counts, the heads being 1; ``code``: columns, language, empty, long,
    same, many, encoding."""

    line: int
    code: str
    said: str = ""


def parse(data: bytes) -> tuple[list[Row], list[Wrong]]:
    """The rows, and what is wrong with any; take none in where there is a wrong one."""
    if len(data) > MOST_BYTES:
        return [], [Wrong(1, "many")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Wrong(1, "encoding")]
    head = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    try:
        lines = list(reader)
    except csv.Error:
        return [], [Wrong(1, "columns")]
    names = [name.strip().lower() for name in lines[0]] if lines else []
    if not set(COLUMNS[:4]) <= set(names):
        return [], [Wrong(1, "columns", ", ".join(COLUMNS))]
    if len(lines) > MOST_ROWS:
        return [], [Wrong(MOST_ROWS, "many")]
    return _rows(names, lines[1:])


def _rows(names: list[str], lines: list[list[str]]) -> tuple[list[Row], list[Wrong]]:
    known = dict(languages.choices())
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        found = dict(zip(names, (cell.strip() for cell in line), strict=False))
        row = Row(*(_plain(found.get(name, "")) for name in COLUMNS))
        fault = _fault(row, known)
        if fault is None:
            rows.append(row)
        else:
            wrong.append(Wrong(number, *fault))
    return rows, wrong


def _fault(row: Row, known: dict[str, str]) -> tuple[str, str] | None:
    for language in (row.source_language, row.target_language):
        if language not in known:
            return "language", language
    if row.source_language == row.target_language:
        return "same", row.source_language
    if not row.term or not row.translation:
        return "empty", row.term or row.translation
    if max(len(row.term), len(row.translation)) > 120 or len(row.note) > 300:
        return "long", row.term[:40]
    return None


def write(terms: Iterable[Term]) -> str:
    """With a mark at its beginning by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for term in terms:
        cells = (getattr(term, name) for name in COLUMNS)
        writer.writerow([_safe(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _safe(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
