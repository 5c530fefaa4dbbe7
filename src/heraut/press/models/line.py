"""A line to take: what the ministry says on a subject, for its own people, until a date."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from heraut.foundation.models import Row
from heraut.newsroom.models import Fact, Theme
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class LineToTake(Row):
    """Written and cleared a language at a time; open to all staff as soon as one is in force.

    ``valid_from`` and ``expires_at`` are what its writers want; what holds for a language is what
    stood there when it was cleared (``LineEdit``). ``ended_at``: nobody uses it from then on.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lines")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    original_language = models.CharField(max_length=12)
    changed_at = models.DateTimeField()
    valid_from = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    themes = models.ManyToManyField(Theme, blank=True, related_name="lines")
    facts = models.ManyToManyField(Fact, blank=True, related_name="lines")

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="line_newest")]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """What was cleared once is open to all staff; drafts are their writers'."""
        if right is not Right.PRESS_READ:
            return None
        return Q(Exists(LineVersion.objects.filter(line=OuterRef("pk"), in_force__isnull=False)))


class LineVersion(Row):
    """The line in one language. ``edit``: the number of its latest edit; ``in_force``: the one
    that was cleared last and holds until it is replaced."""

    line = models.ForeignKey(LineToTake, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=12)
    edit = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    in_force = models.ForeignKey("LineEdit", null=True, on_delete=models.PROTECT, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    in_force_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["line", "language"], name="line_once_a_language")
        ]
        indexes = [GinIndex(fields=["search"])]

    def __str__(self) -> str:
        return self.title


class LineEdit(Row):
    """One saved state of a version, with the dates it was meant for; never changed.

    ``pairs``: questions with their answers, as ``[[question, answer], …]``.
    """

    version = models.ForeignKey(LineVersion, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    message = models.TextField()
    pairs = models.JSONField(default=list)
    valid_from = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="line_edit_numbered_once")
        ]


class LineRead(models.Model):
    """Which edit of a version a person read last, as they said themselves."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(LineVersion, on_delete=models.CASCADE, related_name="reads")
    edit = models.ForeignKey(LineEdit, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="line_read_once_a_person")
        ]
