"""Calendars out and in: secret addresses, and what is fetched from other people."""

from __future__ import annotations

from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from heraut.desk import jobs
from heraut.desk.actions.add_calendar import add_calendar
from heraut.desk.actions.end_feed import end_feed
from heraut.desk.actions.open_feed import open_feed
from heraut.desk.actions.store_calendar import store_calendar
from heraut.desk.calendar.reading import Read
from heraut.desk.models import CalendarFeed, OutsideCalendar, OutsideEvent
from heraut.dispatch.actions.reschedule import reschedule
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.actions.add_day import DayValues, add_day
from heraut.network.models import DayKind, DayReach
from heraut.people.models import Membership
from tests import builders
from tests.desk.calendars import noon, planned
from tests.desk.test_reading import ics


def address(token):
    return reverse("calendar_feed", args=[token])


def events(token):
    answer = Client().get(address(token))
    assert answer.status_code == 200
    return {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


# -- out -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_feed_is_read_back_as_it_was_written(mission, officer, head):
    made = planned(officer, mission.unit, noon(2), title="Ports; and, more")
    _feed, token = open_feed("mine", by=officer)
    found = events(token)
    one = found[f"dispatch-{made.pk}@localhost"]
    assert one.start == noon(2)
    assert str(one["summary"]).startswith("Ports; and, more (")
    assert (str(one["status"]), str(one["class"])) == ("TENTATIVE", "PRIVATE")
    assert "Good morning" not in str(one.to_ical()), "the text itself stays in the house"
    reschedule(made.pk, by=head, at=noon(3))
    again = events(token)[f"dispatch-{made.pk}@localhost"]
    assert again.start == noon(3) and int(again["sequence"]) >= int(one["sequence"])


@pytest.mark.django_db
def test_days_come_as_whole_days_and_may_be_left_out(mission, officer, editor):
    first = noon(3).date()
    values = DayValues(
        DayKind.OWN, DayReach.NETWORK, {"en": "Feast"}, first, first + timedelta(days=1)
    )
    add_day(values, unit=builders.ministry(), by=editor)
    _with, token = open_feed("mine", by=officer)
    _without, bare = open_feed("mine", by=officer, with_days=False)
    (feast,) = [one for one in events(token).values() if str(one["summary"]) == "Feast"]
    assert (feast.start, feast.end) == (first, first + timedelta(days=2))
    assert events(bare) == {}


@pytest.mark.django_db
def test_what_is_under_embargo_leaves_without_its_title(mission, officer, editor):
    item = builders.item(editor, embargo_until=noon(3), texts={"en": ("Secret deal", "x")})
    planned(officer, mission.unit, noon(4), item=item, title="Secret deal")
    _feed, token = open_feed("mine", by=officer)
    assert b"Secret" not in Client().get(address(token)).content
    assert b"Under embargo" in Client().get(address(token)).content


@pytest.mark.django_db
def test_an_address_shows_what_its_person_may_see_now_and_nothing_after(mission, officer):
    feed, token = open_feed("all", by=officer)
    assert Client().get(address(token)).status_code == 200
    Membership.objects.filter(user=officer).update(valid_until=date(2021, 1, 1))
    assert Client().get(address(token)).status_code == 404
    Membership.objects.filter(user=officer).update(valid_until=None)
    end_feed(feed.pk, by=officer)
    assert Client().get(address(token)).status_code == 404
    assert Client().get(address("x" * 43)).status_code == 404


@pytest.mark.django_db
def test_the_token_is_kept_nowhere_and_the_answer_by_nobody(sign_in, officer):
    client = sign_in(officer)
    page = client.post(reverse("calendar_subscriptions"), {"of": "mine", "with_days": "on"})
    token = page.content.decode().split("/calendar/feed/")[1].split(".ics")[0]
    assert token not in str(list(CalendarFeed.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))
    assert token not in client.get(reverse("calendar_subscriptions")).content.decode()
    answer = Client().get(address(token))
    assert answer.headers["Cache-Control"].startswith("private")
    assert not answer.cookies
    tag = answer.headers["ETag"]
    assert Client().get(address(token), HTTP_IF_NONE_MATCH=tag).status_code == 304


@pytest.mark.django_db
def test_a_program_that_hammers_is_told_to_wait(officer):
    cache.clear()
    _feed, token = open_feed("mine", by=officer)
    seen = {Client().get(address(token)).status_code for _ in range(62)}
    assert seen == {200, 429}


@pytest.mark.django_db
def test_nobody_ends_anothers_address(sign_in, officer, head):
    feed, _token = open_feed("mine", by=officer)
    assert sign_in(head).post(reverse("calendar_feed_end", args=[feed.pk])).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


# -- in ------------------------------------------------------------------------------------------


class Server(ThreadingHTTPServer):
    """Serves ``answer`` (status, headers, body) and notes what it was asked."""

    answer = (200, {"ETag": '"one"'}, ics("SUMMARY:Summit\nDTSTART;VALUE=DATE:20990101"))

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        status, headers, body = self.server.answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(settings):
    with Server() as made:
        origin = f"http://127.0.0.1:{made.server_port}"
        settings.HERAUT = settings.HERAUT.model_copy(update={"private_origins": origin})
        made.origin = origin
        Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def fetch(calendar):
    OutsideCalendar.objects.filter(pk=calendar.pk).update(next_at=clock.now())
    async_to_sync(jobs.fetch_calendar.func)(str(calendar.pk))
    calendar.refresh_from_db()
    return calendar


def soon(title, days=3):
    return ics(f"SUMMARY:{title}\nDTSTART;VALUE=DATE:{noon(days):%Y%m%d}")


@pytest.mark.django_db(transaction=True)
def test_a_calendar_is_fetched_replaced_and_asked_for_only_when_changed(server, mission, head):
    server.answer = (200, {"ETag": '"one"'}, soon("Summit"))
    calendar = add_calendar("Summits", mission.unit, by=head, address=f"{server.origin}/a.ics")
    fetch(calendar)
    assert [each.title for each in calendar.events.all()] == ["Summit"]
    assert calendar.next_at > clock.now() + timedelta(minutes=50) and calendar.busy_until is None
    server.answer = (304, {}, b"")
    fetch(calendar)
    assert server.asked[-1]["If-None-Match"] == '"one"'
    assert calendar.events.count() == 1 and calendar.code == ""
    server.answer = (200, {}, soon("Forum"))
    fetch(calendar)
    assert [each.title for each in calendar.events.all()] == ["Forum"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, b""), "status"),
        ((200, {}, b"<html>"), "unreadable"),
        ((200, {}, b"x" * (3 * 1024 * 1024)), "too_large"),
        ((302, {"Location": "/again"}, b""), "redirects"),
        ((302, {"Location": "http://169.254.169.254/"}, b""), "not_encrypted"),
        ((302, {"Location": "https://10.0.0.1/"}, b""), "private_address"),
    ],
)
def test_a_failure_is_shown_and_keeps_what_was_there(server, mission, head, answer, code):
    server.answer = (200, {}, soon("Summit"))
    calendar = add_calendar("Summits", mission.unit, by=head, address=f"{server.origin}/a.ics")
    fetch(calendar)
    server.answer = answer
    fetch(calendar)
    assert (calendar.code, calendar.failures, calendar.busy_until) == (code, 1, None)
    assert [each.title for each in calendar.events.all()] == ["Summit"]
    assert calendar.next_at < clock.now() + timedelta(minutes=16)


