"""Several texts, read on one page and cleared in one go."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heraut.dispatch.actions.submit import submit
from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.clear_many import clear_many
from heraut.newsroom.models import AdaptationText
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def channels(mission):
    return [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]


@pytest.fixture
def ask(mission, officer, channels):
    def asked(title, by=None):
        draft = builders.adaptation(by or officer, mission.unit, channels, title, title=title)
        made = submit(
            draft.pk, by=by or officer, revision=1, at=builders.soon(), time_zone="Africa/Nairobi"
        )
        return made.clearance

    return asked


@pytest.fixture
def three(ask):
    return [ask(title) for title in ("One", "Two", "Three")]


def seen(clearances):
    return {each.pk: each.digest for each in clearances}


def test_all_that_was_read_is_cleared_in_one_go(three, mission, head):
    done = clear_many(mission.unit, seen(three), by=head)
    assert (len(done.cleared), done.left) == (3, ())
    assert Parcel.objects.filter(state="waiting").count() == 9
    verbs = list(AuditEntry.objects.values_list("verb", flat=True))
    assert (verbs.count("clearance.clear"), verbs.count("clearance.clear_many")) == (3, 1)


def test_a_text_that_changed_meanwhile_stays_and_is_named(three, mission, head):
    AdaptationText.objects.filter(adaptation__title="Two").update(text="Something else")
    done = clear_many(mission.unit, seen(three), by=head)
    assert [each.title for each in done.cleared] == ["One", "Three"]
    assert [(each.title, why.code) for each, why in done.left] == [("Two", "clearance.changed")]
    three[1].refresh_from_db()
    assert three[1].state == "asked"


def test_a_second_tap_finds_it_done(three, mission, head):
    clear_many(mission.unit, seen(three), by=head)
    again = clear_many(mission.unit, seen(three), by=head)
    assert (again.cleared, len(again.left)) == ((), 3)
    assert Parcel.objects.count() == 9


def test_ones_own_text_and_one_decided_by_another_stay(ask, mission, head, clearer):
    texts = [ask("One"), ask("Mine", by=head), ask("Taken")]
    clear(texts[2].pk, by=clearer, seen=texts[2].digest)
    done = clear_many(mission.unit, seen(texts), by=head)
    assert [each.title for each in done.cleared] == ["One"]
    assert {why.code for _each, why in done.left} == {"clearance.own_text", "state.move"}


def test_texts_of_another_mission_are_not_reached(three, head):
    other = builders.mission("kigali", "RW")
    theirs = builders.person(Role.HEAD_OF_MISSION, other.unit)
    assert clear_many(other.unit, seen(three), by=theirs).cleared == ()


def test_the_page_shows_every_text_and_clears_what_is_ticked(three, mission, head, sign_in):
    client = sign_in(head)
    there = reverse("clearances_together", args=[mission.unit.slug])
    assert there in client.get(reverse("clearances")).content.decode()
    assert there in client.get("/").content.decode()
    page = client.get(there).content.decode()
    for title in ("One", "Two", "Three"):
        assert page.count(f"<p>{title}</p>") == 3
    ticked = [f"{each.pk}:{each.digest}" for each in three[:2]]
    answer = client.post(
        reverse("clearances_clear_many", args=[mission.unit.slug]), {"seen": ticked}, follow=True
    )
    assert "2 texts are cleared and go out as planned." in answer.content.decode()
    three[2].refresh_from_db()
    assert three[2].state == "asked"


def test_one_can_be_taken_out_with_a_reason(three, mission, head, sign_in):
    answer = sign_in(head).post(
        reverse("clearance_reject", args=[three[0].pk]),
        {"reason": "Name the source.", "back": "together"},
    )
    assert answer.url == reverse("clearances_together", args=[mission.unit.slug])
    three[0].refresh_from_db()
    assert (three[0].state, three[0].reason) == ("rejected", "Name the source.")


def test_what_changed_while_it_was_read_is_told_by_name(three, mission, head, sign_in):
    AdaptationText.objects.filter(adaptation__title="Two").update(text="Something else")
    answer = sign_in(head).post(
        reverse("clearances_clear_many", args=[mission.unit.slug]),
        {"seen": [f"{each.pk}:{each.digest}" for each in three]},
        follow=True,
    )
    page = answer.content.decode()
    assert "“Two”: The text was changed while you were reading." in page
    assert "2 texts are cleared" in page


def test_nonsense_clears_nothing(three, mission, head, sign_in):
    answer = sign_in(head).post(
        reverse("clearances_clear_many", args=[mission.unit.slug]), {"seen": ["x", ""]}, follow=True
    )
    assert "Tick at least one text" in answer.content.decode()


def test_the_list_asks_the_same_of_the_database_whether_one_waits_or_several(
    ask, mission, head, sign_in
):
    client = sign_in(head)

    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("clearances"))
        return len(caught)

    ask("The first")
    count()
    one = count()
    for number in range(4):
        ask(f"Text {number}")
    assert count() == one


def test_more_texts_take_no_more_queries(ask, mission, head, sign_in):
    client = sign_in(head)
    there = reverse("clearances_together", args=[mission.unit.slug])

    def count():
        with CaptureQueriesContext(connection) as caught:
            client.get(there)
        return len(caught)

    ask("One")
    ask("Two")
    count()
    few = count()
    for number in range(6):
        ask(f"More {number}")
    assert count() == few
