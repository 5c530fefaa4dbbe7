"""The film on the Adapt screen as values: how far it is, what each channel gets of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from heraut.connectors import contract
from heraut.foundation.words import sentence
from heraut.newsroom import languages
from heraut.newsroom.drafts import ChannelText, Draft
from heraut.newsroom.models import Adaptation, Captions, Conversion, Film
from heraut.newsroom.outgoing import video


@dataclass(frozen=True, slots=True)
class FilmAlt:
    """What is said of the film in one language; ``captions``: those that its texts carry."""

    language: str
    text: str
    missing: bool
    captions: Captions | None

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class FilmView:
    """``used``: the channels that carry it; ``conversions``: by channel, as last saved; ``waits``:
    something of it is still being converted."""

    film: Film
    main: Conversion
    used: frozenset[UUID]
    alts: tuple[FilmAlt, ...]
    conversions: dict[UUID, Conversion]
    captions: dict[UUID, Captions]
    shape: str

    @property
    def waits(self) -> bool:
        pending = [self.main, *self.conversions.values()]
        return any(not (each.is_ready or each.is_refused) for each in pending)

    @property
    def refusals(self) -> list[str]:
        """Why it cannot be used, or not everywhere."""
        refused = {each.pk: each for each in [self.main, *self.conversions.values()]}
        return [sentence(each.code, each.params) for each in refused.values() if each.is_refused]

    def going(self, text: ChannelText) -> contract.Video:
        """As it goes out on a channel; before the channel was saved with it, the film itself."""
        chosen = self.conversions.get(text.channel_id, self.main)
        said = self.captions.get(text.captions) if text.captions else None
        return video(chosen, text.film_alt, said)


def shown(adaptation: Adaptation, draft: Draft) -> FilmView | None:
    """The film that the texts carry; None where there is none. Three queries where there is."""
    carried = [text for text in draft.texts if text.film]
    named = carried[0].film if carried else None
    if named is None:
        return None
    held = {text.film_id for text in adaptation.texts.all()}
    # A draft may name any film: shown are this unit's, and those already in the text.
    found = (
        # access: by the condition
        Film.objects.filter(Q(unit=adaptation.unit_id) | Q(pk__in=held - {None}))
        .filter(pk=named)
        .prefetch_related("conversions", "captions")
        .first()
    )
    if found is None:
        return None
    stored = {
        text.channel_id: text.conversion
        for text in adaptation.texts.all()
        if text.film_id == found.pk and text.conversion is not None
    }
    captions = {each.pk: each for each in found.captions.all()}
    return FilmView(
        film=found,
        main=found.main,
        used=frozenset(text.channel_id for text in carried),
        alts=_alts(draft.texts, captions),
        conversions=stored,
        captions=captions,
        shape=carried[0].film_shape,
    )


def _alts(texts: Sequence[ChannelText], captions: dict[UUID, Captions]) -> tuple[FilmAlt, ...]:
    found = []
    for language in dict.fromkeys(text.language for text in texts if text.film):
        theirs = [text for text in texts if text.film and text.language == language]
        said = next((text.film_alt for text in theirs if text.film_alt), "")
        own = next((captions[each.captions] for each in theirs if each.captions in captions), None)
        missing = not said.strip() and any(text.included for text in theirs)
        found.append(FilmAlt(language, said, missing, own))
    return tuple(found)
