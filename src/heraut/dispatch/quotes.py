"""The screen of a quote as values: the words, how long they are, how it will look."""

from __future__ import annotations

from collections.abc import Mapping

from heraut.connectors.contract import Count, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.amplifying import Own
from heraut.dispatch.models import Delivery, Dispatch
from heraut.newsroom import channels, words
from heraut.newsroom.preview import Preview, preview_of
from heraut.outbound.budgets import Purse


class Quoting:
    """``data``: what was posted; ``again``: what was sent back and is mended now."""

    def __init__(
        self, original: Delivery, own: Own, again: Dispatch | None, data: Mapping[str, str]
    ) -> None:
        self.delivery, self.own = original, own
        before = next(iter(again.deliveries.all()), None) if again else None
        said = before.content.get("text", "") if before else ""
        self.text = data.get("text", said).strip()
        spoken = [*own.channel.languages, standing.said(original).language]
        self.language = data.get("language") or spoken[0]
        self.outgoing = Outgoing(self.text, self.language, quote=standing.original(original))

    @property
    def count(self) -> Count:
        return channels.counts(self.outgoing, self.own.channel)[0]

    @property
    def objections(self) -> list[str]:
        """Once something was written."""
        if not self.text:
            return []
        found = channels.obstacles(self.outgoing, self.own.channel, Purse())
        return [words.objection(each.code, each.params) for each in found]

    @property
    def preview(self) -> Preview:
        return preview_of(self.own.channel, self.outgoing)
