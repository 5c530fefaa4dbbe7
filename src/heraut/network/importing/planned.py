"""From a file to the records of plans and of platforms' relevance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TypeVar

from heraut.network.handles import fold
from heraut.network.importing.columns import (
    ALSO_CALLED,
    CONFIDENCES,
    LEVELS,
    PLANS,
    PLATFORMS,
    PRESENCES,
    RELEVANCE,
)
from heraut.network.importing.fields import Cell
from heraut.network.importing.parse import Cells, cell_of, opened
from heraut.network.importing.records import PlanRecord, Problem, RelevanceRecord
from heraut.network.importing.tables import Reading, Row, read

Problems = tuple[Problem, ...]
R = TypeVar("R", PlanRecord, RelevanceRecord)


def parse_plans(source: bytes | Path, file: str = "") -> tuple[tuple[PlanRecord, ...], Problems]:
    """As ``parse`` reads missions and channels: never raises for what is in the file."""
    content, file = opened(source, file)
    reading = Reading(file)
    rows = read(content, reading, PLANS).get("plans", [])
    records = tuple(_once(rows, reading, _plan, _plan_identity))
    return records, _sorted(reading)


def parse_relevance(
    source: bytes | Path, file: str = ""
) -> tuple[tuple[RelevanceRecord, ...], Problems]:
    content, file = opened(source, file)
    reading = Reading(file)
    rows = read(content, reading, RELEVANCE).get("relevance", [])
    records = tuple(_once(rows, reading, _relevance, _relevance_identity))
    return records, _sorted(reading)


def _sorted(reading: Reading) -> Problems:
    return tuple(sorted(reading.problems, key=lambda one: (one.file, one.line, one.column)))


def _once(
    rows: Iterable[Row],
    reading: Reading,
    make: Callable[[Row, Cells], R],
    identity: Callable[[R], object],
) -> Iterator[R]:
    """The records; a second row about the same is a problem."""
    seen: dict[object, str] = {}
    for row in rows:
        cell = partial(cell_of, row, reading)
        record = make(row, cell)
        here = f"{row.where.file}, line {row.where.line}"
        first = seen.setdefault(identity(record), here)
        if first != here:
            cell("platform").wrong("duplicate", first=first)
        yield record


def _plan(row: Row, cell: Cells) -> PlanRecord:
    platform = cell("platform").choice(PLATFORMS, also=ALSO_CALLED)
    return PlanRecord(
        where=row.where,
        mission=cell("mission").key(),
        platform=platform,
        presence=cell("presence").choice(PRESENCES, "wanted"),
        per_week=cell("per_week").amount("amount") or Decimal(0),
        languages=cell("languages").languages(),
        reason=cell("reason").text,
        hub=cell("hub").yes(),
        channel=_handle(cell("channel"), platform),
        amplifies=tuple(cell("amplifies").listed()),
    )


def _handle(cell: Cell, platform: str) -> str:
    return cell.handle(platform) if cell.text else ""


def _plan_identity(record: PlanRecord) -> tuple[str, ...]:
    return record.mission, record.platform, fold(record.channel)


def _relevance(row: Row, cell: Cells) -> RelevanceRecord:
    as_of = cell("as_of")
    as_of.needed()
    return RelevanceRecord(
        where=row.where,
        country=cell("country").country(),
        platform=cell("platform").choice(PLATFORMS, also=ALSO_CALLED),
        level=cell("level").choice(LEVELS),
        source=cell("source").needed(),
        # Without a day there is a problem, and what has problems is never used.
        as_of=as_of.day() or date.min,
        share=cell("share").amount("share", 100),
        measure=cell("measure").text,
        confidence=cell("confidence").choice(CONFIDENCES, "medium"),
        source_url=cell("source_url").url(),
        note=cell("note").text,
    )


def _relevance_identity(record: RelevanceRecord) -> tuple[object, ...]:
    return record.country, record.platform, record.as_of, record.source
