"""A newsletter list: a channel like any other, with what only mail needs to know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heraut.network.models import Channel
from heraut.people.models import User
from heraut.people.rights import Right


class NewsletterList(models.Model):
    """One a mission, language and subject. ``slug`` stands in its public address and in the
    List-Id; it never changes. ``wording``: what somebody agrees to, in the list's language."""

    ACCESS: ClassVar[tuple[str, ...]] = ("channel__holder",)

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.PROTECT, related_name="newsletter"
    )
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField(max_length=12)
    sender_name = models.CharField(max_length=100)
    reply_to = models.EmailField(blank=True)
    about = models.TextField(blank=True, help_text="what it brings, how often")
    wording = models.TextField()
    footer = models.TextField(blank=True)
    postal_address = models.TextField()
    accepts = models.BooleanField(default=True, help_text="takes new subscribers")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.channel.name

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """Lists are public; who is on them is not."""
        return Q() if right is Right.NETWORK_READ else None
