"""A mission's week: its plan, what stands, what is suggested, and planning it in two taps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from heraut.connectors import catalogue
from heraut.desk.actions.plan_text import plan_text
from heraut.desk.actions.undo_plan import undo_plan
from heraut.desk.suggesting import Pool
from heraut.desk.week import tallies_of, week_of
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Dispatch
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom.models import Adaptation
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def channels(mission):
    return [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]


@pytest.fixture
def plan(mission, channels):
    return builders.plan(mission.unit, dict(zip(channels, (3, 2, 1), strict=True)))


@pytest.fixture
def pool(editor):
    return [
        builders.item(editor, texts={"en": (f"Fact {number}", "x")}, countries=["KE"])
        for number in range(4)
    ]


def first(officer, mission):
    """The first opening with its suggestion."""
    week = week_of(officer, mission.unit)
    return week.openings[0], Pool(officer, mission.unit).suggest(week.openings)[0]


def planned(officer, mission, **changed):
    opening, suggestion = first(officer, mission)
    wanted = {
        "item_id": suggestion.item.pk,
        "channel_ids": [each.channel.pk for each in suggestion.accepted],
        "at": opening.at,
        "seen": suggestion.seen,
        **changed,
    }
    return plan_text(mission.unit, by=officer, **wanted)


def counts(mission):
    return [(each.planned, each.wanted) for each in tallies_of(mission.unit, clock.now())]


def titles(officer, mission):
    week = week_of(officer, mission.unit)
    return [each.title for each in Pool(officer, mission.unit).suggest(week.openings) if each]


def test_a_week_counts_what_stands_against_the_plan(mission, officer, plan, channels):
    draft = builders.adaptation(officer, mission.unit, channels[:2])
    submit(draft.pk, by=officer, revision=1, at=builders.soon(), time_zone="UTC")
    assert counts(mission) == [(1, 3), (1, 2), (0, 1)]
    later = builders.adaptation(officer, mission.unit, channels)
    at = clock.now() + timedelta(days=8)
    submit(later.pk, by=officer, revision=1, at=at, time_zone="UTC")
    assert counts(mission) == [(1, 3), (1, 2), (0, 1)], "not in the coming seven days"


def test_less_than_one_a_week_is_one_in_as_many_days(mission, officer, channels):
    builders.plan(mission.unit, {channels[0]: 0.25})
    assert counts(mission) == [(0, 1)]
    draft = builders.adaptation(officer, mission.unit, channels[:1])
    with time_machine.travel(MONDAY - timedelta(days=15)):
        submit(draft.pk, by=officer, revision=1, at=None, time_zone="UTC")
    assert counts(mission) == [(1, 1)], "a fortnight ago is within the four weeks"


def test_a_channel_that_is_not_connected_gets_no_opening(mission, officer, plan, channels):
    for channel in channels:
        channel.health = "unknown"
        channel.save()
    week = week_of(officer, mission.unit)
    assert (week.missing, week.openings) == (0, ())


def test_what_is_shown_is_what_is_planned(mission, officer, plan, pool):
    opening, suggestion = first(officer, mission)
    dispatch = planned(officer, mission)
    assert isinstance(dispatch, Dispatch)
    assert (dispatch.at, dispatch.state) == (opening.at, "asked")
    shown = {each.channel.pk: each.outgoing.to_json() for each in suggestion.accepted}
    stands = {each.channel_id: each.content for each in dispatch.deliveries.all()}
    assert {key: dict(value) for key, value in stands.items()} == {
        key: {**value, "pictures": list(value["pictures"])} for key, value in shown.items()
    }


def test_a_second_tap_makes_no_second_text(mission, officer, plan, pool):
    opening, suggestion = first(officer, mission)
    wanted = {
        "item_id": suggestion.item.pk,
        "channel_ids": [each.channel.pk for each in suggestion.accepted],
        "at": opening.at,
        "seen": suggestion.seen,
    }
    one, two = (plan_text(mission.unit, by=officer, **wanted) for _ in range(2))
    assert one.pk == two.pk
    assert (Dispatch.objects.count(), Adaptation.objects.count()) == (1, 1)


def test_filling_every_opening_fills_the_week_with_different_items(mission, officer, plan, pool):
    while week_of(officer, mission.unit).openings:
        assert isinstance(planned(officer, mission), Dispatch)
    assert counts(mission) == [(3, 3), (2, 2), (1, 1)]
    assert Dispatch.objects.values("adaptation__item").distinct().count() == 3


def test_an_item_that_changed_meanwhile_is_read_before_it_is_submitted(
    mission, officer, plan, pool
):
    made = planned(officer, mission, seen="another")
    assert isinstance(made, Adaptation)
    assert not Dispatch.objects.exists()


def test_undone_while_it_waits_and_not_once_it_is_cleared(mission, officer, head, plan, pool):
    dispatch = planned(officer, mission)
    undo_plan(dispatch.pk, by=officer)
    undo_plan(dispatch.pk, by=officer)
    assert counts(mission) == [(0, 3), (0, 2), (0, 1)]
    again = planned(officer, mission)
    clear(again.clearance_id, by=head, seen=again.clearance.digest)
    with pytest.raises(Refusal, match="decided"):
        undo_plan(again.pk, by=officer)
    assert Parcel.objects.filter(state="waiting", due_at=again.at).count() == 3


def test_suggested_is_what_fits_here_and_was_not_used(mission, officer, plan, editor):
    def offer(title, **fields):
        language = fields.pop("language", "en")
        return builders.item(editor, texts={language: (title, "x")}, **fields)

    offer("Japan", countries=["JP"])
    offer("French", language="fr")
    offer("Expires", expires_at=builders.soon())
    offer("Embargo", embargo_until=clock.now() + timedelta(days=6, hours=23))
    offer("Everywhere")
    offer("Here", countries=["KE"])
    used = offer("Used", countries=["KE"])
    assert "Used" in titles(officer, mission)
    draft = builders.adaptation(officer, mission.unit, list(mission.unit.channels.all()), item=used)
    submit(draft.pk, by=officer, revision=1, at=builders.soon(), time_zone="UTC")
    assert titles(officer, mission) == ["Here", "Everywhere"]


def test_a_channel_that_refuses_the_text_is_left_out_of_it(mission, officer, plan, editor):
    item = builders.item(editor, texts={"en": ("A title", "x")})
    item.versions.update(summary="x" * 400, title="y" * 199)
    limits = catalogue.get("bluesky").declaration.limits.to_json() | {"max_length": 100}
    mission.unit.channels.filter(platform="bluesky").update(limits=limits)
    _opening, suggestion = first(officer, mission)
    refused = [each.label for each in suggestion.texts if each.objections]
    assert refused == ["Bluesky"]
    dispatch = planned(officer, mission)
    assert {each.channel.platform for each in dispatch.deliveries.all()} == {
        "mastodon",
        "web_feed",
    }


def test_who_may_not_dispatch_plans_nothing(mission, officer, plan, pool, helpdesk_agent):
    opening, suggestion = first(officer, mission)
    with pytest.raises(Forbidden):
        plan_text(
            mission.unit,
            by=helpdesk_agent,
            item_id=suggestion.item.pk,
            channel_ids=[],
            at=opening.at,
            seen=suggestion.seen,
        )


def test_the_page_works_without_scripts(mission, officer, plan, pool, sign_in):
    client = sign_in(officer)
    page = client.get(reverse("desk_week")).content.decode()
    assert "6 texts are missing" in page
    opening, suggestion = first(officer, mission)
    data = {
        "for": mission.unit.slug,
        "item": suggestion.item.pk,
        "channel": [each.channel.pk for each in suggestion.accepted],
        "at": opening.at.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seen": suggestion.seen,
    }
    after = client.post(reverse("desk_week_plan"), data, follow=True).content.decode()
    assert "Planned. It goes out once it is cleared." in after
    assert "3 texts are missing" in after
    undone = client.post(
        reverse("desk_week_undo", args=[Dispatch.objects.get().pk]), follow=True
    ).content.decode()
    assert "Taken back" in undone
    assert "6 texts are missing" in undone


def test_who_changes_the_text_first_keeps_the_moment(mission, officer, plan, pool, sign_in):
    opening, suggestion = first(officer, mission)
    answer = sign_in(officer).post(
        reverse("newsroom_adapt_start", args=[suggestion.item.pk]),
        {"unit": mission.unit.slug, "at": opening.at.strftime("%Y-%m-%dT%H:%M:%S%z")},
        follow=True,
    )
    there = opening.at.astimezone(mission.zone)
    assert f'value="{there:%Y-%m-%dT%H:%M}"' in answer.content.decode()


def test_another_suggestion_is_none_of_those_on_the_page(mission, officer, plan, pool, sign_in):
    opening, suggestion = first(officer, mission)
    answer = sign_in(officer).get(
        reverse("desk_week_another"),
        {
            "for": mission.unit.slug,
            "at": opening.at.strftime("%Y-%m-%dT%H:%M:%S%z"),
            "channel": [each.pk for each in opening.channels],
            "not": [suggestion.item.pk],
            "item": [pool[0].pk, pool[1].pk],
        },
        headers={"HX-Request": "true"},
    )
    text = answer.content.decode()
    (left,) = [each for each in pool if each.pk not in
               {suggestion.item.pk, pool[0].pk, pool[1].pk}]  # fmt: skip
    assert left.versions.get().title in text
    assert suggestion.title not in text


def test_a_mission_without_a_plan_is_told_what_one_is(mission, officer, channels, sign_in):
    page = sign_in(officer).get(reverse("desk_week")).content.decode()
    assert "Your mission has no plan yet" in page
    builders.plan(mission.unit, {})
    page = sign_in(officer).get(reverse("desk_week")).content.decode()
    assert "names no cadence yet" in page


def test_the_home_says_what_is_missing(mission, officer, plan, pool, sign_in):
    assert "6 texts are missing" in sign_in(officer).get("/").content.decode()


def test_neither_the_week_nor_its_acts_are_open_to_another_mission(
    mission, officer, plan, pool, sign_in
):
    dispatch = planned(officer, mission)
    stranger = builders.person(Role.HEAD_OF_MISSION, builders.mission("kigali", "RW").unit)
    client = sign_in(stranger)
    assert client.post(reverse("desk_week_undo", args=[dispatch.pk])).status_code == 404
    assert client.post(reverse("desk_week_plan"), {"for": mission.unit.slug}).status_code == 404
