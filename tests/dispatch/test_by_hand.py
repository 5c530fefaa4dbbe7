"""By hand, as the officer sees it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from heraut.connectors import catalogue
from heraut.dispatch import queries
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Delivery, Dispatch
from heraut.foundation import media
from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.network.slots import ACTIVITY
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.models import HoldScope, Parcel
from tests import builders
from tests.outbound.fake import drain

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://t.me/BelgiumInKenya/12"


@pytest.fixture
def channel(mission):
    return builders.channel(
        mission.unit, "telegram", handle="BelgiumInKenya", url="https://t.me/BelgiumInKenya"
    )


def cleared(channel, officer, head, text="Good morning."):
    draft = builders.adaptation(officer, channel.holder, [channel], text)
    made = submit(
        draft.pk, by=officer, revision=draft.revision, at=None, time_zone="Africa/Nairobi"
    )
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    return Delivery.objects.get(dispatch=made)


def serve(channel):
    channel.refresh_from_db()
    drain({channel.pk: catalogue.of(channel.platform, by_hand=channel.by_hand)})


def task(channel, officer, head):
    delivery = cleared(channel, officer, head)
    serve(channel)
    return delivery


def state(delivery):
    found = Dispatch.objects.filter(deliveries=delivery)
    return queries.summary(queries.with_deliveries(found).get())[0]


def test_the_officer_publishes_by_hand_from_the_home_and_says_where_it_stands(
    sign_in, channel, officer, head
):
    delivery = task(channel, officer, head)
    client = sign_in(officer)
    home = client.get(reverse("today")).content.decode()
    page = reverse("by_hand", args=[delivery.pk])
    assert page in home
    shown = client.get(page).content.decode()
    assert "Good morning." in shown
    assert "https://t.me/BelgiumInKenya" in shown
    assert "Open Telegram as @BelgiumInKenya" in shown
    told = client.post(
        reverse("by_hand_finish", args=[delivery.pk]), {"answer": "published", "url": URL}
    )
    assert told.url == reverse("dispatch", args=[delivery.dispatch_id])
    dispatch = client.get(told.url).content.decode()
    assert "not verified by machine" in dispatch
    assert URL in dispatch
    assert state(delivery) == "done_by_hand"
    assert page not in client.get(reverse("today")).content.decode()
    assert AuditEntry.objects.filter(verb="parcel.by_hand", actor_id=officer.pk).exists()


def test_an_address_of_another_account_is_asked_about_once(sign_in, channel, officer, head):
    delivery = task(channel, officer, head)
    client = sign_in(officer)
    finish = reverse("by_hand_finish", args=[delivery.pk])
    other = {"answer": "published", "url": "https://t.me/somebody/3"}
    doubted = client.post(finish, other)
    assert doubted.status_code == 422
    page = doubted.content.decode()
    assert "does not seem to belong" in page
    assert 'name="sure"' in page
    assert client.post(finish, {**other, "sure": "on"}).status_code == 302
    assert state(delivery) == "done_by_hand"


def test_what_was_not_published_can_be_tried_again(sign_in, channel, officer, head):
    delivery = task(channel, officer, head)
    client = sign_in(officer)
    finish = reverse("by_hand_finish", args=[delivery.pk])
    client.post(finish, {"answer": "not_published", "reason": "No telephone today."})
    page = client.get(reverse("dispatch", args=[delivery.dispatch_id])).content.decode()
    assert "No telephone today." in page
    client.post(reverse("delivery_try_again", args=[delivery.pk]))
    serve(channel)
    assert state(delivery) == "by_hand"


def test_after_two_hours_a_task_is_late(sign_in, channel, officer, head):
    delivery = task(channel, officer, head)
    Parcel.objects.update(changed_at=clock.now() - timedelta(hours=2, minutes=1))
    client = sign_in(officer)
    assert "Late" in client.get(reverse("today")).content.decode()
    page = client.get(reverse("by_hand", args=[delivery.pk])).content.decode()
    assert "more than two hours" in page


def test_a_held_task_shows_no_text_but_takes_down_what_was_done(
    sign_in, channel, officer, head, duty_officer
):
    delivery = task(channel, officer, head)
    place_hold(by=duty_officer, scope=HoldScope.NETWORK, reason="An attack")
    client = sign_in(officer)
    page = client.get(reverse("by_hand", args=[delivery.pk])).content.decode()
    assert "do not publish this now" in page
    assert "to-copy" not in page
    assert state(delivery) == "held"
    client.post(reverse("by_hand_finish", args=[delivery.pk]), {"answer": "published", "url": URL})
    assert state(delivery) == "done_by_hand"


def test_a_recall_is_a_task_too(sign_in, channel, officer, head):
    delivery = task(channel, officer, head)
    client = sign_in(head)
    finish = reverse("by_hand_finish", args=[delivery.pk])
    client.post(finish, {"answer": "published", "url": URL})
    client.post(reverse("delivery_recall", args=[delivery.pk]))
    serve(channel)
    assert state(delivery) == "recall_by_hand"
    page = client.get(reverse("by_hand", args=[delivery.pk])).content.decode()
    assert "Delete this by hand" in page
    assert URL in page
    client.post(finish, {"answer": "published"})
    assert state(delivery) == "recalled"


def test_what_is_published_by_hand_counts_as_activity(channel, officer, head, sign_in):
    delivery = task(channel, officer, head)
    client = sign_in(officer)
    client.post(reverse("by_hand_finish", args=[delivery.pk]), {"answer": "published", "url": URL})
    since, until = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    (counts,) = [each([channel.pk], since, until) for each in ACTIVITY]
    assert counts == {channel.pk: 1}


def test_pictures_are_saved_from_the_task_and_nothing_else_is(sign_in, channel, officer, head):
    data = b"the bytes of a picture"
    sha256 = hashlib.sha256(data).hexdigest()
    media.store(media.name_of(sha256, "image/png"), data)
    delivery = task(channel, officer, head)
    Parcel.objects.update(
        content={
            "text": "x",
            "language": "en",
            "pictures": [
                {
                    "sha256": sha256,
                    "mime": "image/png",
                    "width": 1,
                    "height": 1,
                    "size": 1,
                    "alt": "A field",
                }
            ],
        }
    )
    client = sign_in(officer)
    page = client.get(reverse("by_hand", args=[delivery.pk])).content.decode()
    assert "A field" in page
    file = client.get(reverse("by_hand_file", args=[delivery.pk, sha256]))
    assert file["Content-Disposition"].startswith("attachment")
    assert file.content == data
    other = client.get(reverse("by_hand_file", args=[delivery.pk, "ab" * 32]))
    assert other.status_code == 404


def test_nobody_else_sees_the_task(sign_in, channel, officer, head, partner):
    delivery = task(channel, officer, head)
    client = sign_in(partner)
    assert client.get(reverse("by_hand", args=[delivery.pk])).status_code in (403, 404)


def test_a_manual_platform_is_added_and_is_active_at_once(sign_in, mission, head):
    client = sign_in(head)
    told = client.post(
        reverse("channel_add", args=[mission.key]),
        {"platform": "wechat", "handle": "BelgiumInKenya", "klass": "institution"},
    )
    made = Channel.objects.get(platform="wechat")
    assert (made.state, made.is_connected, made.standing) == ("active", True, "listed")
    page = client.get(told.url).content.decode()
    assert "A person publishes here by hand" in page


def test_a_channel_is_given_to_a_person_and_back_by_signing_in(sign_in, mission, head):
    channel = builders.channel(mission.unit, "mastodon", state="planned", health="unknown")
    client = sign_in(head)
    client.post(reverse("channel_by_hand", args=[channel.pk]))
    channel.refresh_from_db()
    assert (channel.by_hand, channel.state) == (True, "active")
    assert isinstance(channel.pk, UUID)
    from heraut.connectors.contract import Identity
    from heraut.network.actions.connect_channel import connect_channel

    connect_channel(
        channel.pk,
        by=head,
        origin="https://be.test",
        secrets={"token": "x"},
        identity=Identity(channel.platform_id, channel.handle),
        limits=None,
    )
    channel.refresh_from_db()
    assert not channel.by_hand
