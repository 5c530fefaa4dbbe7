"""Reads of lists and issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heraut.kernel import clock
from heraut.network.models import Channel, ChannelState, Mission
from heraut.newsletter.models import Issue, IssueState, NewsletterList
from heraut.newsroom import queries as newsroom
from heraut.newsroom import relevance
from heraut.newsroom.queries import Listed
from heraut.outbound import queries as outbound
from heraut.outbound.models import Mailing, MailingState
from heraut.outbound.queries import Totals
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: state -> (word, kind of status for the eye)
STATES: dict[str, tuple[str | Promise, str]] = {
    "draft": (_("Being made"), "info"),
    "asked": (_("Waiting for clearance"), "wait"),
    "returned": (_("Sent back"), "stop"),
    "cancelled": (_("Cancelled"), "neutral"),
    "waiting": (_("Scheduled"), "info"),
    "held": (_("Held"), "stop"),
    "preparing": (_("Being prepared"), "info"),
    "sending": (_("Being sent"), "info"),
    "trouble": (_("Waits for the mail server"), "wait"),
    "sent": (_("Sent"), "ok"),
    "unknown": (_("A person must decide"), "stop"),
    "stopped": (_("Stopped"), "neutral"),
}


def lists(user: User) -> QuerySet[NewsletterList]:
    """The lists of this person's units."""
    return (
        access.rows(user, Right.DISPATCH_READ, NewsletterList)
        .select_related("channel__holder__mission")
        .order_by("channel__holder__path", "slug")
    )


def issues(user: User) -> QuerySet[Issue]:
    """The issues of this person's units, the latest first, with whether a hold is on them."""
    return with_state(access.rows(user, Right.DISPATCH_READ, Issue))


def with_state(found: QuerySet[Issue]) -> QuerySet[Issue]:
    held = Mailing.objects.filter(pk=OuterRef("mailing")).filter(outbound.is_held())
    return (
        found.select_related(
            "list__channel__holder__mission",
            "author",
            "changed_by",
            "mailing",
            "clearance__decided_by",
        )
        .annotate(held=Exists(held))
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Row:
    """An issue as a list shows it."""

    issue: Issue
    state: str
    word: str | Promise
    kind: str
    totals: Totals


def rows(found: Iterable[Issue]) -> list[Row]:
    """One more query for all of them."""
    known = list(found)
    counted = outbound.totals(each.mailing_id for each in known if each.mailing_id is not None)
    return [row(each, counted) for each in known]


def row(issue: Issue, counted: dict[UUID, Totals]) -> Row:
    totals = counted.get(issue.mailing_id, Totals()) if issue.mailing_id else Totals()
    state = state_of(issue, totals)
    word, kind = STATES[state]
    return Row(issue, state, word, kind, totals)


def state_of(issue: Issue, totals: Totals) -> str:
    """One word of ``STATES``. Reads ``mailing`` and ``held``."""
    mailing = issue.mailing
    if issue.state != IssueState.HANDED_OVER or mailing is None:
        return str(issue.state)
    if mailing.state == MailingState.STOPPED:
        return "stopped"
    if mailing.state == MailingState.SENT:
        return "unknown" if totals.unknown else "sent"
    if getattr(issue, "held", False):
        return "held"
    return "trouble" if mailing.code else str(mailing.state)


def needs_person(user: User) -> QuerySet[Issue]:
    """Issues of this person's units that were sent back, of whose recipients nobody can tell, or
    that wait for this person to release them."""
    unknown = Q(mailing__state="sent") & Q(mailing__batches__unknown__gt=0)
    mine = access.rows(user, Right.DISPATCH, Issue)
    ids = mine.filter(Q(state=IssueState.RETURNED) | unknown).order_by().values("pk")
    wanted = Q(pk__in=ids)
    if access.holds(user, Right.RELEASE):
        wanted |= Q(mailing__in=outbound.held_mailings(user).order_by().values("pk"))
    return with_state(Issue.objects.filter(wanted))


def live_stamp_parts(issue: Issue, totals: Totals) -> tuple[Any, ...]:
    mailing = issue.mailing
    parts = (mailing.state, mailing.code, mailing.changed_at) if mailing is not None else ()
    return (issue.state, issue.revision, issue.changed_at, totals, *parts)


def suggestions(user: User, chosen: NewsletterList, issue: Issue) -> list[Listed]:
    """Items for the next number: what matters here and was in none of this list's numbers yet."""
    told = Issue.objects.filter(list=chosen).exclude(state=IssueState.CANCELLED)
    used = {
        pk
        for pk in told.exclude(items__item=None).values_list("items__item", flat=True)
        if pk is not None
    }
    reader = relevance.reader(chosen.channel.holder)
    found = newsroom.pool(user, reader).exclude(pk__in=used)[:8]
    return newsroom.listed(found, reader, chosen.language)


# -- for everybody ----------------------------------------------------------------


def public_lists(unit: Unit | None = None) -> QuerySet[NewsletterList]:
    """What anybody may subscribe to."""
    # access: lists are public
    found = NewsletterList.objects.filter(channel__state=ChannelState.ACTIVE, accepts=True)
    if unit is not None:
        found = found.filter(channel__holder=unit)
    return found.select_related("channel__holder__mission").order_by(
        "channel__holder__path", "slug"
    )


def public_list(slug: str) -> NewsletterList | None:
    """By its address; also one that takes nobody any more, for its archive."""
    # access: lists are public
    return (
        NewsletterList.objects.filter(slug=slug)
        .exclude(channel__state=ChannelState.PLANNED)
        .select_related("channel__holder__mission")
        .first()
    )


def archive(chosen: NewsletterList) -> QuerySet[Issue]:
    """The numbers that have begun to go out and were not stopped, the latest first."""
    gone = [MailingState.PREPARING, MailingState.SENDING, MailingState.SENT]
    # access: what went to everybody is everybody's
    return (
        Issue.objects.filter(
            list=chosen,
            state=IssueState.HANDED_OVER,
            mailing__state__in=gone,
            mailing__due_at__lte=clock.now(),
        )
        .select_related("list__channel__holder", "mailing")
        .order_by("-number")
    )


def carried_picture(sha256: str) -> Any:
    """A picture that an issue carries: named by its digest, which nobody guesses."""
    # access: mails hold its address
    found = Issue.objects.filter(items__picture__sha256=sha256).values(
        mime=F("items__picture__mime"), file=F("items__picture__file")
    )
    return found.filter(items__picture__sha256=sha256).first()


def mission_of(chosen: NewsletterList) -> Mission | None:
    return getattr(chosen.channel.holder, "mission", None)


def channel_ids(found: Iterable[NewsletterList]) -> list[UUID]:
    return [each.channel_id for each in found]


def channels(user: User) -> QuerySet[Channel]:
    return access.rows(user, Right.CHANNEL_MANAGE, Channel).filter(platform="newsletter")
