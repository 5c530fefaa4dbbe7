from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heraut.kernel import clock
from heraut.network.models import Channel, ChannelHandle, ChannelState
from heraut.network.registry import look_up, understand
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def qatar():
    """Doha's account on X: listed from data of 2022, never verified."""
    mission = builders.mission("doha", "QA")
    return builders.channel(
        mission.unit,
        "x",
        handle="BelgiuminQatar",
        platform_id="",
        verified_at=None,
        certified_until=None,
        url="https://x.com/BelgiuminQatar",
        checked_on="2022-11-16",
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "x.com/BelgiuminQatar?s=21",
        "https://twitter.com/belgiuminqatar/",
        "https://mobile.twitter.com/BelgiuminQatar/status/123456",
        "@BelgiuminQatar",
        "  belgiuminqatar ",
        "<https://x.com/BelgiuminQatar>",
        "“@BelgiuminQatar”",
        "\u200eBelgiuminQatar",
    ],
)
def test_an_account_is_found_in_any_form_people_copy_it(qatar, pasted):
    answer = look_up(understand(pasted))
    assert (answer.verdict, answer.channels) == ("listed", [qatar])


def test_yes_takes_the_platforms_word_and_a_persons_certification(qatar):
    assert qatar.standing == "listed"
    Channel.objects.filter(pk=qatar.pk).update(
        platform_id="42",
        verified_at=clock.now(),
        certified_until=(clock.now() + timedelta(days=1)).date(),
    )
    assert look_up(understand("@BelgiuminQatar")).verdict == "yes"
    Channel.objects.filter(pk=qatar.pk).update(
        certified_until=(clock.now() - timedelta(days=1)).date()
    )
    assert look_up(understand("@BelgiuminQatar")).verdict == "listed", "certification expires"


def test_a_retired_account_is_formerly_ours_for_ever(qatar):
    Channel.objects.filter(pk=qatar.pk).update(state=ChannelState.RETIRED)
    assert look_up(understand("x.com/BelgiuminQatar")).verdict == "formerly"


def test_a_name_that_a_channel_gave_up_is_formerly_ours(qatar):
    ChannelHandle.objects.create(channel=qatar, handle="BEinDoha", folded="beindoha")
    assert look_up(understand("@BEinDoha")).verdict == "formerly"


@pytest.mark.parametrize(
    "fake", ["Be1giuminQatar", "BelgiumlnQatar", "Belgium_in_Qatar", "BelgiuminQatarr"]
)
def test_a_name_that_resembles_ours_is_no_with_a_warning(qatar, fake):
    answer = look_up(understand(f"https://x.com/{fake}"))
    assert (answer.verdict, answer.near) == ("no", [qatar])


def test_a_stranger_is_no_without_a_warning(qatar):
    answer = look_up(understand("https://instagram.com/somebody_else"))
    assert (answer.verdict, answer.near) == ("no", [])


def test_the_same_name_on_another_network_is_not_ours(qatar):
    assert look_up(understand("https://facebook.com/BelgiuminQatar")).verdict == "no"


def test_mastodon_addresses_name_their_server(mission):
    channel = builders.channel(
        mission.unit, "mastodon", handle="nairobi", origin="https://social.belgium.example"
    )
    for pasted in ("@nairobi@social.belgium.example", "https://social.belgium.example/@nairobi/1"):
        assert look_up(understand(pasted)).channels == [channel]
    assert look_up(understand("@nairobi@evil.example")).verdict == "no"


@pytest.mark.parametrize("pasted", ["", "   ", "@", "https://", "http://[", "\x00", "%" * 400])
def test_nonsense_is_answered_and_breaks_nothing(qatar, pasted):
    answer = Client().get(reverse("official"), {"account": pasted})
    assert answer.status_code == 200


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_public_pages_answer_in_four_languages(qatar, language):
    answer = Client().get(reverse("official"), {"account": "@BelgiuminQatar", "lang": language})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


def test_the_list_is_there_for_machines_too(qatar):
    value = Client().get(reverse("official_json")).json()
    assert value["channels"][0]["handle"] == "BelgiuminQatar"
    assert value["channels"][0]["answer"] == "listed"
    rows = list(csv.DictReader(io.StringIO(Client().get(reverse("official_csv")).content.decode())))
    assert rows[0]["handle"] == "BelgiuminQatar"


def test_planned_accounts_are_not_announced(qatar):
    Channel.objects.update(state=ChannelState.PLANNED)
    assert Client().get(reverse("official_json")).json()["channels"] == []
    assert look_up(understand("@BelgiuminQatar")).verdict == "no"


def test_no_credential_leaves_by_any_public_address(mission):
    builders.channel(mission.unit, credentials={"password": "s3same-open"})
    for name in ("official_json", "official_csv", "official_channels"):
        assert b"s3same" not in Client().get(reverse(name)).content


def test_a_feed_is_told_unchanged_when_it_is(mission):
    builders.channel(mission.unit, "web_feed", handle="nairobi")
    url = reverse("official_feed", args=["nairobi", "atom"])
    first = Client().get(url)
    again = Client().get(url, headers={"if-none-match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
