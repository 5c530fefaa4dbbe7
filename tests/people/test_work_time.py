"""A person's own time: counted once, shown to them, to nobody else."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.people import work_time
from heraut.people.models import Role, WorkTime
from tests import builders

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def travel():
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def total(user):
    return sum(work_time.weeks(user)[0].spent.values())


def test_what_is_counted_is_shown_by_kind_of_work(officer, travel):
    work_time.count(officer, "write", 60)
    travel.shift(120)
    work_time.count(officer, "network", 60)
    travel.shift(120)
    work_time.count(officer, "no such page", 60)
    week = work_time.weeks(officer)[0]
    assert week.spent == {"write": 60, "network": 60, "other": 60}
    assert week.minutes == 1, "only a mission's presence counts towards the aim"


def test_two_tabs_never_count_the_same_second(officer, travel):
    assert work_time.count(officer, "write", 60) == 60
    assert work_time.count(officer, "pool", 60) == 0
    travel.shift(20)
    assert work_time.count(officer, "pool", 60) == 20
    assert total(officer) == 80


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9999)), max_size=12))
def test_nobody_works_longer_than_the_clock_ran(mission, reports):
    person = builders.person(Role.MISSION_OFFICER, mission.unit)
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        for passed, said in reports:
            traveller.shift(passed)
            assert work_time.count(person, "write", said) <= min(said, 120)
        assert total(person) <= 120 + sum(passed for passed, _ in reports)


def test_a_day_has_no_more_than_twelve_hours(officer, travel):
    WorkTime.objects.create(user=officer, day=WEDNESDAY.date(), spent={"write": 12 * 3600 - 30})
    assert work_time.count(officer, "write", 60) == 30


def test_days_and_weeks_are_those_of_the_persons_own_calendar(mission, travel):
    person = builders.person(Role.MISSION_OFFICER, mission.unit, time_zone="Asia/Tokyo")
    travel.move_to(datetime(2026, 11, 29, 16, 0, tzinfo=UTC))  # Monday, one in the morning
    work_time.count(person, "write", 60)
    assert str(WorkTime.objects.get(user=person).day) == "2026-11-30"
    assert str(work_time.weeks(person)[0].monday) == "2026-11-30"


def test_after_thirteen_weeks_it_is_gone_whoever_works(officer, head, travel):
    work_time.count(head, "write", 60)
    travel.shift(timedelta(weeks=13, days=1))
    work_time.count(officer, "write", 60)
    assert set(WorkTime.objects.values_list("user", flat=True)) == {officer.pk}
    assert len(work_time.weeks(head)) == 1


def test_who_does_not_want_it_is_not_counted_and_what_was_is_gone(officer, travel, sign_in):
    work_time.count(officer, "write", 60)
    client = sign_in(officer)
    page = client.post(reverse("people_time_choose"), {"count": "off"}, follow=True)
    assert "Your time is not counted" in page.content.decode()
    assert not WorkTime.objects.exists()
    travel.shift(300)
    assert work_time.count(officer, "write", 60) == 0
    client.post(reverse("people_time_choose"), {"count": "on"})
    assert work_time.count(officer, "write", 60) == 60


def test_the_page_counts_for_the_person_and_nonsense_counts_for_nothing(officer, travel, sign_in):
    client = sign_in(officer)
    for said in ("", "x", "-5", "1e9", "999999"):
        answer = client.post(reverse("people_time_count"), {"area": "write", "seconds": said})
        assert answer.status_code == 204
    assert not WorkTime.objects.exists()
    client.post(reverse("people_time_count"), {"area": "write", "seconds": "60"})
    assert total(officer) == 60
    page = client.get(reverse("people_time")).content.decode()
    assert "1 min" in page
    assert "Writing" in page


def test_no_other_page_shows_a_persons_time_to_anybody(
    officer, head, admin, auditor, travel, sign_in
):
    for _ in range(37):
        travel.shift(120)
        work_time.count(officer, "write", 120)
    assert "74 min" in sign_in(officer).get(reverse("people_time")).content.decode()
    for reader in (head, admin, auditor):
        client = sign_in(reader)
        for there in (
            reverse("people_time"),
            reverse("person", args=[officer.pk]),
            reverse("people"),
            reverse("audit"),
        ):
            assert "74 min" not in client.get(there).content.decode(), there


def test_counting_leaves_nothing_in_the_audit_trail(officer, travel, sign_in):
    client = sign_in(officer)
    before = AuditEntry.objects.count()
    client.post(reverse("people_time_count"), {"area": "write", "seconds": "60"})
    client.post(reverse("people_time_choose"), {"count": "off"})
    assert AuditEntry.objects.count() == before


def test_the_database_alone_does_not_tell_how_long(officer, travel):
    work_time.count(officer, "write", 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT spent FROM people_worktime")
        (sealed,) = cursor.fetchone()
    assert b"write" not in bytes(sealed)


def test_only_one_module_reads_or_writes_it():
    """No query elsewhere can come to add up somebody's day."""
    found = set()
    for path in (SOURCE / "heraut").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        names = {
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Name | ast.Attribute)
        }
        if names & {"WorkTime", "WorkClock", "work_times", "work_clock"}:
            found.add(path.relative_to(SOURCE / "heraut").as_posix())
    assert found == {"people/work_time.py"}
