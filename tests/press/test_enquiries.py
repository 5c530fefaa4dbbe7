"""Enquiries: from a question with a deadline to an answer that somebody cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.reject import reject
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.people.models import Role
from heraut.press import queries
from heraut.press.actions.assign_enquiry import assign_enquiry
from heraut.press.actions.close_enquiry import close_enquiry
from heraut.press.actions.draft_answer import Answer, draft_answer
from heraut.press.actions.forget_contact import forget_contact
from heraut.press.actions.pass_enquiry import pass_enquiry
from heraut.press.actions.receive_enquiry import Asked, receive_enquiry
from heraut.press.actions.record_answered import record_answered
from heraut.press.actions.record_contact import ContactCard, record_contact
from heraut.press.actions.reveal_contact import reveal_contact
from heraut.press.actions.submit_answer import submit_answer
from heraut.press.models import ENQUIRY, OPEN, Enquiry
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def enquiry(officer, mission):
    return builders.enquiry(officer, mission.unit)


def drafted(enquiry, by, text="278 million tonnes in 2024."):
    enquiry.refresh_from_db()
    return draft_answer(enquiry.pk, Answer(text, "en"), by=by, seen=enquiry.revision)


def cleared(enquiry, by, clearer):
    asked = submit_answer(drafted(enquiry, by).pk, by=by, seen=2)
    clear(asked.clearance_id, by=clearer, seen=asked.clearance.digest)
    enquiry.refresh_from_db()
    return enquiry


def test_from_the_question_to_the_answer(enquiry, officer, head):
    assert enquiry.state == "received"
    assign_enquiry(enquiry.pk, by=officer, to=officer)
    assert drafted(enquiry, officer).state == "drafted"
    assert cleared(enquiry, officer, head).state == "cleared"
    record_answered(enquiry.pk, by=officer, via="email")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.ended_by, enquiry.ended_via) == ("answered", officer, "email")


def test_nobody_clears_their_own_answer(enquiry, head, officer):
    asked = submit_answer(drafted(enquiry, head).pk, by=head, seen=2)
    with pytest.raises(Forbidden, match="own_text"):
        clear(asked.clearance_id, by=head, seen=asked.clearance.digest)


def test_an_answer_that_was_not_cleared_is_not_given(enquiry, officer):
    drafted(enquiry, officer)
    with pytest.raises(Refusal, match="not_cleared"):
        record_answered(enquiry.pk, by=officer, via="email")


def test_an_edit_takes_the_clearance_back(enquiry, officer, head):
    cleared(enquiry, officer, head)
    assert drafted(enquiry, officer, "About 278 million tonnes.").state == "drafted"
    with pytest.raises(Refusal, match="not_cleared"):
        record_answered(enquiry.pk, by=officer, via="email")


def test_an_answer_sent_back_can_be_mended_and_asked_again(enquiry, officer, head):
    asked = submit_answer(drafted(enquiry, officer).pk, by=officer, seen=2)
    reject(asked.clearance_id, by=head, reason="Name the source.")
    drafted(enquiry, officer, "278 million tonnes in 2024 (Port of Antwerp-Bruges).")
    again = submit_answer(enquiry.pk, by=officer, seen=3)
    assert again.clearance_id != asked.clearance_id


def test_two_people_who_draft_at_once_lose_nothing(enquiry, officer, head, sign_in):
    drafted(enquiry, head, "Theirs.")
    with pytest.raises(Stale):
        draft_answer(enquiry.pk, Answer("Mine.", "en"), by=officer, seen=1)
    answer = sign_in(officer).post(
        reverse("press_enquiry_answer", args=[enquiry.pk]),
        {"seen": "1", "language": "en", "answer": "Mine."},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine." in page
    assert "Theirs." in page


def test_a_mission_raises_an_enquiry_and_goes_on_seeing_it(
    enquiry, officer, editor, clearer, sign_in
):
    pass_enquiry(enquiry.pk, by=officer, to=builders.ministry())
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.unit, enquiry.assigned_to) == (
        "received",
        builders.ministry(),
        None,
    )
    with pytest.raises(Forbidden):
        drafted(enquiry, officer)
    assert sign_in(officer).get(reverse("press_enquiry", args=[enquiry.pk])).status_code == 200
    cleared(enquiry, editor, clearer)
    assert record_answered(enquiry.pk, by=officer, via="phone").state == "answered"


def test_headquarters_sees_all_and_hands_one_to_a_mission(enquiry, editor, mission, sign_in):
    assert list(queries.enquiries(editor)) == [enquiry]
    own = builders.enquiry(editor, builders.ministry())
    pass_enquiry(own.pk, by=editor, to=mission.unit)
    officer = builders.person(Role.MISSION_OFFICER, mission.unit)
    assert set(queries.enquiries(officer)) == {enquiry, own}
    page = sign_in(officer).get(reverse("press_contact", args=[own.contact_id]))
    assert page.status_code == 200, "who answers reaches the asker"


def test_an_enquiry_goes_up_or_below_and_nowhere_else(enquiry, officer, editor):
    other = builders.mission("kigali", "RW").unit
    for to in (other, enquiry.unit, builders.partner_unit()):
        with pytest.raises(Refusal, match="pass_where"):
            pass_enquiry(enquiry.pk, by=officer, to=to)
    passed_on = {unit.slug for unit in queries.may_pass_to(editor, enquiry)}
    assert passed_on == {"ministry", "kigali"}


def test_another_mission_sees_nothing_of_it(enquiry):
    stranger = builders.person(Role.HEAD_OF_MISSION, builders.mission("kigali", "RW").unit)
    assert not queries.enquiries(stranger).exists()
    assert not queries.contacts(stranger).exists()


def test_it_is_given_only_to_who_works_on_the_press_there(enquiry, officer, analyst):
    with pytest.raises(Refusal, match="not_theirs"):
        assign_enquiry(enquiry.pk, by=officer, to=analyst)


@pytest.mark.parametrize(("declined", "state"), [(True, "declined"), (False, "closed")])
def test_it_ends_without_an_answer_only_with_a_reason(enquiry, officer, head, declined, state):
    cleared(enquiry, officer, head)
    with pytest.raises(Refusal, match="reason_missing"):
        close_enquiry(enquiry.pk, by=officer, declined=declined, reason=" ")
    close_enquiry(enquiry.pk, by=officer, declined=declined, reason="Published already.")
    enquiry.refresh_from_db()
    assert enquiry.state == state
    with pytest.raises(Refusal, match="enquiry_over"):
        drafted(enquiry, officer)


def test_an_answer_was_given_between_the_question_and_now(enquiry, officer, head):
    cleared(enquiry, officer, head)
    for when in (clock.now() + timedelta(hours=1), enquiry.received_at - timedelta(hours=1)):
        with pytest.raises(Refusal, match="answered_when"):
            record_answered(enquiry.pk, by=officer, via="email", at=when)


def test_a_deadline_is_moved_on_the_clock_that_is_meant(enquiry, officer, sign_in):
    client, there = sign_in(officer), reverse("press_enquiry_deadline", args=[enquiry.pk])
    data = {"deadline": "2030-05-01T18:00", "zone": "Europe/Brussels"}
    client.post(there, data)
    enquiry.refresh_from_db()
    assert (f"{enquiry.deadline:%H:%M}", enquiry.time_zone) == ("16:00", "Europe/Brussels")
    page = client.post(there, data | {"deadline": "2020-05-01T18:00"}, follow=True)
    assert "The deadline lies in the past." in page.content.decode()
    assert client.post(there, data | {"deadline": "soon"}).status_code == 422


def test_a_deadline_that_is_past_is_refused(officer, mission, enquiry):
    asked = Asked("x", "y", clock.now() - timedelta(minutes=1), "UTC")
    with pytest.raises(Refusal, match="deadline_past"):
        receive_enquiry(mission.unit, enquiry.contact_id, asked, by=officer)


def test_the_home_names_what_is_due_within_two_hours_to_whom_it_concerns(
    officer, head, editor, mission, sign_in
):
    near = builders.enquiry(officer, mission.unit, minutes=90, subject="Near")
    builders.enquiry(officer, mission.unit, minutes=180, subject="Far")
    assert [each.subject for each in queries.due_soon(officer)] == ["Near"]
    assert not queries.due_soon(editor).exists(), "the mission has it"
    assign_enquiry(near.pk, by=officer, to=officer)
    assert not queries.due_soon(head).exists(), "somebody has it"
    assert "Answer the press: “Near”" in sign_in(officer).get("/").content.decode()
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert queries.due_soon(officer).count() == 2, "theirs, and one that nobody has"
        assert [each.subject for each in queries.due_soon(head)] == ["Far"]


def test_deadlines_go_into_a_calendar(enquiry, officer):
    now = clock.now()
    (found,) = queries.deadlines(officer, now, now + timedelta(hours=2))
    assert (found.at, found.title, found.time_zone) == (
        enquiry.deadline,
        enquiry.subject,
        "Africa/Nairobi",
    )
    assert queries.deadlines(officer, now + timedelta(hours=2), now + timedelta(days=9)) == []


# -- contacts -----------------------------------------------------------------------


def test_how_a_journalist_is_reached_is_sealed_and_read_with_a_reason(enquiry, officer, sign_in):
    client, contact = sign_in(officer), enquiry.contact
    assert (
        "j@example.test"
        not in client.get(reverse("press_contact", args=[contact.pk])).content.decode()
    )
    there = reverse("press_contact_reveal", args=[contact.pk])
    assert client.post(there, {"reason": ""}).status_code == 422
    page = client.post(there, {"reason": "To send the answer"}).content.decode()
    assert "j@example.test" in page
    entry = AuditEntry.objects.get(verb="press.contact_reveal")
    assert (entry.actor, entry.detail) == (officer, {"reason": "To send the answer"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM press_presscontact")
        assert b"example" not in bytes(cursor.fetchone()[0])
        cursor.execute("SELECT question FROM press_enquiry")
        assert b"tonnes" not in bytes(cursor.fetchone()[0])


def test_changing_a_contact_keeps_what_is_left_empty(enquiry, officer, sign_in):
    contact = enquiry.contact
    there = reverse("press_contact_change", args=[contact.pk])
    data = {"name": "Ada Example", "outlet": "Radio Example", "phone": "+254 700", "ground": "gave"}
    sign_in(officer).post(there, data)
    found = reveal_contact(contact.pk, by=officer, reason="x")
    assert found == {"email": "j@example.test", "phone": "+254 700"}


def test_a_forgotten_contact_leaves_nothing_but_questions(enquiry, officer):
    forget_contact(enquiry.contact_id, by=officer)
    forget_contact(enquiry.contact_id, by=officer)
    contact = Enquiry.objects.get().contact
    assert (contact.name, contact.outlet, contact.details) == ("—", "", None)
    with pytest.raises(Refusal, match="contact_forgotten"):
        record_contact(contact.unit, ContactCard(name="Back"), by=officer, contact_id=contact.pk)


def test_who_asks_again_is_not_recorded_twice(enquiry, officer, mission, sign_in):
    data = {
        "name": enquiry.contact.name.upper(),
        "outlet": "The Example",
        "subject": "Wind",
        "question": "How many turbines?",
        "via": "phone",
        "deadline": (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "zone": "Africa/Nairobi",
    }
    answer = sign_in(officer).post(reverse("press_enquiry_new"), data)
    assert answer.status_code == 302
    assert Enquiry.objects.values("contact").distinct().count() == 1
    made = Enquiry.objects.get(subject="Wind")
    assert f"{made.deadline.astimezone(mission.zone):%H:%M}" == data["deadline"][-5:]


def test_audit_rows_hold_no_question_answer_or_address(enquiry, officer, head):
    cleared(enquiry, officer, head)
    details = " ".join(str(each) for each in AuditEntry.objects.values_list("detail", flat=True))
    for word in ("tonnes", "example.test", "Journalist"):
        assert word not in details


# -- the machine --------------------------------------------------------------------


@given(st.lists(st.sampled_from(sorted(ENQUIRY.states)), max_size=30))
def test_whatever_happens_an_enquiry_can_still_be_ended(steps):
    state = ENQUIRY.start
    for after in steps:
        if ENQUIRY.allows(state, after):
            state = after
    assert (state in OPEN) == bool(ENQUIRY.moves[state])
    if state in OPEN:
        assert {"declined", "closed"} <= ENQUIRY.moves[state]
