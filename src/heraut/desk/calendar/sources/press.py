"""Press enquiries: by when a journalist needs an answer."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.people import access
from heraut.people.rights import Right
from heraut.press import queries
from heraut.ui.templatetags.ui import pair


def answer(ask: Ask) -> Answer:
    if ask.filters or ask.skip or not access.holds(ask.user, Right.PRESS_WORK):
        return Answer()
    word = _("Answer due")
    return Answer(
        [
            Entry(
                key=f"enquiry-{each.url}",
                kind=Kind.PRESS,
                title=pair(word, each.title),
                at=each.at,
                url=each.url,
                state="due",
                tone="wait",
                word=word,
                zone=ZoneInfo(each.time_zone),
                icon="newspaper",
                secret=True,
            )
            for each in queries.deadlines(ask.user, ask.span.start, ask.span.end)
            if ask.scope.units is None or each.unit.pk in ask.scope.units
        ]
    )
