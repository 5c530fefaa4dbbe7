"""Calendars from outside: whatever they send, Heraut goes on and says what it read."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heraut.desk.calendar import reading
from heraut.desk.calendar.reading import Unreadable, parse, read

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def ics(*events: str) -> bytes:
    inside = "\n".join(
        f"BEGIN:VEVENT\nUID:{n}\n{each}\nEND:VEVENT" for n, each in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{inside}\nEND:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def titles(data: bytes) -> list[str]:
    return [each["title"] for each in parse(data, NOW).events]


def test_moments_become_utc_and_whole_days_stay_days():
    found = parse(
        ics(
            "SUMMARY:Summit\nDTSTART;TZID=Africa/Nairobi:20261130T090000\nDURATION:PT1H",
            "SUMMARY:Forum\nLOCATION:Kigali\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203",
        ),
        NOW,
    ).events
    assert found[0]["starts_at"] == "2026-11-30T06:00:00+00:00"
    assert (found[1]["first"], found[1]["last"]) == ("2026-12-01", "2026-12-02")
    assert found[1]["place"] == "Kigali"


def test_a_rule_is_followed_as_far_as_the_calendar_looks():
    found = titles(ics("SUMMARY:Weekly\nDTSTART:20260105T100000Z\nRRULE:FREQ=WEEKLY"))
    assert 60 <= len(found) <= 70


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_a_rule_that_fills_the_day_is_shown_once(often):
    data = ics(
        f"SUMMARY:Flood\nDTSTART:20261201T100000Z\nRRULE:FREQ={often}",
        "SUMMARY:Other\nDTSTART:20261202T100000Z",
    )
    assert titles(data) == ["Flood", "Other"]


def test_a_bad_date_costs_one_entry_and_is_counted():
    found = parse(
        ics("SUMMARY:Bad\nDTSTART:20261399T990000Z", "SUMMARY:Good\nDTSTART:20261202T100000Z"), NOW
    )
    assert [each["title"] for each in found.events] == ["Good"]
    assert found.left_out == 1


def test_a_title_is_one_short_line_whatever_it_holds():
    (title,) = titles(ics("SUMMARY:" + "x\\n\u202ey " * 500 + "\nDTSTART:20261202T100000Z"))
    assert len(title) <= 200 and "\n" not in title and "\u202e" not in title


HOSTILE = {
    "nothing": b"",
    "a page": b"<html><body>Sign in</body></html>",
    "bytes": bytes(range(256)) * 40,
    "an open end": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
    "a deep nest": b"BEGIN:VCALENDAR\r\n" * 20_000,
    "too much": b"x" * (reading.MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_calendar_is_refused(name):
    with pytest.raises(Unreadable):
        read(HOSTILE[name], NOW)


def test_an_endless_search_is_ended_and_refused_or_comes_to_nothing(monkeypatch):
    monkeypatch.setattr(reading, "_SECONDS", 4)
    rules = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    data = ics(*[f"SUMMARY:Never\nDTSTART:20260101T100000Z\nRRULE:{rules}"] * 300)
    with contextlib.suppress(Unreadable):
        assert len(read(data, NOW).events) <= 300


def test_a_flood_of_entries_is_cut_at_a_bound():
    many = [f"SUMMARY:E{n}\nDTSTART:20261202T100000Z" for n in range(3000)]
    assert len(read(ics(*many), NOW).events) <= 2000


def test_nothing_of_the_callers_environment_reaches_the_reader(monkeypatch):
    monkeypatch.setenv("HERAUT_SECRET_KEY", "s" * 40)
    seen = {}

    def note(*args, **kwargs):
        seen.update(kwargs["env"])
        raise OSError

    monkeypatch.setattr(reading.subprocess, "run", note)
    with pytest.raises(Unreadable):
        read(ics(), NOW)
    assert set(seen) == {"PYTHONPATH"}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ABCDEFRULE:;=,0123456789TZ \n\\", max_size=120))
def test_any_line_is_read_or_refused_and_never_worse(line):
    with contextlib.suppress(ValueError):
        parse(ics(f"SUMMARY:x\nDTSTART:20261202T100000Z\nX-{line}"), NOW)
