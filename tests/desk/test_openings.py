"""The rule by which the week finds its moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from heraut.desk.openings import APART, HEAD_START, HOURS, WEEK, open_moments, works_in

NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)  # eight in the morning in Nairobi
ZONES = st.sampled_from(["Africa/Nairobi", "Asia/Tokyo", "America/New_York", "Europe/Brussels"])


def weekday(day: date) -> bool:
    return day.weekday() < 5


def found(missing, now=MONDAY, zone=NAIROBI, taken=(), works=weekday):
    return open_moments(missing, now=now, zone=zone, taken=taken, works=works)


def local(openings):
    return [f"{each.at.astimezone(NAIROBI):%a %H}" for each in openings]


def test_three_texts_are_spread_over_the_working_week():
    assert local(found([("b", 3)])) == ["Mon 17", "Wed 17", "Fri 17"]


def test_one_text_serves_every_channel_that_misses_one():
    openings = found([("b", 3), ("m", 2), ("w", 1)])
    assert sorted(len(each.channels) for each in openings) == [1, 2, 3]
    assert all("b" in each.channels for each in openings)


def test_what_stands_already_is_kept_away_from():
    first = found([("b", 1)])[0].at
    assert local(found([("b", 1)], taken=[first])) == ["Fri 17"]


def test_the_weekend_is_the_host_countrys_own_and_comes_last():
    doha = works_in("QA")
    assert not doha(date(2026, 12, 4))
    assert doha(date(2026, 12, 6))
    days = {each.at.astimezone(ZoneInfo("Asia/Qatar")).weekday() for each in found(
        [("b", 8)], zone=ZoneInfo("Asia/Qatar"), works=doha)}  # fmt: skip
    assert not days & {4, 5}


def test_a_country_without_a_calendar_works_from_monday_to_friday():
    works = works_in("XX")
    assert works(date(2026, 12, 4))
    assert not works(date(2026, 12, 5))


def test_a_full_cadence_offers_every_good_moment_and_not_one_more():
    assert len(found([("b", 99)])) == 13  # all but this morning at ten


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=ZONES,
    missing=st.lists(st.integers(0, 12), max_size=4),
    taken=st.lists(st.integers(-24, 200), max_size=8),
)
def test_every_moment_is_good_wherever_and_whenever(now, zone, missing, taken):
    there = ZoneInfo(zone)
    stands = [now + timedelta(hours=hours) for hours in taken]
    openings = found(list(enumerate(missing)), now=now, zone=there, taken=stands)
    moments = [each.at for each in openings]
    assert moments == sorted(set(moments))
    assert len(moments) <= max(missing, default=0)
    for opening in openings:
        assert now + HEAD_START <= opening.at <= now + WEEK
        assert opening.at.astimezone(there).hour in HOURS
        assert opening.channels
        others = stands + [at for at in moments if at != opening.at]
        assert all(abs(opening.at - other) >= APART for other in others)
    for channel, texts in enumerate(missing):
        assert sum(channel in each.channels for each in openings) <= texts
