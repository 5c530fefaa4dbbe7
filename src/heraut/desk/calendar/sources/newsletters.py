"""Newsletters: the issues that are to go out, or went."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.dispatch.footer import place_of, zone_of
from heraut.newsletter import queries
from heraut.newsletter.models import Issue, IssueState
from heraut.ui.templatetags.ui import pair

_SHOWN = (IssueState.ASKED, IssueState.HANDED_OVER)
_MOST = 200


def answer(ask: Ask) -> Answer:
    if ask.filters or ask.skip:
        return Answer()
    return Answer([_entry(each) for each in queries.rows(_issues(ask)[:_MOST])])


def stamp(ask: Ask) -> tuple[object, ...]:
    # Only rows that came through the door are counted.
    return tuple(
        _issues(ask)
        .order_by()
        .aggregate(newest=Max("changed_at"), sent=Max("mailing__changed_at"), count=Count("pk"))
        .values()
    )


def _issues(ask: Ask) -> QuerySet[Issue]:
    found = (
        queries.issues(ask.user)
        .filter(state__in=_SHOWN)
        .annotate(moment=Coalesce("at", "mailing__due_at", "changed_at"))
        .filter(moment__gte=ask.span.start, moment__lt=ask.span.end)
    )
    if ask.scope.units is not None:
        found = found.filter(list__channel__holder__in=list(ask.scope.units))
    return found.order_by("moment", "pk")


def _entry(row: queries.Row) -> Entry:
    issue = row.issue
    unit = issue.list.channel.holder
    name = _("Newsletter")
    return Entry(
        key=f"issue-{issue.pk}",
        kind=Kind.NEWSLETTER,
        title=pair(name, issue.subject or _("Without a title")),
        at=getattr(issue, "moment", issue.changed_at),
        url=reverse("newsletter_issue", args=[issue.pk]),
        state=row.state,
        tone=row.kind,
        word=row.word,
        unit=unit.name,
        zone=zone_of(unit),
        place=place_of(unit),
        icon="mail",
        changed_at=issue.changed_at,
        created_at=issue.created_at,
    )
