"""A text on a channel as its readers will see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability, Original, Outgoing, Picture, Video
from heraut.network.models import Channel
from heraut.network.words import platform_name

_LINES, _SIGNS = 3, 70


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """A further part of a thread; ``number`` from 2."""

    number: int
    text: str
    pictures: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What ``ui/preview.html`` takes; ``link`` only where the platform shows it as a card.

    ``quote``: the text it shows within it; ``reposts``: there is nothing but that text;
    ``answers``: it stands below a text of our own; ``fold``: the last words that readers see before
    they ask for more, empty where they see all of it; ``dead_links``: a link in it is words there.
    """

    platform: str
    platform_label: str
    name: str
    handle: str
    text: str
    language: str
    pictures: tuple[dict[str, str], ...]
    link: str
    link_title: str
    parts: tuple[PreviewPart, ...] = ()
    film: dict[str, str] | None = None
    quote: Original | None = None
    reposts: bool = False
    answers: bool = False
    fold: str = ""
    dead_links: bool = False


def repost_of(channel: Channel, original: Original, language: str = "") -> Preview:
    """``original``, passed on by ``channel``."""
    return Preview(
        platform=channel.platform,
        platform_label=platform_name(channel.platform),
        name=channel.name or channel.handle,
        handle=channel.handle.lstrip("@"),
        text="",
        language=language,
        pictures=(),
        link="",
        link_title="",
        quote=original,
        reposts=True,
    )


def preview_of(channel: Channel, outgoing: Outgoing) -> Preview:
    """``outgoing`` on ``channel``; ``KeyError`` for a platform without a connector."""
    connector = catalogue.of(channel.platform, by_hand=channel.by_hand)
    text = connector.rendered(outgoing)
    link = outgoing.link
    if channel.platform == "web_feed":  # the one whose entries have titles, and no cards
        said = link.url if link and link.url not in text else ""
        text = "\n\n".join(part for part in (outgoing.title, text, said) if part)
    cards = Capability.LINK_CARD in connector.declaration.capabilities
    card = link if link and cards and link.url not in text else None
    return Preview(
        platform=channel.platform,
        platform_label=platform_name(channel.platform),
        name=channel.name or channel.handle,
        handle=channel.handle.lstrip("@"),
        text=text or "…",
        language=outgoing.language,
        pictures=_shown(outgoing.pictures),
        link=card.url if card else "",
        link_title=card.title if card else "",
        parts=tuple(
            PreviewPart(number, part.text or "…", _shown(part.pictures))
            for number, part in enumerate(outgoing.parts, start=2)
        ),
        film=_film(outgoing.video) if outgoing.video else None,
        quote=outgoing.quote,
        answers=outgoing.reply is not None,
        fold=_fold(text) if channel.platform == "linkedin" else "",
        dead_links=connector.declaration.dead_links,
    )


def _fold(text: str) -> str:
    """LinkedIn shows about three lines of 70 signs; where exactly depends on the reader's screen."""
    shown, left = [], _LINES
    for line in text.split("\n"):
        if left * _SIGNS < len(line) or not left:
            shown.append(line[: left * _SIGNS].rsplit(" ", 1)[0])
            return " ".join(" ".join(shown).split()[-4:])
        shown.append(line)
        left -= max(1, -(-len(line) // _SIGNS))
    return ""


def _shown(pictures: Iterable[Picture]) -> tuple[dict[str, str], ...]:
    return tuple({"url": _url(each.sha256), "alt": each.alt} for each in pictures)


def _film(video: Video) -> dict[str, str]:
    """``url`` is empty while it is being converted."""

    def url(sha256: str, what: str) -> str:
        return reverse("newsroom_film", args=[sha256, what]) if sha256 else ""

    return {
        "url": url(video.sha256, "film"),
        "poster": url(video.sha256, "poster"),
        "captions": url(video.captions, "captions"),
        "language": video.captions_language,
        "alt": video.alt,
        "width": str(video.width),
        "height": str(video.height),
    }


def _url(sha256: str) -> str:
    return reverse("newsroom_picture", args=[sha256, "small"])
