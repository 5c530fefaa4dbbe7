from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from heraut.dispatch import queries
from heraut.dispatch.actions.cancel import cancel
from heraut.dispatch.actions.recall import recall
from heraut.dispatch.actions.reschedule import reschedule
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.actions.try_again import try_again
from heraut.dispatch.actions.withdraw_for_edit import withdraw_for_edit
from heraut.dispatch.models import Dispatch
from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.reject import reject
from heraut.guidance.actions.withdraw import withdraw
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.kernel.walltime import to_utc
from heraut.newsroom import drafts
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.outbound.models import Parcel
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def channels(mission):
    return [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]


@pytest.fixture
def draft(mission, officer, channels):
    return builders.adaptation(officer, mission.unit, channels)


def asked(draft, officer, at=None):
    return submit(draft.pk, by=officer, revision=draft.revision, at=at, time_zone="Africa/Nairobi")


def cleared(draft, officer, head, at=None):
    made = asked(draft, officer, at)
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    made.refresh_from_db()
    return made


def state(dispatch):
    return queries.summary(queries.with_deliveries(Dispatch.objects.filter(pk=dispatch.pk)).get())[
        0
    ]


def test_a_text_goes_out_only_once_somebody_else_cleared_it(draft, officer, head):
    made = asked(draft, officer)
    assert (state(made), Parcel.objects.count()) == ("asked", 0)
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    assert (state(made), Parcel.objects.count()) == ("waiting", 3)


def test_nobody_clears_a_text_they_wrote_in(draft, head, mission, channels):
    own = builders.adaptation(head, mission.unit, channels)
    made = submit(own.pk, by=head, revision=1, at=None, time_zone="UTC")
    with pytest.raises(Forbidden, match="own_text"):
        clear(made.clearance_id, by=head, seen=made.clearance.digest)


def test_who_edited_the_text_may_not_clear_it_either(draft, officer, head):
    draft.editors.add(head)
    made = asked(draft, officer)
    with pytest.raises(Forbidden, match="own_text"):
        clear(made.clearance_id, by=head, seen=made.clearance.digest)


@pytest.mark.parametrize("who", ["officer", "outsider", "partner", "duty_officer", "auditor"])
def test_without_the_right_nobody_clears(draft, local_officer, who, request):
    made = asked(draft, local_officer)
    with pytest.raises(Forbidden):
        clear(made.clearance_id, by=request.getfixturevalue(who), seen=made.clearance.digest)


def test_what_is_cleared_is_what_was_read(draft, officer, head):
    made = asked(draft, officer)
    with pytest.raises(Stale):
        clear(made.clearance_id, by=head, seen="another")


