"""A file of subscribers, read line by line: what is good, and what is wrong where."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from heraut.audience import addresses
from heraut.kernel.errors import Refusal

MOST = 20_000
_COLUMNS = {
    "email": ("email", "e-mail", "mail", "address", "adresse", "e-mailadres"),
    "consented": ("consented", "consent", "date", "since", "datum"),
    "evidence": ("evidence", "proof", "preuve", "bewijs", "nachweis"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``consented_at``: the day on which the person agreed, where the file says so."""

    number: int
    address: str
    consented_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """``code``: ``address``, ``date`` or ``twice``; the line is left out. Never the address."""

    number: int
    code: str


def parse(data: bytes) -> tuple[list[Line], list[Trouble]]:
    """CSV in UTF-8 with a first line of names; comma, semicolon or tab between.

    Raises ``Refusal`` with ``import.not_csv``, ``import.no_column`` or ``import.too_long``.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("import.not_csv") from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Refusal("import.not_csv") from None
    if len(rows) > MOST + 1:
        raise Refusal("import.too_long", most=MOST)
    places = _places(rows[0] if rows else [])
    return _lines(rows[1:], places)


def _places(head: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in head]
    places = {
        key: names.index(found)
        for key, spellings in _COLUMNS.items()
        if (found := next((name for name in names if name in spellings), None)) is not None
    }
    if "email" not in places:
        raise Refusal("import.no_column")
    return places


def _lines(rows: list[list[str]], places: dict[str, int]) -> tuple[list[Line], list[Trouble]]:
    lines: list[Line] = []
    troubles: list[Trouble] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        read = _line(number, row, places, seen)
        if isinstance(read, Trouble):
            troubles.append(read)
        else:
            seen.add(read.address.lower())
            lines.append(read)
    return lines, troubles


def _line(number: int, row: list[str], places: dict[str, int], seen: set[str]) -> Line | Trouble:
    def cell(name: str) -> str:
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    try:
        address = addresses.normal(cell("email"))
    except Refusal:
        return Trouble(number, "address")
    if address.lower() in seen:
        return Trouble(number, "twice")
    try:
        said = cell("consented")
        when = datetime.fromisoformat(said) if said else None
    except ValueError:
        return Trouble(number, "date")
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return Line(number, address, when, cell("evidence")[:500])
