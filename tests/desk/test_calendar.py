"""The calendar: what it holds, on which day, and what becomes of a move."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.desk.calendar import board, layout, period
from heraut.desk.calendar.entry import Answer, Ask, Entry, Kind
from heraut.desk.calendar.moving import moved
from heraut.desk.calendar.period import View
from heraut.desk.calendar.scope import Desk
from heraut.desk.calendar.sources import SOURCES
from heraut.dispatch.actions.cancel import cancel
from heraut.dispatch.actions.reschedule import reschedule
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.network.actions.add_day import DayValues, add_day
from heraut.network.models import DayKind, DayReach
from heraut.outbound.models import Parcel
from tests import builders
from tests.desk.calendars import many, noon, planned

ZONES = ["Africa/Nairobi", "Europe/Brussels", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia",
         "Australia/Lord_Howe", "America/New_York"]  # fmt: skip


#: A loaded machine draws slowly; that says nothing of the code.
CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def ask(user, key="", *, first=None, days=30, zone="UTC", **more) -> Ask:
    hand = ZoneInfo(zone)
    start = first or clock.now().astimezone(hand).date()
    span = period.span(start, start + timedelta(days=days), hand)
    return Ask(user=user, span=span, scope=Desk.of(user).scope(key), zone=hand, **more)


def entries(user, kind=Kind.DISPATCH, key="", **more):
    asked = ask(user, key, **more)
    found = [one for source in SOURCES for one in source.answer(asked).entries]
    return [one for one in found if one.kind == kind]


# -- days and clocks, without a database ---------------------------------------------------------


@CALM
@given(
    st.sampled_from(ZONES),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.times(),
    st.integers(-40, 40),
)
def test_a_move_by_days_keeps_the_clock_on_the_wall_and_leads_back(zone, day, wall, shift):
    hand = ZoneInfo(zone)
    try:
        start = moved(None, day, wall, hand)
        there = moved(start, day + timedelta(days=shift), None, hand)
        back = moved(there, day, None, hand)
    except Refusal as refusal:
        assert refusal.code == "time.skipped"
        return
    assert there.astimezone(hand).date() == day + timedelta(days=shift)
    assert there.astimezone(hand).time() == wall
    assert back == start


@CALM
@given(st.sampled_from(ZONES), st.dates(date(2005, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_days_of_a_span_follow_one_another_without_gap_or_overlap(zone, first, length):
    span = period.span(first, first + timedelta(days=length), ZoneInfo(zone))
    edges = [period.midnight(day, ZoneInfo(zone)) for day in span.days]
    assert edges == sorted(edges) and edges[0] == span.start and edges[-1] < span.end


@CALM
@given(
    st.sampled_from(ZONES),
    st.lists(st.integers(0, 60 * 24 * 60), max_size=60),
)
def test_every_moment_stands_on_the_day_of_its_clock_exactly_once(zone, moments):
    hand = ZoneInfo(zone)
    found = [
        Entry(key=str(n), kind=Kind.DISPATCH, title="x", at=FIRST + timedelta(minutes=at))
        for n, at in enumerate(moments)
    ]
    span = period.span(date(2026, 2, 27), date(2026, 5, 3), hand)
    days = layout.days([Answer(found)], span, hand, now=clock.now())
    placed = [one.entry for each in days for one in each.timed]
    assert sorted(each.key for each in placed) == sorted(each.key for each in found)
    for each in days:
        assert [one.entry.at for one in each.timed] == sorted(one.entry.at for one in each.timed)
        assert all(one.entry.at.astimezone(hand).date() == each.day for one in each.timed)


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 3, 1), date(2027, 2, 14)])
def test_a_month_is_whole_weeks_around_it(day):
    found = period.period(View.MONTH, day)
    assert found.first.weekday() == 0 and found.last.weekday() == 6
    assert found.first <= day.replace(day=1) and day <= found.last


@pytest.mark.parametrize("text", ["", "x", "2026-02-31", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_day_that_is_none_is_not_turned_to(text):
    assert period.parse_day(text) is None


# -- what it holds -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dispatch_is_one_entry_with_its_platforms_together(mission, officer, head):
    channels = [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]
    planned(officer, mission.unit, noon(2), clearer=head, channels=channels)
    (found,) = entries(officer)
    assert [mark.platform for mark in found.marks] == ["bluesky", "mastodon", "web_feed"]
    assert (found.state, found.at, found.place) == ("waiting", noon(2), "Nairobi")
    assert found.move_url


@pytest.mark.django_db
def test_what_goes_out_at_once_stands_on_today_until_it_is_cleared(mission, officer, head):
    made = planned(officer, mission.unit, None)
    (found,) = entries(officer)
    assert found.at is None and found.day == clock.now().date()
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    (found,) = entries(officer)
    assert abs(found.at - clock.now()) < timedelta(minutes=1) and found.day is None


@pytest.mark.django_db
def test_cancelled_texts_leave_and_returned_ones_go_when_taken_up_again(mission, officer, head):
    made = planned(officer, mission.unit, noon(2))
    cancel(made.pk, by=officer)
    assert entries(officer) == []
    returned = planned(officer, mission.unit, noon(3))
    Dispatch.objects.filter(pk=returned.pk).update(state=DispatchState.RETURNED)
    assert [each.state for each in entries(officer)] == ["returned"]


@pytest.mark.django_db
def test_a_mission_sees_its_own_texts_and_the_ministry_all(mission, officer, editor):
    other = builders.mission("kigali", "RW")
    theirs = builders.person(builders.Role.MISSION_OFFICER, other.unit)
    planned(theirs, other.unit, noon(1))
    planned(officer, mission.unit, noon(1))
    for key in ("", "mine", "all", "m-kigali", "r-014", "nonsense"):
        assert {each.unit for each in entries(officer, key=key)} == {mission.name}, key
    assert len(entries(editor, key="all")) == 2
    assert [each.unit for each in entries(editor, key="m-kigali")] == [other.name]
    assert len(entries(editor, key="r-014")) == 2
    assert entries(editor, key="r-155") == []


@pytest.mark.django_db
def test_filters_leave_what_they_name(mission, officer, head):
    bluesky = builders.channel(mission.unit, "bluesky")
    planned(officer, mission.unit, noon(1), channels=[bluesky])
    planned(officer, mission.unit, noon(1), clearer=head)
    filters = board.Filters
    assert len(entries(officer, filters=filters(platform="bluesky"))) == 1
    assert len(entries(officer, filters=filters(channel=bluesky.pk))) == 1
    assert [e.state for e in entries(officer, filters=filters(state="scheduled"))] == ["waiting"]


@pytest.mark.django_db
def test_embargo_and_expiry_of_what_one_may_read_stand_in_it(mission, officer, editor):
    builders.item(editor, embargo_until=noon(2), expires_at=noon(5), countries=["KE"])
    builders.item(editor, embargo_until=noon(2), countries=["JP"])
    builders.item(editor, embargo_until=noon(2), offered=False)
    assert [each.state for each in entries(officer, Kind.ITEM)] == ["embargo", "expiry"]


@pytest.mark.django_db
def test_sixty_a_day_show_a_few_with_their_times_and_how_many_more(sign_in, mission, officer):
    day = noon(20).replace(hour=6)
    many(officer, mission.unit, 60, first=day, minutes=5)
    client = sign_in(officer)
    page = client.get(reverse("calendar"), {"view": "month", "day": day.date().isoformat()})
    text = page.content.decode()
    assert "and 56 more" in text and text.count('class="cal-entry') == 4
    assert ">09:00</time>" in text
    whole = client.get(reverse("calendar"), {"view": "day", "day": day.date().isoformat()})
    assert whole.content.decode().count('class="cal-row ') == 60
    week = client.get(reverse("calendar"), {"view": "week", "day": day.date().isoformat()})
    assert week.content.decode().count("and 9 more") == 5


@pytest.mark.django_db
def test_a_day_with_hundreds_is_turned_in_pages(sign_in, mission, officer):
    day = noon(20).replace(hour=0)
    many(officer, mission.unit, 230, first=day)
    client, url = sign_in(officer), reverse("calendar")
    seen = set()
    for page in (1, 2, 3):
        text = client.get(url, {"view": "day", "day": day.date().isoformat(), "page": page})
        keys = [k for k in text.content.decode().split('id="dispatch-')[1:]]
        seen |= {k[:36] for k in keys if "-move" not in k[:42]}
    assert len(seen) == 230


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["month", "week", "agenda", "day"])
def test_queries_do_not_grow_with_texts(sign_in, mission, officer, view):
    client, url = sign_in(officer), reverse("calendar")
    day = noon(10)
    counts = []
    for number in (3, 60):
        many(officer, mission.unit, number, first=day)
        client.get(url, {"view": view, "day": day.date().isoformat()})
        with CaptureQueriesContext(connection) as caught:
            client.get(url, {"view": view, "day": day.date().isoformat()})
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 32


@pytest.mark.django_db
def test_each_time_carries_its_place_and_the_readers_clock(sign_in, mission, head):
    tokyo = builders.mission("tokyo", "JP", time_zone="Asia/Tokyo")
    reader = builders.person(builders.Role.HQ_EDITOR, time_zone="Europe/Brussels")
    at = datetime(2027, 1, 12, 9, tzinfo=UTC)
    planned(reader, tokyo.unit, at)
    page = {"view": "agenda", "day": "2027-01-12"}
    text = sign_in(reader).get(reverse("calendar"), page).content.decode()
    assert ">10:00</time>" in text and "18:00 Tokyo" in text
    text = sign_in(reader).get(reverse("calendar"), {**page, "of": "m-tokyo"}).content.decode()
    assert ">18:00</time>" in text and "times in Tokyo" in text
    mine = {**page, "of": "m-tokyo", "clock": "mine"}
    assert ">10:00</time>" in sign_in(reader).get(reverse("calendar"), mine).content.decode()


@pytest.mark.django_db
def test_a_telephone_is_given_the_list(sign_in, officer):
    client = sign_in(officer, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Mobile/15E148 Safari/604.1")
    assert "cal-agenda" in client.get(reverse("calendar")).content.decode()
    assert "cal-month" in sign_in(officer).get(reverse("calendar")).content.decode()


@pytest.mark.django_db
def test_nonsense_in_the_address_breaks_nothing(sign_in, officer):
    client = sign_in(officer)
    for bad in ("x" * 300, "'\"<>", "-1", "9" * 30, "\x00", "m-", "r-", "2026-02-30"):
        said = dict.fromkeys(
            ("view", "day", "of", "clock", "platform", "state", "channel", "page"), bad
        )
        assert client.get(reverse("calendar"), said).status_code == 200


@pytest.mark.django_db
def test_a_poll_is_answered_with_nothing_until_something_changes(sign_in, mission, officer, head):
    made = planned(officer, mission.unit, noon(2))
    client, url = sign_in(officer), reverse("calendar")
    said = {"view": "month", "day": noon(2).date().isoformat()}

    def stamp():
        text = client.get(url, said).content.decode()
        return text.split("stamp=")[1][:16]

    first = stamp()
    assert client.get(url, {**said, "stamp": first}).status_code == 204
    reschedule(made.pk, by=head, at=noon(3))
    assert client.get(url, {**said, "stamp": first}).status_code == 200
    second = stamp()
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    assert client.get(url, {**said, "stamp": second}).status_code == 200


# -- moving --------------------------------------------------------------------------------------


def post(client, dispatch, **said):
    url = reverse("calendar_move", args=[dispatch.pk])
    answer = client.post(url, said, HTTP_ACCEPT="application/json")
    return answer.status_code, json.loads(answer.content)


@pytest.mark.django_db
def test_a_drop_on_another_day_keeps_the_time_and_can_be_undone(sign_in, mission, officer):
    made = planned(officer, mission.unit, noon(2))
    client = sign_in(officer)
    day = noon(4).date().isoformat()
    status, said = post(client, made, day=day, seen=noon(2).isoformat(), zone="Africa/Nairobi")
    made.refresh_from_db()
    assert (status, said["done"], made.at) == (200, True, noon(4))
    made.clearance.refresh_from_db()
    assert made.clearance.due_at == noon(4), "who clears it reads the new time"
    status, said = post(client, made, **said["undo"])
    made.refresh_from_db()
    assert made.at == noon(2)


@pytest.mark.django_db
def test_what_was_cleared_stays_cleared_and_goes_out_at_the_new_time(
    sign_in, mission, officer, head
):
    made = planned(officer, mission.unit, noon(2), clearer=head)
    post(sign_in(officer), made, day=noon(5).date().isoformat(), seen=noon(2).isoformat())
    made.refresh_from_db()
    assert made.state == DispatchState.HANDED_OVER
    assert {each.due_at for each in Parcel.objects.all()} == {noon(5)} == {made.at}


@pytest.mark.django_db
def test_the_second_of_two_is_told_who_moved_it_and_overwrites_nothing(
    sign_in, mission, officer, head
):
    made = planned(officer, mission.unit, noon(2))
    reschedule(made.pk, by=head, at=noon(7), seen=noon(2))
    status, said = post(
        sign_in(officer), made, day=noon(3).date().isoformat(), seen=noon(2).isoformat()
    )
    made.refresh_from_db()
    assert status == 409 and head.name in said["message"] and made.at == noon(7)


@pytest.mark.django_db
def test_who_comes_after_a_cancellation_is_told_by_whom(sign_in, mission, officer, head):
    made = planned(officer, mission.unit, noon(2))
    cancel(made.pk, by=head)
    status, said = post(
        sign_in(officer), made, day=noon(3).date().isoformat(), seen=noon(2).isoformat()
    )
    assert status == 409 and head.name in said["message"]


@pytest.mark.django_db
def test_nothing_is_moved_before_its_embargo_ends_or_into_the_past(
    sign_in, mission, officer, editor
):
    item = builders.item(editor, embargo_until=noon(3), expires_at=noon(9))
    made = planned(officer, mission.unit, noon(4), item=item)
    client, before = sign_in(officer), AuditEntry.objects.count()
    for days, word in ((2, "embargo"), (10, "expires on"), (-1, "passed")):
        said = post(client, made, day=noon(days).date().isoformat(), seen=noon(4).isoformat())
        assert said[0] == 409 and word in said[1]["message"]
    made.refresh_from_db()
    assert made.at == noon(4) and AuditEntry.objects.count() == before


@pytest.mark.django_db
def test_an_hour_that_does_not_exist_is_refused_in_words(sign_in, officer, mission):
    brussels = builders.mission("paris", "FR", time_zone="Europe/Paris")
    person = builders.person(builders.Role.MISSION_OFFICER, brussels.unit)
    at = datetime(2027, 3, 27, 1, 30, tzinfo=UTC)
    made = planned(person, brussels.unit, at)
    status, said = post(sign_in(person), made, day="2027-03-28", seen=at.isoformat())
    assert status == 409 and "does not exist" in said["message"]


@pytest.mark.django_db
def test_who_clears_what_was_moved_meanwhile_is_told_first(sign_in, mission, officer, head):
    made = planned(officer, mission.unit, noon(2))
    client, url = sign_in(head), reverse("clearance_clear", args=[made.clearance_id])
    said = {"seen": made.clearance.digest, "due": noon(2).isoformat()}
    reschedule(made.pk, by=officer, at=noon(5))
    page = client.post(url, said, follow=True).content.decode()
    assert "was moved to another time" in page
    made.refresh_from_db()
    assert made.state == DispatchState.ASKED
    client.post(url, {**said, "due": noon(5).isoformat()})
    made.refresh_from_db()
    assert made.state == DispatchState.HANDED_OVER


@pytest.mark.django_db
def test_a_day_of_mourning_warns_and_does_not_block(sign_in, mission, officer, editor):
    day = noon(6).date()
    add_day(
        DayValues(DayKind.MOURNING, DayReach.NETWORK, {"en": "Mourning"}, day, day, caution=True),
        unit=builders.ministry(),
        by=editor,
    )
    made = planned(officer, mission.unit, noon(2))
    status, said = post(sign_in(officer), made, day=day.isoformat(), seen=noon(2).isoformat())
    assert status == 200 and "Mourning" in said["cautions"][0]


@pytest.mark.django_db
def test_the_form_without_a_script_moves_and_comes_back(sign_in, mission, officer):
    made = planned(officer, mission.unit, noon(2))
    client, url = sign_in(officer), reverse("calendar_move", args=[made.pk])
    assert b'type="time"' in client.get(url).content
    said = {
        "day": noon(3).date(),
        "time": "10:30",
        "seen": noon(2).isoformat(),
        "next": "/calendar/?view=week",
    }
    assert client.post(url, said).url == "/calendar/?view=week"
    made.refresh_from_db()
    assert made.at == noon(3).replace(hour=7, minute=30)
    assert client.post(url, {**said, "next": "https://example.test/"}).status_code == 409
    assert client.post(url, {"day": "x"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_clearing_and_moving_at_the_same_moment_both_happen(mission, officer, head):
    """Locked in one order: neither stops the other."""
    made = [planned(officer, mission.unit, noon(2)) for _ in range(6)]
    wrong = []

    def run(act):
        try:
            for each in made:
                act(each)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    acts = [
        lambda each: clear(each.clearance_id, by=head, seen=each.clearance.digest),
        lambda each: reschedule(each.pk, by=officer, at=noon(4)),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert wrong == []
    for each in made:
        each.refresh_from_db()
        assert (each.state, each.at) == (DispatchState.HANDED_OVER, noon(4))
    assert {each.due_at for each in Parcel.objects.all()} == {noon(4)}


@pytest.mark.django_db
def test_seen_is_compared_and_what_does_not_say_is_obeyed(mission, officer):
    made = planned(officer, mission.unit, noon(2))
    with pytest.raises(Stale):
        reschedule(made.pk, by=officer, at=noon(3), seen=None)
    reschedule(made.pk, by=officer, at=noon(3))
    reschedule(made.pk, by=officer, at=noon(4), seen=noon(3))
    made.refresh_from_db()
    assert made.at == noon(4)


def test_midnights_exist_where_clocks_skip_them():
    santiago = ZoneInfo("America/Santiago")
    assert period.midnight(date(2026, 9, 6), santiago).astimezone(santiago).time() == time(1)
