"""The screen of a correction as values: each published text, what it is to say, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext

from heraut.connectors.contract import Change, Count, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.actions.correct import edits
from heraut.dispatch.models import Delivery, Dispatch
from heraut.network.words import platform_name
from heraut.newsroom import channels, words
from heraut.outbound.models import Verb


@dataclass(frozen=True, slots=True)
class Piece:
    """One text field: a part of the text that is edited, or the public correction."""

    number: int
    text: str
    count: Count
    objections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One published text. ``edits``: it is changed where it stands; ``now``: what it says."""

    delivery: Delivery
    label: str
    edits: bool
    now: Outgoing
    language: str
    chosen: bool
    pieces: tuple[Piece, ...]


class Correcting:
    """``asked``: the text that the person started from; ``again``: what was sent back and is mended
    now. Fields: ``on-D`` and, once a part, ``text-D`` for each delivery D; ``note``."""

    def __init__(
        self,
        published: Sequence[Delivery],
        asked: UUID,
        again: Dispatch | None,
        data: QueryDict | Mapping[str, str],
    ) -> None:
        before = {each.original_id: each for each in again.deliveries.all()} if again else {}
        self.note = data.get("note", again.note if again else "")
        self.is_posted = bool(data)
        self.rows = [
            _row(each, before.get(each.pk), data, chosen=self._chosen(each, before, data))
            for each in published
        ]
        self.asked = asked

    @staticmethod
    def _chosen(each: Delivery, before: Mapping[UUID | None, Delivery], data: object) -> bool:
        """All of them at first: what is wrong in one is mostly wrong in all."""
        if isinstance(data, QueryDict) and data:
            return f"on-{each.pk}" in data
        return each.pk in before if before else True

    @property
    def chosen(self) -> dict[UUID, list[str]]:
        """What ``actions.correct`` takes."""
        return {
            row.delivery.pk: [piece.text for piece in row.pieces] for row in self.rows if row.chosen
        }


def _row(delivery: Delivery, before: Delivery | None, data: object, *, chosen: bool) -> Row:
    now, able = standing.said(delivery), edits(delivery)
    texts = _first_texts(delivery, before, now, able)
    if isinstance(data, QueryDict) and data.getlist(f"text-{delivery.pk}"):
        texts = [each.replace("\r\n", "\n") for each in data.getlist(f"text-{delivery.pk}")]
    return Row(
        delivery=delivery,
        label=platform_name(delivery.channel.platform),
        edits=able,
        now=now,
        language=now.language,
        chosen=chosen,
        pieces=tuple(_piece(delivery, now, able, *each) for each in enumerate(texts)),
    )


def _first_texts(
    delivery: Delivery, before: Delivery | None, now: Outgoing, able: bool
) -> list[str]:
    if before is not None and able and before.verb == Verb.EDIT:
        return list(Change.from_json(before.content).after.texts)
    if before is not None and not able and before.verb == Verb.PUBLISH:
        return [str(before.content["text"])]
    if able:
        return list(now.texts)
    with translation.override(now.language):
        return [gettext("Correction:") + " "]


def _piece(delivery: Delivery, now: Outgoing, able: bool, place: int, text: str) -> Piece:
    """Counted as it would go out: an edited part with its link and pictures."""
    alone = Outgoing(text, now.language)
    if able and place < len(now.texts):
        alone = replace(now.each[place], text=text, reply=None, quote=None)
    channel = delivery.channel
    found = channels.objections(alone, channel)
    said = tuple(words.objection(each.code, each.params) for each in found)
    return Piece(place + 1, text, channels.counts(alone, channel)[0], said)
