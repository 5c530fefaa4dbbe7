"""Content in the pool: an item, its versions in several languages, every edit of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

if TYPE_CHECKING:
    from heraut.newsroom.models.message import KeyMessage


class Theme(models.Model):
    """What a text is about; the ministry's own short list."""

    slug = models.SlugField(primary_key=True, max_length=60)
    names = models.JSONField(default=dict)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        names: dict[str, str] = self.names
        return names.get((get_language() or "en")[:2]) or names.get("en") or self.slug


class Fact(Row):
    """A figure with its source and date."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="facts")
    texts = models.JSONField(default=dict, help_text="language -> the fact in a sentence")
    figure = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500, blank=True)
    as_of = models.DateField()

    class Meta:
        ordering = ["-as_of"]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        return Q() if right is Right.ITEM_READ else None

    def __str__(self) -> str:
        texts: dict[str, str] = self.texts
        return texts.get((get_language() or "en")[:2]) or texts.get("en") or self.figure


class ItemState(models.TextChoices):
    """``PROPOSED`` came from a feed and waits for a person; ``DISMISSED`` is remembered, so that it
    does not come back."""

    PROPOSED = "proposed", _("Proposed")
    DISMISSED = "dismissed", _("Dismissed")
    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("In the pool")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Item(Row):
    """Owned by a unit; offered, it stands open to everyone who may read items."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="items")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    original_language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.DRAFT)
    offered_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    themes = models.ManyToManyField(Theme, blank=True, related_name="items")
    countries = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, help_text="empty: everywhere"
    )
    embargo_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    facts = models.ManyToManyField(Fact, blank=True, related_name="items")
    key_messages: models.ManyToManyField[KeyMessage, Any] = models.ManyToManyField(
        "KeyMessage", blank=True, related_name="items"
    )

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["state", "-changed_at"]), GinIndex(fields=["countries"])]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        return Q(state=ItemState.OFFERED) if right is Right.ITEM_READ else None

    @staticmethod
    def shared_rows(user: access.Someone, right: Right) -> Q | None:
        """What was offered to a unit may be read by its people, and by nobody else's."""
        if right is not Right.ITEM_READ:
            return None
        offered = Item.objects.filter(
            access.within(user, right, "offers__to"), offers__state="open"
        )
        return Q(pk__in=offered.values("pk")) & ~Q(state=ItemState.WITHDRAWN)


class Version(Row):
    """An item's text in one language.

    A translation knows in ``follows`` which edit of the original it was made from; what has
    changed since is the difference between that edit and the original's latest.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=12)
    edit = models.PositiveIntegerField(default=1, help_text="number of the latest edit")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="CommonMark, the safe subset")
    link = models.URLField(max_length=500, blank=True)
    follows = models.ForeignKey(
        "Edit", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    machine = models.CharField(max_length=20, blank=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="version_once_a_language")
        ]
        indexes = [GinIndex(fields=["search"])]

    def __str__(self) -> str:
        return self.title


class Edit(Row):
    """One saved state of a version; never changed. ``machine``: it held a machine's words that
    nobody had confirmed."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    machine = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="edit_numbered_once")
        ]
