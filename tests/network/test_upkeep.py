"""Channels stay signed in: refreshed ahead, looked at daily, and said so when somebody has to act."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from heraut.connectors.contract import Identity, Rejected, Retry
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.network import jobs, notices, revoking, upkeep
from heraut.network.actions.end_sign_in import end_sign_in
from heraut.network.models import Channel, Health, Notice, Revocation, Upkeep
from heraut.people.models import Role
from tests import builders
from tests.network.walking import said

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


def turn(channel):
    asyncio.run(upkeep.look_after(channel.pk, frozenset()))
    channel.refresh_from_db()
    return channel


def due(channel):
    return upkeep.due().filter(pk=channel.pk).exists()


def forward(channel, **columns):
    Upkeep.objects.filter(channel=channel).update(
        next_at=clock.now() - timedelta(seconds=1), busy_until=None, **columns
    )


def nearly_over(channel):
    """Its tokens end in an hour; the ahead of a day is long past."""
    Channel.objects.filter(pk=channel.pk).update(tokens_expire_at=clock.now() + timedelta(hours=1))
    Upkeep.objects.filter(channel=channel).delete()
    upkeep.Upkeep.objects.create(
        channel=channel, next_at=clock.now(), refresh_at=clock.now() - timedelta(seconds=1)
    )


def test_every_connected_channel_is_looked_at_once_a_day(channel, platform):
    assert due(channel), "one that was never looked at is due"
    turn(channel)
    assert platform.calls_of == ["identify"]
    assert channel.health == Health.GOOD and not due(channel)
    forward(channel)
    assert due(channel)


def test_tokens_are_refreshed_well_before_they_end_and_not_on_the_way(channel, platform):
    turn(channel)
    assert "refresh" not in platform.calls_of
    kept = Upkeep.objects.get(channel=channel)
    left = channel.tokens_expire_at - kept.refresh_at
    assert timedelta(hours=23) < left < timedelta(hours=25)
    nearly_over(channel)
    before = channel.credentials
    turn(channel)
    assert channel.credentials != before
    assert channel.tokens_expire_at > clock.now() + timedelta(days=9)
    assert not due(channel)


def test_two_workers_refresh_once(channel, platform):
    nearly_over(channel)
    first = upkeep.claim(channel.pk)
    assert first is not None and upkeep.claim(channel.pk) is None
    asyncio.run(upkeep.carry_out(first, None))
    assert platform.calls_of == ["refresh"]
    assert upkeep.claim(channel.pk) is None


def test_who_lost_the_lease_does_not_ask_for_tokens(channel, platform):
    nearly_over(channel)
    slow = upkeep.claim(channel.pk)
    Upkeep.objects.update(busy_until=clock.now() - timedelta(seconds=1))
    turn(channel)
    asyncio.run(upkeep.carry_out(slow, None))
    assert platform.calls_of == ["refresh"]
    channel.refresh_from_db()
    assert channel.health == Health.GOOD


def test_what_was_asked_with_old_tokens_is_not_written_over_new_ones(channel, platform):
    """A worker that slept through the other's refresh is told no: of tokens nobody uses any more."""
    nearly_over(channel)
    slow = upkeep.claim(channel.pk)
    upkeep.begin_rotation(slow)
    Upkeep.objects.update(busy_until=clock.now() - timedelta(seconds=1))
    turn(channel)
    upkeep.conclude(slow, Rejected("platform.refused", account_problem=True))
    channel.refresh_from_db()
    assert (channel.health, channel.refreshable) == (Health.GOOD, True)


def test_a_kill_between_rotation_and_commit_ends_as_sign_in_again_with_a_warning(
    channel, platform, officer
):
    """The platform gave new tokens, and ended the old, to a process that died before it kept them."""
    nearly_over(channel)
    platform.says["refresh"] = ["die"]
    with pytest.raises(SystemExit):
        asyncio.run(upkeep.look_after(channel.pk, frozenset()))
    assert not due(channel), "while the lease runs nobody else is at it"
    Upkeep.objects.update(busy_until=clock.now() - timedelta(seconds=1))
    turn(channel)
    assert (channel.health, channel.health_code) == (Health.SIGN_IN, "sign_in.rotation_lost")
    assert not due(channel), "no loop"
    assert platform.calls_of.count("refresh") == 2
    assert AuditEntry.objects.filter(verb="channel.sign_in_lost").exists()


def test_a_kill_before_the_platform_was_reached_loses_nothing(channel, platform):
    nearly_over(channel)
    upkeep.begin_rotation(upkeep.claim(channel.pk))
    Upkeep.objects.update(busy_until=clock.now() - timedelta(seconds=1))
    turn(channel)
    assert channel.health == Health.GOOD
    assert channel.tokens_expire_at > clock.now() + timedelta(days=9)


