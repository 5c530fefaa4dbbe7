"""From a file to records, with everything that is wrong in it named at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from heraut.network.handles import fold
from heraut.network.importing import places
from heraut.network.importing.columns import (
    ALSO_CALLED,
    CLASSES,
    CONFIDENCES,
    KINDS,
    LANGUAGES,
    OWN_PLATFORMS,
    PLATFORMS,
    STATES,
    STATUSES,
)
from heraut.network.importing.fields import Cell, countries
from heraut.network.importing.records import ChannelRecord, MissionRecord, Parsed, Span
from heraut.network.importing.tables import Reading, Row, read

Cells = Callable[[str], Cell]


def parse(source: bytes | Path, file: str = "") -> Parsed:
    """Read ``source``; ``file`` names it in problems and, by its ending, says what it is.

    Whatever the bytes are: what cannot be read is a problem, never an exception. ``OSError`` for a
    path that cannot be opened.
    """
    content, file = opened(source, file)
    reading = Reading(file)
    tables = read(content, reading)
    missions = tuple(_missions(tables.get("missions", []), reading))
    channels = tuple(_channels(tables.get("channels", []), reading))
    problems = tuple(sorted(reading.problems, key=lambda one: (one.line, one.column)))
    return Parsed(missions, channels, problems)


def opened(source: bytes | Path, file: str = "") -> tuple[bytes, str]:
    """The bytes and the name that problems give the file."""
    if isinstance(source, Path):
        return source.read_bytes(), file or source.name
    return source, file


def cell_of(row: Row, reading: Reading, name: str) -> Cell:
    """The cell in column ``name``, which complains into ``reading``."""

    def complain(code: str, value: str, **params: str) -> None:
        reading.problems.append(row.where.problem(name, code, value, **params))

    return Cell(row.texts.get(name, ""), complain, there=name in row.texts)


# -- missions -------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What the rows so far have said: keys by line, cities and lines by place."""

    keys: dict[str, int] = field(default_factory=dict)
    places: dict[places.Point, tuple[str, int]] = field(default_factory=dict)


def _missions(rows: list[Row], reading: Reading) -> Iterator[MissionRecord]:
    seen = _Seen()
    for row in rows:
        cell = partial(cell_of, row, reading)
        record = _mission(row, cell)
        if record.key in seen.keys:
            cell("key").wrong("duplicate", first=f"line {seen.keys[record.key]}")
            continue
        if record.key:
            seen.keys[record.key] = row.where.line
        _check_place(record, cell, seen)
        yield record


def _check_place(record: MissionRecord, cell: Cells, seen: _Seen) -> None:
    lat, lon = cell("lat"), cell("lon")
    if record.latitude is not None and not lon.text:
        lon.wrong("pair")
    if record.longitude is not None and not lat.text:
        lat.wrong("pair")
    if record.latitude is None or record.longitude is None:
        return
    place = (record.latitude, record.longitude)
    written = f"{record.latitude}, {record.longitude}"
    doubt = places.doubt(place, record.time_zone)
    if doubt is not None:
        code, away = doubt
        lat.wrong(code, written, km=f"{away:,}", zone=record.time_zone)
    city = record.cities.get("en", "")
    other, line = seen.places.setdefault(place, (city, record.where.line))
    if other != city:
        lat.wrong("same_place", written, city=f"{other} (line {line})")


def _mission(row: Row, cell: Cells) -> MissionRecord:
    opened, closed = cell("opened_on").day(), cell("closed_on").day()
    if opened and closed and closed <= opened:
        cell("closed_on").wrong("dates")
    country = cell("country").country()
    kind = cell("kind").choice(KINDS)
    jurisdictions = cell("jurisdictions")
    cell("city_en").needed()
    cities = {code: cell(f"city_{code}").text for code in LANGUAGES}
    return MissionRecord(
        where=row.where,
        key=cell("key").key(),
        kind=kind,
        status=cell("status").choice(STATUSES, "open"),
        country=country,
        cities={code: city or cities["en"] for code, city in cities.items()},
        names={code: text for code in LANGUAGES if (text := cell(f"name_{code}").text)},
        accredited_to=cell("accredited_to").text,
        opened_on=opened,
        closed_on=closed,
        phases=_phases(cell("phases"), kind),
        jurisdictions=jurisdictions.without_overlap(
            jurisdictions.spans(lambda code: code in countries(), "country"), per_value=True
        ),
        latitude=cell("lat").degrees(90),
        longitude=cell("lon").degrees(180),
        time_zone=cell("time_zone").time_zone(country),
        languages=cell("languages").languages(),
        address=cell("address").text,
        phone=cell("phone").phone(),
        emergency_phone=cell("emergency_phone").phone(),
        email=cell("email").email(),
        website=cell("website").url(),
        source=cell("source").text,
        confidence=cell("confidence").choice(CONFIDENCES, "medium"),
        checked_on=cell("checked_on").day(),
        note=cell("note").text,
    )


def _phases(cell: Cell, kind: str) -> tuple[Span, ...]:
    spans = cell.without_overlap(cell.spans(lambda one: one in KINDS, "choice"), per_value=False)
    lasting = [span.value for span in spans if span.until is None]
    if lasting and {kind, *lasting} <= set(KINDS) and kind not in lasting:
        cell.wrong("phase", lasting[0], kind=kind)
    return spans


# -- channels -------------------------------------------------------------------------


def _channels(rows: list[Row], reading: Reading) -> Iterator[ChannelRecord]:
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    for row in rows:
        cell = partial(cell_of, row, reading)
        record = _channel(row, cell)
        identity: tuple[str, ...] = (record.platform, fold(record.handle))
        if record.platform in OWN_PLATFORMS:
            identity = (*identity, record.mission)
        holder, line = seen.setdefault(identity, (record.mission, row.where.line))
        first = f"line {line}"
        if line == row.where.line or not record.handle:
            yield record
        elif holder == record.mission:
            cell("handle").wrong("duplicate", first=first)
        else:
            cell("handle").wrong("held_twice", first=first, other=holder)


def _channel(row: Row, cell: Cells) -> ChannelRecord:
    since, until = cell("since").day(), cell("until").day()
    if since and until and until <= since:
        cell("until").wrong("dates")
    platform = cell("platform").choice(PLATFORMS, also=ALSO_CALLED)
    handle = cell("handle").handle(platform)
    url = cell("url").url()
    pasted = cell("handle").text
    if not url and pasted.startswith("https://"):
        url = pasted
    return ChannelRecord(
        where=row.where,
        mission=cell("mission").key(),
        sharing=cell("sharing").keys(),
        platform=platform,
        handle=handle,
        former_handles=cell("former_handles").spans(lambda name: bool(name.strip()), "handle"),
        name=cell("name").text,
        url=url,
        platform_id=cell("platform_id").text,
        klass=cell("class").choice(CLASSES, "institution"),
        state=cell("state").choice(STATES, "planned"),
        languages=cell("languages").languages(),
        custodian=cell("custodian").email(),
        since=since,
        until=until,
        source=cell("source").text,
        checked_on=cell("checked_on").day(),
        note=cell("note").text,
    )
