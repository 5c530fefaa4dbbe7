"""An image as it is kept: checked by content, stripped of what it tells about its maker."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from heraut.foundation.models import Row
from heraut.newsroom.models.item import Item
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class Picture(Row):
    """Belongs to an item, or to an adaptation made without one. Stored under its SHA-256."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        "Item", null=True, blank=True, on_delete=models.PROTECT, related_name="pictures"
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="pictures/", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="bytes")
    credit = models.CharField(max_length=200, blank=True)
    #: What must stay in sight when it is cropped: shares of width and height, from the top left.
    focal_x = models.FloatField(default=0.5)
    focal_y = models.FloatField(default=0.5)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="picture_focal_point_inside",
            )
        ]

    @staticmethod
    def open_rows(right: Right) -> Q | None:
        """A picture stands open with its item."""
        return Q(item__state="offered") if right is Right.ITEM_READ else None

    @staticmethod
    def shared_rows(user: access.Someone, right: Right) -> Q | None:
        if right is not Right.ITEM_READ:
            return None
        return Q(item__in=access.rows(user, right, Item).values("pk"))


class PictureAlt(models.Model):
    """What a person who cannot see the picture is told, in one language."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="alts")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=1500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "language"], name="alt_once_a_language")
        ]


class Rendition(Row):
    """A picture as one channel takes it: cropped, converted or made smaller; kept under its own
    SHA-256. ``recipe`` says how it was made (see ``shapes.Recipe``); the same recipe gives the same
    bytes. ``crop`` is the part of it that people choose."""

    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="renditions")
    recipe = models.CharField(max_length=120)
    crop = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, db_index=True)
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="bytes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "recipe"], name="rendition_once")]
