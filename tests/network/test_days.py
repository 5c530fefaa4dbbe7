"""Days that matter: when they come round, whom they concern, who may write them down."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.network import days, queries, regions
from heraut.network.actions.add_day import DayValues, add_day
from heraut.network.actions.change_day import change_day
from heraut.network.actions.remove_day import remove_day
from heraut.network.models import Day, DayKind, DayReach
from heraut.network.national_days import NATIONAL_DAYS, NOT_FREE
from tests import builders

FEAST = date(2026, 11, 15)


def values(**more):
    said = {
        "kind": DayKind.OWN,
        "reach": DayReach.NETWORK,
        "names": {"en": "King’s Feast", "nl": "Koningsdag"},
        "first": FEAST,
        "last": FEAST,
    }
    return DayValues(**{**said, **more})


# -- computed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("country", sorted(set(NATIONAL_DAYS) - NOT_FREE))
def test_a_national_day_is_a_public_holiday_of_that_country(country):
    month, number = NATIONAL_DAYS[country]
    free = holidays.country_holidays(country, years=range(2024, 2029), observed=False)
    assert any(date(year, month, number) in free for year in range(2024, 2029))


def test_holidays_are_named_in_the_readers_language_and_a_national_one_told_once():
    from django.utils import translation

    with translation.override("fr"):
        found = days.computed({"BE"}, date(2026, 7, 1), date(2026, 8, 31))
    assert [(each.kind, each.name) for each in found] == [
        (DayKind.NATIONAL, "Fête nationale : Belgique"),
        (DayKind.HOLIDAY, "Assomption"),
    ]


def test_a_country_nobody_knows_has_no_days():
    assert days.computed({"QQ"}, date(2026, 1, 1), date(2026, 12, 31)) == []


# -- rules ---------------------------------------------------------------------------------------

CALM = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@CALM
@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.integers(0, 10), st.integers(0, 400))
def test_a_yearly_day_is_found_from_wherever_one_looks(first, length, ahead):
    day = Day(first=first, last=first + timedelta(days=length), rule="FREQ=YEARLY")
    start = date(2031, 1, 1) + timedelta(days=ahead)
    found = days.expand(day, start, start + timedelta(days=6))
    for begin, end in found:
        assert begin <= start + timedelta(days=6) and end >= start
        assert (begin.month, begin.day) == (first.month, first.day)
    whole = days.expand(day, start, start + timedelta(days=365 * 4 + 1))
    assert len(whole) >= (1 if (first.month, first.day) == (2, 29) else 4)


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "RRULE:freq=yearly", "FREQ=YEARLY;BYEASTER=-2", ""],
)
def test_yearly_rules_are_taken(rule):
    assert days.check_rule(rule, FEAST) in (rule.upper().removeprefix("RRULE:"), "")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYSECOND=1,2,3",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR",
        "FREQ=YEARLY;COUNT=x",
        "FREQ=YEARLY;UNTIL=1",
        "every year",
        "FREQ=YEARLY;FREQ=DAILY",
    ],
)
def test_a_rule_that_never_comes_or_fills_the_year_is_refused(rule):
    with pytest.raises(Refusal):
        days.check_rule(rule, FEAST)


# -- who -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mission_keeps_days_for_itself_and_its_host_country(mission, head, officer, editor):
    unit = mission.unit
    add_day(values(reach=DayReach.UNIT), unit=unit, by=head)
    add_day(values(reach=DayReach.COUNTRY, country="KE"), unit=unit, by=head)
    for wrong in ({"reach": DayReach.NETWORK}, {"reach": DayReach.COUNTRY, "country": "UG"}):
        with pytest.raises(Forbidden):
            add_day(values(**wrong), unit=unit, by=head)
    with pytest.raises(Forbidden):
        add_day(values(reach=DayReach.UNIT), unit=unit, by=officer)
    add_day(values(reach=DayReach.COUNTRY, country="UG"), unit=builders.ministry(), by=editor)
    with pytest.raises(Forbidden):
        add_day(values(), unit=builders.ministry(), by=head)


@pytest.mark.django_db
def test_a_day_concerns_the_network_a_country_or_one_mission(mission, head, editor, officer):
    other = builders.mission("kigali", "RW")
    stranger = builders.person(builders.Role.MISSION_OFFICER, other.unit)
    add_day(values(names={"en": "All"}), unit=builders.ministry(), by=editor)
    kenya = values(names={"en": "Kenya"}, reach=DayReach.COUNTRY, country="KE")
    add_day(kenya, unit=mission.unit, by=head)
    add_day(values(names={"en": "Ours"}, reach=DayReach.UNIT), unit=mission.unit, by=head)

    def seen(person, country, unit):
        found = queries.days(person, FEAST, FEAST, frozenset({country}), [unit.pk])
        return sorted(each.name for each in found)

    assert seen(officer, "KE", mission.unit) == ["All", "Kenya", "Ours"]
    assert seen(stranger, "RW", other.unit) == ["All"]
    assert seen(stranger, "KE", mission.unit) == ["All", "Kenya"]


@pytest.mark.django_db
def test_the_second_of_two_who_change_a_day_is_told(mission, head):
    day = add_day(values(reach=DayReach.UNIT), unit=mission.unit, by=head)
    change_day(day.pk, values(reach=DayReach.UNIT, caution=True), by=head, seen=1)
    with pytest.raises(Stale):
        change_day(day.pk, values(reach=DayReach.UNIT, source="x"), by=head, seen=1)
    day.refresh_from_db()
    assert day.caution and day.source == "" and day.revision == 2
    remove_day(day.pk, by=head)
    assert not Day.objects.exists()


@pytest.mark.django_db
def test_the_form_writes_a_day_and_says_what_to_mend(sign_in, mission, head):
    client, url = sign_in(head), reverse("calendar_day_new")
    said = {
        "kind": "mourning",
        "first": "2026-12-01",
        "last": "",
        "repeats": "weekday",
        "reach": "country",
        "country": "KE",
        "unit": mission.unit.slug,
        "name_en": "Mourning",
    }
    assert client.post(url, {**said, "name_en": ""}).status_code == 422
    assert client.post(url, {**said, "last": "2026-11-01"}).status_code == 422
    assert client.post(url, {**said, "country": "UG"}).status_code == 422
    assert client.post(url, said).status_code == 302
    day = Day.objects.get()
    assert day.rule == "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU" and day.last == day.first
    page = client.get(reverse("calendar_day_row", args=[day.pk])).content.decode()
    assert "scope=country&amp;country=KE" in page
    hold = client.get(f"{reverse('holds')}?scope=channel&reason=Mourning").content.decode()
    assert 'value="Mourning"' in hold


# -- regions -------------------------------------------------------------------------------------


def test_every_country_lies_in_one_region_of_one_continent():
    lands = [regions.countries(code) for code in ("002", "019", "142", "150", "009")]
    assert sum(len(each) for each in lands) == len(frozenset().union(*lands)) > 230
    assert regions.region("KE") == "014" and "KE" in regions.countries("002")
    assert regions.countries("999") == frozenset()


@pytest.mark.django_db
def test_what_people_keep_is_named_in_the_readers_language(mission, editor):
    from django.utils import translation

    day = add_day(values(), unit=builders.ministry(), by=editor)
    with translation.override("nl"):
        assert day.name == "Koningsdag"
    with translation.override("de"):
        assert day.name == "King’s Feast"
