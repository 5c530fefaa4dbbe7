"""The demonstration's calendar: days that matter, another's calendar, texts over the weeks to come.

Sources: the mourning and its dates, Prime Minister's announcement of 22 March 2016; King's Feast,
15 November since 1866; Europe Day, the Schuman declaration of 9 May 1950; the United Nations'
international days, https://www.un.org/en/observances/list-days-weeks (see ``sandbox/calendars``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from heraut.desk.actions.add_calendar import add_calendar
from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.network.actions.add_day import DayValues, add_day
from heraut.network.models import DayKind, DayReach, Mission
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Item
from heraut.people.models import Unit, User

_DAYS = (
    DayValues(
        kind=DayKind.MOURNING,
        reach=DayReach.NETWORK,
        names={
            "nl": "Nationale rouw: aanslagen van Brussel",
            "fr": "Deuil national : attentats de Bruxelles",
            "de": "Staatstrauer: Anschläge von Brüssel",
            "en": "National mourning: the Brussels attacks",
        },
        first=date(2016, 3, 22),
        last=date(2016, 3, 24),
        caution=True,
        source="Prime Minister of Belgium, 22 March 2016",
    ),
    DayValues(
        kind=DayKind.OBSERVANCE,
        reach=DayReach.NETWORK,
        names={
            "nl": "Herdenking van de aanslagen van 22 maart 2016",
            "fr": "Commémoration des attentats du 22 mars 2016",
            "de": "Gedenken an die Anschläge vom 22. März 2016",
            "en": "Commemoration of the attacks of 22 March 2016",
        },
        first=date(2017, 3, 22),
        last=date(2017, 3, 22),
        rule="FREQ=YEARLY",
        caution=True,
        source="Commemorated every year in Zaventem and Maelbeek",
    ),
    DayValues(
        kind=DayKind.OWN,
        reach=DayReach.NETWORK,
        names={
            "nl": "Koningsdag",
            "fr": "Fête du Roi",
            "de": "Fest des Königs",
            "en": "King’s Feast",
        },
        first=date(2026, 11, 15),
        last=date(2026, 11, 15),
        rule="FREQ=YEARLY",
        source="Kept on 15 November since 1866",
    ),
    DayValues(
        kind=DayKind.OBSERVANCE,
        reach=DayReach.NETWORK,
        names={
            "nl": "Europadag",
            "fr": "Journée de l’Europe",
            "de": "Europatag",
            "en": "Europe Day",
        },
        first=date(2026, 5, 9),
        last=date(2026, 5, 9),
        rule="FREQ=YEARLY",
        source="Schuman declaration, 9 May 1950",
    ),
)
#: mission, item, days from today, time on the wall there, cleared or not
_PLANNED = (
    ("kigali", "wind", 1, time(10, 0), True),
    ("kinshasa", "federation", 1, time(9, 30), True),
    ("the-hague", "port", 1, time(11, 0), False),
    ("doha", "wind", 2, time(12, 0), True),
    ("tokyo", "beer", 2, time(18, 0), True),
    ("un-geneva", "federation", 2, time(14, 0), True),
    ("nairobi", "travel", 3, time(9, 0), True),
    ("washington-dc", "port", 3, time(8, 45), True),
    ("kigali", "port", 6, time(10, 0), False),
    ("paris", "travel", 6, time(17, 0), True),
    ("kinshasa", "awex", 7, time(9, 30), True),
    ("tokyo", "wind", 8, time(18, 0), True),
    ("the-hague", "beer", 9, time(16, 0), True),
    ("doha", "travel", 12, time(12, 0), True),
    ("nairobi", "awex", 13, time(10, 0), False),
    ("berlin", "travel", 14, time(9, 0), True),
    ("washington-dc", "wind", 16, time(8, 45), True),
    ("un-geneva", "awex", 20, time(14, 0), True),
)
_EMBARGO, _EXPIRY = timedelta(days=5), timedelta(days=26)


def load(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """Everything through the product's own actions."""
    editor, clearer = people["press@demo.example"], people["clear@demo.example"]
    root = Unit.objects.get(parent=None)
    for values in _DAYS:
        add_day(values, unit=root, by=editor)
    if settings.HERAUT.sandbox_origin:
        address = f"{settings.HERAUT.sandbox_origin}/calendars/international-days.ics"
        add_calendar("United Nations: international days", root, by=editor, address=address)
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    _timed(items["awex"], people["awex@demo.example"], embargo_until=noon + _EMBARGO)
    _timed(items["travel"], editor, expires_at=noon + _EXPIRY)
    for mission, item, days, wall, cleared in _PLANNED:
        _plan(mission, items[item], editor, clearer if cleared else None, days, wall)


def _timed(item: Item, by: User, **times: datetime) -> None:
    edit_details(
        item.pk,
        by=by,
        themes=item.themes.all(),
        countries=item.countries,
        embargo_until=times.get("embargo_until"),
        expires_at=times.get("expires_at"),
    )


def _plan(mission: str, item: Item, by: User, clearer: User | None, days: int, wall: time) -> None:
    zone = Mission.objects.get(key=mission).zone
    day = clock.now().astimezone(zone).date() + timedelta(days=days)
    draft = start_adaptation(Unit.objects.get(slug=mission), by=by, item_id=item.pk)
    dispatch = submit(
        draft.pk, by=by, revision=draft.revision, at=_moment(day, wall, zone), time_zone=zone.key
    )
    clearance = dispatch.clearance
    if clearer is not None and clearance is not None:
        clear(clearance.pk, by=clearer, seen=clearance.digest)


def _moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
