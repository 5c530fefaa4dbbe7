"""Parcels in several steps: threads resumed where they stopped, recalled, edited; reposts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.connectors import catalogue
from heraut.connectors.contract import Change, Original, Outgoing, Part, Receipt
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.outbound.actions.cancel import cancel
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.actions.release import release
from heraut.outbound.actions.resolve_unknown import resolve_unknown
from heraut.outbound.models import Attempt, HoldScope, Parcel, Queue, Verb
from tests import builders
from tests.outbound.fake import FakePlatform, drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit)


@pytest.fixture
def known(monkeypatch):
    """``known(platform)``: actions too find the fake platform behind a channel."""

    def use(platform):
        monkeypatch.setattr(catalogue, "of", lambda name, *, by_hand: platform)
        return platform

    return use


def thread(*texts):
    return Outgoing(texts[0], "en", parts=tuple(Part(each) for each in texts[1:])).to_json()


def send(channel, by, *texts, due=None, after=None):
    return hand_over(
        channel,
        thread(*texts),
        unit=channel.holder,
        due_at=due or clock.now(),
        by=by,
        after=after,
    )


def do(channel, by, verb, content):
    return hand_over(channel, content, unit=channel.holder, due_at=clock.now(), by=by, verb=verb)


def recall(channel, by, parcel):
    parcel.refresh_from_db()
    return do(channel, by, Verb.RECALL, parcel.receipt)


def expire_leases():
    Queue.objects.update(lease_until=clock.now() - timedelta(seconds=1), blocked_until=None)


def state(parcel):
    parcel.refresh_from_db()
    return parcel.state


def test_a_thread_is_one_parcel_and_an_attempt_a_part(channel, officer):
    platform = FakePlatform()
    parcel = send(channel, officer, "one", "two", "three")
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "three"]
    assert platform.answers == {"two": "one", "three": "two"}
    assert state(parcel) == "done"
    assert list(Attempt.objects.values_list("step", "outcome")) == [
        (0, "done"),
        (1, "done"),
        (2, "done"),
    ]
    assert len(Receipt.from_json(parcel.receipt).each) == 3


@pytest.mark.parametrize("death", ["die_before", "die_after"])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_killed_worker_is_followed_by_one_that_goes_on_at_that_part(channel, officer, death, at):
    platform = FakePlatform(*["ok"] * at, death)
    parcel = send(channel, officer, "one", "two", "three")
    drain({channel.pk: platform})
    assert len(platform.timeline) == at + (death == "die_after")
    expire_leases()
    drain({channel.pk: platform}, times=3)
    assert platform.timeline == ["one", "two", "three"]
    assert state(parcel) == "done"
    looked_at = set(Attempt.objects.filter(kind="check").values_list("step", flat=True))
    assert looked_at == {at}, "only the part that is unclear is read back"


def test_the_key_of_every_part_is_fixed_at_the_first_attempt(channel, officer):
    platform = FakePlatform("ok", "lost", "lost", "ok")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, times=6)
    keys = {}
    for step, key in Attempt.objects.values_list("step", "key"):
        keys.setdefault(step, set()).add(key)
    assert all(len(each) == 1 for each in keys.values())
    assert platform.timeline == ["one", "two"]


def test_nothing_comes_between_the_parts_of_a_thread(channel, officer):
    platform = FakePlatform("ok", "retry")
    send(channel, officer, "one", "two")
    drain({channel.pk: platform}, backoff=60)
    send(channel, officer, "urgent", due=clock.now() - timedelta(hours=1))
    Parcel.objects.update(next_at=clock.now())
    Queue.objects.update(blocked_until=None)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "urgent"]


def test_a_refused_part_says_what_stands_and_a_person_goes_on_from_there(channel, officer):
    platform = FakePlatform("ok", "ok", "reject")
    parcel = send(channel, officer, "one", "two", "three", "four")
    drain({channel.pk: platform})
    assert state(parcel) == "rejected"
    assert parcel.code == "parts.stopped"
    assert {"done": 2, "next": 3, "parts": 4}.items() <= parcel.params.items()
    assert len(Receipt.from_json(parcel.receipt).each) == 2
    again = send(channel, officer, "one", "two", "three", "four", after=parcel)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "three", "four"]
    assert platform.answers["three"] == "two"
    assert state(again) == "done"
    assert len(Receipt.from_json(again.receipt).each) == 4


def test_what_stands_of_a_stopped_thread_is_recalled_the_last_part_first(channel, officer):
    platform = FakePlatform("ok", "ok", "ok", "reject")
    parcel = send(channel, officer, "one", "two", "three", "four")
    drain({channel.pk: platform})
    platform.script = ["ok", "die_after"]
    gone = recall(channel, officer, parcel)
    drain({channel.pk: platform})
    assert platform.timeline == ["one"], "what is left is the beginning"
    expire_leases()
    drain({channel.pk: platform}, times=3)
    assert platform.timeline == []
    assert state(gone) == "done"


def test_a_hold_stops_a_thread_between_its_parts_and_a_release_goes_on(
    channel, officer, head, duty_officer
):
    class Held(FakePlatform):
        async def publish(self, *args):
            from asgiref.sync import sync_to_async

            if self.calls == 0:
                await sync_to_async(place_hold)(
                    HoldScope.CHANNEL, by=head, reason="Wait", channel=channel
                )
            return await super().publish(*args)

    platform = Held()
    parcel = send(channel, officer, "one", "two")
    drain({channel.pk: platform}, times=2)
    assert platform.timeline == ["one"]
    release([parcel.pk], by=duty_officer)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two"]


def test_a_thread_may_be_cancelled_between_two_parts_and_what_stands_is_known(channel, officer):
    platform = FakePlatform("ok", "retry")
    parcel = send(channel, officer, "one", "two")
    drain({channel.pk: platform}, backoff=60)
    assert cancel([parcel.pk], by=officer) == 1
    assert state(parcel) == "cancelled"
    assert Receipt.from_json(parcel.receipt).each


def test_a_person_who_saw_a_part_lets_the_thread_go_on(channel, officer, known):
    class Shy(FakePlatform):
        async def read_back(self, prepared, *args):
            from heraut.connectors.contract import Absent

            return Absent()

    platform = known(Shy("ok", "drop", keyed=False))
    parcel = send(channel, officer, "one", "two", "three")
    drain({channel.pk: platform}, times=4)
    assert state(parcel) == "unknown"
    resolve_unknown(parcel.pk, by=officer, answer="published", url="https://fake.test/two")
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "three"]
    assert platform.answers["three"] == "two"
    assert state(parcel) == "done"


def test_an_address_that_names_no_text_is_not_gone_on_from(channel, officer, known):
    class Mute(FakePlatform):
        def receipt_at(self, *args):
            return None

        def refers(self, receipt):
            return not receipt.id.startswith("https:")

    platform = known(Mute("lost", keyed=False))
    parcel = send(channel, officer, "one", "two")
    drain({channel.pk: platform}, times=4)
    with pytest.raises(Refusal, match="address_unusable"):
        resolve_unknown(parcel.pk, by=officer, answer="published", url="https://fake.test/")
    platform.declaration = FakePlatform().declaration
    resolve_unknown(parcel.pk, by=officer, answer="published", url="https://fake.test/")
    assert state(parcel) == "retry", "a key that lives for ever finds it by being sent again"


@pytest.mark.parametrize("what", ["ok", "drop", "lost", "die_before", "die_after", "retry"])
def test_an_edit_changes_only_the_parts_that_changed_once(channel, officer, what):
    platform = FakePlatform()
    parcel = send(channel, officer, "one", "tow", "three")
    drain({channel.pk: platform})
    parcel.refresh_from_db()
    platform.script, platform.calls = [what], 0
    before, after = Outgoing.from_json(thread("one", "tow", "three")), thread("one", "two", "three")
    change = Change(before, Outgoing.from_json(after), Receipt.from_json(parcel.receipt))
    edit = do(channel, officer, Verb.EDIT, change.to_json())
    for _ in range(4):
        drain({channel.pk: platform})
        expire_leases()
    assert platform.timeline == ["one", "two", "three"]
    assert state(edit) == "done"
    assert edit.receipt == parcel.receipt
    assert platform.calls == (2 if what in ("lost", "die_before", "retry") else 1)


@pytest.mark.parametrize("what", ["ok", "drop", "lost", "die_before", "die_after", "retry"])
def test_a_repost_is_made_once_and_can_be_taken_back(channel, officer, what):
    platform = FakePlatform(what)
    original = Original(Receipt("x1", "https://fake.test/x1"), "Belgium in Kigali", "A fact.")
    parcel = do(channel, officer, Verb.REPOST, original.to_json())
    for _ in range(4):
        drain({channel.pk: platform})
        expire_leases()
    assert platform.timeline == ["repost of x1"]
    assert state(parcel) == "done"
    recall(channel, officer, parcel)
    drain({channel.pk: platform})
    assert platform.timeline == []


def test_what_cannot_be_prepared_is_refused_and_stops_no_line(channel, officer):
    class Faulty(FakePlatform):
        def prepare(self, outgoing, *args, **more):
            if outgoing.text == "odd":
                raise KeyError("cid")
            return super().prepare(outgoing, *args, **more)

    platform = Faulty()
    parcel = send(channel, officer, "odd")
    send(channel, officer, "even")
    drain({channel.pk: platform}, times=2)
    assert (state(parcel), parcel.code) == ("rejected", "connector.unprepared")
    assert platform.timeline == ["even"]


WORDS = ["ok", "drop", "lost", "retry", "reject", "die_before", "die_after", "fault"]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    script=st.lists(st.sampled_from(WORDS), max_size=14),
    lengths=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    keyed=st.booleans(),
)
def test_whatever_happens_no_part_is_lost_doubled_out_of_place_or_interrupted(
    channel, officer, script, lengths, keyed
):
    Attempt.objects.all().delete()
    Parcel.objects.all().delete()
    Queue.objects.all().delete()
    platform = FakePlatform(*script, keyed=keyed)
    threads = [
        [f"thread {one} part {part}" for part in range(length)]
        for one, length in enumerate(lengths)
    ]
    parcels = [send(channel, officer, *each) for each in threads]
    for _ in range(40):
        drain({channel.pk: platform})
        expire_leases()
        Parcel.objects.filter(state="retry").update(next_at=clock.now())
        if not {state(each) for each in parcels} & {"waiting", "calling", "retry", "unclear"}:
            break
    expected = []
    for parcel, texts in zip(parcels, threads, strict=True):
        standing = len(Receipt.from_json(parcel.receipt).each) if parcel.receipt else 0
        assert parcel.state in ("done", "rejected", "unknown")
        assert standing == len(texts) or parcel.state != "done"
        unclear = parcel.state == "unknown" and texts[standing] in platform.timeline
        expected += texts[: standing + unclear]
        for place in range(1, standing + unclear):
            assert platform.answers[texts[place]] == texts[place - 1]
    assert platform.timeline == expected
