"""The main job of the house, walked as people walk it: from the pool to three channels."""

from __future__ import annotations

import asyncio
import re
import threading
import time

import pytest
from django.urls import reverse

from heraut.connectors.web_feed import WebFeed
from heraut.network.models import Channel
from heraut.outbound import worker
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True),
]


def work_off() -> None:
    """A worker, until nothing is due any more."""

    def run() -> None:
        asyncio.run(worker.run(wait=False))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(240)


@pytest.fixture
def house(db, pds, sandbox, live_server, settings):
    mission = builders.mission("nairobi", "KE")
    account = pds.create_account("belgium-nairobi.test")
    builders.channel(
        mission.unit,
        "bluesky",
        handle=account.handle,
        platform_id=account.did,
        origin=pds.origin,
        credentials={"password": account.password},
    )
    status_account = sandbox.account("mastodon", "belgiuminnairobi", "token")
    builders.channel(
        mission.unit,
        "mastodon",
        handle="belgiuminnairobi",
        platform_id=status_account,
        origin=sandbox.origin,
        credentials={"token": "token"},
    )
    builders.channel(
        mission.unit, "web_feed", handle="nairobi", platform_id="nairobi", origin=live_server.url
    )
    editor = builders.person(Role.HQ_EDITOR)
    item = builders.item(editor, texts={"en": ("Ports", "x")}, countries=["KE"])
    item.versions.update(summary="The port of Antwerp-Bruges grew. #ports")
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"private_origins": f"{pds.origin},{sandbox.origin}"}
    )
    return mission, account, status_account


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def on(self, locator):
        self.count += 1
        locator.click()


def test_from_a_suggestion_to_three_channels_on_a_bad_line(
    house,
    open_as,
    live_server,
    pds,
    sandbox,
    settings,
):
    mission, account, status_account = house
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"private_origins": f"{pds.origin},{sandbox.origin}"}
    )
    officer = builders.person(Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(Role.HEAD_OF_MISSION, mission.unit, name="Hans")

    page = open_as(officer)
    line = page.context.new_cdp_session(page)
    slow = {"latency": 150, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    started, taps = time.monotonic(), Taps(page)
    page.goto(live_server.url)
    taps.on(page.get_by_role("button", name="Adapt “Ports”"))
    text = page.get_by_label("Text, English")
    taps.on(text)
    text.fill("The port of Antwerp-Bruges grew by 3 %. #ports")
    # The line breaks in the middle of writing, and comes back.
    line.send("Network.emulateNetworkConditions", {"offline": True, **slow})
    text.press_sequentially(" Come and see.")
    page.wait_for_timeout(2_500)
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    taps.on(page.get_by_role("button", name=re.compile("Ask Hans to clear")))
    page.wait_for_url("**/dispatches/*/")
    spent = time.monotonic() - started
    assert taps.count <= 15
    assert spent < 180
    assert not page.wrong

    clearing = open_as(head)
    clearing.goto(live_server.url)
    taps = Taps(clearing)
    taps.on(clearing.get_by_role("link", name=re.compile("^Clear: “Ports”")))
    clearing.get_by_text("Come and see.").first.wait_for()
    taps.on(clearing.get_by_role("button", name="Clear it"))
    clearing.get_by_text("goes out").first.wait_for()
    assert taps.count <= 3
    assert not clearing.wrong

    work_off()
    wanted = "The port of Antwerp-Bruges grew by 3 %. #ports Come and see."
    texts = [record["text"] for _, record in pds.records(account.did)]
    assert texts == [wanted], "read back from the real server"
    (status,) = sandbox.timeline("mastodon", status_account)
    assert status["text"].startswith(wanted)
    assert set(Parcel.objects.values_list("state", flat=True)) == {"done"}

    # Live state without reloading, and the mission's own page.
    page.get_by_text("See it on Bluesky").wait_for()
    public = open_as(None)
    public.goto(live_server.url + reverse("official_mission", args=["nairobi"]))
    public.get_by_text("Come and see.").first.wait_for()
    assert Channel.objects.filter(platform=WebFeed.platform).exists()
