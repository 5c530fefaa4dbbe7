from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.outbound.actions.cancel import cancel
from heraut.outbound.actions.end_hold import end_hold
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.actions.release import release
from heraut.outbound.actions.resolve_unknown import resolve_unknown
from heraut.outbound.actions.resume import resume
from heraut.outbound.models import PARCEL, Attempt, HoldScope, Parcel, ParcelState, Queue, Verb
from heraut.outbound.queries import is_held
from tests import builders
from tests.outbound.fake import FakePlatform, drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit)


def send(channel, by, *texts, due=None):
    return [
        hand_over(
            channel,
            {"text": text, "language": "en"},
            unit=channel.holder,
            due_at=due or clock.now(),
            by=by,
        )
        for text in texts
    ]


def expire_leases():
    Queue.objects.update(lease_until=clock.now() - timedelta(seconds=1))


def states():
    return list(Parcel.objects.order_by("due_at", "number").values_list("state", flat=True))


def test_texts_go_out_once_each_in_the_order_they_were_handed_over(channel, officer):
    platform = FakePlatform()
    send(channel, officer, "one", "two", "three")
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "three"]
    assert states() == ["done"] * 3
    assert Parcel.objects.first().receipt["url"].startswith("https://fake.test/")


def test_the_attempt_is_written_down_before_the_call_with_the_bytes_that_are_sent(channel, officer):
    send(channel, officer, "one")
    drain({channel.pk: FakePlatform("die_before")})
    (attempt,) = Attempt.objects.all()
    assert (attempt.outcome, attempt.parcel.state) == ("", "calling")
    assert attempt.key == attempt.parcel.prepared["key"]


@pytest.mark.parametrize("death", ["die_before", "die_after"])
@pytest.mark.parametrize("keyed", [True, False])
def test_a_process_that_dies_during_a_call_loses_nothing_and_doubles_nothing(
    channel, officer, death, keyed
):
    platform = FakePlatform(death, keyed=keyed)
    send(channel, officer, "one", "two")
    drain({channel.pk: platform})
    drain({channel.pk: platform})
    assert len(platform.timeline) <= 1, "nobody else serves the line while the lease runs"
    expire_leases()
    drain({channel.pk: platform}, times=4)
    if keyed or death == "die_after":
        assert platform.timeline == ["one", "two"]
        assert states() == ["done", "done"]
    else:
        # Not there, and sending again is not safe: a person looks, the next text goes on.
        assert platform.timeline == ["two"]
        assert states() == ["unknown", "done"]


def test_an_unclear_call_is_read_back_before_anything_is_sent_again(channel, officer):
    platform = FakePlatform("drop")
    send(channel, officer, "one")
    drain({channel.pk: platform}, times=2)
    assert (platform.timeline, platform.calls) == (["one"], 1)
    assert list(Attempt.objects.values_list("kind", "outcome")) == [
        ("call", "unknown"),
        ("check", "done"),
    ]


def test_a_call_that_arrived_nowhere_is_made_again_under_the_same_key(channel, officer):
    platform = FakePlatform("lost")
    send(channel, officer, "one")
    drain({channel.pk: platform}, times=3)
    assert (platform.timeline, platform.calls) == (["one"], 2)
    keys = set(Attempt.objects.values_list("key", flat=True))
    assert len(keys) == 1


def test_what_stays_unclear_goes_to_a_person_who_decides(channel, officer, outsider):
    platform = FakePlatform("lost", keyed=False)
    (parcel,) = send(channel, officer, "one")
    drain({channel.pk: platform}, times=4)
    assert states() == ["unknown"]
    with pytest.raises(Forbidden):
        resolve_unknown(parcel.pk, by=outsider, answer="try_again")
    with pytest.raises(Refusal):
        resolve_unknown(parcel.pk, by=officer, answer="published")
    resolve_unknown(parcel.pk, by=officer, answer="try_again")
    drain({channel.pk: platform})
    assert platform.timeline == ["one"]


