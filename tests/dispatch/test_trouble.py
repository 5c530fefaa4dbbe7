"""A platform in trouble: what the officer sees on the dispatch's page, and what there is to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from heraut.connectors.contract import Retry
from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.actions.change_channel import change_channel
from heraut.network.actions.hand_over_channel import hand_over_channel
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.actions.resume import resume
from heraut.outbound.models import HoldScope, Parcel
from tests import builders
from tests.outbound.fake import FakePlatform, drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit, "bluesky")


@pytest.fixture
def publish(officer, head, mission, channel):
    """``publish(text)`` -> its dispatch, cleared and handed over."""

    def published(text):
        draft = builders.adaptation(officer, mission.unit, [channel], text)
        made = submit(draft.pk, by=officer, revision=1, at=None, time_zone="Africa/Nairobi")
        clear(made.clearance_id, by=head, seen=made.clearance.digest)
        return made

    return published


def states():
    return list(Parcel.objects.order_by("due_at", "number").values_list("state", flat=True))


def page(sign_in, officer, dispatch):
    answer = sign_in(officer).get(reverse("dispatch", args=[dispatch.pk]))
    return " ".join(answer.content.decode().split())


def test_a_platform_that_is_down_for_an_hour_is_waited_for_and_order_is_kept(
    publish, channel, officer, sign_in
):
    platform = FakePlatform(*["retry"] * 6)
    first, second = publish("First"), publish("Second")
    began = clock.now()
    for minutes in (0, 2, 6, 15, 30, 50):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=True):
            drain({channel.pk: platform}, backoff=60, times=2)
    with time_machine.travel(began + timedelta(minutes=55), tick=True):
        shown = page(sign_in, officer, first)
        assert "The platform has a fault of its own (503)." in shown
        assert "Nothing to do: Heraut tries again until it works." in shown
        assert "Will be tried again" in shown
        assert "Scheduled" in page(sign_in, officer, second), "it waits its turn"
        channel.refresh_from_db()
        assert channel.health == "failing"
    with time_machine.travel(began + timedelta(minutes=70), tick=True):
        drain({channel.pk: platform}, times=3)
    assert platform.timeline == ["First", "Second"]
    assert states() == ["done", "done"]
    channel.refresh_from_db()
    assert channel.health == "good"


def test_at_a_limit_it_waits_as_long_as_the_platform_asks(publish, channel, officer, sign_in):
    class Limited(FakePlatform):
        async def publish(self, prepared, account, media, http):
            if clock.now() < until:
                self.calls += 1
                return Retry("platform.limit", not_before=until)
            return await super().publish(prepared, account, media, http)

    until = clock.now() + timedelta(minutes=20)
    platform, dispatch = Limited(), publish("One")
    drain({channel.pk: platform}, times=4)
    assert platform.calls == 1, "it is not asked again before"
    shown = page(sign_in, officer, dispatch)
    assert "The platform asks for a pause: too many texts in a short time." in shown
    assert "Nothing to do: Heraut waits as long as the platform asks." in shown
    with time_machine.travel(until + timedelta(seconds=5), tick=True):
        drain({channel.pk: platform}, times=2)
    assert platform.timeline == ["One"]


def test_an_expired_sign_in_makes_texts_wait_and_says_how_they_go_on(
    publish, channel, officer, sign_in
):
    platform, dispatch = FakePlatform("account"), publish("One")
    waiting = publish("Two")
    drain({channel.pk: platform}, times=3)
    shown = page(sign_in, officer, dispatch)
    assert "The platform no longer accepts the channel’s sign-in." in shown
    assert "Connect the channel again; what waits goes out afterwards." in shown
    assert states() == ["retry", "waiting"], "nothing failed"
    resume(channel.pk)  # what signing in again does
    drain({channel.pk: platform}, times=2)
    assert platform.timeline == ["One", "Two"]
    assert "See it on" in page(sign_in, officer, waiting)


def test_a_channel_that_texts_wait_for_is_neither_retired_nor_handed_over(
    publish, channel, head, admin
):
    publish("One")
    other = builders.mission("kigali", "RW")
    for attempt in (
        lambda: change_channel(channel.pk, {"state": "retired"}, by=admin),
        lambda: hand_over_channel(channel.pk, other.unit_id, by=admin),
    ):
        with pytest.raises(Refusal) as refused:
            attempt()
        assert (refused.value.code, refused.value.params["count"]) == ("channel.texts_waiting", 1)
    drain({channel.pk: FakePlatform()})
    hand_over_channel(channel.pk, other.unit_id, by=admin)
    change_channel(channel.pk, {"state": "retired"}, by=admin)


def test_the_banner_says_what_a_hold_stops(channel, officer, sign_in):
    duty = builders.person(builders.Role.DUTY_OFFICER)

    def banner():
        return " ".join(sign_in(officer).get(reverse("dispatches")).content.decode().split())

    place_hold(HoldScope.CHANNEL, by=duty, reason="Taken over?", channel=channel)
    assert f"What is scheduled on {channel.name} is held by" in banner()
    assert "Everything scheduled is held" not in banner()
    place_hold(HoldScope.COUNTRY, by=duty, reason="Mourning", country="KE")
    assert "What the missions in Kenya have scheduled is held by" in banner()
    place_hold(HoldScope.NETWORK, by=duty, reason="An attack")
    assert "Everything scheduled is held by" in banner()
