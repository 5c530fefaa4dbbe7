"""A colleague's words as the beginning of one's own text."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from heraut.newsroom import languages
from heraut.newsroom.models import Adaptation, AdaptationText


@dataclass(frozen=True, slots=True)
class Words:
    """What a colleague said on one platform, in one language."""

    platform: str
    language: str
    text: str
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Like:
    """A colleague's text that the person may read, as far as they may read it."""

    adaptation_id: UUID
    words: tuple[Words, ...]


def take_over(adaptation: Adaptation, like: Like) -> None:
    """Give each channel the colleague's words in a language of its own, those of the same
    platform first; a channel whose languages the colleague did not write in keeps the item's
    words. Where no channel has such a language, all begin with the colleague's words as they are.
    Pictures stay the item's.
    """
    adaptation.like_id = like.adaptation_id
    adaptation.title = adaptation.title or next((w.title for w in like.words if w.title), "")
    adaptation.save(update_fields=["like", "title"])
    texts = list(adaptation.texts.select_related("channel"))
    suited = [best(like.words, text) for text in texts]
    if not any(suited) and like.words:
        suited = [like.words[0]] * len(texts)
    for text, words in zip(texts, suited, strict=True):
        if words is not None:
            text.language, text.text = words.language, words.text
            text.title, text.link = words.title or text.title, words.link or text.link
    common = {each.language: each.text for each in reversed(texts)}
    for text in texts:
        text.own = text.text != common[text.language]
        text.save(update_fields=["language", "text", "title", "link", "own"])


def best(words: tuple[Words, ...], text: AdaptationText) -> Words | None:
    """The colleague's words in the first language of the channel that they wrote in."""
    wanted = [languages.base(each) for each in (text.language, *text.channel.languages)]
    known = [each for each in words if languages.base(each.language) in wanted]

    def rank(each: Words) -> tuple[int, bool]:
        return wanted.index(languages.base(each.language)), each.platform != text.channel.platform

    return min(known, key=rank, default=None)