def test_nothing_passes_a_text_that_is_being_tried_again(channel, officer):
    platform = FakePlatform("retry")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, backoff=60)
    assert platform.timeline == []
    Parcel.objects.update(next_at=clock.now())
    Queue.objects.update(blocked_until=None)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two"]


def test_a_refused_text_lets_the_next_one_pass(channel, officer):
    platform = FakePlatform("reject")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform})
    assert platform.timeline == ["two"]
    assert states() == ["rejected", "done"]


def test_an_outage_holds_that_channels_line_and_no_other(mission, channel, officer):
    other = builders.channel(mission.unit, "mastodon")
    down, up = FakePlatform(*["retry"] * 9), FakePlatform()
    send(channel, officer, "one")
    send(other, officer, "two")
    drain({channel.pk: down, other.pk: up}, backoff=60)
    assert (down.timeline, up.timeline) == ([], ["two"])


def test_a_refused_sign_in_makes_the_line_wait_until_the_channel_is_connected_again(
    channel, officer
):
    platform = FakePlatform("account")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, times=2)
    channel.refresh_from_db()
    assert (channel.health, platform.calls) == ("sign-in", 1)
    assert states() == ["retry", "waiting"]
    resume(channel.pk)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two"]
    channel.refresh_from_db()
    assert channel.health == "good"


def test_a_fault_of_our_own_stops_no_line(channel, officer):
    platform = FakePlatform("fault")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, times=3)
    assert platform.timeline == ["one", "two"]


def test_a_text_scheduled_for_later_waits_and_lets_earlier_ones_go(channel, officer):
    platform = FakePlatform()
    send(channel, officer, "later", due=clock.now() + timedelta(hours=1))
    send(channel, officer, "now")
    drain({channel.pk: platform})
    assert platform.timeline == ["now"]


def test_a_text_for_now_is_not_kept_back_by_one_that_waits_for_tomorrow(channel, officer):
    platform = FakePlatform()
    send(channel, officer, "tomorrow", due=clock.now() + timedelta(days=1))
    drain({channel.pk: platform})
    send(channel, officer, "now")
    drain({channel.pk: platform})
    assert platform.timeline == ["now"]
    assert states() == ["done", "waiting"]


def test_a_process_that_lost_its_lease_writes_nothing(channel, officer):
    class Thief(FakePlatform):
        async def publish(self, *args):
            await sync_steal()
            return await super().publish(*args)

    from asgiref.sync import sync_to_async

    @sync_to_async
    def sync_steal():
        Queue.objects.update(lease_owner="another")

    platform = Thief()
    send(channel, officer, "one", "two")
    drain({channel.pk: platform})
    assert states() == ["calling", "waiting"], "the outcome is for the new owner to find out"
    expire_leases()
    drain({channel.pk: FakePlatformOf(platform)}, times=2)
    assert platform.timeline == ["one", "two"]


