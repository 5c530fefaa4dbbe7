"""From the bytes of a file to rows of cells that know where they stand."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

from heraut.network.importing import workbooks
from heraut.network.importing.columns import COLUMNS, LONGEST, NEEDED, NETWORK, OTHERWISE, READ_BY
from heraut.network.importing.records import Problem, Where

Tables = dict[str, list["Row"]]


@dataclass(frozen=True, slots=True)
class Row:
    """Texts by column name, and where they stand."""

    texts: Mapping[str, str]
    where: Where


@dataclass(slots=True)
class Reading:
    """One file's reading: everything that was wrong so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(
        self, line: int, column: int, name: str, code: str, value: str = "", **params: str
    ) -> None:
        self.problems.append(Problem(self.file, line, column, name, code, value[:80], params))

    def unknown(self, line: int, column: int, name: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(name, known, 1)
        hint = {"near": near[0]} if near else {}
        self.wrong(line, column, name, "column.unknown", name, **hint)

    def text(self, raw: str, line: int, column: int, name: str) -> str:
        """The cell's text as it can be kept; complains about what cannot."""
        text = raw.translate(_INVISIBLE).strip()
        for character in text:
            if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t":
                text = "".join(each if each.isprintable() else "·" for each in text)
                code = f"U+{ord(character):04X}"
                self.wrong(line, column, name, "control", text, character=code)
                break
        most = LONGEST.get(name, OTHERWISE)
        if len(text) > most:
            self.wrong(line, column, name, "long", text, most=str(most))
        return text


_INVISIBLE = {0x200B: None, 0x2060: None, 0xFEFF: None}


def read(content: bytes, reading: Reading, kinds: tuple[str, ...] = NETWORK) -> Tables:
    """The tables of ``kinds``, as far as the file has them."""
    if reading.file.lower().endswith(workbooks.ENDINGS):
        return _workbook(content, reading, kinds)
    text = _decoded(content, reading)
    if text is None:
        return {}
    if reading.file.lower().endswith((".yaml", ".yml")):
        return _yaml(text, reading, kinds)
    return _csv(text, reading, kinds)


def _decoded(content: bytes, reading: Reading) -> str | None:
    """UTF-8, or UTF-16 that says so. No other encoding says what it is: it is refused, not guessed,
    with the word as it would read in the one that spreadsheets write most."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        shown = _word(content, error.start).decode("cp1252", "replace")
        hint = {"read_as": shown} if shown.isprintable() and "\ufffd" not in shown else {}
        reading.wrong(line, column, "", "encoding", **hint)
        return None


def _word(content: bytes, place: int) -> bytes:
    """The few bytes around ``place`` up to the next blank or delimiter."""
    before = re.split(rb"[\s,;|\"]", content[max(0, place - 30) : place])[-1]
    return before + re.split(rb"[\s,;|\"]", content[place : place + 30])[0]


# -- rows of cells -----------------------------------------------------------------------


def _table(rows: list[tuple[int, list[str]]], reading: Reading, kinds: tuple[str, ...]) -> Tables:
    """The first row names the columns; which table it is shows in them."""
    (line, first), *others = rows
    header = _header(first)
    kind = _kind(header, kinds)
    if kind not in kinds:
        _not_meant(line, kind, kinds, reading)
        return {}
    if not _header_fits(header, line, kind, reading):
        return {}
    return {kind: [_row(header, at, cells, reading) for at, cells in others]}


def _not_meant(line: int, kind: str, kinds: tuple[str, ...], reading: Reading) -> None:
    if kind:
        reading.wrong(line, 1, "", "header.other", table=kind, command=READ_BY[kind])
    else:
        wanted = " or ".join(f"{each} ({', '.join(NEEDED[each])}, …)" for each in kinds)
        reading.wrong(line, 1, "", "header", tables=wanted)


def _header(cells: list[str]) -> list[str]:
    header = [name.translate(_INVISIBLE).strip().lower() for name in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _kind(header: list[str], kinds: tuple[str, ...]) -> str:
    """The table whose columns these are, one of ``kinds`` where several are as near."""
    near = {each: len(set(COLUMNS[each]) & set(header)) for each in (*kinds, *COLUMNS)}
    best = max(near, key=lambda each: near[each])
    return best if near[best] else ""


# -- workbooks ------------------------------------------------------------------------------


def _workbook(content: bytes, reading: Reading, kinds: tuple[str, ...]) -> Tables:
    """Every sheet whose first row names columns; others (an explanation) stand aside."""
    try:
        sheets = workbooks.sheets(content)
    except workbooks.Unreadable as error:
        reading.wrong(1, 1, "", error.code)
        return {}
    meant = [
        (Reading(f"{reading.file}, sheet “{name}”", reading.problems), rows)
        for name, rows in sheets
        if rows and _kind(_header(rows[0][1]), kinds)
    ]
    if not meant and any(rows for _, rows in sheets):
        _not_meant(1, "", kinds, reading)
    elif not meant:
        reading.wrong(1, 1, "", "empty")
    tables: Tables = {}
    for each, rows in meant:
        for kind, found in _table(rows, each, kinds).items():
            tables.setdefault(kind, []).extend(found)
    return tables


# -- CSV ------------------------------------------------------------------------------


def _csv(text: str, reading: Reading, kinds: tuple[str, ...]) -> Tables:
    rows = _csv_rows(text, reading)
    if not rows:
        if not reading.problems:
            reading.wrong(1, 1, "", "empty")
        return {}
    return _table(rows, reading, kinds)


def _csv_rows(text: str, reading: Reading) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line that it begins on."""
    first, _, rest = text.partition("\n")
    start, delimiter = 1, max(",;\t", key=first.count)
    if first.strip().lower() in ("sep=,", "sep=;", "sep=\t", "sep="):
        # Excel's own way of naming the delimiter.
        text, start, delimiter = rest, 2, first.strip("\r")[4:5] or "\t"
    skipped = start - 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = skipped + reader.line_num + 1
    except csv.Error:
        reading.wrong(start, 1, "", "csv")
    return rows


def _header_fits(header: list[str], line: int, kind: str, reading: Reading) -> bool:
    known = COLUMNS[kind]
    for number, name in enumerate(header, start=1):
        if name not in known:
            reading.unknown(line, number, name, known)
        elif name in header[: number - 1]:
            reading.wrong(line, number, name, "column.twice", name)
    missing = [name for name in NEEDED[kind] if name not in header]
    for name in missing:
        reading.wrong(line, 1, name, "column.missing", name)
    return not missing


def _row(header: list[str], line: int, cells: list[str], reading: Reading) -> Row:
    while len(cells) > len(header) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(header):
        column = min(len(cells), len(header)) + 1
        names = str(len(header))
        reading.wrong(line, column, "", "cells", cells=str(len(cells)), names=names)
    numbered = list(enumerate(zip(header, cells, strict=False), start=1))
    texts = {name: reading.text(cell, line, at, name) for at, (name, cell) in numbered}
    return Row(texts, Where(reading.file, line, {name: (line, at) for at, (name, _) in numbered}))


# -- YAML -----------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Without aliases: with them a small file can unfold into an endless one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "aliases (*) are not used here", event.start_mark
            )
        return super().compose_node(parent, index)


