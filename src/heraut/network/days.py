"""Which days matter between two dates: what people keep, and what is computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from dateutil.rrule import rrulestr
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heraut.kernel.errors import Refusal
from heraut.network import public_holidays
from heraut.network.models import Day, DayKind
from heraut.network.national_days import NATIONAL_DAYS
from heraut.ui.templatetags.ui import country_name

#: The parts of a rule that may be written: nothing that comes more than a few times a year.
_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYEASTER"}
)
#: More than this a year is no day that stands out.
_MOST_A_YEAR = 31


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a day comes round. ``country`` empty: everywhere. ``day_id`` and ``unit_id``
    are empty for what is computed."""

    key: str
    kind: DayKind
    name: str
    first: date
    last: date
    country: str = ""
    caution: bool = False
    source: str = ""
    day_id: UUID | None = None
    unit_id: UUID | None = None

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


def check_rule(rule: str, first: date) -> str:
    """``rule`` in its plain form. Raises ``Refusal("day.rule")`` for anything but a yearly rule
    that comes round, ``Refusal("day.rule_often")`` for one that fills the year."""
    plain = rule.strip().upper().removeprefix("RRULE:")
    if not plain:
        return ""
    parts = [each.partition("=")[0] for each in plain.split(";")]
    if "FREQ=YEARLY" not in plain.split(";") or not set(parts) <= _PARTS:
        raise Refusal("day.rule")
    try:
        found = rrulestr(plain, dtstart=datetime.combine(first, time()))
        times = list(islice(found, _MOST_A_YEAR * 2))
    except (ValueError, TypeError, OverflowError):
        raise Refusal("day.rule") from None
    if not times:
        raise Refusal("day.rule")
    if sum(each < times[0] + timedelta(days=365) for each in times) > _MOST_A_YEAR:
        raise Refusal("day.rule_often")
    return plain


def expand(day: Day, first: date, last: date) -> list[tuple[date, date]]:
    """When ``day`` comes round so that any of it lies between the two dates, both included."""
    length = day.last - day.first
    if not day.rule:
        starts = [day.first]
    else:
        rule = rrulestr(day.rule, dtstart=datetime.combine(day.first, time()))
        since = datetime.combine(first - length, time())
        starts = [each.date() for each in rule.between(since, datetime.combine(last, time()), True)]
    return [(each, each + length) for each in starts if each <= last and each + length >= first]


def kept(rows: Iterable[Day], first: date, last: date) -> list[Occurrence]:
    """What people keep in ``rows``."""
    return [
        Occurrence(
            key=f"day-{row.pk}-{start.isoformat()}",
            kind=DayKind(row.kind),
            name=row.name,
            first=start,
            last=end,
            country=row.country,
            caution=row.caution,
            source=row.source,
            day_id=row.pk,
            unit_id=row.unit_id,
        )
        for row in rows
        for start, end in expand(row, first, last)
    ]


def computed(countries: Iterable[str], first: date, last: date) -> list[Occurrence]:
    """National days and public holidays of ``countries``; a national day that is free is told
    once."""
    language = get_language() or "en"
    found = []
    for country in sorted(countries):
        own = _national(country, first, last)
        found += own
        taken = {each.first for each in own}
        found += [
            Occurrence(
                key=f"holiday-{country}-{day.isoformat()}",
                kind=DayKind.HOLIDAY,
                name=name,
                first=day,
                last=day,
                country=country,
            )
            for day, name in public_holidays.between(country, first, last, language)
            if day not in taken
        ]
    return found


def _national(country: str, first: date, last: date) -> list[Occurrence]:
    if country not in NATIONAL_DAYS:
        return []
    month, number = NATIONAL_DAYS[country]
    days = [date(year, month, number) for year in range(first.year, last.year + 1)]
    return [
        Occurrence(
            key=f"national-{country}-{day.isoformat()}",
            kind=DayKind.NATIONAL,
            name=_("National day: %(country)s") % {"country": country_name(country)},
            first=day,
            last=day,
            country=country,
        )
        for day in days
        if first <= day <= last
    ]