class FakePlatformOf(FakePlatform):
    """The same platform behind another process."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(keyed=platform.keyed)
        self.timeline, self.keys = platform.timeline, platform.keys


def test_a_hold_stops_what_is_scheduled_and_what_is_tried_again(channel, officer, duty_officer):
    platform = FakePlatform("retry")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, backoff=0)
    platform.timeline.clear()
    send(channel, officer, "three")
    place_hold(HoldScope.NETWORK, by=duty_officer, reason="Attack")
    Parcel.objects.update(next_at=clock.now(), state="waiting")
    drain({channel.pk: platform}, times=3)
    assert platform.timeline == []
    assert Parcel.objects.filter(is_held()).count() == 3


def test_held_texts_go_only_when_a_named_person_releases_them(
    channel, officer, head, duty_officer, outsider
):
    platform = FakePlatform()
    _one, two = send(channel, officer, "one", "two")
    hold = place_hold(HoldScope.CHANNEL, by=head, reason="Wait", channel=channel)
    end_hold(hold.pk, by=head)
    drain({channel.pk: platform})
    assert platform.timeline == [], "the end of a hold releases nothing by itself"
    with pytest.raises(Forbidden):
        release([two.pk], by=outsider)
    release([two.pk], by=duty_officer)
    drain({channel.pk: platform})
    assert platform.timeline == ["two"], "what is released need not wait for what is held"
    assert AuditEntry.objects.filter(verb="parcel.release", actor=duty_officer).exists()
    send(channel, officer, "three")
    drain({channel.pk: platform})
    assert platform.timeline == ["two", "three"], "what came after the hold goes freely"


def test_a_hold_on_a_country_covers_the_channels_of_its_missions(officer, duty_officer, mission):
    kenya, rwanda = (
        builders.channel(mission.unit),
        builders.channel(builders.mission("kigali", "RW").unit),
    )
    send(kenya, officer, "kenya")
    send(rwanda, officer, "rwanda")
    place_hold(HoldScope.COUNTRY, by=duty_officer, reason="Flood", country="KE")
    here, there = FakePlatform(), FakePlatform()
    drain({kenya.pk: here, rwanda.pk: there})
    assert (here.timeline, there.timeline) == ([], ["rwanda"])


def test_a_refusal_after_an_unclear_call_proves_nothing_and_goes_to_a_person(channel, officer):
    class Hiding(FakePlatform):
        async def read_back(self, *args):
            from heraut.connectors.contract import Absent

            return Absent()

    platform = Hiding("drop", "reject")
    send(channel, officer, "one")
    drain({channel.pk: platform}, times=3)
    assert platform.timeline == ["one"], "it stands there although the second call was refused"
    assert states() == ["unknown"]


def test_what_was_cancelled_is_not_called_afterwards(channel, officer):
    platform = FakePlatform()
    one, _two = send(channel, officer, "one", "two")
    assert cancel([one.pk], by=officer) == 1
    drain({channel.pk: platform})
    assert platform.timeline == ["two"]


def test_what_is_being_called_cannot_be_cancelled(channel, officer):
    (one,) = send(channel, officer, "one")
    drain({channel.pk: FakePlatform("die_before")})
    with pytest.raises(Refusal, match="under_way"):
        cancel([one.pk], by=officer)


def test_a_recall_deletes_once_published(channel, officer):
    platform = FakePlatform()
    (one,) = send(channel, officer, "one")
    drain({channel.pk: platform})
    one.refresh_from_db()
    hand_over(
        channel,
        one.receipt,
        unit=channel.holder,
        due_at=clock.now(),
        by=officer,
        verb=Verb.RECALL,
    )
    drain({channel.pk: platform})
    assert platform.timeline == []


def test_no_state_of_a_parcel_is_a_dead_end():
    assert PARCEL.stuck() == frozenset()
    assert PARCEL.final == {"done", "rejected", "cancelled"}
    assert ParcelState.UNKNOWN not in PARCEL.final, "a person gets it out"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    script=st.lists(
        st.sampled_from(
            ["ok", "drop", "lost", "retry", "reject", "die_before", "die_after", "fault"]
        ),
        max_size=10,
    ),
    texts=st.integers(1, 4),
)
def test_whatever_happens_no_text_is_lost_doubled_or_overtaken(channel, officer, script, texts):
    Attempt.objects.all().delete()
    Parcel.objects.all().delete()
    Queue.objects.all().delete()
    platform = FakePlatform(*script)
    wanted = [f"text {number}" for number in range(texts)]
    send(channel, officer, *wanted)
    for _ in range(30):
        drain({channel.pk: platform})
        expire_leases()
        Queue.objects.update(blocked_until=None)
        if not set(states()) & {"waiting", "calling", "retry", "unclear"}:
            break
    done = [
        parcel.content["text"]
        for parcel in Parcel.objects.filter(state="done").order_by("due_at", "number")
    ]
    assert [text for text in platform.timeline if text in done] == done
    assert len(platform.timeline) == len(set(platform.timeline))
    rejected = {p.content["text"] for p in Parcel.objects.filter(state="rejected")}
    assert not rejected & set(platform.timeline), "what is said not to be there is not there"
    assert set(states()) <= {"done", "rejected", "unknown"}
