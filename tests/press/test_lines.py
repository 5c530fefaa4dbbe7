"""Lines to take: cleared before anybody uses them, in force until replaced or expired."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.clear_many import clear_many
from heraut.guidance.actions.reject import reject
from heraut.guidance.actions.withdraw import withdraw
from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.newsroom.models import Fact, Theme
from heraut.press import queries
from heraut.press.actions.edit_line_details import edit_line_details
from heraut.press.actions.end_line import end_line
from heraut.press.actions.note_line_read import note_line_read
from heraut.press.actions.save_line import save_line
from heraut.press.actions.submit_line import submit_line
from heraut.press.queries import Filters
from heraut.press.text import LineText
from tests import builders

pytestmark = pytest.mark.django_db
NEW = LineText("The Court", "Belgium supports the Court and pays its share.")


@pytest.fixture
def line(editor, clearer):
    return builders.line(editor, cleared_by=clearer, expires_at=clock.now() + timedelta(days=30))


def version(line, language="en"):
    return line.versions.get(language=language)


def shown(user, line, language="en"):
    return queries.reading(user, queries.line_page(user, line.pk), language)


def states(user, state="current", text=""):
    found = queries.lines(user, Filters(state=state, text=text))
    return [(row.version.title, row.state) for row in queries.listed(found, user, "en")]


def test_a_draft_is_seen_by_its_writers_alone(editor, officer, analyst, sign_in):
    draft = builders.line(editor)
    assert states(officer) == []
    assert states(editor, "drafts") == [("The Court", "draft")]
    there = reverse("press_line", args=[draft.pk])
    assert sign_in(officer).get(there).status_code == 404
    assert sign_in(analyst).get(there).status_code == 404, "at headquarters, and no writer"
    assert sign_in(editor).get(there).status_code == 200


def test_cleared_it_is_open_to_every_mission_and_to_no_partner(line, officer, partner, sign_in):
    assert states(officer) == [("The Court", "current")]
    there = reverse("press_line", args=[line.pk])
    assert "Belgium supports the Court." in sign_in(officer).get(there).content.decode()
    assert sign_in(partner).get(there).status_code == 403


def test_who_wrote_it_does_not_clear_it(editor, clearer):
    draft = builders.line(editor)
    clearance = submit_line(version(draft).pk, by=editor, seen=1)
    with pytest.raises(Forbidden):
        clear(clearance.pk, by=editor, seen=clearance.digest)
    clear(clearance.pk, by=clearer, seen=clearance.digest)
    assert version(draft).in_force.number == 1


def test_an_edit_leaves_in_force_what_was_cleared_last(line, editor, clearer, officer):
    save_line(line.pk, "en", by=editor, text=NEW, seen=1)
    found = shown(officer, line)
    assert (found.edit.number, found.state, found.revised) == (1, "current", True)
    assert Clearance.objects.get().state == "withdrawn"
    clearance = submit_line(version(line).pk, by=editor, seen=2)
    clear(clearance.pk, by=clearer, seen=clearance.digest)
    found = shown(officer, line)
    assert (found.edit.message, found.revised) == (NEW.message, False)


def test_a_rejected_text_changes_nothing_that_is_in_force(line, editor, clearer, officer):
    save_line(line.pk, "en", by=editor, text=NEW, seen=1)
    clearance = submit_line(version(line).pk, by=editor, seen=2)
    reject(clearance.pk, by=clearer, reason="Name the year.")
    assert shown(officer, line).edit.number == 1
    assert shown(editor, line).clearance.reason == "Name the year."


def test_a_clearance_that_a_person_withdraws_takes_the_line_out_of_force(
    line, clearer, officer, editor
):
    withdraw(Clearance.objects.get().pk, by=clearer, reason="The ruling changed.")
    assert states(officer) == []
    assert states(editor, "drafts") == [("The Court", "draft")]


def test_withdrawing_a_newer_text_leaves_the_older_in_force(line, editor, officer):
    save_line(line.pk, "en", by=editor, text=NEW, seen=1)
    clearance = submit_line(version(line).pk, by=editor, seen=2)
    withdraw(clearance.pk, by=editor, reason="Not yet.")
    assert shown(officer, line).edit.number == 1


def test_an_expired_line_is_never_shown_as_current(line, officer, sign_in):
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert states(officer) == []
        assert states(officer, "expired") == [("The Court", "expired")]
        assert states(officer, text="court") == []
        page = sign_in(officer).get(reverse("press_line", args=[line.pk])).content.decode()
    assert "Do not use it any more." in page
    assert "data-copies" not in page


def test_a_longer_life_has_to_be_cleared_too(line, editor, officer):
    later = clock.now() + timedelta(days=300)
    details = {"themes": [], "facts": [], "valid_from": None}
    edit_line_details(line.pk, by=editor, expires_at=later, **details)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert states(officer, "expired") == [("The Court", "expired")]


def test_themes_and_facts_need_no_new_clearance(line, editor, officer):
    fact = Fact.objects.create(
        unit=builders.ministry(), texts={"en": "x"}, source="ICC", as_of="2026-01-01"
    )
    theme = Theme.objects.create(slug="law", names={"en": "Law"})
    edit_line_details(
        line.pk,
        by=editor,
        themes=[theme],
        facts=[fact.pk],
        valid_from=None,
        expires_at=line.expires_at,
    )
    assert not shown(officer, line).revised
    assert list(queries.lines(officer, Filters(theme="law"))) == [line]


def test_a_line_that_begins_later_says_so(editor, clearer, officer):
    begins = clock.now() + timedelta(days=2)
    line = builders.line(editor, cleared_by=clearer, valid_from=begins)
    assert shown(officer, line).state == "coming"


def test_an_ended_line_is_marked_in_every_language(line, editor, officer):
    end_line(line.pk, by=editor)
    assert states(officer) == []
    assert states(officer, "expired") == [("The Court", "ended")]
    with pytest.raises(Refusal, match="line_ended"):
        save_line(line.pk, "en", by=editor, text=NEW, seen=1)


def test_each_language_is_cleared_for_itself(editor, clearer, officer):
    line = builders.line(editor, texts={"en": "Yes.", "fr": "Oui."})
    clearance = submit_line(version(line, "fr").pk, by=editor, seen=1)
    clear(clearance.pk, by=clearer, seen=clearance.digest)
    assert shown(officer, line, "en").version.language == "fr"
    assert shown(editor, line, "en").version.language == "en"


def test_what_changed_since_one_read_it_is_marked(line, editor, clearer, officer):
    note_line_read(version(line).pk, by=officer, edit=1)
    assert shown(officer, line).noted
    save_line(line.pk, "en", by=editor, text=NEW, seen=1)
    assert shown(officer, line).noted, "a draft is no news"
    clearance = submit_line(version(line).pk, by=editor, seen=2)
    clear(clearance.pk, by=clearer, seen=clearance.digest)
    found = shown(officer, line)
    assert not found.noted
    assert "<ins> and pays its share</ins>" in found.message
    (row,) = queries.listed(queries.lines(officer), officer, "en")
    assert row.changed
    note_line_read(version(line).pk, by=officer, edit=2)
    assert shown(officer, line).read is None


def test_a_line_that_one_may_not_read_cannot_be_noted(editor, officer, sign_in):
    draft = builders.line(editor)
    data = {"language": "en", "edit": "1"}
    answer = sign_in(officer).post(reverse("press_line_read", args=[draft.pk]), data)
    assert answer.status_code == 404
    assert note_line_read(version(draft).pk, by=editor, edit=1) is None


def test_two_people_who_write_at_once_lose_nothing(line, editor, sign_in):
    save_line(line.pk, "en", by=editor, text=NEW, seen=1)
    with pytest.raises(Stale):
        save_line(line.pk, "en", by=editor, text=LineText("The Court", "Other."), seen=1)
    data = {"seen": "1", "title": "The Court", "message": "Mine."}
    answer = sign_in(editor).post(reverse("press_line_edit", args=[line.pk, "en"]), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine." in page
    assert "pays its share" in page


def test_saving_what_stands_there_already_changes_nothing(line, editor):
    same = LineText("The Court", "Belgium supports the Court.")
    save_line(line.pk, "en", by=editor, text=same, seen=1)
    assert version(line).edit == 1


def test_words_are_found_in_other_forms_and_languages(editor, clearer, officer):
    builders.line(
        editor,
        cleared_by=clearer,
        texts={"en": "We pay.", "fr": "Nous soutenons les juridictions."},
    )
    assert states(officer, text="juridiction")
    assert states(officer, text="paying")
    assert not states(officer, text="football")


def test_what_a_draft_says_is_not_found_by_readers(line, editor, officer):
    save_line(line.pk, "en", by=editor, text=LineText("The Court", "Secret zebra."), seen=1)
    assert states(officer, text="zebra") == []


def test_a_mission_writes_no_line_of_the_ministry(line, officer, head, sign_in):
    for person in (officer, head):
        with pytest.raises(Forbidden):
            save_line(line.pk, "en", by=person, text=NEW, seen=1)
        assert sign_in(person).get(reverse("press_line_new")).status_code == 403


def test_several_lines_are_cleared_in_one_go(editor, clearer, sign_in):
    drafts = [builders.line(editor) for _ in range(3)]
    asked = [submit_line(version(each).pk, by=editor, seen=1) for each in drafts]
    there = reverse("clearances_together", args=["ministry"])
    assert sign_in(clearer).get(there).content.decode().count("in force as soon as") == 3
    seen = {each.pk: each.digest for each in asked}
    assert len(clear_many(builders.ministry(), seen, by=clearer).cleared) == 3


def test_the_editors_path_on_the_pages(editor, clearer, officer, sign_in):
    client = sign_in(editor)
    data = {
        "seen": "0",
        "language": "fr",
        "title": "La Cour",
        "message": "La Belgique soutient la Cour.",
        "question-1": "Combien ?",
        "answer-1": "Sa part.",
        "question-2": "",
        "answer-2": "",
        "expires_at": "2030-01-01T12:00",
    }
    there = client.post(reverse("press_line_new"), data).url
    line = queries.LineToTake.objects.get()
    page = client.get(there).content.decode()
    assert "Ask for clearance" in page
    submit = {"language": "fr", "edit": "1"}
    client.post(reverse("press_line_submit", args=[line.pk]), submit)
    clearance = Clearance.objects.get()
    clearing = sign_in(clearer)
    page = clearing.get(reverse("clearance", args=[clearance.pk])).content.decode()
    assert "La Belgique soutient la Cour." in page
    assert "Combien ?" in page
    clearing.post(reverse("clearance_clear", args=[clearance.pk]), {"seen": clearance.digest})
    with translation.override("fr"):
        read = sign_in(officer).get(reverse("press_line", args=[line.pk])).content.decode()
    assert "La Belgique soutient la Cour." in read
    assert "Combien ?" in read


def test_audit_rows_hold_nothing_that_was_said(line, editor, clearer, officer):
    note_line_read(version(line).pk, by=officer, edit=1)
    details = " ".join(str(each) for each in AuditEntry.objects.values_list("detail", flat=True))
    assert "supports" not in details
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"press.line_create", "press.line_submit", "press.line_in_force"} <= verbs
