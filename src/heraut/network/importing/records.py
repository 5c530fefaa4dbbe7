"""A mission and a channel as a file has them (docs/network-format.md)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where; ``words.sentence`` says it to a person.

    ``line`` and ``column`` count from 1. The column is the cell's number in CSV and the character's
    in YAML; ``field`` is the column's name. ``params`` fill the sentence.
    """

    file: str
    line: int
    column: int
    field: str
    code: str
    value: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a record stands: its cells by column name, each with line and column."""

    file: str = ""
    line: int = 0
    cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def problem(self, name: str, code: str, value: str = "", **params: str) -> Problem:
        line, column = self.cells.get(name, (self.line, 1))
        return Problem(self.file, line, column, name, code, value[:80], params)


@dataclass(frozen=True, slots=True)
class Span:
    """Something that holds from a day to a day; None: since ever, for ever."""

    value: str
    since: date | None = None
    until: date | None = None

    def written(self) -> str:
        if self.since is None and self.until is None:
            return self.value
        since = self.since.isoformat() if self.since else ""
        until = self.until.isoformat() if self.until else ""
        return f"{self.value}:{since}..{until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    where: Where = field(default_factory=Where, compare=False, repr=False)

    def gives(self, column: str) -> bool:
        """Whether its file has that column: what a file does not name stays as it is."""
        return not self.where.cells or column in self.where.cells


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionRecord(_Record):
    """``cities``: language -> city, complete. ``names``: only what the file says itself.
    ``time_zone`` is empty where the file has no such column and the country has several."""

    key: str
    kind: str
    status: str
    country: str
    cities: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    accredited_to: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    phases: tuple[Span, ...] = ()
    jurisdictions: tuple[Span, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    emergency_phone: str = ""
    email: str = ""
    website: str = ""
    source: str = ""
    confidence: str = "medium"
    checked_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord(_Record):
    """``since`` and ``until`` date the handle; ``custodian`` is a person's e-mail address."""

    mission: str
    platform: str
    handle: str
    sharing: tuple[str, ...] = ()
    former_handles: tuple[Span, ...] = ()
    name: str = ""
    url: str = ""
    platform_id: str = ""
    klass: str = "institution"
    state: str = "planned"
    languages: tuple[str, ...] = ()
    custodian: str = ""
    since: date | None = None
    until: date | None = None
    source: str = ""
    checked_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord(_Record):
    """One platform of a mission's plan. ``channel``: a handle; ``amplifies``: handles there."""

    mission: str
    platform: str
    presence: str = "wanted"
    per_week: Decimal = Decimal(0)
    languages: tuple[str, ...] = ()
    reason: str = ""
    hub: bool = False
    channel: str = ""
    amplifies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceRecord(_Record):
    """``share`` in per cent of those whom ``measure`` names."""

    country: str
    platform: str
    level: str
    source: str
    as_of: date
    share: Decimal | None = None
    measure: str = ""
    confidence: str = "medium"
    source_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds; with any problem nothing of it is to be used."""

    missions: tuple[MissionRecord, ...]
    channels: tuple[ChannelRecord, ...]
    problems: tuple[Problem, ...] = ()
