"""Days that matter: what people keep, national days, public holidays."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.network import days
from heraut.network.days import Occurrence
from heraut.network.models import Day, DayKind
from heraut.network.queries import days as kept_days
from heraut.ui.templatetags.ui import country_name, pair

_ICONS = {
    DayKind.NATIONAL: "flag",
    DayKind.HOLIDAY: "sun",
    DayKind.MOURNING: "warning",
    DayKind.OBSERVANCE: "star",
    DayKind.EMBARGO: "lock",
    DayKind.OWN: "calendar",
}
#: From so many countries on, the holidays of a day are told in one line; so many it names.
_SEVERAL, _NAMED = 2, 3


def answer(ask: Ask) -> Answer:
    found = occurrences(ask, ask.span.first, ask.span.last)
    return Answer(_together(found))


def stamp(ask: Ask) -> tuple[object, ...]:
    # access: when anything changed, told to nobody
    return tuple(Day.objects.aggregate(newest=Max("changed_at"), count=Count("pk")).values())


def occurrences(ask: Ask, first: date, last: date) -> list[Occurrence]:
    """Everything that matters in the scope between two days, both included."""
    countries = ask.scope.countries | {settings.HERAUT.country}
    units = list(ask.scope.units or [])
    rows = kept_days(ask.user, first, last, countries, units)
    return [*days.kept(rows, first, last), *days.computed(countries, first, last)]


def _together(found: list[Occurrence]) -> list[Entry]:
    """Holidays of many countries on one day become one entry that names them."""
    by_day: dict[date, list[Occurrence]] = defaultdict(list)
    entries = []
    for each in found:
        if each.kind == DayKind.HOLIDAY and each.day_id is None:
            by_day[each.first].append(each)
        else:
            entries.append(entry(each))
    for day, holidays in by_day.items():
        home = [each for each in holidays if each.country == settings.HERAUT.country]
        away = [each for each in holidays if each.country != settings.HERAUT.country]
        if len(away) < _SEVERAL:
            entries += [entry(each) for each in (*home, *away)]
        else:
            entries += [*(entry(each) for each in home), _several(day, away)]
    return entries


def entry(each: Occurrence) -> Entry:
    where = country_name(each.country) if each.country else ""
    return Entry(
        key=each.key,
        kind=Kind.DAY,
        title=each.name,
        day=each.first,
        until=each.last,
        url=reverse("calendar_day_row", args=[each.day_id]) if each.day_id else "",
        state=each.kind,
        tone="stop" if each.kind == DayKind.MOURNING else "wait" if each.caution else "neutral",
        word=each.kind.label,
        detail=where if each.kind != DayKind.NATIONAL else "",
        caution=each.caution or each.kind == DayKind.MOURNING,
        icon=_ICONS[each.kind],
    )


def _several(day: date, holidays: list[Occurrence]) -> Entry:
    names = sorted({country_name(each.country) for each in holidays})
    whole = ", ".join(names)
    few = len(names) <= _NAMED
    return Entry(
        key=f"holidays-{day.isoformat()}",
        kind=Kind.DAY,
        title=pair(_("Public holiday"), whole)
        if few
        else _("Public holiday in %(count)s countries") % {"count": len(names)},
        day=day,
        until=day,
        state="several",
        word=DayKind.HOLIDAY.label,
        detail="" if few else whole,
        icon=_ICONS[DayKind.HOLIDAY],
    )
