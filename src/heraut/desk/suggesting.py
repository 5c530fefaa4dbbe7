"""What could fill an opening: an item of the pool, fitted to the channels that miss a text.

Nothing is written: the texts are those that adapting the item would begin with, so that a person
sees what one tap more would plan.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from heraut.connectors import contract
from heraut.desk.openings import Opening
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.network.words import platform_name
from heraut.newsroom import channels, fitting, languages, queries, relevance, words
from heraut.newsroom.actions.start_adaptation import spoken_at
from heraut.newsroom.cutting import cuts
from heraut.newsroom.models import Item, Picture, Version
from heraut.newsroom.outgoing import composed, tags_for
from heraut.newsroom.preview import Preview, preview_of
from heraut.people.models import Unit, User

#: How many items of the pool are looked at, the most relevant first.
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """The text for one channel as it would go out there."""

    channel: Channel
    outgoing: contract.Outgoing
    objections: tuple[str, ...]

    @property
    def label(self) -> str:
        return platform_name(self.channel.platform)

    @property
    def count(self) -> contract.Count:
        """A suggestion has one part: it is fitted to the channel, never split by itself."""
        return channels.counts(self.outgoing, self.channel)[0]

    @property
    def preview(self) -> Preview:
        return preview_of(self.channel, self.outgoing)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item for an opening; ``why``: here or everywhere (``relevance.why``)."""

    item: Item
    title: str
    language: str
    why: str
    texts: tuple[Shown, ...]

    @property
    def accepted(self) -> tuple[Shown, ...]:
        """The channels that take the text as it is."""
        return tuple(each for each in self.texts if not each.objections)

    @property
    def seen(self) -> str:
        """What a person saw and plans, as a word."""
        return digest((each.channel.pk, each.outgoing) for each in self.accepted)


def digest(texts: Iterable[tuple[UUID, contract.Outgoing]]) -> str:
    """SHA-256 over what would go out on which channels."""
    parts = sorted((str(channel), outgoing.to_json()) for channel, outgoing in texts)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass
class Pool:
    """What may be suggested to a unit, in the order of its relevance."""

    user: User
    unit: Unit
    _reader: relevance.Reader = field(init=False)
    _items: list[Item] = field(init=False)
    _ours: list[Channel] = field(init=False)
    _spoken: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self._reader = relevance.reader(self.unit)
        self._ours = channels.of(self.unit)
        self._spoken = spoken_at(self.unit)
        self._items = list(_items(self.user, self.unit, self._reader)[:_LOOKED_AT])

    def suggest(
        self, openings: Sequence[Opening[Channel]], without: Collection[UUID] = ()
    ) -> list[Suggestion | None]:
        """One for each opening, no item twice; None where nothing fitting is left."""
        gone = set(without)
        found: list[Suggestion | None] = []
        for opening in openings:
            suggestion = self._best(opening, gone)
            if suggestion is not None:
                gone.add(suggestion.item.pk)
            found.append(suggestion)
        return found

    def fitted(self, item_id: UUID, opening: Opening[Channel]) -> Suggestion | None:
        """That item for ``opening``; None where it is not among those to suggest."""
        item = next((each for each in self._items if each.pk == item_id), None)
        return self._made(item, opening) if item is not None else None

    def _best(self, opening: Opening[Channel], gone: Collection[UUID]) -> Suggestion | None:
        """The first that every channel takes; else the first that some do."""
        second = None
        for item in self._items:
            if item.pk in gone or not _timely(item, opening.at):
                continue
            made = self._made(item, opening)
            if made is None or not made.accepted:
                continue
            if len(made.accepted) == len(made.texts):
                return made
            second = second or made
        return second

    def _made(self, item: Item, opening: Opening[Channel]) -> Suggestion | None:
        """The item on the channels of ``opening``; None where it does not speak their language.

        Fitted together with the unit's other channels: one common text is sought for all of them.
        """
        versions = list(item.versions.all())
        chosen = fitting.choose(self._ours, versions, self._spoken, item.original_language)
        if not chosen or not all(_speaks(*each) for each in chosen if each[0] in opening.channels):
            return None
        pictures = list(item.pictures.all())
        texts = tuple(
            _shown(fitted, pictures, fitting.campaign_of(chosen))
            for fitted in fitting.fit(chosen, pictures)
            if fitted.channel in opening.channels
        )
        first = next(version for channel, version in chosen if channel in opening.channels)
        why = relevance.why(item, self._reader)
        return Suggestion(item, first.title, first.language, why, texts)


def _items(user: User, unit: Unit, reader: relevance.Reader) -> QuerySet[Item]:
    """Items for everywhere or for a country of the unit's that it has not used lately."""
    lately = (
        # access: the unit's own dispatches, as a condition
        Dispatch.objects.filter(unit=unit, adaptation__item__isnull=False)
        .exclude(state=DispatchState.CANCELLED)
        .filter(Q(created_at__gte=clock.now() - relevance.FRESH) | Q(at__gte=clock.now()))
    )
    where = Q(countries=[]) | Q(countries__overlap=list(reader.countries))
    return (
        queries.pool(user, reader)
        .filter(where)
        .exclude(pk__in=lately.values("adaptation__item"))
        .prefetch_related(
            Prefetch(
                "pictures",
                # access: the pictures of items that came through the door
                Picture.objects.prefetch_related("alts", "renditions").order_by("created_at"),
            )
        )
    )


def _timely(item: Item, at: datetime) -> bool:
    """The embargo is over by then, and the item has not expired."""
    if item.embargo_until is not None and item.embargo_until > at:
        return False
    return item.expires_at is None or item.expires_at > at


def _speaks(channel: Channel, version: Version) -> bool:
    """A channel without languages takes any."""
    spoken = {languages.base(language) for language in channel.languages}
    return not spoken or languages.base(version.language) in spoken


def _shown(fitted: fitting.Fitted, pictures: Sequence[Picture], campaign: str) -> Shown:
    """``campaign``: what adapting the item would name it."""
    version = fitted.version
    shown = pictures[: channels.limits(fitted.channel).max_pictures]
    goes = composed(
        text=fitted.text,
        cut=cuts(shown, channels.limits(fitted.channel)),
        tags=tags_for(fitted.channel, campaign),
        language=version.language,
        title=version.title,
        link=version.link,
        pictures=shown,
        alts={
            (picture.pk, alt.language): alt.text for picture in shown for alt in picture.alts.all()
        },
    )
    found = channels.objections(goes, fitted.channel)
    said = (words.objection(each.code, each.params) for each in found)
    return Shown(fitted.channel, goes, tuple(dict.fromkeys(said)))
