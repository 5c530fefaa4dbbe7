"""For whom a text is and what it carries, as the Adapt screen shows it, and the hints beside it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from heraut.connectors import catalogue
from heraut.connectors.contract import URL
from heraut.newsroom import hints, messages
from heraut.newsroom.hints import Hint
from heraut.newsroom.models import AudienceGroup, KeyMessage
from heraut.newsroom.relevance import reader
from heraut.newsroom.screen import Screen
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """A key message or an audience group that can be chosen; ``planned``: the plan names it."""

    row: KeyMessage | AudienceGroup
    chosen: bool
    planned: bool


@dataclass(frozen=True, slots=True)
class AimsView:
    messages: tuple[Choice, ...]
    audiences: tuple[Choice, ...]
    hints: tuple[Hint, ...]

    @property
    def carried(self) -> list[KeyMessage | AudienceGroup]:
        return [each.row for each in self.messages if each.chosen]

    @property
    def meant(self) -> list[KeyMessage | AudienceGroup]:
        return [each.row for each in self.audiences if each.chosen]


def build(user: User, shown: Screen) -> AimsView:
    """Reads the adaptation's own choices through ``all()``; the rest in a constant number of
    queries."""
    adaptation = shown.adaptation
    able = messages.aims(user, reader(adaptation.unit))
    carried = {each.pk for each in adaptation.key_messages.all()}
    meant = list(adaptation.audiences.all())
    groups = list({each.pk: each for each in [*able.audiences, *meant]}.values())
    chosen = {each.pk for each in meant}
    missing = [each for each in able.missing if each.pk not in carried]
    return AimsView(
        messages=_choices(able.messages, carried, able),
        audiences=_choices(groups, chosen, able),
        hints=(*hints.dead_links(_dead(shown)), *hints.hints(_texts(shown), meant, missing)),
    )


def _choices(
    rows: Sequence[KeyMessage | AudienceGroup], chosen: Set[UUID], able: messages.Aims
) -> tuple[Choice, ...]:
    made = [Choice(each, each.pk in chosen, each.pk in able.planned) for each in rows]
    return tuple(sorted(made, key=lambda each: (not each.chosen, not each.planned)))


def live_hints(user: User, shown: Screen) -> list[Hint]:
    """The hints alone, while somebody writes."""
    adaptation = shown.adaptation
    carried = {each.pk for each in adaptation.key_messages.all()}
    missing = [each for each in messages.missing(user, adaptation.unit) if each.pk not in carried]
    said = hints.hints(_texts(shown), adaptation.audiences.all(), missing)
    return [*hints.dead_links(_dead(shown)), *said]


def _dead(shown: Screen) -> list[str]:
    """The platforms on which a link of these texts leads nowhere."""
    found = []
    for each in shown.included:
        connector = catalogue.get(each.channel.platform)
        if connector.declaration.dead_links and URL.search(connector.rendered(each.outgoing)):
            found.append(connector.declaration.label)
    return found


def _texts(shown: Screen) -> list[tuple[str, str]]:
    return [(each.text.language, each.text.text) for each in shown.included]
