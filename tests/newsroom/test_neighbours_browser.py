"""On a phone: an item offered to a neighbour who adapts it; a question asked and answered."""

from __future__ import annotations

import pytest
from django.urls import reverse

from heraut.people.models import Role
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(db):
    nairobi, kigali = builders.mission("nairobi", "KE"), builders.mission("kigali", "RW")
    for each in (nairobi, kigali):
        builders.channel(each.unit)
    olga = builders.person(Role.MISSION_OFFICER, nairobi.unit, name="Olga")
    eric = builders.person(Role.MISSION_OFFICER, kigali.unit, name="Eric")
    item = builders.item(olga, nairobi.unit, texts={"en": ("Ports", "x")}, offered=False)
    return item, olga, eric


def _fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.wrong == []


def test_what_a_mission_offers_its_neighbour_adapts(open_as, live_server, house):
    item, olga, eric = house
    page = open_as(olga)
    page.goto(live_server.url + reverse("newsroom_item", args=[item.pk]))
    page.get_by_role("link", name="Offer it to neighbours").click()
    page.get_by_label("Embassy in Kigali").check()
    page.get_by_role("button", name="Offer it to them").click()
    page.get_by_text("Offered. They see it in their pool").wait_for()
    _fits(page)

    theirs = open_as(eric)
    theirs.goto(live_server.url + reverse("newsroom_pool"))
    offered = theirs.get_by_role("region", name="From your neighbours")
    offered.get_by_text("you are in the same region").wait_for()
    _fits(theirs)
    offered.get_by_role("button", name="Adapt “Ports”").click()
    theirs.get_by_label("Text, English").wait_for()
    assert item.adaptations.get().unit.slug == "kigali"
    _fits(theirs)


def test_a_question_is_answered_while_the_asker_looks_on(open_as, live_server, house):
    item, olga, eric = house
    item.state = "offered"
    item.save()
    page = open_as(eric)
    page.goto(live_server.url + reverse("newsroom_item", args=[item.pk]))
    page.locator("#ask summary").click()
    page.get_by_label("Whom").select_option(label="Olga")
    page.get_by_label("Your question").fill("Which figure is the latest?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("Not answered yet").wait_for()

    theirs = open_as(olga)
    theirs.goto(live_server.url)
    theirs.get_by_role("link", name="Which figure is the latest?").click()
    theirs.get_by_label("Your answer").fill("278 million tonnes.")
    theirs.get_by_role("button", name="Send").click()
    theirs.get_by_text("Answered").wait_for()
    _fits(theirs)

    page.get_by_text("278 million tonnes.").wait_for()  # without reloading
    page.get_by_role("button", name="Done, close it").click()
    page.get_by_text("Closed. The thread stays").wait_for()
    _fits(page)


def test_readers_are_chosen_in_two_taps_and_the_hint_follows(open_as, live_server, house):
    item, olga, _eric = house
    group = builders.audience(item.unit, "Young people", language="sw")
    text = builders.adaptation(olga, item.unit, list(item.unit.channels.all()))
    page = open_as(olga)
    page.goto(live_server.url + reverse("newsroom_adapt", args=[text.pk]))
    page.locator("#adapt-aims summary").click()
    page.get_by_label("Young people").check()
    page.get_by_text("their language is Swahili; this text is in English").wait_for()
    assert list(text.audiences.all()) == [group]
    page.get_by_label("Text, English").fill("word " * 40)
    page.get_by_text("The longest sentence has 40 words").wait_for()
    _fits(page)
