"""Asking a colleague: seen by whoever may read what it is about, and by nobody else."""

from __future__ import annotations

import pytest
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom import questions
from heraut.newsroom.actions.ask_colleague import ask_colleague
from heraut.newsroom.actions.close_question import close_question
from heraut.newsroom.actions.offer_to_neighbours import offer_to_neighbours
from heraut.newsroom.actions.reply import reply
from heraut.newsroom.actions.withdraw_offer import withdraw_offer
from heraut.newsroom.models import Question
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def near():
    return builders.mission("kigali", "RW")


@pytest.fixture
def colleague(near):
    return builders.person(Role.MISSION_OFFICER, near.unit)


@pytest.fixture
def item(officer, mission):
    return builders.item(officer, mission.unit)


def _asked(item, colleague, near, **to):
    return ask_colleague(near.unit, "Which figure?", by=colleague, item_id=item.pk, **to)


def test_a_question_waits_for_the_person_or_for_everybody_of_the_unit(
    item, colleague, near, officer, head, editor
):
    to_one = _asked(item, colleague, near, to_person=officer)
    to_all = _asked(item, colleague, near, to_unit=item.unit)
    assert set(questions.to_answer(officer)) == {to_one, to_all}
    assert set(questions.to_answer(head)) == {to_all}
    assert not questions.to_answer(editor), "who works above the unit is not asked by it"
    assert not questions.to_answer(colleague)
    assert questions.count_to_answer(officer) == 2


def test_an_answer_is_told_to_who_asked_until_they_close_it(item, colleague, near, officer):
    question = _asked(item, colleague, near, to_person=officer)
    reply(question.pk, "565.", by=officer)
    assert not questions.to_answer(officer)
    assert list(questions.answered(colleague)) == [question]
    reply(question.pk, "Since when?", by=colleague)
    assert list(questions.to_answer(officer)) == [question]
    with pytest.raises(Forbidden, match="not_yours"):
        close_question(question.pk, by=officer)
    close_question(question.pk, by=colleague)
    assert not questions.to_answer(officer)
    with pytest.raises(Refusal, match="closed"):
        reply(question.pk, "Too late", by=officer)


def test_who_may_not_read_the_item_sees_nothing_of_what_was_asked(
    officer, head, mission, near, colleague, partner
):
    draft = builders.item(officer, mission.unit, offered=False)
    question = ask_colleague(mission.unit, "Ready?", by=officer, item_id=draft.pk, to_person=head)
    for nobody in (colleague, partner):
        assert not questions.questions(nobody)
        with pytest.raises(Http404):
            reply(question.pk, "Hello", by=nobody)
        with pytest.raises((Http404, Forbidden)):
            _asked(draft, nobody, near, to_person=officer)
    offer_to_neighbours(draft.pk, {near.unit_id: []}, by=officer)
    assert list(questions.questions(colleague)) == [question]
    withdraw_offer(draft.offers.get().pk, by=officer)
    assert not questions.questions(colleague)


def test_nobody_is_asked_about_what_they_cannot_read(officer, mission, colleague, near):
    draft = builders.item(officer, mission.unit, offered=False)
    for to in ({"to_person": colleague}, {"to_unit": near.unit}):
        with pytest.raises(Refusal, match="cannot_read"):
            ask_colleague(mission.unit, "Hm?", by=officer, item_id=draft.pk, **to)
    empty = builders.mission("tokyo", "JP")
    with pytest.raises(Refusal, match="cannot_read"):
        ask_colleague(mission.unit, "Hm?", by=officer, item_id=draft.pk, to_unit=empty.unit)
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_question_or_one_to_nobody_is_not_asked(item, colleague, near, officer, text):
    with pytest.raises(Refusal, match="empty"):
        ask_colleague(near.unit, text, by=colleague, item_id=item.pk, to_person=officer)
    with pytest.raises(Refusal, match="nobody"):
        _asked(item, colleague, near)
    with pytest.raises(Refusal, match="nobody"):
        _asked(item, colleague, near, to_person=colleague)


def test_what_is_asked_and_answered_does_not_stand_in_the_audit_trail(
    item, colleague, near, officer
):
    question = _asked(item, colleague, near, to_person=officer)
    reply(question.pk, "A secret answer", by=officer)
    for entry in AuditEntry.objects.filter(verb__startswith="question."):
        assert "figure" not in str(entry.detail)
        assert "secret" not in str(entry.detail)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["ask", "answer", "close"]), max_size=6))
def test_whatever_is_written_the_state_tells_whose_turn_it_is(item, colleague, near, officer, acts):
    question = _asked(item, colleague, near, to_person=officer)
    turn, closed = "open", False
    for act in acts:
        by = officer if act == "answer" else colleague
        if closed:
            with pytest.raises(Refusal):
                close_question(question.pk, by=by) if act == "close" else reply(
                    question.pk, "x", by=by
                )
            continue
        if act == "close":
            close_question(question.pk, by=by)
            turn, closed = "closed", True
        else:
            reply(question.pk, "x", by=by)
            turn = "answered" if act == "answer" else "open"
        question.refresh_from_db()
        assert question.state == turn
