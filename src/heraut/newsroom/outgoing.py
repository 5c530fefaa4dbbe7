"""From the rows of an adaptation to what a connector takes, and the digest over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from django.conf import settings

from heraut.connectors import contract
from heraut.network.models import Channel
from heraut.newsroom import campaigns, shapes
from heraut.newsroom.drafts import PartText, parts_of
from heraut.newsroom.models import (
    Adaptation,
    AdaptationText,
    Captions,
    Conversion,
    Picture,
)


class Cut(Protocol):
    """A picture as a channel takes it: a ``Rendition``, or what one will be."""

    @property
    def sha256(self) -> str: ...
    @property
    def mime(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def size(self) -> int:
        """Bytes."""


def outgoing(text: AdaptationText) -> contract.Outgoing:
    """What would go out on the text's channel as it stands.

    Reads ``text.pictures``, ``text.renditions`` and ``text.adaptation.alts`` through ``all()``, and
    the film, its conversion and captions: prefetch them where there are several texts
    (``queries.with_texts`` does).
    """
    alts = {(alt.picture_id, alt.language): alt.text for alt in text.adaptation.alts.all()}
    return composed(
        text=text.text,
        language=text.language,
        title=text.title,
        link=text.link,
        pictures=text.pictures.all(),
        alts=alts,
        parts=parts_of(text),
        numbered=text.numbered,
        cut={each.picture_id: each for each in text.renditions.all()},
        video=video(text.conversion, text.film_alt, text.captions) if text.film_id else None,
        tags=tags_of(text.adaptation, text.channel),
    )


def composed(
    *,
    text: str,
    language: str,
    title: str,
    link: str,
    pictures: Iterable[Picture],
    alts: Mapping[tuple[UUID, str], str],
    parts: Sequence[PartText] = (),
    numbered: bool = False,
    cut: Mapping[UUID, Cut] | None = None,
    video: contract.Video | None = None,
    tags: campaigns.Tags = campaigns.NONE,
) -> contract.Outgoing:
    """The same from plain values; ``alts``: (picture, language) -> what it shows; ``cut``: what
    goes out instead of a picture."""
    shown = {
        picture.pk: _picture((cut or {}).get(picture.pk, picture), alts.get((picture.pk, language)))
        for picture in pictures
    }
    placed = {each for part in parts for each in part.pictures}
    said = [tags.text(each) for each in (text, *(part.text for part in parts))]
    if numbered and parts:
        counted = enumerate(said, start=1)
        said = [each and each + number_suffix(number, len(said)) for number, each in counted]
    return contract.Outgoing(
        text=said[0],
        language=language,
        title=title,
        pictures=tuple(each for key, each in shown.items() if key not in placed),
        link=contract.LinkCard(tags.link(link), title=title) if link else None,
        parts=tuple(
            contract.Part(
                here,
                tuple(each for key, each in shown.items() if key in part.pictures),
            )
            for part, here in zip(parts, said[1:], strict=True)
        ),
        video=video,
    )


def _picture(cut: Cut, alt: str | None) -> contract.Picture:
    return contract.Picture(cut.sha256, cut.mime, cut.width, cut.height, cut.size, alt or "")


def video(conversion: Conversion | None, alt: str, captions: Captions | None) -> contract.Video:
    """The film as it goes out; without a SHA-256 while it is not ready."""
    ready = conversion if conversion is not None and conversion.is_ready else Conversion()
    return contract.Video(
        sha256=ready.sha256,
        mime=ready.mime,
        width=ready.width,
        height=ready.height,
        seconds=ready.seconds,
        size=ready.size,
        alt=alt,
        captions=captions.sha256 if captions else "",
        captions_language=captions.language if captions else "",
        captions_size=captions.size if captions else 0,
    )


def source_of(picture: Picture, focal: tuple[float, float] | None = None) -> shapes.Source:
    """``focal``: the text's own point, where it has one."""
    point = focal or (picture.focal_x, picture.focal_y)
    return shapes.Source(picture.width, picture.height, picture.mime, picture.size, point)


def tags_of(
    adaptation: Adaptation, channel: Channel, campaign: str = "", *, tracked: bool | None = None
) -> campaigns.Tags:
    """What goes onto the ministry's own links; ``campaign`` and ``tracked``: what a form holds, if
    not what is stored."""
    if not (adaptation.tracked if tracked is None else tracked):
        return campaigns.NONE
    name = campaign or adaptation.campaign or adaptation.title
    return tags_for(channel, name)


def tags_for(channel: Channel, campaign: str) -> campaigns.Tags:
    domains = settings.HERAUT.domains()
    return campaigns.tags(
        domains, platform=channel.platform, handle=channel.handle, campaign=campaign
    )


def number_suffix(number: int, count: int) -> str:
    """What a numbered part ends in."""
    return f" ({number}/{count})"


def adaptation_digest(adaptation: Adaptation) -> str:
    """SHA-256 (hexadecimal) over the canonical form of everything that would go out.

    Covers the included channels with their text, title, language, link, pictures and
    descriptions, and which key messages it carries for whom; what is left out does not count.
    """
    parts: list[tuple[str, object]] = [
        (str(text.channel_id), outgoing(text).to_json())
        for text in adaptation.texts.all()
        if text.included
    ]
    parts.sort(key=lambda part: part[0])
    aims = [*adaptation.key_messages.all(), *adaptation.audiences.all()]
    if aims:
        parts.append(("aims", sorted(str(each.pk) for each in aims)))
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
