"""One cell at a time: from text to a value, or to what is wrong with it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from urllib.parse import urlsplit

from babel import Locale

from heraut.connectors import catalogue
from heraut.network.handles import understand
from heraut.network.importing.columns import OWN_PLATFORMS
from heraut.network.importing.places import zones_of
from heraut.network.importing.records import Span

Complain = Callable[..., None]

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PHONE = re.compile(r"\+[1-9][0-9]{5,14}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
_YES_NO = {"yes": True, "no": False, "true": True, "false": False, "": False}
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,20})?")
#: Territories that are no countries: unions, islands without a code of their own, test data.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
_LONGEST_LANGUAGE = 12


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1's codes as the CLDR has them, with Kosovo's XK."""
    known = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in known if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRIES


@cache
def zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


class Cell:
    """A text with its column's name. A reading that fails complains and goes on with a value that
    does no harm: what has problems is never used."""

    def __init__(self, text: str, complain: Complain, *, there: bool):
        self.text, self._complain, self.there = text, complain, there

    def wrong(self, code: str, value: str | None = None, **params: str) -> None:
        self._complain(code, self.text if value is None else value, **params)

    def needed(self) -> str:
        if not self.text:
            self.wrong("missing")
        return self.text

    def choice(
        self,
        allowed: tuple[str, ...],
        default: str = "",
        also: dict[str, str] | None = None,
    ) -> str:
        if not self.text and default:
            return default
        if not self.text:
            self.wrong("missing", allowed=", ".join(allowed))
        elif self.text not in allowed:
            self.wrong("choice", **_meant(self.text, allowed, also or {}))
        return self.text

    def key(self) -> str:
        if self.needed() and not _KEY.fullmatch(self.text):
            self.wrong("key")
        return self.text

    def country(self) -> str:
        if self.needed() and self.text not in countries():
            self.wrong("country", **_country_meant(self.text))
        return self.text

    def day(self, text: str | None = None) -> date | None:
        said = self.text if text is None else text
        if not said:
            return None
        try:
            if not _DAY.fullmatch(said):
                raise ValueError
            return date.fromisoformat(said)
        except ValueError:
            self.wrong("date", said, **_day_meant(said))
            return None

    def degrees(self, most: int) -> float | None:
        if not self.text:
            return None
        if not _NUMBER.fullmatch(self.text):
            self.wrong("number")
            return None
        value = float(self.text.replace(",", "."))
        if abs(value) > most:
            self.wrong("range", most=str(most))
            return None
        return value

    def amount(self, code: str, most: int = 999) -> Decimal | None:
        """A number with two decimals at most, not negative; None for an empty cell."""
        if not self.text:
            return None
        value = self.text.removesuffix("%").rstrip()
        if not _AMOUNT.fullmatch(value) or Decimal(value.replace(",", ".")) > most:
            self.wrong(code)
            return None
        return Decimal(value.replace(",", "."))

    def yes(self) -> bool:
        said = self.text.lower()
        if said not in _YES_NO:
            self.wrong("yes_no", allowed="yes, no")
        return _YES_NO.get(said, False)

    def time_zone(self, country: str) -> str:
        """Empty: the country's zone where it has but one."""
        at_home = zones_of(country)
        if self.text and self.text not in zones():
            near = get_close_matches(self.text, at_home, 1, 0.4) or get_close_matches(
                self.text, zones(), 1
            )
            self.wrong("time_zone", **({"near": near[0]} if near else {}))
        if self.text:
            return self.text
        if len(at_home) == 1:
            return at_home[0]
        if self.there and country in countries():
            some = sorted(at_home)[:6] + ["…"] * (len(at_home) > 6)
            self.wrong("missing", **({"allowed": ", ".join(some)} if some else {}))
        return ""

    def listed(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in self.text.split("|") if part.strip()))

    def keys(self) -> tuple[str, ...]:
        for each in self.listed():
            if not _KEY.fullmatch(each):
                self.wrong("key", each)
        return self.listed()

    def languages(self) -> tuple[str, ...]:
        for each in self.listed():
            if not _LANGUAGE.fullmatch(each) or len(each) > _LONGEST_LANGUAGE:
                self.wrong("language", each)
        return self.listed()

    def phone(self) -> str:
        """``00`` becomes ``+``; the ``(0)`` that one dials only at home goes."""
        plain = self.text.removeprefix("tel:").replace("(0)", "")
        plain = re.sub(r"[\s().\u2010-\u2015/-]", "", plain)
        plain = re.sub(r"^00(?=[1-9])", "+", plain)
        if plain and not _PHONE.fullmatch(plain):
            self.wrong("phone")
        return plain

    def email(self) -> str:
        plain = self.text.removeprefix("mailto:").lower()
        if plain and not _EMAIL.fullmatch(plain):
            self.wrong("email")
        return plain

    def url(self) -> str:
        if self.text and not _is_web_address(self.text):
            meant = f"https://{self.text}"
            likely = "." in self.text and _is_web_address(meant)
            self.wrong("url", **({"write": meant} if likely else {}))
        return self.text

    def handle(self, platform: str) -> str:
        """A name, or the name out of the address of its page."""
        if platform in OWN_PLATFORMS or not self.needed():
            return self.text
        asked = understand(self.text)
        if asked is None or re.search(r"\s", asked.handle):
            self.wrong("handle")
            return self.text
        if asked.platform not in ("", platform):
            self.wrong("handle.platform", other=catalogue.label(asked.platform))
        elif not asked.platform and "/" in asked.handle:
            self.wrong("handle")
        return asked.handle

    def spans(self, check: Callable[[str], bool], code: str) -> tuple[Span, ...]:
        """``value`` or ``value:since..until``, several divided by ``|``."""
        return tuple(self._span(part, check, code) for part in self.listed())

    def _span(self, part: str, check: Callable[[str], bool], code: str) -> Span:
        value, _, dates = part.rpartition(":")
        if ".." not in dates:
            value, dates = part, ".."
        if not check(value):
            said = "span" if ":" in value else code
            self.wrong(said, value)
        since, _, until = dates.partition("..")
        span = Span(value.strip(), self.day(since.strip()), self.day(until.strip()))
        if span.since and span.until and span.until <= span.since:
            self.wrong("dates", part)
        return span

    def without_overlap(self, spans: tuple[Span, ...], *, per_value: bool) -> tuple[Span, ...]:
        for place, one in enumerate(spans):
            for other in spans[place + 1 :]:
                if per_value and one.value != other.value:
                    continue
                if (one.since or date.min) < (other.until or date.max) and (
                    other.since or date.min
                ) < (one.until or date.max):
                    self.wrong("overlap", f"{one.written()} | {other.written()}")
        return spans


