"""Put a question about an item or a text in the making to a person or a unit."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.models import Adaptation, Item, Question
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Membership, Unit, User
from heraut.people.queries import running
from heraut.people.rights import Right

#: So many of a unit's people are asked for whether any may read what the question is about.
_ENOUGH = 20


@transaction.atomic
def ask_colleague(
    unit: Unit,
    text: str,
    *,
    by: User,
    item_id: UUID | None = None,
    adaptation_id: UUID | None = None,
    to_unit: Unit | None = None,
    to_person: User | None = None,
) -> Question:
    """``unit``: for which the person asks. Whoever is asked must be able to read what it is about:
    else ``Refusal("question.cannot_read")``, before anything was said."""
    access.require(by, Right.ITEM_READ, unit)
    item = access.get_or_404(by, Right.ITEM_READ, Item, pk=item_id) if item_id else None
    adaptation = (
        access.get_or_404(by, Right.ITEM_READ, Adaptation, pk=adaptation_id)
        if adaptation_id
        else None
    )
    if not text.strip():
        raise Refusal("question.empty")
    if to_person == by or (to_person is None and to_unit is None):
        raise Refusal("question.nobody")
    _require_reader(item or adaptation, to_unit, to_person)
    question = Question.objects.create(
        item=item,
        adaptation=adaptation,
        text=text.strip(),
        by=by,
        unit=unit,
        to_unit=to_unit if to_person is None else None,
        to_person=to_person,
        changed_at=clock.now(),
    )
    audit.record(
        "question.ask",
        actor=by,
        subject=question,
        unit_id=unit.pk,
        detail={
            "item": item_id,
            "adaptation": adaptation_id,
            "to": to_person.pk if to_person else to_unit.pk if to_unit else None,
        },
    )
    return question


def _require_reader(
    about: Item | Adaptation | None, to_unit: Unit | None, to_person: User | None
) -> None:
    assert about is not None, "an item or an adaptation"
    people = [to_person] if to_person else _people_of(to_unit)
    for person in people:
        if access.rows(person, Right.ITEM_READ, type(about)).filter(pk=about.pk).exists():
            return
    raise Refusal("question.cannot_read", name=str(to_person or to_unit))


def _people_of(unit: Unit | None) -> list[User]:
    held = Membership.objects.filter(running(today()), unit=unit).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True)[:_ENOUGH])