def test_an_edit_after_clearance_withdraws_it_and_nothing_goes_out(draft, officer, head):
    made = cleared(draft, officer, head, builders.soon())
    before = drafts.of(draft)
    changed = drafts.Draft(
        tuple(drafts.replace(each, text="Good evening.") for each in before.texts), before.alts
    )
    save_adaptation(draft.pk, by=officer, revision=draft.revision, draft=changed)
    made.refresh_from_db()
    made.clearance.refresh_from_db()
    assert (made.state, made.clearance.state) == ("cancelled", "withdrawn")
    assert set(Parcel.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_text_that_went_out_is_not_edited_any_more(draft, officer, head):
    cleared(draft, officer, head)
    Parcel.objects.update(state="done")
    with pytest.raises(Refusal, match="already_out"):
        withdraw_for_edit(draft, officer)


def test_a_second_tap_makes_no_second_dispatch(draft, officer):
    asked(draft, officer)
    with pytest.raises(Refusal, match="already_submitted"):
        asked(draft, officer)
    assert Dispatch.objects.count() == 1


def test_a_text_sent_back_names_its_reason_and_can_be_asked_again(draft, officer, head):
    made = asked(draft, officer)
    with pytest.raises(Refusal, match="reason_missing"):
        reject(made.clearance_id, by=head, reason="  ")
    reject(made.clearance_id, by=head, reason="Name the source.")
    assert state(made) == "returned"
    again = asked(draft, officer)
    assert again.pk != made.pk


def test_two_people_deciding_at_once_decide_once(draft, officer, head, clearer):
    made = asked(draft, officer)
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    with pytest.raises(Refusal, match=r"state\.move"):
        reject(made.clearance_id, by=clearer, reason="Too late.")


def test_a_withdrawn_clearance_stops_what_waits(draft, officer, head):
    made = cleared(draft, officer, head, builders.soon())
    withdraw(made.clearance_id, by=head, reason="The visit is off.")
    assert state(made) == "cancelled"


def test_what_a_platform_would_refuse_is_refused_before_anybody_is_asked(draft, officer):
    draft.texts.filter(channel__platform="bluesky").update(text="x" * 301)
    with pytest.raises(Refusal, match="objection"):
        asked(draft, officer)
    assert not Dispatch.objects.exists()


def test_a_changed_text_is_not_submitted_unseen(draft, officer):
    with pytest.raises(Stale):
        submit(draft.pk, by=officer, revision=99, at=None, time_zone="UTC")


def test_an_embargo_holds(draft, officer, editor):
    item = builders.item(editor, embargo_until=builders.soon(120))
    draft.item = item
    draft.save()
    with pytest.raises(Refusal, match="embargo"):
        asked(draft, officer, builders.soon(60))
    assert asked(draft, officer, builders.soon(180))


def test_an_expired_item_goes_nowhere(draft, officer, editor):
    draft.item = builders.item(editor, expires_at=clock.now() - timedelta(hours=1))
    draft.save()
    with pytest.raises(Refusal, match="expired"):
        asked(draft, officer)


def test_a_moment_that_has_passed_is_refused(draft, officer):
    with pytest.raises(Refusal, match="past"):
        asked(draft, officer, clock.now() - timedelta(minutes=1))


def test_an_inactive_channel_is_named(draft, officer, channels):
    channels[0].state = "parked"
    channels[0].save()
    with pytest.raises(Refusal, match="channel_inactive"):
        asked(draft, officer)


def test_a_dispatch_can_be_moved_and_cancelled_before_it_goes(draft, officer, head):
    made = cleared(draft, officer, head, builders.soon(60))
    later = builders.soon(120)
    reschedule(made.pk, by=officer, at=later)
    assert set(Parcel.objects.values_list("due_at", flat=True)) == {later}
    cancel(made.pk, by=officer, reason="Off")
    assert state(made) == "cancelled"
    with pytest.raises(Refusal, match="over"):
        cancel(made.pk, by=officer)


def test_only_published_texts_are_recalled_and_only_once(draft, officer, head):
    made = cleared(draft, officer, head)
    delivery = made.deliveries.first()
    with pytest.raises(Refusal, match="not_published"):
        recall(delivery.pk, by=officer)
    Parcel.objects.update(state="done", receipt={"id": "1", "url": "https://x.test", "extra": {}})
    recall(delivery.pk, by=officer)
    with pytest.raises(Refusal, match="recalled"):
        recall(delivery.pk, by=officer)
    assert Parcel.objects.filter(verb="recall").count() == 1


def test_only_a_definite_refusal_is_tried_again(draft, officer, head):
    made = cleared(draft, officer, head)
    delivery = made.deliveries.first()
    with pytest.raises(Refusal, match="not_refused"):
        try_again(delivery.pk, by=officer)
    Parcel.objects.filter(pk=delivery.parcel_id).update(state="rejected")
    try_again(delivery.pk, by=officer)
    assert state(made) == "waiting"


def test_every_act_of_a_dispatch_is_in_the_audit_trail(draft, officer, head):
    made = cleared(draft, officer, head, builders.soon())
    cancel(made.pk, by=officer)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {
        "clearance.ask", "dispatch.submit", "clearance.clear", "dispatch.hand_over",
        "parcel.hand_over", "dispatch.cancel", "clearance.withdraw", "parcel.cancel",
        "dispatch.take_back",
    } <= verbs  # fmt: skip


def test_clocks_that_go_forward_skip_an_hour_and_going_back_means_the_first():
    brussels = ZoneInfo("Europe/Brussels")
    with pytest.raises(Refusal, match="skipped"):
        to_utc(datetime(2027, 3, 28, 2, 30), brussels)  # noqa: DTZ001
    twice = to_utc(datetime(2027, 10, 31, 2, 30), brussels)  # noqa: DTZ001
    assert twice == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert to_utc(datetime(2027, 7, 1, 12, 0), brussels).hour == 10  # noqa: DTZ001


def test_the_list_answers_204_while_nothing_changed(draft, officer, head, sign_in):
    made = asked(draft, officer)
    client = sign_in(officer)
    page = client.get(f"/dispatches/{made.pk}/").content.decode()
    stamp = page.split("stamp=")[1].split('"')[0]
    assert client.get(f"/dispatches/{made.pk}/?stamp={stamp}").status_code == 204
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    assert client.get(f"/dispatches/{made.pk}/?stamp={stamp}").status_code == 200
