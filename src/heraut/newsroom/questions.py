"""Reads of questions to colleagues; whoever may read what a question is about may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from heraut.newsroom.models import (
    Adaptation,
    Item,
    ItemState,
    Question,
    QuestionState,
    Reply,
    Version,
)
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Membership, Unit, UnitKind, User
from heraut.people.queries import running
from heraut.people.rights import RIGHTS, Right

#: How many missions the list of whom to ask holds at most.
_MOST = 200


def questions(user: User) -> QuerySet[Question]:
    """All that the person may read, the latest first, with what a list shows."""
    return (
        access.rows(user, Right.ITEM_READ, Question)
        .select_related("by", "unit", "to_unit", "to_person", "item__unit", "adaptation__unit")
        .prefetch_related(
            Prefetch("item__versions", Version.objects.only("item", "language", "title"))
        )
        .annotate(replied=Count("replies"))
        .order_by("-changed_at", "-pk")
    )


def own_units(user: User) -> list[UUID]:
    """The units in which the person holds a role themselves: who asks a unit asks them."""
    return [each.unit_id for each in access.grants(user) if Right.ITEM_READ in RIGHTS[each.role]]


def to_me(user: User) -> Q:
    return Q(to_person=user) | Q(to_unit__in=own_units(user))


def to_answer(user: User) -> QuerySet[Question]:
    """What was put to this person or to a unit of theirs and nobody has answered."""
    return (
        questions(user)
        .filter(to_me(user), state=QuestionState.OPEN)
        .exclude(by=user)
        .order_by("changed_at")
    )


def answered(user: User) -> QuerySet[Question]:
    """What this person asked and somebody answered: to be read and closed."""
    return questions(user).filter(by=user, state=QuestionState.ANSWERED)


def count_to_answer(user: User) -> int:
    return to_answer(user).order_by().values("pk").count()


def mine(user: User) -> QuerySet[Question]:
    """Whatever this person asked, was asked or answered."""
    theirs = to_me(user) | Q(by=user) | Q(pk__in=Reply.objects.filter(by=user).values("question"))
    return questions(user).filter(theirs)


def about(user: User, subject: Item | Adaptation) -> QuerySet[Question]:
    key = "item" if isinstance(subject, Item) else "adaptation"
    return questions(user).filter(**{key: subject})


def live_stamp_parts(question_ids: Sequence[UUID]) -> tuple[object, ...]:
    """What changes whenever one of these threads does: one small aggregate."""
    # access: the ids came through the door
    found = Question.objects.filter(pk__in=question_ids).aggregate(
        newest=Max("changed_at"), count=Count("pk")
    )
    return found["newest"], found["count"]


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Whom one may ask about something; each choice is ``person:id`` or ``unit:id``."""

    people: tuple[User, ...]
    units: tuple[Unit, ...]


def colleagues(user: User, subject: Item | Adaptation, used_by: Sequence[Unit] = ()) -> Colleagues:
    """Who wrote it, its unit, who used it; where everybody may read it, every mission as well
    that somebody works for."""
    people = [subject.author]
    if isinstance(subject, Adaptation):
        people.append(subject.changed_by)
    near = [subject.unit, *used_by]
    staffed = Membership.objects.filter(running(today())).values("unit")
    rest: list[Unit] = []
    if isinstance(subject, Item) and subject.state == ItemState.OFFERED:
        everybody = Unit.objects.filter(pk__in=staffed, kind=UnitKind.MISSION)
        rest = sorted(everybody[:_MOST], key=lambda unit: unit.name)
    units = {unit.pk: unit for unit in [*near, *rest]}
    known = {person.pk: person for person in people if person.pk != user.pk}
    return Colleagues(tuple(known.values()), tuple(units.values()))
