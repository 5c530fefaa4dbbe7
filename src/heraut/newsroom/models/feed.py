"""Feeds that are read for items: where they are, how they fare, what came of each entry."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from heraut.foundation.models import Row
from heraut.newsroom.models.item import Item, Theme
from heraut.people.models import Unit, User


class FeedSource(Row):
    """A feed whose entries are proposed to ``unit``.

    ``next_at``: when it is due; ``trouble``: the code of what went wrong last, empty when all is
    well; ``left_out``: entries of the last reading beyond the limit.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="feeds")
    name = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    language = models.CharField(max_length=12)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    active = models.BooleanField(default=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    fetched_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=60, blank=True)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "url"], name="feed_once_a_unit")]
        indexes = [models.Index(fields=["next_at"], condition=Q(active=True), name="feed_due")]

    def __str__(self) -> str:
        return self.name


class FeedEntry(Row):
    """One entry of a feed, remembered for good, whatever became of it.

    ``key`` is what tells it from others of its feed (see ``heraut.newsroom.feeds.matching``).
    ``edit``: the number of the item's edit that the feed wrote last: a higher one means that a
    person has written since. ``changed``: the text at the source where it moved on after a person
    took it, else empty. ``notes``: codes of what was doubtful.
    """

    source = models.ForeignKey(FeedSource, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64)
    guid = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64)
    item = models.OneToOneField(
        Item, null=True, on_delete=models.SET_NULL, related_name="feed_entry"
    )
    edit = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField()
    notes = models.JSONField(default=list)
    changed = models.JSONField(default=dict, help_text="title, summary, body, link at the source")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-published_at"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="entry_once_a_feed")]