@pytest.mark.django_db(transaction=True)
def test_who_lost_the_lease_stores_nothing(mission, head):
    calendar = add_calendar("Summits", mission.unit, by=head, address="https://example.test/a.ics")
    claimed = jobs._claim(calendar.pk)
    assert jobs._claim(calendar.pk) is None, "one at a time"
    OutsideCalendar.objects.filter(pk=calendar.pk).update(
        busy_until=clock.now() - timedelta(seconds=1)
    )
    again = jobs._claim(calendar.pk)
    one = {"title": "x", "place": "", "starts_at": "", "ends_at": ""}
    read = Read([{**one, "first": "2026-12-01", "last": "2026-12-01"}])
    assert not store_calendar(calendar.pk, read, by=None, busy_until=claimed.busy_until)
    assert store_calendar(calendar.pk, read, by=None, busy_until=again.busy_until)
    assert OutsideEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_sweep_defers_what_is_due_once(mission, head):
    from procrastinate.contrib.django.models import ProcrastinateJob

    add_calendar("Summits", mission.unit, by=head, address="https://example.test/a.ics")
    ProcrastinateJob.objects.filter(task_name="desk.fetch_calendar")._raw_delete("default")
    jobs.sweep()
    jobs.sweep()
    assert ProcrastinateJob.objects.filter(task_name="desk.fetch_calendar").count() == 1


@pytest.mark.django_db
def test_an_address_is_sealed_and_named_in_no_trail(sign_in, mission, head):
    secret = "https://calendar.example.test/private-abc123/basic.ics"
    calendar = add_calendar("Ours", mission.unit, by=head, address=secret)
    calendar.refresh_from_db()
    assert calendar.address == secret
    assert "abc123" not in str(list(AuditEntry.objects.values()))
    page = sign_in(head).get(reverse("calendar_subscriptions")).content.decode()
    assert "calendar.example.test" in page and "abc123" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "file:///etc/passwd", "https://", "x y"])
def test_what_is_no_address_is_refused(mission, head, wrong):
    with pytest.raises(Refusal):
        add_calendar("X", mission.unit, by=head, address=wrong)


@pytest.mark.django_db
def test_a_file_is_read_shown_and_replaced_by_the_next_of_its_name(sign_in, mission, head):
    client, url = sign_in(head), reverse("calendar_add")

    def upload(data):
        file = SimpleUploadedFile("a.ics", data, "text/calendar")
        said = {"name": "Elections", "unit": mission.unit.slug, "address": "", "file": file}
        return client.post(url, said).status_code

    assert upload(soon("First round")) == 302
    assert upload(soon("Second round")) == 302
    assert upload(b"nonsense") == 409
    assert [each.title for each in OutsideEvent.objects.all()] == ["Second round"]
    day = {"view": "agenda", "day": noon(3).date().isoformat()}
    assert "Second round" in client.get(reverse("calendar"), day).content.decode()


@pytest.mark.django_db
def test_a_missions_calendars_are_its_own_and_the_ministrys_everybodys(mission, officer, editor):
    other = builders.mission("kigali", "RW")
    theirs = builders.person(builders.Role.HEAD_OF_MISSION, other.unit)
    with pytest.raises(Forbidden):
        add_calendar("X", mission.unit, by=theirs)
    add_calendar("Whole", builders.ministry(), by=editor)
    add_calendar("Kigali", other.unit, by=theirs)
    from heraut.people import access
    from heraut.people.rights import Right

    seen = access.rows(officer, Right.NETWORK_READ, OutsideCalendar)
    assert [each.name for each in seen] == ["Whole"]