def test_a_platform_that_is_down_is_asked_later_and_later_and_then_said_to_fail(channel, platform):
    platform.says["identify"] = [Retry("call.timeout")] * 3
    pauses = []
    for _ in range(3):
        turn(channel)
        kept = Upkeep.objects.get(channel=channel)
        pauses.append(kept.next_at - clock.now())
        forward(channel)
    assert pauses == sorted(pauses) and pauses[0] > timedelta(minutes=14)
    assert (channel.health, channel.health_code) == (Health.FAILING, "call.timeout")
    turn(channel)
    assert channel.health == Health.GOOD


def test_a_call_that_was_refused_is_mended_by_new_tokens_and_what_waited_goes_on(
    channel, platform, officer
):
    """As after an outage longer than the tokens live."""
    from heraut.outbound.models import Parcel
    from tests.outbound.fake import drain
    from tests.outbound.test_engine import send, states

    send(channel, officer, "one")
    platform.script = ["account"]
    drain({channel.pk: platform})
    channel.refresh_from_db()
    assert (channel.health, states()) == (Health.SIGN_IN, ["retry"])
    del platform.identities[channel.credentials["access"]]
    platform.identities["old"] = "kenya"
    platform.made[channel.credentials["refresh"]] = "old"
    assert due(channel)
    turn(channel)
    assert channel.health == Health.GOOD
    drain({channel.pk: platform})
    assert platform.timeline == ["one"] and Parcel.objects.get().state == "done"


def test_a_channel_that_lost_its_sign_in_waits_and_goes_on_after_signing_in_again(
    channel, platform, officer, head, sign_in
):
    from tests.network.walking import come_back, leave
    from tests.outbound.fake import drain
    from tests.outbound.test_engine import send, states

    send(channel, officer, "one", "two")
    platform.script = ["account"]
    drain({channel.pk: platform}, times=2)
    assert states() == ["retry", "waiting"], "nothing failed, nothing passed it"
    client = sign_in(head)
    assert "asks you to sign in again" in said(client.get(reverse("today")))
    gone = leave(client, channel)
    come_back(client, state=gone["state"], code="good")
    assert "asks you to sign in again" not in said(client.get(reverse("today")))
    drain({channel.pk: platform}, times=2)
    assert platform.timeline == ["one", "two"]


def test_a_mend_is_not_repeated_every_few_seconds(channel, platform):
    Channel.objects.filter(pk=channel.pk).update(
        health=Health.SIGN_IN, health_at=clock.now(), refreshable=False
    )
    platform.says["identify"] = [Rejected("account.sign_in", account_problem=True)]
    turn(channel)
    assert channel.health == Health.SIGN_IN
    Channel.objects.filter(pk=channel.pk).update(health_at=clock.now() + timedelta(seconds=1))
    assert not due(channel)


def test_another_account_behind_the_same_tokens_is_no_good_sign(channel, platform):
    platform.says["identify"] = [Identity("id-other", "other")]
    turn(channel)
    assert (channel.health, channel.health_code) == (Health.SIGN_IN, "account.another")


# -- warnings --------------------------------------------------------------------------------


@pytest.fixture
def ending(channel):
    """Twelve days are left, and nothing can be refreshed."""

    def ends_in(**left):
        Channel.objects.filter(pk=channel.pk).update(
            refreshable=False, tokens_expire_at=clock.now() + timedelta(minutes=5, **left)
        )
        channel.refresh_from_db()
        return channel

    return ends_in


