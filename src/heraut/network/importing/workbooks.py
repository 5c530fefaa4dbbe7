"""Workbooks (.xlsx, .ods) as sheets of texts, row by row as they stand in the sheet."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

ENDINGS = (".xlsx", ".ods")
#: Unpacked: a network of a thousand missions has less than a hundredth of it.
_MOST_BYTES = 60_000_000
_MOST_ROWS, _MOST_COLUMNS = 50_000, 200

Rows = list[tuple[int, list[str]]]


class Unreadable(Exception):
    """``code`` is one of a problem's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def sheets(content: bytes) -> list[tuple[str, Rows]]:
    """Each sheet's name with the rows that hold anything and their numbers, from 1."""
    _weigh(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [(name, _rows(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("workbook") from error


def _weigh(content: bytes) -> None:
    """A small file can unpack into one that fills the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            weight = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unreadable("workbook") from error
    if weight > _MOST_BYTES:
        raise Unreadable("workbook.large")


def _rows(book: CalamineWorkbook, name: str) -> Rows:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
        raise Unreadable("workbook.large")
    numbered = enumerate(sheet.to_python(skip_empty_area=False), start=1)
    texts = ((number, [_text(cell) for cell in cells]) for number, cells in numbered)
    return [(number, cells) for number, cells in texts if any(each.strip() for each in cells)]


def _text(cell: object) -> str:
    """As a person would have typed it: 2, 0.25, 2026-11-30, yes."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
