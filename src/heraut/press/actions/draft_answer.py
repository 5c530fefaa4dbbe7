"""Draft the answer to an enquiry; what was cleared has to be cleared anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.withdraw import withdraw_for_edit
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import Fact
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.actions._enquiries import (
    ANSWER_KIND,
    locked_enquiry,
    move,
    require_seen,
    save,
)
from heraut.press.models import Enquiry, EnquiryState, LineToTake


@dataclass(frozen=True, slots=True)
class Answer:
    """``lines`` and ``facts``: what it stands on."""

    text: str
    language: str
    lines: Iterable[UUID] = ()
    facts: Iterable[UUID] = ()


@transaction.atomic
def draft_answer(enquiry_id: UUID, answer: Answer, *, by: User, seen: int) -> Enquiry:
    """``seen``: the revision on the person's screen; ``Stale("press.answer_stale")`` on an older.

    Whoever drafts what nobody has takes it. Saving the same text again changes nothing in it.
    """
    enquiry = locked_enquiry(enquiry_id, by)
    text = answer.text.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal("press.answer_empty")
    enquiry.lines.set(access.rows(by, Right.PRESS_READ, LineToTake).filter(pk__in=answer.lines))
    enquiry.facts.set(access.rows(by, Right.ITEM_READ, Fact).filter(pk__in=answer.facts))
    if (text, answer.language) != (enquiry.answer, enquiry.answer_language):
        require_seen(enquiry, seen)
        _write(enquiry, text, answer.language, by)
    audit.record(
        "press.answer_draft",
        actor=by,
        subject=enquiry,
        unit_id=enquiry.unit_id,
        detail={"revision": enquiry.revision},
    )
    return enquiry


def _write(enquiry: Enquiry, text: str, language: str, by: User) -> None:
    withdraw_for_edit(ANSWER_KIND, enquiry.pk, by=by)
    enquiry.refresh_from_db(fields=["state"])
    if enquiry.state == EnquiryState.RECEIVED:
        enquiry.assigned_to = by
        move(enquiry, EnquiryState.ASSIGNED, "assigned_to")
    if enquiry.state == EnquiryState.ASSIGNED:
        move(enquiry, EnquiryState.DRAFTED)
    enquiry.answer, enquiry.answer_language = text, language
    enquiry.revision += 1
    save(enquiry, "answer", "answer_language", "revision")
    enquiry.editors.add(by)
