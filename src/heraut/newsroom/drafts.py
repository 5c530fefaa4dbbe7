"""An adaptation as plain values: what a form holds, what is compared, what is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from heraut.newsroom.models import Adaptation, AdaptationText


@dataclass(frozen=True, slots=True)
class PartText:
    """A further part of a thread, and which of the text's pictures go with it."""

    text: str
    pictures: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelText:
    """What one channel is to say. ``own``: fitted by hand, the common text passes it by.
    ``parts``: what follows the first; ``numbered``: each part says which it is."""

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

    @property
    def whole(self) -> str:
        """Everything that it says, to be compared."""
        return "\n\n".join((self.text, *(part.text for part in self.parts)))


@dataclass(frozen=True, slots=True)
class Draft:
    """``alts``: (picture, language) -> what it shows; an empty one is forgotten."""

    texts: tuple[ChannelText, ...]
    alts: Mapping[tuple[UUID, str], str] = field(default_factory=dict)

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
        )
        for text in adaptation.texts.all()
    )
    alts = {(alt.picture_id, alt.language): alt.text for alt in adaptation.alts.all()}
    return Draft(texts, alts)


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
        )
        for text in draft.texts
    )
    alts = {key: " ".join(said.split()) for key, said in draft.alts.items() if said.strip()}
    return Draft(texts, alts)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def same(draft: Draft, stored: Draft) -> bool:
    """Whether saving ``draft`` over ``stored`` would change nothing."""
    return draft.by_channel() == stored.by_channel() and dict(draft.alts) == dict(stored.alts)


def with_picture(draft: Draft, picture: UUID) -> Draft:
    """The same with ``picture`` on every channel that is not left out."""
    texts = tuple(
        replace(text, pictures=text.pictures | {picture}) if text.included else text
        for text in draft.texts
    )
    return Draft(texts, draft.alts)
