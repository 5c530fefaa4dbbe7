"""What a person does to a thread while writing: split, add, remove, move, join.

A thread is always a channel's own text: platforms differ in how much a part may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from heraut.connectors.contract import MOST_PARTS, Capability, LinkCard, Outgoing
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel
from heraut.newsroom import channels, splitting
from heraut.newsroom.campaigns import NONE, Tags
from heraut.newsroom.drafts import ChannelText, Draft, PartText
from heraut.newsroom.outgoing import number_suffix

TagsOf = Callable[[Channel], Tags]
_TOO_LONG = ("text.too_long", "text.too_many_bytes")


def change(
    draft: Draft, command: str, known: Sequence[Channel], tags: TagsOf = lambda channel: NONE
) -> Draft:
    """``command``: what the button said, ``split:CHANNEL``, ``join:CHANNEL``, or ``add``,
    ``remove``, ``up``, ``down`` with the number of the part, from 1. ``tags``: what goes onto a
    channel's links, and counts.

    Raises ``Refusal`` (``thread.unsupported``, ``thread.fits``, ``thread.too_many``,
    ``thread.command``).
    """
    verb, channel, text, number = _understood(draft, command, known)
    made = _VERBS[verb](text, channel, number, tags(channel))
    texts = tuple(made if each.channel_id == channel.pk else each for each in draft.texts)
    return replace(draft, texts=texts)


def _understood(
    draft: Draft, command: str, known: Sequence[Channel]
) -> tuple[str, Channel, ChannelText, int]:
    verb, _, rest = command.partition(":")
    name, _, place = rest.partition(":")
    channel = next((each for each in known if str(each.pk) == name), None)
    text = draft.by_channel().get(channel.pk) if channel else None
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else 0
    if channel is None or text is None or verb not in _VERBS:
        raise Refusal("thread.command")
    if verb in ("remove", "up", "down") and not 1 <= number <= len(text.parts) + 1:
        raise Refusal("thread.command")
    if not channels.can(channel, Capability.THREAD):
        raise Refusal("thread.unsupported", channel=channel.name or channel.handle)
    return verb, channel, text, number


def _split(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    whole = "\n\n".join(each.text for each in _pieces(text) if each.text)
    fits = _fits(text, channel, tags)
    if text.numbered:
        parts = splitting.numbered(whole, fits, number_suffix)
    else:
        parts = splitting.split(whole, fits)
    if len(parts) < 2:
        raise Refusal("thread.fits", channel=channel.name or channel.handle)
    return _built(text, [PartText(each) for each in parts])


def too_long(draft: Draft, channel: Channel, tags: Tags = NONE) -> bool:
    """Whether the channel's text does not fit it in one part."""
    text = draft.by_channel()[channel.pk]
    return not _fits(text, channel, tags)(text.text, 0)


def _fits(text: ChannelText, channel: Channel, tags: Tags) -> splitting.Fits:
    """As the channel counts, the link of the first part included."""
    link = LinkCard(tags.link(text.link), title=text.title) if text.link else None

    def fits(piece: str, number: int) -> bool:
        outgoing = Outgoing(tags.text(piece), text.language, link=None if number else link)
        return not any(each.code in _TOO_LONG for each in channels.objections(outgoing, channel))

    return fits


def _join(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    whole = "\n\n".join(each.text for each in _pieces(text) if each.text)
    return replace(text, text=whole, parts=(), own=True)


def _add(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    """An empty part after part ``number``; after the last where there is no such."""
    pieces = _pieces(text)
    if len(pieces) >= MOST_PARTS:
        raise Refusal("thread.too_many", limit=MOST_PARTS)
    pieces.insert(number or len(pieces), PartText(""))
    return _built(text, pieces)


def _remove(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    """Its pictures go to the first part."""
    pieces = _pieces(text)
    pieces.pop(number - 1)
    return _built(text, pieces or [PartText("")])


def _up(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    return _moved(text, number - 1, number - 2)


def _down(text: ChannelText, channel: Channel, number: int, tags: Tags) -> ChannelText:
    return _moved(text, number - 1, number)


def _moved(text: ChannelText, here: int, there: int) -> ChannelText:
    pieces = _pieces(text)
    if 0 <= there < len(pieces):
        pieces[here], pieces[there] = pieces[there], pieces[here]
    return _built(text, pieces)


_VERBS: dict[str, Callable[[ChannelText, Channel, int, Tags], ChannelText]] = {
    "split": _split,
    "join": _join,
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
}


def _pieces(text: ChannelText) -> list[PartText]:
    """All parts alike; what no further part shows, the first does."""
    placed: set[UUID] = {each for part in text.parts for each in part.pictures}
    return [PartText(text.text, text.pictures - placed), *text.parts]


def _built(text: ChannelText, pieces: Sequence[PartText]) -> ChannelText:
    return replace(text, text=pieces[0].text, parts=tuple(pieces[1:]), own=True)
