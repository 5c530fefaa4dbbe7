"""From the bytes of a file to records, with everything that is wrong in it named at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import Any

import yaml

from heraut.network.importing.fields import Cell, countries
from heraut.network.importing.records import (
    LANGUAGES,
    ChannelRecord,
    MissionRecord,
    Parsed,
    Problem,
)

KINDS = (
    "embassy",
    "consulate-general",
    "consulate",
    "permanent-representation",
    "office",
    "honorary-consulate",
    "digital-embassy",
)
STATUSES = ("open", "planned", "suspended", "closed", "unknown")
CLASSES = ("institution", "head-of-mission", "honorary", "campaign")
STATES = ("planned", "active", "dormant", "parked", "retired")
PLATFORMS = (
    "bluesky",
    "mastodon",
    "web_feed",
    "facebook",
    "instagram",
    "x",
    "linkedin",
    "youtube",
    "website",
)
MISSION_COLUMNS = (
    "key", "kind", "status", "country",
    *(f"city_{code}" for code in LANGUAGES),
    *(f"name_{code}" for code in LANGUAGES),
    "accredited_to", "opened_on", "closed_on", "phases", "jurisdictions", "lat", "lon",
    "time_zone", "languages", "address", "phone", "emergency_phone", "email", "website",
    "source", "confidence", "checked_on", "note",
)  # fmt: skip
CHANNEL_COLUMNS = (
    "mission", "sharing", "platform", "handle", "name", "url", "platform_id", "class", "state",
    "languages", "since", "until", "source", "checked_on", "note",
)  # fmt: skip
_NEEDED = {
    "missions": ("key", "kind", "country", "city_en"),
    "channels": ("mission", "platform", "handle"),
}


@dataclass(slots=True)
class _Row:
    """Cells by column name, each with where it stands."""

    cells: Mapping[str, tuple[str, int, int]]
    line: int


@dataclass(slots=True)
class _Reading:
    """What has been read so far, and what was wrong with it."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(
        self, line: int, column: int, name: str, code: str, value: str = "", hint: str = ""
    ) -> None:
        self.problems.append(Problem(self.file, line, column, name, code, value[:80], hint))

    def cell(self, row: _Row, name: str) -> Cell:
        text, line, column = row.cells.get(name, ("", row.line, 1))

        def complain(said: str, code: str, value: str, hint: str) -> None:
            self.wrong(line, column, said, code, value, hint)

        return Cell(name, text, complain)


