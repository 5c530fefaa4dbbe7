"""From the rows of an adaptation to what a connector takes, and the digest over all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from heraut.connectors import contract
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
    )


def composed(
    *,
    text: str,
    language: str,
    title: str,
    link: str,
    pictures: Iterable[Picture],
    alts: Mapping[tuple[UUID, str], str],
) -> contract.Outgoing:
    """The same from plain values; ``alts``: (picture, language) -> what it shows."""
    return contract.Outgoing(
        text=text,
        language=language,
        title=title,
        pictures=tuple(
            contract.Picture(
                sha256=picture.sha256,
                mime=picture.mime,
                width=picture.width,
                height=picture.height,
                size=picture.size,
                alt=alts.get((picture.pk, language), ""),
            )
            for picture in pictures
        ),
        link=contract.LinkCard(link, title=title) if link else None,
    )


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
