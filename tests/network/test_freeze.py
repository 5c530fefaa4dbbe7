"""A channel that was taken over: one act stops it everywhere, and only headquarters ends that."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network import notices, revoking, upkeep
from heraut.network.actions.freeze_channel import freeze_channel
from heraut.network.actions.unfreeze_channel import unfreeze_channel
from heraut.network.models import Channel, Freeze, Health, Notice, Revocation
from heraut.network.registry import look_up, understand
from heraut.outbound.models import Hold
from heraut.outbound.worker import _channel
from tests import builders
from tests.network.walking import come_back, leave, said
from tests.outbound.fake import drain
from tests.outbound.test_engine import send, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission, app, platform):
    tokens = platform._fresh("kenya")
    return builders.channel(
        mission.unit,
        "signing",
        handle="kenya",
        platform_id="id-kenya",
        origin="",
        credentials=dict(tokens.secrets),
        tokens_expire_at=tokens.expires_at,
        refreshable=True,
    )


def standing(channel):
    channel.refresh_from_db()
    return channel.standing


# -- freezing --------------------------------------------------------------------------------


def test_from_the_moment_of_freezing_nothing_goes_out_there(channel, platform, officer):
    send(channel, officer, "one", "two")
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    drain({channel.pk: platform}, times=2)
    assert (platform.timeline, states()) == ([], ["waiting", "waiting"])
    assert asyncio.run(_channel(channel.pk)) is None, "not even what somebody releases"
    send(channel, officer, "handed over afterwards")
    drain({channel.pk: platform})
    assert platform.timeline == []


def test_a_thread_that_is_half_out_stops_at_the_next_part(channel, platform, officer):
    from heraut.outbound.actions.hand_over import hand_over

    content = {"text": "one", "language": "en", "parts": [{"text": "two", "pictures": []}]}
    hand_over(channel, content, unit=channel.holder, due_at=clock.now(), by=officer)
    original = platform._accept

    def accept(prepared):
        done = original(prepared)
        if len(platform.timeline) == 1:
            Hold.objects.create(
                scope="channel",
                unit=channel.holder,
                channel=channel,
                reason="x",
                placed_by=officer,
                placed_at=clock.now(),
            )
        return done

    platform._accept = lambda prepared: accept(prepared)
    import os

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        drain({channel.pk: platform}, times=2)
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    assert platform.timeline == ["one"]


def test_its_tokens_are_revoked_and_nobody_signs_in(channel, platform, officer, head, sign_in):
    access = channel.credentials["access"]
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    channel.refresh_from_db()
    assert channel.credentials is None
    asyncio.run(revoking.carry_out(Revocation.objects.get().pk, frozenset()))
    assert platform.revoked == [access]
    answer = sign_in(head).post(reverse("channel_connect", args=[channel.pk]))
    assert answer.status_code == 422 and "This channel is frozen" in said(answer)
    assert not upkeep.due().filter(pk=channel.pk).exists()


def test_a_sign_in_that_was_under_way_ends_at_the_freeze(channel, officer, head, sign_in):
    client = sign_in(head)
    gone = leave(client, channel)
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    assert "This channel is frozen" in said(come_back(client, state=gone["state"], code="good"))
    channel.refresh_from_db()
    assert channel.credentials is None


def test_tokens_that_were_renewed_during_the_freeze_are_revoked_too(channel, platform, officer):
    from heraut.network.models import Upkeep

    Upkeep.objects.create(
        channel=channel, next_at=clock.now(), refresh_at=clock.now() - timedelta(seconds=1)
    )
    work = upkeep.claim(channel.pk)
    upkeep.begin_rotation(work)
    tokens = asyncio.run(platform.refresh(work.app, work.account.secrets, None))
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    upkeep.keep_tokens(work, tokens)
    channel.refresh_from_db()
    assert channel.credentials is None
    for each in Revocation.objects.all():
        asyncio.run(revoking.carry_out(each.pk, frozenset()))
    assert tokens.secrets["access"] in platform.revoked


def test_the_register_warns_as_page_json_and_csv(channel, officer):
    assert standing(channel) == "yes"
    since = clock.now() - timedelta(hours=3)
    freeze_channel(channel.pk, "It sells coins.", by=officer, since=since)
    assert standing(channel) == "compromised"
    assert look_up(understand("@kenya")).verdict == "compromised"
    public = Client()
    page = public.get(reverse("official"), {"account": "@kenya"}).content.decode()
    assert "Compromised: do not trust what it says since" in page
    assert "Yes, this account" not in page
    assert "taken over" in public.get(reverse("official_channels")).content.decode()
    (row,) = json.loads(public.get(reverse("official_json")).content)["channels"]
    assert (row["answer"], row["compromised_since"]) == ("compromised", since.isoformat())
    (line,) = csv.DictReader(io.StringIO(public.get(reverse("official_csv")).content.decode()))
    assert (line["answer"], line["compromised_since"]) == ("compromised", since.isoformat())


def test_the_network_is_warned_on_every_home_and_by_mail(
    channel, officer, head, admin, duty_officer, analyst, sign_in
):
    kigali = builders.mission("kigali", "RW")
    from heraut.people.models import Role

    neighbour = builders.person(Role.MISSION_OFFICER, kigali.unit)
    Channel.objects.update(custodian=officer)
    freeze_channel(channel.pk, "It sells coins.", by=duty_officer)
    for person in (officer, neighbour, analyst):
        page = said(sign_in(person).get(reverse("today")))
        assert f"{channel.name} was taken over" in page
    for each in notices.due():
        notices.send(each.pk)
        notices.send(each.pk)
    told = [message.to[0] for message in mail.outbox]
    assert sorted(told) == sorted(one.email for one in (officer, head, admin, duty_officer))
    assert "It sells coins." in mail.outbox[0].body
    assert Notice.objects.filter(sent_at=None).count() == 0


def test_evidence_of_the_moment_is_kept_sealed_and_proves_itself(
    channel, platform, officer, admin, head, sign_in
):
    from django.db import connection

    send(channel, officer, "A text of ours")
    drain({channel.pk: platform})
    made = freeze_channel(channel.pk, "It sells coins.", by=officer)
    channel.handles.all().delete()
    url = reverse("channel_evidence", args=[channel.pk])
    assert sign_in(head).get(url).status_code == 403
    file = sign_in(admin).get(url).content
    assert hashlib.sha256(file).hexdigest() == made.sha256
    kept = json.loads(file)
    assert kept["channel"]["platform_id"] == "id-kenya"
    assert kept["channel"]["health"] == Health.GOOD, "as it was before the freeze"
    assert [each["handle"] for each in kept["handles"]] == ["kenya"]
    (delivered,) = kept["deliveries"]
    assert delivered["receipt"]["url"].startswith("https://fake.test/")
    assert delivered["attempts"][0]["sha256"]
    secrets = ("A text of ours", "access-", "refresh-")
    assert not any(word in file.decode() for word in secrets)
    with connection.cursor() as cursor:
        cursor.execute("SELECT evidence FROM network_freeze")
        assert b"id-kenya" not in bytes(cursor.fetchone()[0])


# -- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "head", "duty_officer", "editor", "clearer", "admin"])
def test_whoever_writes_for_it_or_watches_over_it_may_freeze(channel, request, who, sign_in):
    person = request.getfixturevalue(who)
    client = sign_in(person)
    assert "freeze it" in said(client.get(reverse("channel", args=[channel.pk])))
    url = reverse("channel_freeze", args=[channel.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"reason": "It sells coins."}, follow=True)
    assert "Frozen. Nothing goes out there" in said(answer)
    assert standing(channel) == "compromised"


def test_others_may_not_but_its_custodian_may(channel, analyst, mission):
    from heraut.people.models import Role

    stranger = builders.person(Role.HEAD_OF_MISSION, builders.mission("kigali", "RW").unit)
    for person in (analyst, stranger):
        with pytest.raises(Forbidden):
            freeze_channel(channel.pk, "x", by=person)
    Channel.objects.update(custodian=analyst)
    freeze_channel(channel.pk, "x", by=analyst)
    with pytest.raises(Refusal, match=r"freeze\.already"):
        freeze_channel(channel.pk, "x", by=analyst)


def test_a_freeze_needs_a_reason_and_no_moment_to_come(channel, officer):
    with pytest.raises(Refusal, match=r"freeze\.reason"):
        freeze_channel(channel.pk, "  ", by=officer)
    with pytest.raises(Refusal, match=r"freeze\.future"):
        freeze_channel(channel.pk, "x", by=officer, since=clock.now() + timedelta(hours=1))
    assert not Freeze.objects.exists() and not Hold.objects.exists()


# -- ending it -------------------------------------------------------------------------------


def test_headquarters_ends_it_once_the_platform_confirmed_the_account_anew(
    channel, platform, officer, head, admin, sign_in
):
    send(channel, officer, "one")
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    with pytest.raises(Refusal, match=r"freeze\.not_verified"):
        unfreeze_channel(channel.pk, "The password was changed.", by=admin)
    client = sign_in(admin)
    gone = leave(client, channel)
    answer = come_back(client, state=gone["state"], code="good")
    assert "stays frozen until you end that" in said(answer)
    assert standing(channel) == "compromised"
    drain({channel.pk: platform})
    assert platform.timeline == []
    with pytest.raises(Forbidden):
        unfreeze_channel(channel.pk, "x", by=head)
    url = reverse("channel_unfreeze", args=[channel.pk])
    answer = client.post(url, {"note": "The password was changed."}, follow=True)
    assert "Ours again" in said(answer)
    assert standing(channel) == "yes"
    drain({channel.pk: platform})
    assert platform.timeline == [], "what was held waits for a named person"
    assert not Hold.objects.filter(ended_at=None).exists()
    send(channel, officer, "two")
    drain({channel.pk: platform})
    assert platform.timeline == ["two"]
    with pytest.raises(Refusal, match=r"freeze\.over"):
        unfreeze_channel(channel.pk, "x", by=admin)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {
        "channel.freeze",
        "channel.unfreeze",
        "hold.place",
        "hold.end",
    }


def test_another_account_does_not_end_it(channel, platform, officer, admin, sign_in):
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    platform.pages = ("other",)
    client = sign_in(admin)
    gone = leave(client, channel)
    come_back(client, state=gone["state"], code="good")
    with pytest.raises(Refusal, match=r"freeze\.not_verified"):
        unfreeze_channel(channel.pk, "x", by=admin)


def test_a_hold_of_another_reason_outlives_the_freeze(channel, officer, admin, head, platform):
    from heraut.outbound.actions.place_hold import place_hold
    from heraut.outbound.models import HoldScope

    other = place_hold(HoldScope.CHANNEL, by=head, reason="Mourning", channel=channel)
    freeze_channel(channel.pk, "It sells coins.", by=officer)
    Channel.objects.update(verified_at=clock.now(), credentials={"access": "x"})
    unfreeze_channel(channel.pk, "Cleared up.", by=admin)
    assert list(Hold.objects.filter(ended_at=None)) == [other]