def parse(content: bytes, file: str) -> Parsed:
    """Read ``content``; ``file`` names it in problems and, by its ending, says what it is.

    Never raises: what cannot be read at all is a problem too.
    """
    reading = _Reading(file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        reading.wrong(line, column, "", "encoding")
        return Parsed((), (), tuple(reading.problems))
    if file.lower().endswith((".yaml", ".yml")):
        tables = _yaml(text, reading)
    else:
        tables = _csv(text, reading)
    missions = tuple(_missions(tables.get("missions", []), reading))
    channels = tuple(_channels(tables.get("channels", []), reading))
    problems = tuple(sorted(reading.problems, key=lambda one: (one.line, one.column)))
    return Parsed(missions, channels, problems)


# -- tables -------------------------------------------------------------------------


def _csv(text: str, reading: _Reading) -> dict[str, list[_Row]]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        reading.wrong(start, 1, "", "cells")
    rows = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        reading.wrong(1, 1, "", "empty")
        return {}
    header = [name.strip().lower() for name in rows[0][1]]
    kind = "missions" if "key" in header else "channels" if "mission" in header else ""
    if not kind:
        reading.wrong(1, 1, "", "header")
        return {}
    _check_header(header, kind, reading)
    return {kind: [_csv_row(header, line, cells, reading) for line, cells in rows[1:]]}


def _check_header(header: list[str], kind: str, reading: _Reading) -> None:
    known = MISSION_COLUMNS if kind == "missions" else CHANNEL_COLUMNS
    for number, name in enumerate(header, start=1):
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else ""
            reading.wrong(1, number, name, "column.unknown", name, hint)
    for name in _NEEDED[kind]:
        if name not in header:
            reading.wrong(1, 1, name, "column.missing", name)


def _csv_row(header: list[str], line: int, cells: list[str], reading: _Reading) -> _Row:
    if len(cells) > len(header):
        reading.wrong(line, len(header) + 1, "", "cells", cells[len(header)])
    found = {
        name: (cell, line, number)
        for number, (name, cell) in enumerate(zip(header, cells, strict=False), start=1)
    }
    return _Row(found, line)


def _yaml(text: str, reading: _Reading) -> dict[str, list[_Row]]:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        reading.wrong(line, column, "", "yaml")
        return {}
    if not isinstance(root, yaml.MappingNode):
        reading.wrong(1, 1, "", "header")
        return {}
    tables: dict[str, list[_Row]] = {}
    for key, value in root.value:
        name = str(key.value)
        if name not in ("missions", "channels") or not isinstance(value, yaml.SequenceNode):
            reading.wrong(key.start_mark.line + 1, key.start_mark.column + 1, name, "header")
            continue
        tables[name] = [_yaml_row(each, name, reading) for each in value.value]
    return tables


def _yaml_row(node: Any, kind: str, reading: _Reading) -> _Row:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        reading.wrong(line, node.start_mark.column + 1, "", "header")
        return _Row({}, line)
    known = MISSION_COLUMNS if kind == "missions" else CHANNEL_COLUMNS
    cells: dict[str, tuple[str, int, int]] = {}
    for key, value in node.value:
        name = str(key.value)
        mark = value.start_mark
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else ""
            reading.wrong(
                key.start_mark.line + 1,
                key.start_mark.column + 1,
                name,
                "column.unknown",
                name,
                hint,
            )
        cells[name] = (_scalar(value), mark.line + 1, mark.column + 1)
    return _Row(cells, line)


def _scalar(node: Any) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "|".join(_scalar(each) for each in node.value)
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag.endswith(":null") else str(node.value)
    return ""


# -- records --------------------------------------------------------------------------


def _missions(rows: list[_Row], reading: _Reading) -> Iterator[MissionRecord]:
    seen: dict[str, int] = {}
    places: dict[tuple[float, float], str] = {}
    for row in rows:
        record = _mission(row, partial(reading.cell, row))
        if record.key in seen:
            hint = f"First in line {seen[record.key]}."
            reading.cell(row, "key").wrong("duplicate", hint=hint)
            continue
        seen[record.key] = row.line
        if record.latitude is not None and record.longitude is not None:
            place = (record.latitude, record.longitude)
            city = record.cities.get("en", "")
            if places.setdefault(place, city) != city:
                reading.cell(row, "lat").wrong(
                    "same_place", hint=f"It is the place of {places[place]}."
                )
        yield record


def _mission(row: _Row, cell: Callable[[str], Cell]) -> MissionRecord:
    phases = cell("phases")
    jurisdictions = cell("jurisdictions")
    opened, closed = cell("opened_on").day(), cell("closed_on").day()
    if opened and closed and closed <= opened:
        cell("closed_on").wrong("dates")
    cities = {code: cell(f"city_{code}").text for code in LANGUAGES}
    cell("city_en").needed()
    return MissionRecord(
        key=cell("key").key(),
        kind=cell("kind").choice(KINDS),
        status=cell("status").choice(STATUSES, "open"),
        country=cell("country").country(),
        cities={code: city or cities["en"] for code, city in cities.items()},
        names={code: text for code in LANGUAGES if (text := cell(f"name_{code}").text)},
        accredited_to=cell("accredited_to").text,
        opened_on=opened,
        closed_on=closed,
        phases=phases.without_overlap(
            phases.spans(lambda kind: kind in KINDS, "choice"), per_value=False
        ),
        jurisdictions=jurisdictions.without_overlap(
            jurisdictions.spans(lambda code: code in countries(), "country"), per_value=True
        ),
        latitude=cell("lat").number(90),
        longitude=cell("lon").number(180),
        time_zone=cell("time_zone").time_zone(),
        languages=cell("languages").languages(),
        address=cell("address").text,
        phone=cell("phone").phone(),
        emergency_phone=cell("emergency_phone").phone(),
        email=cell("email").email(),
        website=cell("website").url(),
        source=cell("source").text,
        confidence=cell("confidence").choice(("high", "medium", "low"), "medium"),
        checked_on=cell("checked_on").day(),
        note=cell("note").text,
    )


def _channels(rows: list[_Row], reading: _Reading) -> Iterator[ChannelRecord]:
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        record = _channel(partial(reading.cell, row))
        identity = (record.mission, record.platform, record.handle.lower())
        if identity in seen:
            hint = f"First in line {seen[identity]}."
            reading.cell(row, "handle").wrong("duplicate", hint=hint)
            continue
        seen[identity] = row.line
        yield record


def _channel(cell: Callable[[str], Cell]) -> ChannelRecord:
    since, until = cell("since").day(), cell("until").day()
    if since and until and until <= since:
        cell("until").wrong("dates")
    return ChannelRecord(
        mission=cell("mission").key(),
        sharing=cell("sharing").listed(),
        platform=cell("platform").choice(PLATFORMS),
        handle=cell("handle").needed().lstrip("@"),
        name=cell("name").text,
        url=cell("url").url(),
        platform_id=cell("platform_id").text,
        klass=cell("class").choice(CLASSES, "institution"),
        state=cell("state").choice(STATES, "planned"),
        languages=cell("languages").languages(),
        since=since,
        until=until,
        source=cell("source").text,
        checked_on=cell("checked_on").day(),
        note=cell("note").text,
    )
