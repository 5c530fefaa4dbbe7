"""What a dispatch carries is fixed when it is submitted, and counted once it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heraut.dispatch import coverage, published
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Dispatch
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom import messages, queries, uses
from heraut.newsroom.actions.aim_adaptation import aim_adaptation
from heraut.newsroom.actions.aim_plan import aim_plan
from heraut.newsroom.actions.end_key_message import end_key_message
from heraut.newsroom.actions.save_key_message import Said, save_key_message
from heraut.newsroom.models import Adaptation
from heraut.newsroom.outgoing import adaptation_digest
from heraut.outbound.models import Parcel
from heraut.people.days import today
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(editor):
    return builders.key_message(editor, text="Rules hold")


@pytest.fixture
def group(mission):
    return builders.audience(mission.unit)


@pytest.fixture
def draft(mission, officer, message, group):
    made = builders.adaptation(officer, mission.unit, [builders.channel(mission.unit)])
    made.key_messages.add(message)
    made.audiences.add(group)
    return made


def _asked(draft, officer):
    return submit(draft.pk, by=officer, revision=1, at=None, time_zone="UTC")


def _out(draft, officer, head, at=None):
    dispatch = _asked(draft, officer)
    clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)
    Parcel.objects.filter(delivery__dispatch=dispatch).update(
        state="done", finished_at=at or clock.now()
    )
    return dispatch


def _count(user, message, days=30):
    found = coverage.coverage(user, coverage.last_days(days))
    return next((line.total for line in found.lines if line.message == message), None)


def test_a_message_worded_anew_changes_nothing_of_what_was_carried(draft, officer, editor, message):
    dispatch = _asked(draft, officer)
    save_key_message(
        message.unit, Said({"en": "New words"}), by=editor, key_message_id=message.pk, revision=1
    )
    assert [str(each) for each in dispatch.carried.all()] == ["Rules hold"]
    assert [str(each) for each in dispatch.reached.all()] == ["Students"]


def test_choosing_another_message_takes_the_clearance_back(draft, officer, head, message, group):
    dispatch = _asked(draft, officer)
    shown = [message.pk, group.pk]
    same = {"messages": [message.pk], "audiences": [group.pk], "shown": shown}
    aim_adaptation(draft.pk, by=officer, **same)
    dispatch.refresh_from_db()
    assert dispatch.state == "asked", "choosing what stands there changes nothing"
    aim_adaptation(draft.pk, by=officer, messages=[], audiences=[group.pk], shown=shown)
    dispatch.refresh_from_db()
    assert dispatch.state == "cancelled"
    with pytest.raises(Refusal):
        clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)


def test_once_it_is_out_what_it_carries_stands(draft, officer, head, message, group):
    _out(draft, officer, head)
    with pytest.raises(Refusal, match="already_out"):
        aim_adaptation(
            draft.pk, by=officer, messages=[], audiences=[], shown=[message.pk, group.pk]
        )
    assert list(draft.key_messages.all()) == [message]


def test_the_digest_knows_what_is_carried_and_is_the_old_one_where_nothing_is(draft, message):
    def digest():
        return adaptation_digest(queries.with_texts(Adaptation.objects.all()).get(pk=draft.pk))

    before = digest()
    draft.key_messages.clear()
    without = digest()
    draft.audiences.clear()
    assert len({before, without, digest()}) == 3


def test_a_message_that_has_ended_is_carried_no_more(draft, officer, editor, message):
    end_key_message(message.pk, by=editor)
    assert not _asked(draft, officer).carried.exists()


def test_counted_is_what_stands_on_a_channel_in_the_period(draft, officer, head, message, mission):
    dispatch = _asked(draft, officer)
    assert _count(officer, message) == 0
    clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)
    assert _count(officer, message) == 0, "cleared is not published"
    long_ago = clock.now() - timedelta(days=40)
    Parcel.objects.update(state="done", finished_at=long_ago)
    assert (_count(officer, message), _count(officer, message, 90)) == (0, 1)
    delivery = dispatch.deliveries.get()
    delivery.recall = Parcel.objects.create(
        channel=delivery.channel,
        unit=mission.unit,
        number=999,
        verb="recall",
        content={},
        state="done",
        due_at=clock.now(),
        next_at=clock.now(),
        changed_at=clock.now(),
    )
    delivery.save()
    assert _count(officer, message, 90) == 0, "recalled is not carried"


def test_it_tells_where_it_was_carried_and_where_not(draft, officer, head, message):
    builders.mission("tokyo", "JP")
    silent = builders.key_message(head, text="Never said")
    _out(draft, officer, head)
    found = coverage.coverage(officer, coverage.last_days(30))
    assert [column.label for column in found.columns] == ["Eastern Africa", "Eastern Asia"]
    assert found.nowhere == [silent]
    (line,) = found.gaps
    assert [column.label for column in line.absent] == ["Eastern Asia"]
    assert [(each.name, each.count) for each in found.heard] == [("Students", 1)]
    africa = coverage.coverage(officer, coverage.last_days(30), "014")
    assert [column.key for column in africa.columns] == ["nairobi"]


def test_a_count_leads_to_the_texts_behind_it(draft, officer, head, message):
    dispatch = _out(draft, officer, head)
    period = coverage.last_days(30)
    for where, wanted in {
        "": [dispatch],
        "014": [dispatch],
        "nairobi": [dispatch],
        "030": [],
    }.items():
        assert list(coverage.carrying(message, period, where)) == wanted


def test_two_channels_of_one_dispatch_count_once(draft, officer, head, message, mission):
    text = draft.texts.get()
    text.pk, text.channel = None, builders.channel(mission.unit, "mastodon")
    text.id = None
    text._state.adding = True
    from heraut.kernel.ids import uuid7

    text.id = uuid7()
    text.save()
    _out(draft, officer, head)
    assert _count(officer, message) == 1


def test_what_the_plan_names_is_missing_until_it_was_carried_this_month(
    draft, officer, head, message, mission
):
    aim_plan(mission.unit, by=officer, messages=[message.pk], audiences=[])
    assert messages.missing(officer, mission.unit) == [message]
    last_month = messages.month_begins() - timedelta(hours=1)
    _out(draft, officer, head, at=last_month)
    assert messages.missing(officer, mission.unit) == [message]
    Parcel.objects.update(finished_at=clock.now())
    assert messages.missing(officer, mission.unit) == []


def test_published_texts_are_everybodys_to_read_and_to_start_from(draft, officer, head, editor):
    item = builders.item(editor)
    Adaptation.objects.filter(pk=draft.pk).update(item=item)
    stranger = builders.person(Role.MISSION_OFFICER, builders.mission("tokyo", "JP").unit)
    dispatch = _asked(draft, officer)
    assert uses.made_of(stranger, item) == []
    clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)
    Parcel.objects.update(state="done", finished_at=clock.now(), receipt={"url": "https://x.test"})
    (made,) = uses.made_of(stranger, item)
    assert [(each.outgoing.text, each.url) for each in made.said] == [
        ("Good morning.", "https://x.test")
    ]
    assert not made.open
    assert published.published([draft.pk])[draft.pk][0].url == "https://x.test"
    assert Dispatch.objects.count() == 1


def test_periods_are_days_of_the_ministry_and_nonsense_is_thirty_of_them(rf):
    from heraut.dispatch.views.coverage import period_of

    assert period_of(rf.get("/?days=7")).days == 7
    for nonsense in ("?days=x", "?since=2026-13-45", "?days=-3", "?until=2026-01-01", ""):
        assert period_of(rf.get(f"/{nonsense}")) == coverage.last_days(30)
    assert period_of(rf.get("/?since=2026-01-01&until=2026-01-31")).days == 31
    assert period_of(rf.get(f"/?since={today()}")).days == 1
