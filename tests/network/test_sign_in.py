"""Signing a channel in on a platform's own pages: there, back, and every way it goes wrong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from heraut.connectors.contract import Rejected, Retry
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.network.models import (
    Channel,
    ChannelState,
    Health,
    PlatformApp,
    SignInAttempt,
)
from tests import builders
from tests.network.walking import come_back, leave, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(mission, app):
    return builders.channel(
        mission.unit,
        "signing",
        handle="kenya",
        platform_id="",
        state=ChannelState.PLANNED,
        health=Health.UNKNOWN,
        origin="",
        credentials=None,
    )


@pytest.fixture
def desk(sign_in, head):
    return sign_in(head)


# -- Mastodon, whole, against the simulation -------------------------------------------------


@pytest.fixture
def on_mastodon(mission, sandbox, settings):
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"sandbox_origin": sandbox.origin, "private_origins": sandbox.origin}
    )
    account = sandbox.account("mastodon", "beinnairobi", "token-nairobi", "Belgium in Nairobi")
    channel = builders.channel(
        mission.unit,
        "mastodon",
        handle="beinnairobi",
        platform_id="",
        state=ChannelState.PLANNED,
        health=Health.UNKNOWN,
        origin="",
        credentials=None,
    )
    return channel, account


def agree(sandbox, account, gone):
    return sandbox.grant(
        "mastodon",
        account,
        client_id=gone["client_id"],
        redirect=gone["redirect_uri"],
        scope=gone["scope"],
        challenge=gone["code_challenge"],
    )


def test_a_channel_signs_in_to_mastodon_and_its_server_learns_of_heraut_by_itself(
    on_mastodon, sandbox, desk, head
):
    channel, account = on_mastodon
    gone = leave(desk, channel, origin=sandbox.origin)
    assert gone["code_challenge_method"] == "S256"
    registered = PlatformApp.objects.get()
    assert (registered.origin, registered.registered_by) == (sandbox.origin, None)
    answer = come_back(desk, state=gone["state"], code=agree(sandbox, account, gone))
    assert "Connected" in said(answer)
    channel.refresh_from_db()
    assert (channel.platform_id, channel.health) == (account, Health.GOOD)
    assert (channel.signed_in_by, channel.tokens_expire_at) == (head, None)
    assert channel.limits["max_length"] == 500
    assert set(channel.credentials) == {"token"}
    token = channel.credentials["token"]
    assert token not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    assert SignInAttempt.objects.get().sealed is None, "nothing secret stays of the walk"


def test_a_server_that_forgot_the_ministry_is_registered_at_anew(on_mastodon, sandbox, desk):
    channel, account = on_mastodon
    PlatformApp.objects.create(
        platform="mastodon",
        origin=sandbox.origin,
        client_id="forgotten",
        client_secret="x",
        registered_at=clock.now(),
    )
    gone = leave(desk, channel, origin=sandbox.origin)
    answer = come_back(desk, state=gone["state"], code=agree(sandbox, account, gone))
    assert "begin once more" in said(answer)
    gone = leave(desk, channel, origin=sandbox.origin)
    answer = come_back(desk, state=gone["state"], code=agree(sandbox, account, gone))
    assert "Connected" in said(answer)


def test_a_server_that_cannot_be_asked_is_said_so_before_anything_changes(
    on_mastodon, desk, settings
):
    channel, _account = on_mastodon
    url = reverse("channel_connect", args=[channel.pk])
    answer = desk.post(url, {"origin": "https://127.0.0.1:9"})
    assert answer.status_code == 422
    assert "could not be asked" in said(answer)
    assert not SignInAttempt.objects.exists()


# -- the walk --------------------------------------------------------------------------------


def test_without_script_the_way_on_is_a_link_and_the_policy_stays_strict(desk, channel):
    answer = desk.post(reverse("channel_connect", args=[channel.pk]))
    assert answer.status_code == 200
    assert re.search(r'href="https://signing.test/allow\?state=', said(answer))
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_of_several_accounts_the_person_chooses_and_no_token_is_in_the_page(
    desk, channel, platform
):
    gone = leave(desk, channel)
    answer = come_back(desk, state=gone["state"], code="good")
    page = said(answer)
    assert all(name in page for name in ("Belgium", "Kenya", "Rwanda"))
    assert not any(token in page for token in ("access-", "refresh-"))
    answer = desk.post(answer.request["PATH_INFO"], {"account": "id-kenya"}, follow=True)
    assert "Connected" in said(answer)
    channel.refresh_from_db()
    assert (channel.platform_id, channel.handle) == ("id-kenya", "kenya")
    assert platform.identities[channel.credentials["access"]] == "kenya"
    assert channel.refreshable and channel.tokens_expire_at > clock.now() + timedelta(days=9)
    again = desk.post(answer.request["PATH_INFO"], {"account": "id-rwanda"}, follow=True)
    assert "Rwanda" not in Channel.objects.get(pk=channel.pk).name, again.status_code


def test_a_choice_is_made_once_and_only_of_what_came_back(desk, channel):
    gone = leave(desk, channel)
    where = come_back(desk, state=gone["state"], code="good").request["PATH_INFO"]
    assert "not among those" in said(desk.post(where, {"account": "id-france"}))
    desk.post(where, {"account": "id-kenya"})
    assert "finished already" in said(desk.post(where, {"account": "id-rwanda"}, follow=True))


def test_a_verified_channel_is_that_account_without_asking(desk, channel):
    Channel.objects.filter(pk=channel.pk).update(platform_id="id-rwanda", state="active")
    gone = leave(desk, channel)
    assert "Connected" in said(come_back(desk, state=gone["state"], code="good"))
    channel.refresh_from_db()
    assert channel.handle == "rwanda"


def test_the_wrong_account_is_refused_and_named(desk, channel, platform):
    Channel.objects.filter(pk=channel.pk).update(platform_id="id-france", state="active")
    gone = leave(desk, channel)
    answer = come_back(desk, state=gone["state"], code="good")
    assert "belongs to a different account (belgium)" in said(answer)
    channel.refresh_from_db()
    assert channel.credentials is None


def test_one_account_of_another_name_is_not_taken_without_asking(desk, channel, platform):
    platform.pages = ("rwanda",)
    gone = leave(desk, channel)
    answer = come_back(desk, state=gone["state"], code="good")
    assert "None of them bears the name @kenya" in said(answer)
    channel.refresh_from_db()
    assert channel.credentials is None


# -- every way it goes wrong -----------------------------------------------------------------


def test_who_refuses_on_the_platforms_page_reads_that_nothing_changed(desk, channel):
    gone = leave(desk, channel)
    answer = come_back(desk, state=gone["state"], error="access_denied")
    assert "the permission was refused" in said(answer)
    assert "finished already" in said(come_back(desk, state=gone["state"], code="good"))


def test_a_state_works_once(desk, channel):
    gone = leave(desk, channel)
    come_back(desk, state=gone["state"], code="good")
    answer = come_back(desk, state=gone["state"], code="good")
    assert "finished already" in said(answer)


def test_a_state_ends_after_ten_minutes(desk, channel):
    gone = leave(desk, channel)
    SignInAttempt.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert "More than ten minutes" in said(come_back(desk, state=gone["state"], code="good"))


def test_a_state_of_somebody_else_or_of_another_session_is_refused(
    desk, channel, sign_in, head, admin
):
    gone = leave(desk, channel)
    for other in (sign_in(admin), sign_in(head)):
        answer = come_back(other, state=gone["state"], code="good")
        assert "begun by another person" in said(answer)
    assert "Which account" in said(come_back(desk, state=gone["state"], code="good")), (
        "whoever tried in vain has used nothing up"
    )


def test_a_made_up_state_leads_nowhere(desk, channel):
    assert "not begun here" in said(come_back(desk, state="made-up", code="good"))
    assert desk.get(reverse("sign_in_back")).status_code == 302


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Rejected("sign_in.code"), "did not accept the way back"),
        (Rejected("sign_in.app"), "does not know the ministry’s application"),
        (Rejected("platform.refused"), "refused the sign-in (platform.refused)"),
        (Retry("call.timeout"), "could not be reached (call.timeout)"),
    ],
)
def test_what_the_platform_says_at_the_exchange_is_told_in_words(
    desk, channel, platform, app, admin, answer, words
):
    PlatformApp.objects.update(registered_by=admin)
    platform.says["exchange"] = [answer]
    gone = leave(desk, channel)
    assert words in said(come_back(desk, state=gone["state"], code="good"))
    assert PlatformApp.objects.exists(), "what an administrator registered is theirs to forget"


def test_who_manages_no_account_there_is_told_what_to_do(desk, channel, platform):
    platform.pages = ()
    gone = leave(desk, channel)
    assert "act for no account" in said(come_back(desk, state=gone["state"], code="good"))


def test_before_the_ministry_is_registered_the_screen_says_who_has_to_do_what(
    desk, channel, sign_in, admin
):
    PlatformApp.objects.all().delete()
    url = reverse("channel_connect", args=[channel.pk])
    assert "an administrator registers" in said(desk.get(url))
    assert reverse("platform_apps") in said(sign_in(admin).get(url))
    assert "not registered at this platform" in said(desk.post(url))


def test_the_custodian_signs_in_and_other_officers_do_not(channel, sign_in, officer, local_officer):
    Channel.objects.filter(pk=channel.pk).update(custodian=officer)
    url = reverse("channel_connect", args=[channel.pk])
    assert sign_in(officer).get(url).status_code == 200
    assert sign_in(local_officer).get(url).status_code == 404
    gone = leave(sign_in(officer), channel)
    assert gone["state"]


# -- registrations ---------------------------------------------------------------------------


def test_an_administrator_registers_the_ministry_and_the_secret_is_never_shown(
    sign_in, admin, head, platform
):
    desk = sign_in(admin)
    page = said(desk.get(reverse("platform_apps")))
    assert "https://developers.signing.test/" in page
    assert reverse("sign_in_back") in page, "the address to paste there"
    url = reverse("platform_app_register", args=["signing"])
    given = {"signing-client_id": "ours", "signing-client_secret": "s3cret-word"}
    assert "Kept" in said(desk.post(url, given, follow=True))
    assert "s3cret-word" not in said(desk.get(reverse("platform_apps")))
    desk.post(url, {"signing-client_id": "ours", "signing-client_secret": ""})
    assert PlatformApp.objects.get().client_secret == "s3cret-word", (
        "an empty field changes nothing"
    )
    desk.post(url, {"signing-client_id": "another", "signing-client_secret": ""})
    assert PlatformApp.objects.get().client_secret is None, "but is not kept for another id"
    assert sign_in(head).get(reverse("platform_apps")).status_code == 403
    assert desk.post(reverse("platform_app_register", args=["bluesky"]), given).status_code == 404
    forget = reverse("platform_app_forget", args=[PlatformApp.objects.get().pk])
    assert "Forgotten" in said(desk.post(forget, follow=True))
    assert not PlatformApp.objects.exists()


def test_a_part_of_the_ministry_does_not_register_for_all(sign_in, mission):
    from heraut.people.models import Role

    theirs = builders.person(Role.ADMINISTRATOR, mission.unit)
    assert sign_in(theirs).get(reverse("platform_apps")).status_code == 404
