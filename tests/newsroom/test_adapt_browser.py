"""The Adapt screen in a real browser, at the width of a phone and on a bad line."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.drafts import Draft, of, replace
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(open_as, live_server):
    """``phone(person)`` -> a page of theirs, 390 pixels wide."""

    def opened(person):
        page = open_as(person)
        page.base = live_server.url
        return page

    return opened


@pytest.fixture
def house(db):
    """A mission with three channels, its officer and head, and an item that concerns it."""
    mission = builders.mission()
    for platform in ("bluesky", "mastodon", "web_feed"):
        builders.channel(mission.unit, platform)
    editor = builders.person(builders.Role.HQ_EDITOR)
    item = builders.item(editor, texts={"en": ("Ports", "x"), "fr": ("Les ports", "x")})
    item.versions.filter(language="en").update(summary="The port grew.")
    officer = builders.person(builders.Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(builders.Role.HEAD_OF_MISSION, mission.unit, name="Hans")
    return mission, item, officer, head


def _texts(made):
    return set(made.texts.values_list("text", flat=True))


def _saved(page):
    expect(page.locator("#adapt-status")).to_have_text(re.compile(r"^\s*Saved"))


def _open(page, made):
    page.goto(page.base + reverse("newsroom_adapt", args=[made.pk]))


def test_one_tap_and_the_text_is_ready_then_counted_and_saved_as_one_writes(phone, house):
    mission, _item, officer, _ = house
    page = phone(officer)
    page.goto(page.base + reverse("newsroom_pool"))
    page.get_by_role("button", name="Adapt “Ports”").click()
    text = page.get_by_label("Text, English")
    expect(text).to_have_value("The port grew.")
    text.fill("x" * 310)
    expect(page.locator("#live-en")).to_contain_text("Bluesky: 10 too many")
    text.fill("The port grew by 3 %.")
    expect(page.locator("#live-en")).to_contain_text("Bluesky 21 / 300")
    expect(page.locator("#adapt-revision")).not_to_have_value("1")
    _saved(page)
    made = mission.unit.adaptations.get()
    assert _texts(made) == {"The port grew by 3 %."}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.wrong == []


def test_a_lost_line_keeps_the_text_and_saves_it_when_it_is_back(phone, house):
    mission, item, officer, _ = house
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    page = phone(officer)
    _open(page, made)
    page.context.set_offline(True)
    page.get_by_label("Text, English").fill("Written in a tunnel.")
    expect(page.locator("#adapt-status")).to_contain_text("no connection")
    assert _texts(made) == {"The port grew."}
    page.context.set_offline(False)
    _saved(page)
    assert _texts(made) == {"Written in a tunnel."}


def test_a_closed_tab_brings_back_what_was_not_saved(phone, house):
    mission, item, officer, _ = house
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    page = phone(officer)
    _open(page, made)
    page.route("**/save", lambda route: route.abort())
    page.get_by_label("Text, English").fill("Typed before the battery died.")
    expect(page.locator("#adapt-status")).to_contain_text("no connection")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.base = page.base
    _open(again, made)
    expect(again.get_by_label("Text, English")).to_have_value("Typed before the battery died.")
    _saved(again)
    assert _texts(made) == {"Typed before the battery died."}


def test_an_answer_that_is_lost_does_not_make_one_a_stranger_to_oneself(phone, house):
    mission, item, officer, _ = house
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    page = phone(officer)
    _open(page, made)
    lost = []

    def deliver_but_drop_the_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/save", deliver_but_drop_the_answer)
    page.get_by_label("Text, English").fill("First.")
    expect(page.locator("#adapt-status")).to_contain_text("no connection")
    page.get_by_label("Text, English").fill("Second.")
    _saved(page)
    assert lost == [200]
    assert _texts(made) == {"Second."}


def test_the_second_of_two_is_shown_both_and_decides(phone, house):
    mission, item, officer, head = house
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    page = phone(officer)
    _open(page, made)
    hers = Draft(tuple(replace(each, text="Hans’s words.") for each in of(made).texts))
    save_adaptation(made.pk, by=head, revision=1, draft=hers)
    page.get_by_label("Text, English").fill("Olga’s words.")
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("Hans saved this text")
    expect(panel).to_contain_text("Hans’s words.")
    expect(page.get_by_label("Text, English")).to_have_value("Olga’s words.")
    assert _texts(made) == {"Hans’s words."}
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_label("Text, English")).to_have_value("Olga’s words.")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert _texts(made) == {"Olga’s words."}


def test_another_language_and_a_text_of_its_own_are_a_tap_each(phone, house):
    mission, item, officer, _ = house
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    feed = made.texts.get(channel__platform="web_feed")
    bluesky = made.texts.get(channel__platform="bluesky")
    page = phone(officer)
    _open(page, made)
    page.locator("summary", has_text="Web feed").click()
    page.locator(f"#lang-{feed.channel_id}").select_option("fr")
    expect(page.get_by_label("Text, French")).to_have_value("Les ports")
    page.locator("summary", has_text="Bluesky").click()
    page.locator(f"#own-{bluesky.channel_id}").check()
    own = page.get_by_label("Text for Bluesky alone")
    own.wait_for(state="attached")
    expect(own).to_have_value("The port grew.")
    expect(page.locator("summary", has_text="Bluesky")).to_contain_text("own text")
    bluesky.refresh_from_db()
    assert bluesky.own and page.wrong == []


def test_two_taps_submit_and_going_back_shows_what_was_saved(phone, house):
    mission, _item, officer, _ = house
    page = phone(officer)
    page.goto(page.base + reverse("newsroom_pool"))
    page.get_by_role("button", name="Adapt “Ports”").click()
    page.get_by_label("Text, English").fill("Submitted at once.")
    page.get_by_role("button", name=re.compile("^Ask ")).click()
    page.wait_for_url("**/dispatches/**")
    made = mission.unit.adaptations.get()
    assert _texts(made) == {"Submitted at once."}
    page.go_back()
    expect(page.get_by_label("Text, English")).to_have_value("Submitted at once.")
    expect(page.locator("#adapt-restored")).to_be_hidden()
    assert page.wrong == []
