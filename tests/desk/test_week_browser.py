"""The promise of the week: filled on a phone in a few taps, cleared in one go."""

from __future__ import annotations

import re
import time

import pytest
from django.urls import reverse

from heraut.dispatch.models import Dispatch
from heraut.newsroom.models import Adaptation
from heraut.outbound.models import Parcel
from heraut.people import work_time
from heraut.people.models import Role
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEN_MINUTES = 600
#: Two taps a text and one to begin with.
CADENCE = {"bluesky": 5, "mastodon": 4, "web_feed": 3}


@pytest.fixture
def house(db):
    mission = builders.mission("nairobi", "KE")
    channels = {
        builders.channel(mission.unit, platform): often for platform, often in CADENCE.items()
    }
    builders.plan(mission.unit, channels)
    editor = builders.person(Role.HQ_EDITOR)
    for number in range(8):
        item = builders.item(editor, texts={"en": (f"Fact {number}", "x")}, countries=["KE"])
        item.versions.update(summary=f"Belgium in figures, number {number}.")
    officer = builders.person(Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(Role.HEAD_OF_MISSION, mission.unit, name="Hans")
    return mission, officer, head


class Taps:
    """Counts what a thumb does."""

    def __init__(self):
        self.count = 0

    def on(self, locator):
        self.count += 1
        locator.click()


def openings(page):
    return page.locator("li.opening summary")


def slow(page):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 300,
            "downloadThroughput": 50_000,
            "uploadThroughput": 50_000,
        },
    )
    return line


def test_a_week_on_three_channels_in_a_few_taps_and_cleared_in_one_go(house, open_as, live_server):
    mission, officer, head = house
    page, taps, started = open_as(officer), Taps(), time.monotonic()
    slow(page)
    page.goto(live_server.url)
    taps.on(page.get_by_role("link", name=re.compile("12 texts are missing")))
    openings(page).nth(4).wait_for()
    for left in range(5, 0, -1):
        assert openings(page).count() == left
        taps.on(openings(page).first)
        taps.on(page.get_by_role("button", name=re.compile("^Plan “")).first)
        page.locator("li.opening").nth(left - 1).wait_for(state="detached")
    page.locator(".tally-sum", has_text="The coming seven days are filled.").wait_for()
    assert time.monotonic() - started < TEN_MINUTES
    assert taps.count == 1 + 2 * 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.wrong == []
    assert Dispatch.objects.filter(state="asked").count() == 5

    # Counted for the officer while it was done.
    page.goto(live_server.url + reverse("people_time"))
    page.wait_for_timeout(500)
    assert 0 < sum(work_time.weeks(officer)[0].spent.values()) < TEN_MINUTES

    clearing, taps = open_as(head), Taps()
    clearing.goto(live_server.url)
    taps.on(clearing.get_by_role("link", name=re.compile("Clear 5 texts of Embassy in Nairobi")))
    assert clearing.locator(".preview").count() == 12
    taps.on(clearing.get_by_role("button", name="Clear what is ticked"))
    clearing.get_by_text("5 texts are cleared and go out as planned.").wait_for()
    assert taps.count == 2
    assert clearing.evaluate("document.documentElement.scrollWidth") <= 390
    assert clearing.wrong == []

    parcels = list(Parcel.objects.select_related("channel"))
    counts = {name: sum(p.channel.platform == name for p in parcels) for name in CADENCE}
    assert counts == CADENCE
    assert {p.due_at.astimezone(mission.zone).hour for p in parcels} <= {10, 17}
    assert len({p.due_at for p in parcels}) == 5


def test_another_suggestion_a_lost_line_and_an_undo_lose_nothing(house, open_as, live_server):
    _mission, officer, _head = house
    page = open_as(officer)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    page.goto(live_server.url + reverse("desk_week"))
    openings(page).first.click()
    card = page.locator("li.opening").first
    before = card.locator("summary b").inner_text()
    card.get_by_role("button", name="Another suggestion").click()
    page.wait_for_function(
        "was => document.querySelector('li.opening summary b').innerText !== was", arg=before
    )
    shown = page.locator("li.opening summary b").all_inner_texts()
    assert len(set(shown)) == 5
    assert before not in shown

    nothing = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": True, **nothing})
    plan = card.get_by_role("button", name=re.compile("^Plan “"))
    plan.click()
    page.locator(".toast").wait_for()
    line.send("Network.emulateNetworkConditions", {"offline": False, **nothing})
    plan.dblclick()
    page.locator("#tally", has_text="9 texts are missing").wait_for()
    assert (Dispatch.objects.count(), Adaptation.objects.count()) == (1, 1)
    page.get_by_role("button", name=re.compile("^Undo “")).click()
    page.get_by_text("Taken back. Nothing of it goes out.").wait_for()
    page.locator("#tally", has_text="12 texts are missing").wait_for()
    assert page.wrong == []
