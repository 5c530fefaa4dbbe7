"""A film as it is kept: written anew, without what it told about its maker; and its captions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.people.models import Unit, User


class ConversionState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be converted")
    CONVERTING = "converting", _("Being converted")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


CONVERSION = StateMachine(
    "conversion",
    start=ConversionState.WAITING,
    moves={
        ConversionState.WAITING: {ConversionState.CONVERTING},
        # Back to waiting where the process that had it was killed.
        ConversionState.CONVERTING: {
            ConversionState.WAITING,
            ConversionState.READY,
            ConversionState.REFUSED,
        },
        ConversionState.READY: set(),
        # The same file sent again is tried again.
        ConversionState.REFUSED: {ConversionState.WAITING},
    },
)


class FilmShape(models.TextChoices):
    """What is done to a film that is too narrow or too wide for a platform."""

    PAD = "pad", _("Whole, with borders")
    CROP = "crop", _("Cut to the middle")


class Film(Row):
    """What was sent in is kept under ``source`` only until it was converted; it is known again by
    ``source_sha256``. ``seconds`` and sizes of the film itself stand in its conversions."""

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, blank=True)
    source_sha256 = models.CharField(max_length=64)
    poster = models.CharField(max_length=64, blank=True, help_text="SHA-256 of a JPEG")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "source_sha256"], name="film_once_a_unit")
        ]

    @property
    def main(self) -> Conversion:
        """The film itself; reads ``conversions`` through ``all()``."""
        return next(each for each in self.conversions.all() if not each.recipe)


class Conversion(Row):
    """One writing of a film: with an empty ``recipe`` the film itself, else as a channel takes it
    (see ``reels.Recipe``). A worker holds it until ``lease_until``; ``code`` says why it was
    refused."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="conversions")
    recipe = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=10, choices=ConversionState.choices, default=ConversionState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    mime = models.CharField(max_length=40, default="video/mp4")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [models.UniqueConstraint(fields=["film", "recipe"], name="conversion_once")]

    @property
    def is_ready(self) -> bool:
        return self.state == ConversionState.READY

    @property
    def is_refused(self) -> bool:
        return self.state == ConversionState.REFUSED


class Captions(Row):
    """What is said in a film, in one language: a WebVTT file, kept under its SHA-256. Never
    changed: new ones are another row, and a text says which are its own."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(help_text="bytes")
    cues = models.PositiveIntegerField()

    class Meta:
        ordering = ["created_at"]
