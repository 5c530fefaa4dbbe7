"""One dispatch to seven channels of a mission, on a phone and at a desk: written once, looked at as
each platform will show it, refused where it does not fit, and one failure mended from the screen."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.outbound.actions.set_budget import set_budget
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders
from tests.browsing import DESKTOP, PHONE
from tests.newsroom.images import image
from tests.test_officers_path import Taps, work_off

#: Milliseconds: how fast a machine is says nothing here.
PATIENCE = 30_000

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIMULATED = ("bluesky", "facebook", "instagram", "linkedin", "mastodon", "x")
LABELS = ("Bluesky", "Facebook", "Instagram", "LinkedIn", "Mastodon", "Web feed", "X")


@pytest.fixture
def house(db, sandbox, live_server):
    """A mission in Nairobi with seven channels, and an item with a picture that concerns it."""
    mission = builders.mission("nairobi", "KE")
    number = time.monotonic_ns()
    accounts = {}
    for platform in SIMULATED:
        handle = f"be{number}.test" if platform == "bluesky" else f"be{number}"
        secret = f"token-{number}"
        accounts[platform] = sandbox.account(platform, handle, secret, "Belgium in Nairobi")
        builders.channel(
            mission.unit,
            platform,
            handle=handle,
            platform_id=accounts[platform],
            origin=sandbox.origin,
            credentials={"password": secret, "token": secret},
        )
    builders.channel(
        mission.unit, "web_feed", handle="nairobi", platform_id="nairobi", origin=live_server.url
    )
    editor = builders.person(Role.HQ_EDITOR)
    item = builders.item(editor, texts={"en": ("Ports", "x")}, countries=["KE"])
    item.versions.update(summary="The port of Antwerp-Bruges grew. #ports")
    picture = add_picture(*image(size=(1080, 1080)), by=editor, item_id=item.pk)
    describe_picture(picture.pk, "en", "Cranes at the quay.", by=editor)
    set_budget("x", 10_000_000, by=builders.person(Role.ADMINISTRATOR))
    return mission, accounts


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_one_text_to_seven_channels_and_one_failure_mended_from_the_screen(
    viewport, house, open_as, live_server, sandbox, settings
):
    mission, accounts = house
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"private_origins": f"{sandbox.origin},{live_server.url}"}
    )
    officer = builders.person(Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(Role.HEAD_OF_MISSION, mission.unit, name="Hans")
    page = open_as(officer, viewport)
    started, taps = time.monotonic(), Taps(page)
    page.goto(live_server.url)
    taps.on(page.get_by_role("button", name="Adapt “Ports”"))
    text = page.get_by_label("Text, English")
    taps.on(text)
    # Too long for two of the seven: each says by how much, before anybody is asked.
    text.fill("The port grew. " * 20 + "x" * 10)
    expect(page.locator("#live-en")).to_contain_text("X: 30 too many", timeout=PATIENCE)
    expect(page.locator("#live-en")).to_contain_text("Bluesky: 10 too many", timeout=PATIENCE)
    said = "The port of Antwerp-Bruges grew by 3 %. #ports"
    text.fill(said)
    for platform in (*SIMULATED, "web_feed"):
        preview = page.locator(f".preview.{platform}")
        expect(preview).to_contain_text(said, timeout=PATIENCE)
        expect(preview.locator("img")).to_have_attribute("alt", "Cranes at the quay.")
    taps.on(page.get_by_role("button", name=re.compile("Ask Hans to clear")))
    page.wait_for_url("**/dispatches/*/")
    assert taps.count <= 4
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    clearing = open_as(head, viewport)
    clearing.goto(live_server.url)
    taps = Taps(clearing)
    taps.on(clearing.get_by_role("link", name=re.compile("^Clear: “Ports”")))
    taps.on(clearing.get_by_role("button", name="Clear it"))
    clearing.get_by_text("goes out").first.wait_for()
    assert taps.count <= 2
    print(f"seven channels, by people: {time.monotonic() - started:.1f} s")

    sandbox.fault("refuse", match={"platform": "linkedin", "call": "publish"})
    work_off()
    states = dict(Parcel.objects.values_list("channel__platform", "state"))
    assert states.pop("linkedin") == "rejected"
    assert set(states.values()) == {"done"}, states
    # Six stand; the seventh says what happened and what to do, and is done from there.
    page.reload()
    for label in set(LABELS) - {"LinkedIn", "Web feed"}:
        expect(page.get_by_text(f"See it on {label}").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name=re.compile("Try again")).first.click()
    work_off()
    expect(page.get_by_text("See it on LinkedIn").first).to_be_visible(timeout=PATIENCE)
    for platform, account in accounts.items():
        (stands,) = sandbox.timeline(platform, account)
        assert stands["text"].startswith("The port of Antwerp-Bruges grew by 3 %."), platform
        shown = stands["media"] or stands["content"]["embed"]["images"]
        assert len(shown) == 1, platform
    assert page.wrong == [] and clearing.wrong == []
