"""Close a question: it needs nobody any more; the thread stays."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden
from heraut.newsroom.models import QUESTION, Question, QuestionState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def close_question(question_id: UUID, *, by: User) -> Question:
    """By who asked, or by a colleague of the same unit who may write there."""
    access.get_or_404(by, Right.ITEM_READ, Question, pk=question_id)
    question = (
        Question.objects.select_for_update(of=("self",)).select_related("unit").get(pk=question_id)
    )
    if question.by_id != by.pk and not access.can(by, Right.ADAPT, question.unit):
        raise Forbidden("question.not_yours", name=str(question.by))
    QUESTION.check(question.state, QuestionState.CLOSED)
    question.state, question.changed_at = QuestionState.CLOSED, clock.now()
    question.save(update_fields=["state", "changed_at"])
    audit.record("question.close", actor=by, subject=question, unit_id=question.unit_id)
    return question
