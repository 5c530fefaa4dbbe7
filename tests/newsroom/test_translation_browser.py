"""The translation page in a real browser: on a phone and a desk, on a bad line, two at once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.take_translation import Typed, take_translation
from heraut.newsroom.models import TranslationWork
from tests import builders
from tests.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(db):
    return builders.person(builders.Role.HQ_EDITOR, name="Elke", email="elke@example.test")


@pytest.fixture
def item(editor):
    made = builders.item(editor, texts={"en": ("Ports", "Two ports.\n\nOne company.")})
    builders.machine_proposal(
        made, "de", editor, title="Häfen", summary="Häfen", body="Zwei Häfen.\n\nEin Unternehmen."
    )
    return made


def open_page(open_as, live_server, person, item, language="de", **more):
    page = open_as(person, **more)
    page.goto(live_server.url + reverse("newsroom_version", args=[item.pk, language]))
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_proposal_goes_in_with_a_tap_and_is_confirmed_by_a_person(
    open_as, live_server, editor, item, viewport
):
    page = open_page(open_as, live_server, editor, item, viewport=viewport)
    page.get_by_role("button", name=re.compile("whole proposal")).click()
    assert page.locator("#paragraph-1").input_value() == "Ein Unternehmen."
    page.get_by_text("not confirmed yet").wait_for()
    page.get_by_role("button", name="Put mine back").nth(2).click()
    assert page.locator("#paragraph-0").input_value() == ""
    page.locator("#paragraph-0").fill("Zwei große Häfen.")
    page.get_by_text(re.compile("Kept for you")).wait_for()
    kept = TranslationWork.objects.get()
    assert kept.paragraphs[:2] == ["Zwei große Häfen.", "Ein Unternehmen."]
    assert (kept.taken_by, kept.machine) == (editor, "deepl")
    page.reload()
    assert page.locator("#paragraph-0").input_value() == "Zwei große Häfen."
    assert page.get_by_role("button", name="Save unconfirmed").is_visible()
    page.get_by_role("button", name="Confirm and save").click()
    page.wait_for_url(re.compile(r"\?text=de"))
    made = item.versions.get(language="de")
    assert (made.body, made.machine) == ("Zwei große Häfen.\n\nEin Unternehmen.", "")
    assert made.confirmed_by == editor and page.wrong == []


def test_on_a_phone_the_original_stands_above_each_paragraph_and_can_be_put_away(
    open_as, live_server, editor, item
):
    page = open_page(open_as, live_server, editor, item, viewport=PHONE)
    above = page.locator(".pair .from", has_text="Two ports.")
    field = page.locator("#paragraph-0")
    assert above.bounding_box()["y"] < field.bounding_box()["y"]
    toggle = page.get_by_label("Show the original")
    box = toggle.locator("..").bounding_box()
    assert box["height"] >= 44
    toggle.uncheck()
    assert above.is_hidden() and field.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1


def test_right_to_left_is_written_so(open_as, live_server, editor, item):
    page = open_page(open_as, live_server, editor, item, "ar", viewport=PHONE)
    page.locator("#title").fill("الموانئ")
    assert page.locator("#title").evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1


def test_what_is_typed_without_a_line_is_not_lost(open_as, live_server, editor, item):
    page = open_page(open_as, live_server, editor, item, viewport=PHONE)
    page.context.set_offline(True)
    page.locator("#paragraph-0").fill("Ohne Netz geschrieben.")
    page.get_by_text(re.compile("no connection")).wait_for()
    page.context.set_offline(False)
    page.get_by_text(re.compile("Kept for you")).wait_for()
    assert TranslationWork.objects.get().paragraphs[0] == "Ohne Netz geschrieben."


def test_what_could_not_be_sent_comes_back_when_the_page_does(open_as, live_server, editor, item):
    page = open_page(open_as, live_server, editor, item, viewport=PHONE)
    page.route("**/keep", lambda route: route.abort())
    page.locator("#paragraph-1").fill("Noch nicht gesendet.")
    page.get_by_text(re.compile("no connection")).wait_for()
    page.unroute("**/keep")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("#paragraph-1").input_value() == "Noch nicht gesendet."
    page.get_by_text("is back in the form").wait_for()


def test_the_second_of_two_is_told_and_keeps_the_words(open_as, live_server, editor, item):
    page = open_page(open_as, live_server, editor, item, viewport=PHONE)
    other = builders.person(builders.Role.HQ_EDITOR, name="Olga")
    take_translation(item.pk, "de", by=other, typed=Typed("Ihrer"), tick=1)
    page.locator("#paragraph-0").fill("Meine Worte.")
    page.get_by_text(re.compile("Olga has this translation in hand")).wait_for()
    assert page.locator("#paragraph-0").input_value() == "Meine Worte."
    save_version(item.pk, "de", by=other, text=Text("Ihrer", body="Ihr Text."), seen=0, follows=1)
    page.locator("#title").fill("Meiner")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_text(re.compile("Olga saved this text")).wait_for()
    assert page.locator("#paragraph-0").input_value() == "Meine Worte."
    assert item.versions.get(language="de").title == "Ihrer"
