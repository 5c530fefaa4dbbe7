"""The press on a phone: a line copied, a question answered."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from heraut.people.models import Role
from heraut.press.models import Enquiry
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_answered_from_the_ministrys_line_on_a_phone(open_as, live_server, settings):
    mission = builders.mission("nairobi", "KE")
    officer = builders.person(Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(Role.HEAD_OF_MISSION, mission.unit, name="Hans")
    editor, clearer = builders.person(Role.HQ_EDITOR), builders.person(Role.HQ_CLEARER)
    line = builders.line(editor, cleared_by=clearer)
    builders.enquiry(officer, mission.unit, subject="Belgium and the Court")

    page = open_as(officer, permissions=["clipboard-read", "clipboard-write"])
    page.goto(live_server.url)
    page.get_by_role("link", name=re.compile("Answer the press")).click()
    page.get_by_role("button", name="I will take it").click()
    page.get_by_role("link", name="The Court", exact=True).click()
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    said = page.evaluate("navigator.clipboard.readText()")
    assert said == "Belgium supports the Court."
    page.go_back()
    page.get_by_label("Answer", exact=True).fill(said)
    page.get_by_role("checkbox", name="The Court").check()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Ask Hans to clear").click()
    page.get_by_text("The answer waits for clearance.").wait_for()

    clearing = open_as(head)
    clearing.goto(live_server.url)
    clearing.get_by_role("link", name=re.compile("^Clear: “Belgium and the Court”")).click()
    clearing.get_by_text("How many tonnes a year?").wait_for()
    clearing.get_by_role("button", name="Clear it").click()
    clearing.get_by_text("Whoever has the enquiry sends the answer").wait_for()

    page.reload()
    page.get_by_role("button", name="It is answered").click()
    page.get_by_text("Recorded as answered.").wait_for()
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.ended_by, list(enquiry.lines.all())) == (
        "answered",
        officer,
        [line],
    )
    assert page.wrong == []
    assert clearing.wrong == []
    there = reverse("press_contact", args=[enquiry.contact_id])
    assert page.goto(live_server.url + there).status == 200
