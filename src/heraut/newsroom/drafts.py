"""An adaptation as plain values: what a form holds, what is compared, what is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from heraut.newsroom.models import Adaptation, AdaptationText, FilmShape


@dataclass(frozen=True, slots=True)
class PartText:
    """A further part of a thread, and which of the text's pictures go with it."""

    text: str
    pictures: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel is to say. ``own``: fitted by hand, the common text passes it by.
    ``parts``: what follows the first; ``numbered``: each part says which it is; ``crops``: those
    that were chosen."""

    channel_id: UUID
    language: str
    text: str
    title: str = ""
    link: str = ""
    included: bool = True
    own: bool = False
    pictures: frozenset[UUID] = frozenset()
    parts: tuple[PartText, ...] = ()
    numbered: bool = False
    crops: Mapping[UUID, str] = field(default_factory=dict)
    film: UUID | None = None
    film_alt: str = ""
    film_shape: str = FilmShape.PAD
    captions: UUID | None = None

    @property
    def whole(self) -> str:
        """Everything that it says, to be compared."""
        return "\n\n".join((self.text, *(part.text for part in self.parts)))


@dataclass(frozen=True, slots=True)
class Draft:
    """``alts``: (picture, language) -> what it shows; an empty one is forgotten. ``focals``: where
    this text wants the focal point of a picture. ``campaign`` and ``tracked``: see
    ``campaigns``."""

    texts: tuple[ChannelText, ...]
    alts: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
    focals: Mapping[UUID, tuple[float, float]] = field(default_factory=dict)
    campaign: str = ""
    tracked: bool = True

    def by_channel(self) -> dict[UUID, ChannelText]:
        return {text.channel_id: text for text in self.texts}


def of(adaptation: Adaptation) -> Draft:
    """As it is stored; reads texts, pictures and alts through ``all()``."""
    texts = tuple(
        ChannelText(
            channel_id=text.channel_id,
            language=text.language,
            text=text.text,
            title=text.title,
            link=text.link,
            included=text.included,
            own=text.own,
            pictures=frozenset(picture.pk for picture in text.pictures.all()),
            parts=parts_of(text),
            numbered=text.numbered,
            crops={UUID(key): crop for key, crop in text.crops.items()},
            film=text.film_id,
            film_alt=text.film_alt,
            film_shape=text.film_shape,
            captions=text.captions_id,
        )
        for text in adaptation.texts.all()
    )
    alts = {(alt.picture_id, alt.language): alt.text for alt in adaptation.alts.all()}
    focals = {UUID(key): (point[0], point[1]) for key, point in adaptation.focals.items()}
    return Draft(texts, alts, focals, adaptation.campaign, adaptation.tracked)


def parts_of(text: AdaptationText) -> tuple[PartText, ...]:
    return tuple(
        PartText(each["text"], frozenset(UUID(one) for one in each.get("pictures", ())))
        for each in text.parts
    )


def cleaned(draft: Draft) -> Draft:
    """Line ends as one, no white space around, no empty descriptions."""
    texts = tuple(
        replace(
            text,
            text=_tidy(text.text),
            title=" ".join(text.title.split()),
            link=text.link.strip(),
            parts=tuple(PartText(_tidy(part.text), part.pictures) for part in text.parts),
            crops={key: crop for key, crop in text.crops.items() if crop and key in text.pictures},
            film_alt=" ".join(text.film_alt.split())[:1500] if text.film else "",
        )
        for text in draft.texts
    )
    alts = {key: " ".join(said.split()) for key, said in draft.alts.items() if said.strip()}
    campaign = " ".join(draft.campaign.split())[:80]
    return replace(draft, texts=texts, alts=alts, campaign=campaign)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same(draft: Draft, stored: Draft) -> bool:
    """Whether saving ``draft`` over ``stored`` would change nothing."""
    return (
        draft.by_channel() == stored.by_channel()
        and dict(draft.alts) == dict(stored.alts)
        and dict(draft.focals) == dict(stored.focals)
        and (draft.campaign, draft.tracked) == (stored.campaign, stored.tracked)
    )


def with_picture(draft: Draft, picture: UUID) -> Draft:
    """The same with ``picture`` on every channel that is not left out."""
    texts = tuple(
        replace(text, pictures=text.pictures | {picture}) if text.included else text
        for text in draft.texts
    )
    return replace(draft, texts=texts)


def with_film(draft: Draft, film: UUID | None, on: Collection[UUID]) -> Draft:
    """The same with ``film`` on the channels ``on`` that are not left out, and on no other."""
    texts = tuple(
        replace(
            text,
            film=film if text.included and text.channel_id in on else None,
            captions=text.captions if film == text.film else None,
        )
        for text in draft.texts
    )
    return replace(draft, texts=texts)
