"""What colleagues made of an item: their texts, as far as the reader may see them.

A text that stands on a channel is public, and shown as it stands there; one in the making is
shown only where its mission lets the reader look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from heraut.connectors.contract import Outgoing
from heraut.network.models import Channel
from heraut.network.words import platform_name
from heraut.newsroom import queries
from heraut.newsroom.actions._take_over import Like, Words
from heraut.newsroom.models import Adaptation, AudienceGroup, Item, KeyMessage
from heraut.newsroom.outgoing import outgoing
from heraut.newsroom.preview import Preview, preview_of
from heraut.newsroom.slots import PUBLISHED, Published
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a colleague on one channel. ``url`` where it stands, if it does."""

    channel: Channel
    outgoing: Outgoing
    url: str = ""

    @property
    def platform(self) -> str:
        return platform_name(self.channel.platform)

    @property
    def preview(self) -> Preview:
        return preview_of(self.channel, self.outgoing)


@dataclass(frozen=True, slots=True)
class Made:
    """What one unit made of an item: ``published`` tells when it went out; ``open`` whether the
    reader may look at the text in the making as well."""

    adaptation: Adaptation
    said: tuple[Said, ...]
    published: datetime | None
    open: bool

    @property
    def unit(self) -> Unit:
        return self.adaptation.unit

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.outgoing.language for each in self.said))

    @property
    def distinct(self) -> tuple[Said, ...]:
        """Each text once: what stands alike on three channels is read once."""
        found: dict[tuple[str, str], Said] = {}
        for each in self.said:
            found.setdefault((each.outgoing.language, each.outgoing.text), each)
        return tuple(found.values())

    @property
    def messages(self) -> list[KeyMessage]:
        return list(self.adaptation.key_messages.all())

    @property
    def audiences(self) -> list[AudienceGroup]:
        return list(self.adaptation.audiences.all())


def made_of(user: User, item: Item, but: Unit | None = None) -> list[Made]:
    """Every use of ``item`` of which the reader may see a text: in their own language first, then
    the latest. A constant number of queries."""
    # access: shown only as far as `_made` finds it open or published
    found = queries.with_texts(Adaptation.objects.filter(item=item)).order_by("-changed_at")
    if but is not None:
        found = found.exclude(unit=but)
    rows = list(found)
    readable = access.rows(user, Right.ITEM_READ, Adaptation).filter(item=item)
    may_look = set(readable.values_list("pk", flat=True))
    out = _published([each.pk for each in rows])
    made = [_made(each, each.pk in may_look, out.get(each.pk, [])) for each in rows]
    reads = (get_language() or "en")[:2]
    seen = [each for each in made if each.said]
    return sorted(seen, key=lambda each: reads not in each.languages)


def _published(ids: list[UUID]) -> dict[UUID, list[Published]]:
    found: dict[UUID, list[Published]] = {}
    for published in PUBLISHED:
        found.update(published(ids))
    return found


def _made(adaptation: Adaptation, may_look: bool, out: list[Published]) -> Made:
    if out:
        said = tuple(
            Said(each.channel, Outgoing.from_json(dict(each.content)), each.url) for each in out
        )
        return Made(adaptation, said, max(each.at for each in out), may_look)
    texts = [each for each in adaptation.texts.all() if each.included and each.text.strip()]
    said = tuple(Said(each.channel, outgoing(each)) for each in texts) if may_look else ()
    return Made(adaptation, said, None, may_look)


def like(user: User, adaptation: Adaptation) -> Like | None:
    """The words of a colleague's text that this person may start from; None where they may see
    none of it."""
    readable = access.rows(user, Right.ITEM_READ, Adaptation).filter(pk=adaptation.pk).exists()
    made = _made(adaptation, readable, _published([adaptation.pk]).get(adaptation.pk, []))
    words = tuple(
        Words(
            platform=each.channel.platform,
            language=each.outgoing.language,
            text=each.outgoing.text,
            title=each.outgoing.title,
            link=each.outgoing.link.url if each.outgoing.link else "",
        )
        for each in made.said
    )
    return Like(adaptation.pk, words) if words else None
