"""A mission's own fitting of an item to its channels."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from heraut.foundation.models import Row
from heraut.network.models import Channel
from heraut.newsroom.models.audience import AudienceGroup
from heraut.newsroom.models.film import Captions, Conversion, Film, FilmShape
from heraut.newsroom.models.item import Edit, Item
from heraut.newsroom.models.message import KeyMessage
from heraut.newsroom.models.picture import Picture, Rendition
from heraut.newsroom.models.sharing import Openness, Sharing
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


class Adaptation(Row):
    """``revision`` counts every saved change: who saves on an older one is told, not obeyed.

    ``item`` is empty where a mission writes on its own account; ``like``: the colleague's text it
    was begun from; ``open_to`` empty: as the unit's ``Sharing`` says.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="adaptations")
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="adaptations"
    )
    source = models.ForeignKey(
        Edit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    like = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_up"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    key_messages = models.ManyToManyField(KeyMessage, blank=True, related_name="adaptations")
    audiences = models.ManyToManyField(AudienceGroup, blank=True, related_name="adaptations")
    open_to = models.CharField(max_length=10, choices=Openness.choices, blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(User, related_name="+", help_text="everyone who wrote in it")
    #: Where this mission wants the focal point of a picture: ``{picture id: [x, y]}``; the
    #: picture's own elsewhere.
    focals = models.JSONField(default=dict, blank=True)
    campaign = models.CharField(
        max_length=80, blank=True, help_text="utm_campaign; empty: from the title"
    )
    tracked = models.BooleanField(default=True, help_text="campaign parameters on own links")
    pen_form = models.CharField(
        max_length=32, blank=True, help_text="the open form that saved last"
    )
    pen_tick = models.BigIntegerField(default=0, help_text="its own count of what it sent")

    class Meta:
        ordering = ["-changed_at"]
        indexes = [
            models.Index(fields=["unit", "-changed_at"]),
            models.Index(fields=["-changed_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def shared_rows(user: access.Someone, right: Right) -> Q | None:
        """To be read, never changed, by the missions to which it stands open; partners have no
        part in the network and look over nobody's shoulder."""
        if right is not Right.ITEM_READ or not access.holds(user, Right.NETWORK_READ):
            return None
        # access: the condition itself
        named = Sharing.neighbours.through.objects.filter(
            access.within(user, right, "unit"), sharing__unit=OuterRef("unit")
        )
        return _open_to(Openness.EVERYBODY) | (_open_to(Openness.NEIGHBOURS) & Q(Exists(named)))


def _open_to(openness: Openness) -> Q:
    return Q(open_to=openness) | Q(open_to="", unit__sharing__drafts=openness)


class AdaptationText(Row):
    """The text for one channel, in one language; with ``parts`` it is a thread."""

    adaptation = models.ForeignKey(Adaptation, on_delete=models.CASCADE, related_name="texts")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200, blank=True, help_text="of link cards and feed entries")
    text = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    included = models.BooleanField(default=True)
    own = models.BooleanField(default=False, help_text="fitted by hand: the common text passes by")
    #: What comes after the first part: ``[{"text": …, "pictures": [id, …]}]``; a picture that no
    #: further part names goes with the first.
    parts = models.JSONField(default=list, blank=True)
    numbered = models.BooleanField(default=False, help_text="the parts end in (1/3)")
    pictures = models.ManyToManyField(Picture, blank=True, related_name="+")
    #: The crop that was chosen for a picture: ``{picture id: name}``; without: the nearest that
    #: the platform takes.
    crops = models.JSONField(default=dict, blank=True)
    renditions = models.ManyToManyField(
        Rendition, blank=True, related_name="+", help_text="made when it was saved"
    )
    film = models.ForeignKey(
        Film, null=True, blank=True, on_delete=models.PROTECT, related_name="texts"
    )
    film_alt = models.CharField(max_length=1500, blank=True)
    film_shape = models.CharField(
        max_length=4, choices=FilmShape.choices, default=FilmShape.PAD, help_text="where it must"
    )
    captions = models.ForeignKey(
        Captions, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The film as this channel takes it, fixed when the text was saved.
    conversion = models.ForeignKey(
        Conversion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["channel__platform", "id"]
        constraints = [
            models.UniqueConstraint(fields=["adaptation", "channel"], name="text_once_a_channel")
        ]


class AdaptationAlt(Row):
    """What this adaptation says of a picture to who cannot see it, in one language.

    Its own, not the picture's: a mission words it for its readers and never changes what a partner
    or the ministry wrote; and a change in the pool does not change what was cleared.
    """

    adaptation = models.ForeignKey(Adaptation, on_delete=models.CASCADE, related_name="alts")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    text = models.CharField(max_length=1500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adaptation", "picture", "language"], name="adaptation_alt_once"
            )
        ]
