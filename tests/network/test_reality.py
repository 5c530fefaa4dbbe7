"""The registry against reality: what the platforms say, found, shown and ended."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.actions.set_aside_finding import set_aside_finding
from heraut.network.models import Channel, Finding, RealityCheck
from heraut.network.reality import jobs
from heraut.network.reality.now import verify_now
from heraut.network.registry import look_up, understand
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)
_numbers = itertools.count()


@pytest.fixture(params=["bluesky", "mastodon"])
def platform(request):
    return request.param


@pytest.fixture
def channel(mission, platform, sandbox, settings):
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"second_factor": "offered", "private_origins": sandbox.origin}
    )
    sandbox.clear_faults()
    return account(mission, platform, sandbox)


def account(mission, platform, sandbox, **fields):
    handle = f"real{next(_numbers)}{'.test' if platform == 'bluesky' else ''}"
    ident = sandbox.account(platform, handle, f"s-{handle}", "Belgium in Kenya")
    sandbox.change(platform, ident, badge=True)
    return builders.channel(
        mission.unit,
        platform,
        handle=handle,
        platform_id=ident,
        origin=sandbox.origin,
        credentials={"password": f"s-{handle}", "token": f"s-{handle}"},
        **fields,
    )


def verify(channel):
    channel.refresh_from_db()
    verify_now(channel, by=None)
    channel.refresh_from_db()
    found = channel.findings.filter(resolved_at=None, set_aside_at=None)
    return {each.kind: each.params for each in found}


def test_a_nightly_answer_verifies_anew_and_turns_listed_into_yes(channel):
    Channel.objects.update(verified_at=None)
    channel.refresh_from_db()
    assert channel.standing == "listed"
    assert verify(channel) == {}
    assert channel.standing == "yes"
    assert AuditEntry.objects.filter(verb="channel.verify").exists()


def test_a_renamed_account_is_taken_over_told_of_and_its_old_name_watched(
    channel, platform, sandbox, sign_in, head
):
    verify(channel)
    old, new = channel.handle, f"renamed-{channel.handle}".replace("-", "")
    sandbox.change(platform, channel.platform_id, handle=new)
    assert verify(channel)["handle"] == {"old": old, "new": new}
    assert channel.handle == new
    assert [each.handle for each in channel.handles.filter(valid_until=None)] == [new]
    assert verify(channel)["handle-free"] == {"handles": old}
    page = sign_in(head).get(reverse("channel", args=[channel.pk])).content.decode()
    assert f"@{new}" in page
    assert "possible hijack" in page
    assert look_up(understand(old)).channels == [channel]
    # The name is called back: registry and reality agree again.
    sandbox.change(platform, channel.platform_id, handle=old)
    assert "handle" not in verify(channel)
    assert Finding.objects.get(kind="handle").resolved_at is not None


def test_a_renamed_page_is_told_of_until_the_registry_says_the_same(
    channel, platform, sandbox, sign_in, head
):
    verify(channel)
    sandbox.change(platform, channel.platform_id, name="Belgium in East Africa")
    for _night in range(2):
        found = verify(channel)
        assert found["name"] == {"old": "Belgium in Kenya", "new": "Belgium in East Africa"}
    home = sign_in(head).get(reverse("today")).content.decode()
    assert "Belgium in East Africa" in home
    Channel.objects.update(name="Belgium in East Africa")
    assert "name" not in verify(channel)


def test_a_suspended_account_is_no_longer_verified_and_the_officer_sees_what_to_do(
    channel, platform, sandbox, sign_in, head
):
    verify(channel)
    sandbox.change(platform, channel.platform_id, standing="suspended")
    assert "suspended" in verify(channel)
    assert channel.standing == "listed"
    home = sign_in(head).get(reverse("today")).content.decode()
    assert "suspended the account" in home
    assert "Appeal on the platform" in home
    sandbox.change(platform, channel.platform_id, standing="active")
    assert verify(channel) == {}
    assert channel.standing == "yes"


def test_a_deleted_account_is_not_found(channel, platform, sandbox):
    sandbox.change(platform, channel.platform_id, standing="deleted")
    assert list(verify(channel)) == ["missing"]


def test_a_lost_sign_in_is_told_from_a_lost_account(channel, platform, sandbox):
    sandbox.change(platform, channel.platform_id, secret="changed")
    Channel.objects.update(credentials={"password": "wrong", "token": "wrong"})
    assert list(verify(channel)) == ["sign-in"]
    assert channel.verified_at is not None


def test_an_account_that_is_another_one_is_never_verified(channel, platform, mission, sandbox):
    other = account(mission, platform, sandbox)
    Channel.objects.filter(pk=channel.pk).update(credentials=other.credentials, handle=other.handle)
    # Bluesky signs in by the account's id, so that another's password is refused before.
    assert list(verify(channel)) == ["another" if platform == "mastodon" else "sign-in"]
    assert (channel.verified_at is None) == (platform == "mastodon")


def test_a_lost_badge_is_missed(channel, platform, sandbox):
    verify(channel)
    sandbox.change(platform, channel.platform_id, badge=False)
    assert "badge" in verify(channel)
    sandbox.change(platform, channel.platform_id, badge=True)
    assert verify(channel) == {}


def test_a_former_name_that_somebody_took_is_warned_of(channel, platform, sandbox):
    former = f"old{next(_numbers)}{'.test' if platform == 'bluesky' else ''}"
    channel.handles.create(handle=former, folded=former, valid_until=clock.now().date())
    assert verify(channel) == {"handle-free": {"handles": former}}
    sandbox.account(platform, former, "theirs", "Impostor")
    assert verify(channel) == {"handle-taken": {"handles": former}}


def test_a_platform_that_is_down_ends_and_opens_nothing(channel, platform, sandbox):
    verify(channel)
    sandbox.change(platform, channel.platform_id, badge=False)
    verify(channel)
    Channel.objects.update(origin="http://127.0.0.1:1")
    assert list(verify(channel)) == ["badge"]
    check = RealityCheck.objects.get(channel=channel)
    assert check.failures == 1
    assert check.next_at > clock.now()


def test_one_finding_a_channel_and_kind_however_often_it_is_asked(channel, platform, sandbox):
    verify(channel)
    sandbox.change(platform, channel.platform_id, badge=False)
    for _night in range(3):
        verify(channel)
    assert Finding.objects.count() == 1


def test_what_headquarters_set_aside_stays_so_until_it_changes(
    channel, platform, sandbox, admin, officer
):
    verify(channel)
    sandbox.change(platform, channel.platform_id, name="Belgium!")
    verify(channel)
    finding = Finding.objects.get()
    with pytest.raises(Forbidden):
        set_aside_finding(finding.pk, by=officer, reason="x")
    with pytest.raises(Refusal, match="reason_missing"):
        set_aside_finding(finding.pk, by=admin, reason=" ")
    set_aside_finding(finding.pk, by=admin, reason="A campaign, until June.")
    assert verify(channel) == {}
    sandbox.change(platform, channel.platform_id, name="Buy now!")
    assert verify(channel)["name"]["new"] == "Buy now!"


def test_silence_against_the_plan_and_a_certification_that_ends_are_told_of(mission, sign_in, head):
    channel = builders.channel(
        mission.unit, "wechat", certified_until=clock.now().date() + timedelta(days=9)
    )
    Channel.objects.update(created_at=clock.now() - timedelta(days=60))
    builders.target(mission.unit, "wechat", channel, per_week=1)
    assert verify(channel) == {
        "silent": {"days": 14, "per_week": "1"},
        "certification": {"until": channel.certified_until.isoformat()},
    }
    home = sign_in(head).get(reverse("today")).content.decode()
    assert "the plan asks for 1 texts a week" in home


def test_the_nightly_round_asks_every_server_slowly_and_goes_on_after_a_kill(
    channel, platform, mission, sandbox, monkeypatch
):
    monkeypatch.setattr(jobs, "PAUSE", 0.0)
    other = account(mission, platform, sandbox)
    Channel.objects.update(created_at=clock.now() - timedelta(days=1), verified_at=None)
    # One is claimed by a worker that was killed: its lease ends, then it is due again.
    jobs._lease(other.pk)
    asyncio.run(jobs.verify_line.func(platform, sandbox.origin))
    assert set(Channel.objects.exclude(verified_at=None)) == {channel}
    RealityCheck.objects.filter(channel=other).update(busy_until=clock.now())
    asyncio.run(jobs.verify_line.func(platform, sandbox.origin))
    assert Channel.objects.filter(verified_at=None).count() == 0
    assert jobs.due().count() == 0


def test_the_operator_verifies_the_network_with_one_command(channel, platform, sandbox, capsys):
    verify(channel)
    sandbox.change(platform, channel.platform_id, badge=False)
    call_command("network_verify", "--pause", "0")
    assert "badge" in capsys.readouterr().out


def test_headquarters_sees_all_of_it_and_an_auditor_reads_it_as_data(
    channel, platform, sandbox, sign_in, admin, auditor
):
    verify(channel)
    sandbox.change(platform, channel.platform_id, standing="suspended")
    theirs = sign_in(admin)
    told = theirs.post(reverse("channel_verify", args=[channel.pk]))
    assert told.status_code == 302
    page = theirs.get(reverse("reality")).content.decode()
    assert "suspended the account" in page
    finding = Finding.objects.get(kind="suspended")
    theirs.post(reverse("finding_set_aside", args=[finding.pk]), {"reason": "Appealed today."})
    assert "Appealed today." in theirs.get(reverse("reality")).content.decode()
    rows = sign_in(auditor).get(reverse("reality_json")).json()["findings"]
    assert [row["kind"] for row in rows] == ["suspended"]
