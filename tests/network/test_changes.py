"""Changes of the network: planned for a day, carried out in any order, never before the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.actions.amend_change import amend_change
from heraut.network.actions.cancel_change import cancel_change
from heraut.network.actions.carry_out_step import carry_out_step
from heraut.network.actions.decide_step import decide_step
from heraut.network.actions.finish_change import finish_change
from heraut.network.actions.plan_change import plan_change
from heraut.network.actions.renew_steps import renew_steps
from heraut.network.actions.reopen_step import reopen_step
from heraut.network.models import (
    ChangeKind,
    ChangeState,
    Jurisdiction,
    Mission,
    NetworkChange,
    StepState,
)
from heraut.network.planning.queries import world
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 1)
DAY = date(2027, 6, 30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-03-01T10:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def neighbour(mission):
    return builders.mission("kigali", "RW")


def planned(mission, by, kind=ChangeKind.CLOSE, day=DAY, **more):
    return plan_change(mission.pk, by=by, kind=kind, day=day, **more)


def step(change, key):
    return change.steps.get(key__startswith=key)


def serves(mission, day):
    return sorted(
        row.country
        for row in mission.jurisdictions.all()
        if (row.valid_from or date.min) <= day < (row.valid_until or date.max)
    )


def amended(change, by, day):
    return amend_change(change.pk, by=by, day=day, period="", reason="", source="", source_url="")


def finish(change, by, clock):
    """Everything that is left is said not to be needed, and the day comes."""
    for each in change.steps.filter(state=StepState.OPEN):
        reopen_step(each.pk, by=by, skip=True, note="Test")
    clock.move_to("2027-06-30T00:30:00+02:00")
    return finish_change(change.pk, by=by)


# -- planning ---------------------------------------------------------------------------------


def test_a_closing_becomes_a_checklist_of_what_the_mission_holds_and_serves(mission, editor):
    builders.jurisdiction(mission, "KE")
    builders.jurisdiction(mission, "SO")
    builders.jurisdiction(mission, "UG", valid_until=date(2015, 1, 1))
    page = builders.channel(mission.unit, "facebook")
    builders.channel(mission.unit, "x", state="retired")
    change = planned(mission, editor)
    assert sorted(change.steps.values_list("key", flat=True)) == sorted(
        [
            *("country:KE", "country:SO", "phone", "people", "register"),
            *(f"channel:{page.pk}", f"followers:{page.pk}"),
        ]
    )
    mission.refresh_from_db()
    assert mission.status == "open"
    assert AuditEntry.objects.filter(verb="change.plan", unit_id=mission.unit_id).count() == 1


def test_planning_asks_for_the_right_and_for_sense(mission, editor, head, analyst):
    for person in (head, analyst):
        with pytest.raises(Forbidden):
            planned(mission, person)
    with pytest.raises(Refusal, match=r"change\.does_not_fit"):
        planned(mission, editor, ChangeKind.OPEN)
    with pytest.raises(Refusal, match=r"change\.same_kind"):
        planned(mission, editor, ChangeKind.CONVERT, to_kind="embassy")
    with pytest.raises(Refusal, match=r"change\.no_country"):
        planned(mission, editor, ChangeKind.TRANSFER)
    planned(mission, editor)
    with pytest.raises(Refusal, match=r"change\.planned_already"):
        planned(mission, editor)


# -- jurisdictions ------------------------------------------------------------------------------


def test_a_country_is_dated_to_pass_and_passes_on_its_day(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    assert serves(mission, DAY) == ["SO"]
    carry_out_step(line.pk, by=editor)
    before = DAY - timedelta(days=1)
    assert (serves(mission, before), serves(neighbour, before)) == (["SO"], [])
    assert (serves(mission, DAY), serves(neighbour, DAY)) == ([], ["SO"])
    assert world().missions[mission.unit_id].serves == {"SO"}


def test_carrying_a_line_out_twice_changes_nothing(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    for _ in range(3):
        carry_out_step(line.pk, by=editor)
    assert Jurisdiction.objects.count() == 2
    assert AuditEntry.objects.filter(verb="change.carry_out").count() == 1


def test_who_served_the_country_already_goes_on_without_a_second_row(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    builders.jurisdiction(neighbour, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    carry_out_step(line.pk, by=editor)
    assert serves(neighbour, TODAY) == serves(neighbour, DAY) == ["SO"]
    assert neighbour.jurisdictions.count() == 1


def test_without_a_day_nothing_can_take_effect(mission, editor, clock):
    builders.jurisdiction(mission, "KE")
    change = planned(mission, editor, day=None, period="2026–27")
    with pytest.raises(Refusal, match=r"change\.no_day"):
        carry_out_step(step(change, "country:KE").pk, by=editor)
    with pytest.raises(Refusal, match=r"change\.no_day"):
        finish_change(change.pk, by=editor)


def test_a_day_that_slips_takes_along_what_was_dated(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    carry_out_step(line.pk, by=editor)
    later = date(2027, 12, 31)
    amended(change, editor, later)
    assert (serves(mission, DAY), serves(neighbour, DAY)) == (["SO"], [])
    assert (serves(mission, later), serves(neighbour, later)) == ([], ["SO"])
    with pytest.raises(Refusal, match=r"change\.dated"):
        amended(change, editor, None)


def test_a_cancelled_change_leaves_everything_as_it_was(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    carry_out_step(line.pk, by=editor)
    with pytest.raises(Refusal, match=r"change\.why"):
        cancel_change(change.pk, by=editor, reason=" ")
    cancel_change(change.pk, by=editor, reason="Parliament said no")
    assert (serves(mission, DAY), serves(neighbour, DAY)) == (["SO"], [])
    with pytest.raises(Refusal, match=r"change\.finished"):
        carry_out_step(line.pk, by=editor)


def test_what_is_in_effect_is_neither_amended_nor_cancelled_nor_put_back(
    mission, neighbour, editor, clock
):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    carry_out_step(line.pk, by=editor)
    clock.move_to("2027-06-30T00:30:00+02:00")
    for act in (
        lambda: amended(change, editor, date(2028, 1, 1)),
        lambda: cancel_change(change.pk, by=editor, reason="Too late"),
        lambda: reopen_step(line.pk, by=editor),
    ):
        with pytest.raises(Refusal, match=r"in_effect"):
            act()


def test_a_dated_line_is_put_back_before_its_day(mission, neighbour, editor):
    builders.jurisdiction(mission, "SO")
    change = planned(mission, editor)
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    carry_out_step(line.pk, by=editor)
    reopen_step(line.pk, by=editor)
    assert (serves(mission, DAY), serves(neighbour, DAY)) == (["SO"], [])
    assert step(change, "country:SO").state == StepState.OPEN


# -- channels ------------------------------------------------------------------------------------


def test_a_channel_goes_on_the_day_and_not_before(mission, neighbour, editor, admin, clock):
    channel = builders.channel(mission.unit, "x", custodian=editor)
    change = planned(mission, editor)
    line = step(change, "channel:")
    with pytest.raises(Refusal, match=r"step\.undecided"):
        carry_out_step(line.pk, by=admin)
    decide_step(line.pk, by=editor, fate="transfer", to_unit_id=neighbour.unit_id)
    with pytest.raises(Refusal, match=r"change\.not_yet"):
        carry_out_step(line.pk, by=admin)
    clock.move_to("2027-06-29T23:30:00+02:00")
    with pytest.raises(Refusal, match=r"change\.not_yet"):
        carry_out_step(line.pk, by=admin)
    clock.move_to("2027-06-30T00:30:00+02:00")
    carry_out_step(line.pk, by=admin)
    channel.refresh_from_db()
    assert channel.holder == neighbour.unit
    assert (channel.custodian, channel.certified_until) == (None, None)
    assert channel.credentials is not None
    assert AuditEntry.objects.filter(verb="channel.hand_over").count() == 2


def test_a_channel_is_retired_or_parked_and_stays_ours_to_answer_for(mission, editor, admin, clock):
    for platform in ("x", "facebook"):
        builders.channel(mission.unit, platform)
    change = planned(mission, editor, day=TODAY)
    lines = change.steps.filter(kind="channel").order_by("channel__platform")
    for line, fate in zip(lines, ("park", "retire"), strict=True):
        decide_step(line.pk, by=editor, fate=fate)
        carry_out_step(line.pk, by=admin)
        carry_out_step(line.pk, by=admin)
    states = mission.unit.channels.order_by("platform").values_list("state", flat=True)
    assert list(states) == ["parked", "retired"]


def test_only_who_manages_the_channels_lets_one_go(mission, editor):
    builders.channel(mission.unit, "x")
    change = planned(mission, editor, day=TODAY)
    line = step(change, "channel:")
    decide_step(line.pk, by=editor, fate="retire")
    with pytest.raises(Forbidden):
        carry_out_step(line.pk, by=editor)


def test_a_decision_needs_a_taker_that_is_not_the_mission_itself(mission, editor):
    builders.channel(mission.unit, "x")
    line = step(planned(mission, editor), "channel:")
    with pytest.raises(Refusal, match=r"step\.no_taker"):
        decide_step(line.pk, by=editor, fate="transfer")
    with pytest.raises(Refusal, match=r"step\.itself"):
        decide_step(line.pk, by=editor, fate="transfer", to_unit_id=mission.unit_id)


# -- the end --------------------------------------------------------------------------------------


def test_the_mission_closes_with_the_last_act_once_its_day_has_come(mission, editor, clock):
    builders.jurisdiction(mission, "KE")
    change = planned(mission, editor)
    with pytest.raises(Refusal, match=r"change\.not_yet"):
        finish_change(change.pk, by=editor)
    clock.move_to("2027-07-02T10:00:00+02:00")
    with pytest.raises(Refusal, match=r"change\.steps_left"):
        finish_change(change.pk, by=editor)
    mission.refresh_from_db()
    assert mission.status == "open"
    for line in change.steps.all():
        carry_out_step(line.pk, by=editor)
    finish_change(change.pk, by=editor)
    mission.refresh_from_db()
    assert (mission.status, mission.closed_on) == ("closed", DAY)
    assert serves(mission, DAY) == []
    assert NetworkChange.objects.get().state == ChangeState.DONE


def test_an_opening_takes_its_countries_over_from_whoever_serves_them(neighbour, editor, clock):
    tirana = builders.mission("tirana", "AL", status="planned")
    builders.jurisdiction(neighbour, "AL")
    change = planned(tirana, editor, ChangeKind.OPEN, countries=("XK",))
    assert set(change.steps.values_list("country", flat=True)) == {"AL", "XK", ""}
    line = step(change, "country:AL")
    carry_out_step(line.pk, by=editor)
    assert (serves(neighbour, TODAY), serves(tirana, TODAY)) == (["AL"], [])
    assert (serves(neighbour, DAY), serves(tirana, DAY)) == ([], ["AL"])
    finish(change, editor, clock)
    tirana.refresh_from_db()
    assert (tirana.status, tirana.opened_on) == ("open", DAY)


def test_an_upgrade_is_told_by_history_and_name(editor, clock, mission):
    office = builders.mission("niamey", "NE", kind="office")
    office.unit.names = {"en": "Office in Niamey", "fr": "Chez nous à Niamey"}
    office.unit.save()
    change = planned(office, editor, ChangeKind.CONVERT, to_kind="embassy")
    finish(change, editor, clock)
    office = Mission.objects.select_related("unit").get(pk=office.pk)
    assert office.kind == "embassy"
    assert [(each.kind, each.valid_until) for each in office.phases.all()] == [
        ("office", DAY),
        ("embassy", None),
    ]
    assert office.unit.names == {"en": "Embassy in Niamey", "fr": "Chez nous à Niamey"}


def test_a_transfer_moves_the_named_country_alone(mission, neighbour, editor, clock):
    for country in ("KE", "SO"):
        builders.jurisdiction(mission, country)
    change = planned(mission, editor, ChangeKind.TRANSFER, countries=("SO",))
    line = step(change, "country:SO")
    decide_step(line.pk, by=editor, to_unit_id=neighbour.unit_id)
    carry_out_step(line.pk, by=editor)
    renew_steps(change.pk, by=editor)
    finish(change, editor, clock)
    assert (serves(mission, DAY), serves(neighbour, DAY)) == (["KE"], ["SO"])
    mission.refresh_from_db()
    assert mission.status == "open"


def test_a_channel_that_comes_later_joins_the_list(mission, editor, clock):
    change = planned(mission, editor)
    builders.channel(mission.unit, "x")
    assert renew_steps(change.pk, by=editor) == 2
    assert renew_steps(change.pk, by=editor) == 0


def test_what_is_not_needed_says_why(mission, editor):
    line = step(planned(mission, editor), "phone")
    with pytest.raises(Refusal, match=r"step\.why"):
        reopen_step(line.pk, by=editor, skip=True)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.permutations(range(6)), twice=st.sets(st.integers(0, 5)))
def test_in_whatever_order_lines_are_done_the_end_is_the_same(
    order, twice, mission, neighbour, editor, admin
):
    from django.db import transaction

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        builders.jurisdiction(mission, "SO")
        builders.channel(mission.unit, "x")
        change = planned(mission, editor, day=TODAY)
        lines = list(change.steps.order_by("key"))
        decide_step(step(change, "country:").pk, by=editor, to_unit_id=neighbour.unit_id)
        decide_step(step(change, "channel:").pk, by=editor, fate="retire")
        for number in order:
            carry_out_step(lines[number].pk, by=admin)
            if number in twice:
                carry_out_step(lines[number].pk, by=admin)
        finish_change(change.pk, by=admin)
        mission.refresh_from_db()
        assert (mission.status, mission.closed_on) == ("closed", TODAY)
        assert (serves(mission, TODAY), serves(neighbour, TODAY)) == ([], ["SO"])
        assert mission.unit.channels.get().state == "retired"
        raise Undone
    mission.refresh_from_db()


# -- the pages -------------------------------------------------------------------------------------


def test_a_closing_from_the_form_to_the_end(mission, editor, admin, sign_in, clock):
    builders.jurisdiction(mission, "KE")
    builders.channel(mission.unit, "x")
    client = sign_in(editor)
    data = {"kind": "close", "mission": mission.key, "day": "2027-06-30", "source": "The press"}
    answer = client.post(reverse("change_new"), {**data, "day": "", "period": ""})
    assert answer.status_code == 422
    answer = client.post(reverse("change_new"), data)
    change = NetworkChange.objects.get()
    assert answer.url == reverse("change", args=[change.pk])

    def act(line, client=client, **said):
        url = reverse("change_step", args=[change.pk, line.pk])
        return client.post(url, said, follow=True)

    line = step(change, "followers:")
    page = act(line, act="decide", text="We say goodbye.").content.decode()
    assert "We say goodbye." in page
    assert (
        "can be carried out from the day on"
        in act(step(change, "channel:"), act="decide", fate="retire").content.decode()
    )
    clock.move_to("2027-07-01T10:00:00+02:00")
    # The sessions of March have long ended.
    client, theirs = sign_in(editor), sign_in(admin)
    for line in change.steps.all():
        assert act(line, theirs, act="do").status_code == 200
    answer = client.post(reverse("change_finish", args=[change.pk]), follow=True)
    assert "the network is as it was planned" in answer.content.decode()
    mission.refresh_from_db()
    assert mission.status == "closed"
    assert client.get(reverse("changes")).status_code == 200


def test_a_change_whose_day_has_come_stands_on_top_of_the_plans(mission, editor, sign_in, clock):
    planned(mission, editor)
    client = sign_in(editor)
    assert not client.get(reverse("plans")).context["due"]
    clock.move_to("2027-06-30T00:30:00+02:00")
    assert sign_in(editor).get(reverse("plans")).context["due"]


def test_a_line_of_another_change_is_not_found(mission, neighbour, editor, sign_in):
    one, other = planned(mission, editor), planned(neighbour, editor)
    url = reverse("change_step", args=[one.pk, step(other, "phone").pk])
    assert sign_in(editor).post(url, {"act": "do"}).status_code == 404


def test_the_missions_own_officers_tick_off_what_they_did(mission, officer, editor):
    change = planned(mission, editor)
    carry_out_step(step(change, "phone").pk, by=officer)
    stranger = builders.person(Role.MISSION_OFFICER, builders.mission("kampala", "UG").unit)
    with pytest.raises(Forbidden):
        carry_out_step(step(change, "people").pk, by=stranger)
