"""A question to a colleague about an item or a text in the making, and what was answered."""

from __future__ import annotations

from typing import ClassVar, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.newsroom.models.adaptation import Adaptation
from heraut.newsroom.models.item import Item
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class QuestionState(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


QUESTION = StateMachine(
    "question",
    start=QuestionState.OPEN,
    moves={
        QuestionState.OPEN: {QuestionState.ANSWERED, QuestionState.CLOSED},
        QuestionState.ANSWERED: {QuestionState.OPEN, QuestionState.CLOSED},
        QuestionState.CLOSED: set(),
    },
)


class Question(Row):
    """About an item or an adaptation, to a person or to a unit. Whoever may read what it is
    about may read it, and nobody else."""

    ACCESS: ClassVar[tuple[str, ...]] = ()

    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="questions")
    adaptation = models.ForeignKey(
        Adaptation, null=True, on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="of who asks"
    )
    to_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=8, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [
            models.Index(fields=["to_unit", "state"]),
            models.Index(fields=["to_person", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None, adaptation__isnull=False)
                | Q(item__isnull=False, adaptation=None),
                name="question_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(to_unit=None, to_person__isnull=False)
                | Q(to_unit__isnull=False, to_person=None),
                name="question_to_one",
            ),
        ]

    @staticmethod
    def shared_rows(user: access.Someone, right: Right) -> Q | None:
        """Read with what it is about; nothing else reaches it."""
        if right is not Right.ITEM_READ:
            return None
        about = Q(item__in=access.rows(user, right, Item).values("pk"))
        return about | Q(adaptation__in=access.rows(user, right, Adaptation).values("pk"))

    @property
    def subject(self) -> Item | Adaptation:
        return cast("Item | Adaptation", self.item or self.adaptation)


class Reply(Row):
    """One message of the thread after the question itself; never changed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["created_at", "id"]
