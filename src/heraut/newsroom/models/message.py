"""What the ministry wants to be known, and the values it stands for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.network.models import Plan
from heraut.newsroom.models.item import Theme
from heraut.people.days import today
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def said(texts: dict[str, str], otherwise: str = "") -> str:
    """``texts`` (language -> words) in the reader's language, else in English, else in any."""
    return (
        texts.get((get_language() or "en")[:2])
        or texts.get("en")
        or next(iter(texts.values()), otherwise)
    )


def running(day: date) -> Q:
    """The condition that a period holds on ``day``: from its first day, before its last."""
    begun = Q(valid_from=None) | Q(valid_from__lte=day)
    return begun & (Q(valid_until=None) | Q(valid_until__gt=day))


class EssentialValue(models.Model):
    """A value the ministry names as its own, from a day to a day; the ministry's short list."""

    slug = models.SlugField(primary_key=True, max_length=60)
    names = models.JSONField(default=dict, help_text="language -> name")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="first day it holds no more")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return said(self.names, self.slug)


class KeyMessageState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


KEY_MESSAGE = StateMachine(
    "key message",
    start=KeyMessageState.DRAFT,
    moves={
        KeyMessageState.DRAFT: {KeyMessageState.IN_FORCE, KeyMessageState.ENDED},
        KeyMessageState.IN_FORCE: {KeyMessageState.ENDED},
        KeyMessageState.ENDED: set(),
    },
)


class KeyMessage(Row):
    """One thing a unit wants to be known. In force, everybody who reads items reads it.

    ``names``: what lists and tables call it, in a few words; empty: the sentence itself.
    ``valid_until`` is the first day it holds no more. ``revision`` counts saved changes.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="key_messages")
    names = models.JSONField(default=dict, blank=True, help_text="language -> a few words")
    texts = models.JSONField(default=dict, help_text="language -> the message in a sentence")
    source = models.CharField(max_length=200, blank=True, help_text="where it is said publicly")
    source_url = models.URLField(max_length=500, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="key_messages")
    values = models.ManyToManyField(EssentialValue, blank=True, related_name="key_messages")
    plans = models.ManyToManyField(Plan, blank=True, related_name="key_messages")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=KeyMessageState.choices, default=KeyMessageState.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit__path", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gt=F("valid_from")),
                name="key_message_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return said(self.names) or self.sentence

    @property
    def sentence(self) -> str:
        return said(self.texts)

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        return ~Q(state=KeyMessageState.DRAFT) if right is Right.ITEM_READ else None

    @staticmethod
    def current() -> Q:
        """The condition that it may be carried today."""
        return Q(state=KeyMessageState.IN_FORCE) & running(today())

    @property
    def is_current(self) -> bool:
        day = today()
        begun = self.valid_from is None or self.valid_from <= day
        goes_on = self.valid_until is None or self.valid_until > day
        return self.state == KeyMessageState.IN_FORCE and begun and goes_on
