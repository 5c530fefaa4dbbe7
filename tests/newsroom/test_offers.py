"""The pool flows both ways: offers to neighbours by name, to everybody by asking."""

from __future__ import annotations

import pytest
from django.http import Http404

from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom import neighbours, offers, queries
from heraut.newsroom.actions.ask_pool import ask_pool
from heraut.newsroom.actions.decline_offer import decline_offer
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.offer_to_neighbours import offer_to_neighbours
from heraut.newsroom.actions.save_version import Text, save_version
from heraut.newsroom.actions.share_drafts import share_drafts
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.actions.withdraw_offer import withdraw_offer
from heraut.newsroom.models import Openness, Theme
from heraut.people import access
from heraut.people.models import Role
from heraut.people.rights import Right
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def near(mission):
    found = builders.mission("kigali", "RW")
    builders.channel(found.unit)
    return found


@pytest.fixture
def colleague(near):
    return builders.person(Role.MISSION_OFFICER, near.unit)


@pytest.fixture
def stranger():
    return builders.person(Role.HEAD_OF_MISSION, builders.mission("tokyo", "JP").unit)


@pytest.fixture
def item(officer, mission):
    return builders.item(officer, mission.unit, offered=False)


def _offered(item, near, officer):
    offer_to_neighbours(item.pk, {near.unit_id: ["region"]}, by=officer)
    return item.offers.get(to=near.unit, state="open")


def test_neighbours_and_only_they_read_what_is_offered_to_them(
    item, near, officer, colleague, stranger, partner, outsider
):
    with pytest.raises(Http404):
        queries.item_page(colleague, item.pk)
    _offered(item, near, officer)
    assert queries.item_page(colleague, item.pk) == item
    for nobody in (stranger, partner, outsider):
        with pytest.raises(Http404):
            queries.item_page(nobody, item.pk)


def test_they_read_it_and_adapt_it_but_do_not_write_it(item, near, officer, colleague):
    _offered(item, near, officer)
    assert not access.rows(colleague, Right.ITEM_WRITE, type(item)).filter(pk=item.pk)
    with pytest.raises(Forbidden):
        save_version(item.pk, "en", by=colleague, text=Text("Mine"), seen=1)
    with pytest.raises(Forbidden):
        offer_to_neighbours(item.pk, {near.unit_id: []}, by=colleague)
    made = start_adaptation(near.unit, by=colleague, item_id=item.pk)
    assert made.item == item
    (offer,) = offers.received(colleague, near.unit)
    assert offer.taken


def test_taken_back_it_is_theirs_to_read_no_more_and_what_they_made_stays(
    item, near, officer, colleague
):
    offer = _offered(item, near, officer)
    made = start_adaptation(near.unit, by=colleague, item_id=item.pk)
    with pytest.raises(Forbidden):
        withdraw_offer(offer.pk, by=colleague)
    withdraw_offer(offer.pk, by=officer)
    with pytest.raises(Http404):
        queries.item_page(colleague, item.pk)
    assert not offers.received(colleague, near.unit)
    assert queries.adaptation(colleague, made.pk) == made
    with pytest.raises(Refusal, match="move"):
        withdraw_offer(offer.pk, by=officer)
    _offered(item, near, officer)


def test_offering_twice_offers_once(item, near, officer):
    _offered(item, near, officer)
    with pytest.raises(Refusal, match="nobody"):
        offer_to_neighbours(item.pk, {near.unit_id: []}, by=officer)
    assert item.offers.count() == 1


def test_what_is_not_complete_is_offered_to_nobody(item, near, officer):
    item.versions.update(summary="")
    with pytest.raises(Refusal, match="summary_missing"):
        offer_to_neighbours(item.pk, {near.unit_id: []}, by=officer)
    with pytest.raises(Refusal, match="summary_missing"):
        ask_pool(item.pk, by=officer)


def test_a_mission_asks_and_an_editor_puts_it_into_the_pool(item, officer, editor, clearer):
    ask_pool(item.pk, by=officer, note="For all of Africa")
    ask_pool(item.pk, by=officer)
    assert [offer.item for offer in offers.asking(editor)] == [item]
    assert not offers.asking(officer)
    with pytest.raises(Forbidden):
        offer_item(item.pk, by=officer)
    offer_item(item.pk, by=editor)
    offer = item.offers.get()
    assert (offer.state, offer.answered_by) == ("accepted", editor)
    assert not offers.asking(editor)


def test_an_editor_who_leaves_it_out_says_why(item, officer, editor):
    offer = ask_pool(item.pk, by=officer)
    with pytest.raises(Forbidden):
        decline_offer(offer.pk, by=officer, answer="No")
    with pytest.raises(Refusal, match="unanswered"):
        decline_offer(offer.pk, by=editor, answer=" ")
    decline_offer(offer.pk, by=editor, answer="Name the source first.")
    assert offers.made_of(item).get().answer == "Name the source first."
    assert ask_pool(item.pk, by=officer) != offer


def test_who_has_most_in_common_comes_first_with_the_reason(item, mission, officer, near):
    serves = builders.mission("kampala", "UG", languages=["lg"])
    serves.jurisdictions.create(country="KE")
    builders.mission("tokyo", "JP", languages=["ja"])
    builders.mission("canberra", "AU", languages=["en"])  # speaks English, and that is all
    found = neighbours.suggested(mission.unit, item)
    assert [(each.mission.key, each.why) for each in found] == [
        ("kampala", ("jurisdiction", "region")),
        ("kigali", ("region", "language")),
    ]


def test_those_who_work_on_the_same_theme_are_found_too(item, mission, editor, officer):
    theme = Theme.objects.create(slug="ports", names={"en": "Ports"})
    item.themes.add(theme)
    far = builders.mission("valparaiso", "CL", languages=["es"])
    theirs = builders.item(editor)
    theirs.themes.add(theme)
    author = builders.person(Role.MISSION_OFFICER, far.unit)
    builders.adaptation(
        author, far.unit, [builders.channel(far.unit, languages=["es"])], item=theirs
    )
    (found,) = [each for each in neighbours.suggested(mission.unit, item)]
    assert (found.mission, found.why) == (far, ("theme",))


def test_named_neighbours_come_before_all_others(item, mission, near, officer):
    far = builders.mission("tokyo", "JP", languages=["ja"])
    share_drafts(mission.unit, by=officer, drafts=Openness.NOBODY, neighbours=[far.unit])
    found = neighbours.suggested(mission.unit, item)
    assert [each.mission for each in found] == [far, near]
