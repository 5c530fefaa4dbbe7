"""What a dispatch was meant to say and to whom, as it stood when it was submitted.

Copies, not links alone: a key message reworded later, a group renamed, change nothing of what was
carried then.
"""

from __future__ import annotations

from django.db import models

from heraut.dispatch.models.dispatch import Dispatch
from heraut.foundation.models import Row
from heraut.newsroom.models import AudienceGroup, KeyMessage
from heraut.newsroom.models.message import said


class Carried(Row):
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="carried")
    key_message = models.ForeignKey(KeyMessage, on_delete=models.PROTECT, related_name="carried")
    texts = models.JSONField(help_text="language -> the message as it was worded then")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "key_message"], name="carried_once")
        ]

    def __str__(self) -> str:
        return said(self.texts)


class Reached(Row):
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="reached")
    audience = models.ForeignKey(AudienceGroup, on_delete=models.PROTECT, related_name="reached")
    names = models.JSONField(help_text="language -> the group's name then")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "audience"], name="reached_once")
        ]

    def __str__(self) -> str:
        return said(self.names)
