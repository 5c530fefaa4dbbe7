"""What a platform holds ready is on the ledger before it is published: killed anywhere, one text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from heraut.connectors.contract import Absent, Done, Receipt, Rejected, Retry, Unknown
from heraut.kernel import clock
from heraut.outbound import ledger
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.models import Attempt, Parcel, Queue
from tests import builders
from tests.outbound.fake import Died, FakePlatform, drain

pytestmark = pytest.mark.django_db(transaction=True)


class Staging(FakePlatform):
    """Holds ready first. ``before``: what making ready does, one word a call; publishing the same
    thing twice is publishing it once."""

    def __init__(self, *script, before=()):
        super().__init__(*script)
        self.before = list(before)
        self.held = {}
        self.published = {}

    async def stage(self, prepared, account, media, http):
        if prepared.staged:
            return prepared
        word = self.before.pop(0) if self.before else "ok"
        if word == "die_before":
            raise Died
        number = str(len(self.held) + 1)
        self.held[number] = prepared.body
        if word == "die_after":
            raise Died
        if word == "retry":
            return Retry("media.unfetched")
        if word == "reject":
            return Rejected("picture.type")
        return replace(prepared, staged={"number": number})

    def _accept(self, prepared):
        number = prepared.staged["number"]
        if number not in self.published:
            self.timeline.append(self.held[number])
            self.published[number] = True
        return Done(Receipt(number, f"https://fake.test/{number}"))

    async def read_back(self, prepared, account, http):
        if not self.readable:
            return Unknown("call.timeout")
        number = prepared.staged.get("number")
        if number in self.published:
            return Done(Receipt(number, f"https://fake.test/{number}"))
        return Absent()


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit)


def send(channel, by, text="one"):
    content = {"text": text, "language": "en"}
    return hand_over(channel, content, unit=channel.holder, due_at=clock.now(), by=by)


def again(platform, channel, times=4):
    Queue.objects.update(lease_until=clock.now() - timedelta(seconds=1), blocked_until=None)
    Parcel.objects.filter(state="retry").update(next_at=clock.now())
    drain({channel.pk: platform}, times=times)


def test_what_is_held_ready_is_on_the_ledger_before_it_is_published(channel, officer):
    parcel = send(channel, officer)
    platform = Staging("die_before")
    drain({channel.pk: platform})
    parcel.refresh_from_db()
    assert parcel.prepared["staged"] == {"number": "1"}
    assert platform.timeline == []
    again(platform, channel)
    parcel.refresh_from_db()
    assert (parcel.state, platform.timeline) == ("done", ["one"])
    assert len(platform.held) == 1, "the same thing is published, not another made"


@pytest.mark.parametrize("death", ["die_before", "die_after"])
def test_a_process_that_dies_while_making_ready_makes_ready_again(channel, officer, death):
    parcel = send(channel, officer)
    platform = Staging(before=[death])
    drain({channel.pk: platform})
    again(platform, channel)
    parcel.refresh_from_db()
    assert (parcel.state, platform.timeline) == ("done", ["one"])


@pytest.mark.parametrize("said", ["drop", "lost", "die_after", "fault"])
def test_an_unclear_publication_is_looked_up_and_never_doubled(channel, officer, said):
    parcel = send(channel, officer)
    platform = Staging(said)
    drain({channel.pk: platform}, times=4)
    again(platform, channel)
    parcel.refresh_from_db()
    assert (parcel.state, platform.timeline) == ("done", ["one"])
    assert len(platform.held) == 1


def test_what_cannot_be_made_ready_yet_is_tried_again_without_a_look(channel, officer):
    parcel = send(channel, officer)
    platform = Staging(before=["retry"])
    drain({channel.pk: platform})
    again(platform, channel)
    parcel.refresh_from_db()
    assert (parcel.state, platform.timeline) == ("done", ["one"])
    attempts = Attempt.objects.order_by("number").values_list("kind", "outcome", "code")
    assert list(attempts) == [("call", "retry", "media.unfetched"), ("call", "done", "")]


def test_what_is_refused_while_it_is_made_ready_was_not_published(channel, officer):
    parcel = send(channel, officer)
    drain({channel.pk: Staging(before=["reject"])})
    parcel.refresh_from_db()
    assert (parcel.state, parcel.code) == ("rejected", "picture.type")


def test_who_lost_the_line_while_making_ready_publishes_nothing(channel, officer, monkeypatch):
    parcel = send(channel, officer)
    platform = Staging()
    keep = ledger.keep_staged

    async def taken(connection, line, row, prepared):
        await connection.execute(
            "UPDATE outbound_queue SET lease_owner = 'another' WHERE channel_id = %s",
            [line.channel_id],
        )
        await keep(connection, line, row, prepared)

    monkeypatch.setattr(ledger, "keep_staged", taken)
    drain({channel.pk: platform})
    parcel.refresh_from_db()
    assert (platform.timeline, platform.calls) == ([], 0)
    assert parcel.state == "calling"