def _meant(text: str, allowed: tuple[str, ...], also: dict[str, str]) -> dict[str, str]:
    plain = text.lower().replace(" ", "-").replace("_", "-")
    if plain in also:
        return {"near": also[plain]}
    near = get_close_matches(plain, allowed, 1)
    return {"near": near[0]} if near else {"allowed": ", ".join(allowed)}


def _country_meant(text: str) -> dict[str, str]:
    """The code for a country's name, in one of the four languages, or for a small-lettered code."""
    if text.upper() in countries():
        return {"near": text.upper()}
    code = _country_names().get(text.casefold())
    if code is None and text.upper() == "UK":
        code = "GB"
    return {"near": code} if code else {}


@cache
def _country_names() -> dict[str, str]:
    return {
        str(name).casefold(): str(code)
        for language in ("nl", "fr", "de", "en")
        for code, name in Locale(language).territories.items()
        if code in countries()
    }


def _day_meant(said: str) -> dict[str, str]:
    """What a spreadsheet may have made of a date. 3/4/2018 has two meanings: none is proposed."""
    if re.fullmatch("[0-9]{5}", said):
        return {"near": (date(1899, 12, 30) + timedelta(days=int(said))).isoformat()}
    local = _LOCAL_DAY.fullmatch(said)
    if local is None:
        return {}
    one, two, year = (int(part) for part in local.groups())
    readings = set()
    for day, month in ((one, two), (two, one)):
        try:
            readings.add(date(year, month, day).isoformat())
        except ValueError:
            continue
    return {"near": "” or “".join(sorted(readings))} if readings else {}


def _is_web_address(text: str) -> bool:
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and "." in host and not parts.username
