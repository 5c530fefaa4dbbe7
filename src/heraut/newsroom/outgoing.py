"""From the rows of an adaptation to what a connector takes, and the digest over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from heraut.connectors import contract
from heraut.newsroom.drafts import PartText, parts_of
from heraut.newsroom.models import Adaptation, AdaptationText, Picture


def outgoing(text: AdaptationText) -> contract.Outgoing:
    """What would go out on the text's channel as it stands.

    Reads ``text.pictures`` and ``text.adaptation.alts`` through ``all()``: prefetch them where
    there are several texts (``queries.with_texts`` does).
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
) -> contract.Outgoing:
    """The same from plain values; ``alts``: (picture, language) -> what it shows."""
    shown = {
        picture.pk: contract.Picture(
            sha256=picture.sha256,
            mime=picture.mime,
            width=picture.width,
            height=picture.height,
            size=picture.size,
            alt=alts.get((picture.pk, language), ""),
        )
        for picture in pictures
    }
    placed = {each for part in parts for each in part.pictures}
    said = [text, *(part.text for part in parts)]
    if numbered and parts:
        counted = enumerate(said, start=1)
        said = [each and each + number_suffix(number, len(said)) for number, each in counted]
    return contract.Outgoing(
        text=said[0],
        language=language,
        title=title,
        pictures=tuple(each for key, each in shown.items() if key not in placed),
        link=contract.LinkCard(link, title=title) if link else None,
        parts=tuple(
            contract.Part(
                here,
                tuple(each for key, each in shown.items() if key in part.pictures),
            )
            for part, here in zip(parts, said[1:], strict=True)
        ),
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
