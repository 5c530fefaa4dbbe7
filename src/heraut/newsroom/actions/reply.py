"""Write in the thread of a question."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import QUESTION, Question, QuestionState, Reply
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def reply(question_id: UUID, text: str, *, by: User) -> Reply:
    """By anybody who may read it. Anybody's reply but the asker's answers the question; the asker
    who writes again asks again."""
    access.get_or_404(by, Right.ITEM_READ, Question, pk=question_id)
    question = Question.objects.select_for_update().get(pk=question_id)
    if not text.strip():
        raise Refusal("question.empty")
    if question.state == QuestionState.CLOSED:
        raise Refusal("question.closed")
    after = QuestionState.OPEN if question.by_id == by.pk else QuestionState.ANSWERED
    if question.state != after:
        QUESTION.check(question.state, after)
    question.state, question.changed_at = after, clock.now()
    question.save(update_fields=["state", "changed_at"])
    made = Reply.objects.create(question=question, by=by, text=text.strip())
    audit.record("question.reply", actor=by, subject=question, unit_id=question.unit_id)
    return made