def _yaml(text: str, reading: Reading, kinds: tuple[str, ...]) -> Tables:
    root = _yaml_root(text, reading)
    if not isinstance(root, yaml.MappingNode):
        if not reading.problems:
            lists = " or ".join(kinds)
            reading.wrong(1, 1, "", "root" if root else "empty", "", lists=lists)
        return {}
    tables: Tables = {}
    for key, value in root.value:
        name = str(key.value)
        if name not in kinds or name in tables or not isinstance(value, yaml.SequenceNode):
            reading.wrong(*_mark(key), name[:80], "table", name, lists=" or ".join(kinds))
            continue
        tables[name] = [row for each in value.value if (row := _yaml_row(each, name, reading))]
    return tables


def _yaml_root(text: str, reading: Reading) -> Any:
    try:
        return yaml.compose(text, Loader=_Loader)
    except RecursionError:
        reading.wrong(1, 1, "", "yaml", reason="it is nested too deep")
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        reading.wrong(line, column, "", "yaml", reason=str(reason))
    return None


def _mark(node: Any) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _yaml_row(node: Any, kind: str, reading: Reading) -> Row | None:
    if not isinstance(node, yaml.MappingNode):
        reading.wrong(*_mark(node), "", "row")
        return None
    texts: dict[str, str] = {}
    cells: dict[str, tuple[int, int]] = {}
    for key, value in node.value:
        name = str(key.value)[:80]
        if name not in COLUMNS[kind]:
            reading.unknown(*_mark(key), name, COLUMNS[kind])
        elif name in texts:
            reading.wrong(*_mark(key), name, "column.twice", name)
        cells[name] = _mark(value)
        texts[name] = reading.text(_scalar(value), *cells[name], name)
    return Row(texts, Where(reading.file, _mark(node)[0], cells))


def _scalar(node: Any) -> str:
    """A list is its values divided by bars."""
    if isinstance(node, yaml.SequenceNode):
        return "|".join(str(each.value) for each in node.value if isinstance(each, yaml.ScalarNode))
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag.endswith(":null") else str(node.value)
    return ""
