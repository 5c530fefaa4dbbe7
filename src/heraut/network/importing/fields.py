"""One cell at a time: from text to a value, or to what is wrong with it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from heraut.network.importing.records import Span

Complaint = Callable[..., None]

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PHONE = re.compile(r"\+[0-9]{6,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@cache
def countries() -> frozenset[str]:
    return frozenset(
        str(code) for code in Locale("en").territories if re.fullmatch(r"[A-Z]{2}", str(code))
    )


@cache
def zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


class Cell:
    """A value with its column's name; every reading complains through ``complain``."""

    def __init__(self, name: str, text: str, complain: Callable[[str, str, str, str], None]):
        self.name, self.text, self._complain = name, text.strip(), complain

    def wrong(self, code: str, value: str | None = None, hint: str = "") -> None:
        self._complain(self.name, code, self.text if value is None else value, hint)

    def needed(self) -> str:
        if not self.text:
            self.wrong("missing")
        return self.text

    def choice(self, allowed: tuple[str, ...], default: str = "") -> str:
        if not self.text and default:
            return default
        if self.text not in allowed:
            near = get_close_matches(self.text, allowed, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(allowed)}."
            self.wrong("choice" if self.text else "missing", hint=hint)
        return self.text

    def key(self) -> str:
        if self.needed() and not _KEY.fullmatch(self.text):
            self.wrong("key")
        return self.text

    def country(self) -> str:
        if self.needed() and self.text not in countries():
            self.wrong("country")
        return self.text

    def day(self, text: str | None = None) -> date | None:
        said = self.text if text is None else text
        if not said:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
                raise ValueError
            return date.fromisoformat(said)
        except ValueError:
            self.wrong("date", said)
            return None

    def number(self, most: float) -> float | None:
        if not self.text:
            return None
        try:
            value = float(self.text.replace(",", "."))
        except ValueError:
            self.wrong("number")
            return None
        if not -most <= value <= most:
            self.wrong("range")
            return None
        return value

    def time_zone(self) -> str:
        if not self.text:
            return "UTC"
        if self.text not in zones():
            near = get_close_matches(self.text, zones(), 1)
            self.wrong("time_zone", hint=f"Did you mean {near[0]}?" if near else "")
        return self.text

    def listed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in self.text.split("|") if part.strip()))

    def languages(self) -> tuple[str, ...]:
        for each in self.listed():
            if not _LANGUAGE.fullmatch(each):
                self.wrong("language", each)
        return self.listed()

    def phone(self) -> str:
        plain = re.sub(r"[\s()./-]", "", self.text)
        if plain and not _PHONE.fullmatch(plain):
            self.wrong("phone")
        return plain

    def email(self) -> str:
        plain = self.text.removeprefix("mailto:").lower()
        if plain and not _EMAIL.fullmatch(plain):
            self.wrong("email")
        return plain

    def url(self) -> str:
        if not self.text:
            return ""
        try:
            parts = urlsplit(self.text)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme != "https" or not parts.hostname:
            self.wrong("url")
        return self.text

    def spans(self, check: Callable[[str], bool], code: str) -> tuple[Span, ...]:
        """``value`` or ``value:since..until``, several divided by ``|``."""
        found = []
        for part in self.listed():
            value, _, dates = part.partition(":")
            since, _, until = dates.partition("..")
            if not check(value):
                self.wrong(code, value)
            span = Span(value, self.day(since.strip()), self.day(until.strip()))
            if span.since and span.until and span.until <= span.since:
                self.wrong("dates", part)
            found.append(span)
        return tuple(found)

    def without_overlap(self, spans: tuple[Span, ...], *, per_value: bool) -> tuple[Span, ...]:
        for place, one in enumerate(spans):
            for other in spans[place + 1 :]:
                if per_value and one.value != other.value:
                    continue
                if (one.since or date.min) < (other.until or date.max) and (
                    other.since or date.min
                ) < (one.until or date.max):
                    self.wrong("overlap", f"{one.written()} / {other.written()}")
        return spans
