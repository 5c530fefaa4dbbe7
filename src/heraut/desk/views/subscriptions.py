"""Calendars out and in: secret addresses for one's own programs, other people's calendars here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.desk.actions.add_calendar import add_calendar
from heraut.desk.actions.end_feed import end_feed
from heraut.desk.actions.open_feed import digest, open_feed
from heraut.desk.actions.refresh_calendar import refresh_calendar
from heraut.desk.actions.remove_calendar import remove_calendar
from heraut.desk.actions.upload_calendar import upload_calendar
from heraut.desk.calendar import publishing
from heraut.desk.calendar.forms import FeedForm, OutsideForm
from heraut.desk.calendar.scope import Desk
from heraut.desk.calendar.words import PROBLEMS
from heraut.desk.models import CalendarFeed, OutsideCalendar
from heraut.foundation.words import explain
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.gate import desk_view, public_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: A program that reads more often than this is told to wait.
_READS, _WINDOW = 60, 600


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.DISPATCH_READ)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """POST makes an address and shows it: the only time that anybody sees it."""
    if request.method != "POST":
        return _page(request)
    user, form = _person(request), FeedForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422)
    scope = Desk.of(user).scope(form.cleaned_data["of"])
    try:
        _feed, token = open_feed(scope.key, by=user, with_days=form.cleaned_data["with_days"])
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("calendar_subscriptions")
    path = reverse("calendar_feed", args=[token])
    return _page(request, made=f"{settings.HERAUT.origin}{path}")


def _page(
    request: HttpRequest,
    made: str = "",
    outside: OutsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = _person(request)
    desk = Desk.of(user)
    feeds = [
        {"feed": each, "label": desk.scope(each.scope).label}
        for each in CalendarFeed.objects.filter(user=user, revoked_at=None)[:50]
    ]
    calendars = access.rows(user, Right.NETWORK_READ, OutsideCalendar).select_related("unit")
    context: dict[str, Any] = {
        "made": made,
        "feeds": feeds,
        "scopes": desk.choices(),
        "calendars": [_row(each, user) for each in calendars.defer("address")[:200]],
        "outside": outside or _outside(user),
        "nav_key": "calendar",
    }
    return render(request, "desk/calendar/subscriptions.html", context, status=status)


def _row(calendar: OutsideCalendar, user: User) -> dict[str, Any]:
    problem = PROBLEMS.get(calendar.code, (calendar.code, "")) if calendar.code else None
    return {
        "calendar": calendar,
        "problem": problem,
        "may_change": access.can(user, Right.DAY_EDIT, calendar.unit),
    }


def _outside(user: User, data: Any = None, files: Any = None) -> OutsideForm | None:
    """The form for another calendar; None for who may not add one."""
    if not access.holds(user, Right.DAY_EDIT):
        return None
    found = access.units(user, Right.DAY_EDIT).select_related("mission").order_by("path")
    return OutsideForm(data, files, units=[each for each in found if _keeps(each)])


def _keeps(unit: Unit) -> bool:
    return unit.parent_id is None or hasattr(unit, "mission")


@require_POST
@desk_view(Right.DISPATCH_READ)
def end(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    user = _person(request)
    if not CalendarFeed.objects.filter(pk=feed_id, user=user).exists():
        raise Http404
    end_feed(feed_id, by=user)
    messages.success(request, _("Ended. Whoever still has that address reads nothing more."))
    return redirect("calendar_subscriptions")


@require_POST
@desk_view(Right.DAY_EDIT)
def add(request: HttpRequest) -> HttpResponse:
    user = _person(request)
    form = _outside(user, request.POST, request.FILES)
    if form is None or not form.is_valid():
        return _page(request, outside=form, status=422)
    said = form.cleaned_data
    unit = form.by_slug[said["unit"]]
    try:
        if said["file"]:
            upload_calendar(said["name"], unit, said["file"].read(), by=user)
            told = _("Read. Its entries stand in the calendar.")
        else:
            add_calendar(said["name"], unit, by=user, address=said["address"])
            told = _("Added. Its entries appear as soon as they are fetched.")
    except Refusal as refusal:
        explain(request, refusal)
        return _page(request, outside=form, status=409)
    messages.success(request, told)
    return redirect("calendar_subscriptions")


@require_POST
@desk_view(Right.DAY_EDIT)
def refresh(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    user = _person(request)
    found = access.get_or_404(user, Right.DAY_EDIT, OutsideCalendar, pk=calendar_id)
    refresh_calendar(found.pk, by=user)
    messages.success(request, _("It is being fetched."))
    return redirect("calendar_subscriptions")


@require_POST
@desk_view(Right.DAY_EDIT)
def remove(request: HttpRequest, calendar_id: UUID) -> HttpResponse:
    user = _person(request)
    found = access.get_or_404(user, Right.DAY_EDIT, OutsideCalendar, pk=calendar_id)
    remove_calendar(found.pk, by=user)
    messages.success(request, _("Removed, with its entries."))
    return redirect("calendar_subscriptions")


# -- read by programs ----------------------------------------------------------------------------


@require_safe
@public_view
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever knows the address reads what its person may see now; no session, no cookie."""
    found = _by_token(token)
    if found is None:
        return _plain(404, "This address is not, or no longer, in use.")
    if not _within_limit(found.digest):
        answer = _plain(429, "Read less often: every hour is enough.")
        answer.headers["Retry-After"] = str(_WINDOW)
        return answer
    with translation.override(found.user.language), timezone.override(found.user.time_zone):
        ask = publishing.ask_for(found)
        etag = f'"{publishing.stamp(found, ask)}"'
        _note_reading(found)
        if request.headers.get("If-None-Match") == etag:
            return _dressed(HttpResponse(status=304), etag)
        body = publishing.render(found, ask)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="heraut.ics"'
    return _dressed(answer, etag)


def _by_token(token: str) -> CalendarFeed | None:
    found = (
        CalendarFeed.objects.filter(digest=digest(token), revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None or not access.holds(found.user, Right.DISPATCH_READ):
        return None
    return found


def _plain(status: int, text: str) -> HttpResponse:
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _dressed(answer: HttpResponse, etag: str) -> HttpResponse:
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _within_limit(key: str) -> bool:
    """Counted for each address; a count that is lost lets one through, no more."""
    name = f"calendar-feed-{key}"
    cache.add(name, 0, _WINDOW)
    try:
        return cache.incr(name) <= _READS
    except ValueError:
        return True


def _note_reading(found: CalendarFeed) -> None:
    """Once an hour: its person sees whether anybody still reads it."""
    now = clock.now()
    CalendarFeed.objects.filter(pk=found.pk).filter(
        Q(read_at=None) | Q(read_at__lt=now - timedelta(hours=1))
    ).update(read_at=now)
