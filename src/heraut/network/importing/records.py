"""A mission and a channel as a file has them (docs/network-format.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

LANGUAGES = ("nl", "fr", "de", "en")


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


@dataclass(frozen=True, slots=True)
class MissionRecord:
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
    time_zone: str = "UTC"
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


@dataclass(frozen=True, slots=True)
class ChannelRecord:
    mission: str
    platform: str
    handle: str
    sharing: tuple[str, ...] = ()
    name: str = ""
    url: str = ""
    platform_id: str = ""
    klass: str = "institution"
    state: str = "planned"
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    source: str = ""
    checked_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: ``line`` and ``column`` count from 1, as an editor shows them."""

    file: str
    line: int
    column: int
    field: str
    code: str
    value: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}, column {self.column}"
        named = f" ({self.field})" if self.field else ""
        said = f" “{self.value}”" if self.value else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{where}{named}: {MESSAGES[self.code]}{said}.{hint}"


#: What each code says, before the value in question.
MESSAGES = {
    "encoding": "the file is not text in UTF-8; save it as CSV UTF-8 or YAML",
    "yaml": "the YAML cannot be read here",
    "empty": "the file holds no rows",
    "header": "the first line names neither missions (key, kind, …) nor channels (mission, platform, …)",
    "column.unknown": "there is no such column",
    "column.missing": "a column is missing",
    "cells": "the row has more cells than the first line has names",
    "missing": "a value is needed",
    "choice": "is not one of the values allowed",
    "key": "a key has small letters, digits and hyphens only",
    "duplicate": "appears twice",
    "country": "is not a country code of two capital letters (ISO 3166-1)",
    "date": "is not a date as 2026-11-30",
    "dates": "ends before it begins",
    "overlap": "overlaps another span",
    "number": "is not a number",
    "range": "lies outside the possible coordinates; are latitude and longitude swapped?",
    "same_place": "has exactly the coordinates of a mission in another city",
    "time_zone": "is not a time zone as Africa/Nairobi",
    "language": "is not a language tag as fr or pt-BR",
    "phone": "is not a telephone number as +3225018111",
    "email": "is not an e-mail address",
    "url": "is not a web address that begins with https://",
    "mission": "names no mission of this file or of the network",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds; with any problem nothing of it is to be used."""

    missions: tuple[MissionRecord, ...]
    channels: tuple[ChannelRecord, ...]
    problems: tuple[Problem, ...] = ()