def mails():
    cache.clear()
    notices.write_daily()
    for each in notices.due():
        notices.send(each.pk)
    found = [(message.to[0], message.body, message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_tokens_that_end_in_two_weeks_stand_on_the_home_of_custodian_and_ministry(
    ending, sign_in, officer, head, admin, analyst
):
    channel = ending(days=12)
    Channel.objects.update(custodian=officer)
    for person in (officer, head, admin):
        page = said(sign_in(person).get(reverse("today")))
        assert f"Sign {channel.name} in again before" in page
    assert "in again before" not in said(sign_in(analyst).get(reverse("today")))
    ending(days=15)
    assert "in again before" not in said(sign_in(officer).get(reverse("today")))


def test_one_mail_a_day_goes_to_custodian_and_ministry_in_their_language(
    ending, officer, admin, head
):
    officer.language = "fr"
    officer.save()
    channel = ending(days=3)
    Channel.objects.update(custodian=officer)
    sent = mails()
    assert {to for to, _body, _subject in sent} == {officer.email, admin.email}
    assert channel.name in sent[0][1]
    assert mails() == [], "once a day"
    Notice.objects.all().delete()
    Channel.objects.update(custodian=None)
    assert {to for to, _body, _subject in mails()} == {head.email, admin.email}


def test_no_mail_every_day_for_what_ends_in_two_weeks(ending, head, admin):
    ending(days=12)
    assert mails() == []
    ending(days=13)
    assert len(mails()) == 2


def test_a_mail_that_the_server_does_not_take_is_tried_again(ending, head, monkeypatch):
    ending(days=1)
    monkeypatch.setattr(notices, "send_mail", lambda *_: 0)
    assert mails() == []
    (notice,) = Notice.objects.filter(user=head)
    assert notice.sent_at is None and notice.next_at > clock.now()
    monkeypatch.undo()
    Notice.objects.update(next_at=clock.now())
    assert [to for to, _body, _subject in mails()] == [head.email]


def test_tokens_that_have_ended_ask_for_a_sign_in_although_nothing_was_due(ending):
    channel = ending(days=-1)
    turn(channel)
    assert (channel.health, channel.health_code) == (Health.SIGN_IN, "sign_in.ended")


# -- people who leave ------------------------------------------------------------------------


def test_a_channel_of_a_person_who_left_is_listed_revoked_and_signed_in_anew(
    channel, platform, officer, head, sign_in
):
    leaver = builders.person(Role.MISSION_OFFICER, channel.holder)
    Channel.objects.update(signed_in_by=leaver, custodian=leaver)
    client = sign_in(head)
    assert "No channel hangs" in said(client.get(reverse("sign_ins")))
    leaver.memberships.update(valid_until=clock.now().date())
    assert channel.name in said(client.get(reverse("sign_ins")))
    assert "One channel is to be handed over" in said(client.get(reverse("today")))
    access = channel.credentials["access"]
    answer = client.post(reverse("channel_sign_off", args=[channel.pk]), follow=True)
    assert "Sign in at Signing" in said(answer)
    channel.refresh_from_db()
    assert (channel.credentials, channel.signed_in_by) == (None, None)
    revoke()
    assert platform.revoked == [access]
    assert Revocation.objects.get().sealed is None
    form = {"state": "active", "klass": "institution", "custodian": str(officer.pk)}
    client.post(reverse("channel_change", args=[channel.pk]), form)
    assert Channel.objects.get().custodian == officer
    assert "No channel hangs" in said(client.get(reverse("sign_ins")))


def revoke():
    for each in Revocation.objects.filter(done_at=None):
        asyncio.run(revoking.carry_out(each.pk, frozenset()))


def test_a_closed_account_hands_over_too_and_a_stranger_cannot_be_custodian(
    channel, head, sign_in, outsider
):
    leaver = builders.person(Role.MISSION_OFFICER, channel.holder, is_active=False)
    Channel.objects.update(custodian=leaver)
    assert "to be handed over" in said(sign_in(head).get(reverse("today")))
    form = {"state": "active", "klass": "institution", "custodian": str(outsider.pk)}
    answer = sign_in(head).post(reverse("channel_change", args=[channel.pk]), form)
    assert answer.status_code == 422


def test_a_platform_that_is_down_is_asked_again_to_revoke(channel, platform, head):
    platform.says["revoke"] = [Retry("call.timeout")]
    end_sign_in(channel.pk, by=head)
    revoke()
    waiting = Revocation.objects.get()
    assert waiting.done_at is None and waiting.sealed and waiting.next_at > clock.now()
    Revocation.objects.update(next_at=clock.now())
    revoke()
    assert len(platform.revoked) == 1 and Revocation.objects.get().done_at


def test_what_the_platform_will_not_revoke_is_said_on_the_channels_page(
    channel, platform, head, sign_in
):
    platform.says["revoke"] = [Rejected("platform.refused")]
    end_sign_in(channel.pk, by=head)
    revoke()
    assert Revocation.objects.get().sealed is None
    assert "could not be revoked" in said(sign_in(head).get(reverse("channel", args=[channel.pk])))


def test_the_sweep_defers_each_thing_once(channel, head):
    from procrastinate.contrib.django.models import ProcrastinateJob

    end_sign_in(channel.pk, by=head)
    cache.clear()
    for _ in range(2):
        jobs.sweep()
    wanted = {"revocation_id": str(Revocation.objects.get().pk)}
    assert ProcrastinateJob.objects.filter(args=wanted).count() == 1
