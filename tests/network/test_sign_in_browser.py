"""A channel is signed in, and frozen, on a phone, in a real browser under the strict policy."""

from __future__ import annotations

import pytest
from django.urls import reverse

from heraut.network.models import ChannelState, Health
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_on_a_phone_a_channel_is_signed_in_at_mastodon_and_frozen_in_two_taps(
    open_as, live_server, sandbox, settings, mission, head
):
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"sandbox_origin": sandbox.origin, "private_origins": sandbox.origin}
    )
    sandbox.account("mastodon", "beonaphone", "token-phone", "Belgium on a phone")
    channel = builders.channel(
        mission.unit,
        "mastodon",
        handle="beonaphone",
        name="",
        platform_id="",
        state=ChannelState.PLANNED,
        health=Health.UNKNOWN,
        origin="",
        credentials=None,
    )
    page = open_as(head)
    page.goto(live_server.url + reverse("channel", args=[channel.pk]))
    page.get_by_role("link", name="Connect", exact=True).click()
    page.get_by_label("Server").fill("https://127.0.0.1:9")
    page.get_by_role("button", name="Sign in at Mastodon").click()
    page.get_by_text("That server could not be asked").wait_for()
    page.get_by_label("Server").fill(sandbox.origin)
    page.get_by_role("button", name="Sign in at Mastodon").click()
    page.get_by_text("Simulated sign-in").wait_for()
    page.get_by_role("button", name="Belgium on a phone").click()
    page.get_by_text("the platform confirmed the account").wait_for()
    channel.refresh_from_db()
    assert (channel.health, channel.name) == (Health.GOOD, "Belgium on a phone")
    assert page.wrong == []

    page.get_by_role("link", name="It was taken over").click()
    page.get_by_label("What happened").fill("It sells coins.")
    page.get_by_role("button", name="Freeze it everywhere").click()
    page.get_by_text("Frozen. Nothing goes out there").wait_for()
    channel.refresh_from_db()
    assert channel.standing == "compromised"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.wrong == []
