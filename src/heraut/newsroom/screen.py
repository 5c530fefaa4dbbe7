"""The Adapt screen as values: which texts, for which channels, how long, what is in the way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from heraut.connectors import catalogue, contract
from heraut.network.models import Channel
from heraut.network.words import platform_name
from heraut.newsroom import channels, drafts, film_part, films, languages, shapes, words
from heraut.newsroom.cutting import cuts
from heraut.newsroom.drafts import ChannelText, Draft
from heraut.newsroom.film_part import FilmView
from heraut.newsroom.models import Adaptation, Picture
from heraut.newsroom.outgoing import composed, source_of, tags_of
from heraut.newsroom.preview import Preview, preview_of
from heraut.outbound.budgets import Purse
from heraut.outbound.spending import dollars


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a channel's text: what was written, its length there, what is in the way."""

    number: int
    text: str
    count: contract.Count
    objections: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        return self.number == 1


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel: its text as it would go out, its length there, what is in the way.
    ``parts``: all of them where it is a thread, the first included. ``costs``, ``left``: US dollars
    that the platform asks, and what is left of the month's budget; empty where it asks nothing."""

    channel: Channel
    label: str
    text: ChannelText
    outgoing: contract.Outgoing
    count: contract.Count
    objections: tuple[str, ...]
    pictures: tuple[Picture, ...]
    parts: tuple[PartView, ...] = ()
    may_thread: bool = False
    costs: str = ""
    left: str = ""
    may_film: bool = False

    @property
    def too_long(self) -> bool:
        """Whether splitting it would help."""
        return self.may_thread and self.count.over

    @property
    def id(self) -> UUID:
        return self.channel.pk

    @property
    def direction(self) -> str:
        return languages.direction(self.text.language)

    @property
    def preview(self) -> Preview:
        return preview_of(self.channel, self.outgoing)


@dataclass(frozen=True, slots=True)
class LanguageView:
    """What the channels of one language have in common; ``channels`` take the common text."""

    language: str
    title: str
    text: str
    link: str
    channels: tuple[ChannelView, ...]
    fitted: tuple[ChannelView, ...]

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def included(self) -> tuple[ChannelView, ...]:
        return tuple(each for each in self.channels if each.text.included)


@dataclass(frozen=True, slots=True)
class AltView:
    language: str
    text: str
    missing: bool

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class CropView:
    """How a picture is cut for one channel. ``automatic``: the crop it gets if nobody chooses;
    ``choices``: what the channel takes."""

    channel: ChannelView
    chosen: str
    automatic: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture that may be shown, the channels that show it, what is said of it. ``places``: the
    threads that show it, and in which part."""

    picture: Picture
    used: frozenset[UUID]
    alts: tuple[AltView, ...]
    places: tuple[tuple[ChannelView, int], ...] = ()
    focal: tuple[float, float] = shapes.MIDDLE
    crops: tuple[CropView, ...] = ()

    @property
    def focal_percent(self) -> tuple[int, int]:
        return round(self.focal[0] * 100), round(self.focal[1] * 100)


@dataclass(frozen=True, slots=True)
class Screen:
    """``form`` names this drawing of the form (see ``save_adaptation.Pen``); ``tagged``: links into
    the ministry's ``domains`` carry campaign parameters."""

    adaptation: Adaptation
    revision: int
    languages: tuple[LanguageView, ...]
    channels: tuple[ChannelView, ...]
    pictures: tuple[PictureView, ...]
    form: str
    film: FilmView | None = None
    campaign: str = ""
    tracked: bool = True
    domains: tuple[str, ...] = ()
    films_work: bool = True

    @property
    def filming(self) -> tuple[ChannelView, ...]:
        """The channels that can carry a film."""
        return tuple(each for each in self.channels if each.may_film)

    @property
    def included(self) -> tuple[ChannelView, ...]:
        return tuple(each for each in self.channels if each.text.included)

    @property
    def ready(self) -> bool:
        """Whether every channel that is not left out could take its text."""
        return bool(self.included) and not any(each.objections for each in self.included)


def build(
    adaptation: Adaptation, draft: Draft | None = None, revision: int | None = None
) -> Screen:
    """The screen of what is stored, or of what a form holds. Three queries of its own."""
    draft = draft or drafts.of(adaptation)
    shown = _channels(adaptation, draft)
    pictures = _pictures(adaptation, draft)
    film = film_part.shown(adaptation, draft)
    purse = Purse()
    views = tuple(
        _view(adaptation, draft, channel, text, pictures, film, purse) for channel, text in shown
    )
    spoken = tuple(dict.fromkeys(view.text.language for view in views))
    return Screen(
        adaptation=adaptation,
        revision=revision if revision is not None else adaptation.revision,
        languages=tuple(_language(language, views) for language in spoken),
        channels=views,
        pictures=tuple(_picture(each, views, draft) for each in pictures),
        form=secrets.token_hex(8),
        film=film,
        campaign=draft.campaign,
        tracked=draft.tracked,
        domains=settings.HERAUT.domains(),
        films_work=not films.missing(),
    )


def shape(draft: Draft) -> str:
    """Which fields the form has; when it changes, the form has to be drawn again."""
    parts = [f"{text.channel_id} {text.language} {text.own}" for text in draft.texts]
    parts += [
        f"{text.channel_id} {len(text.parts)} {sorted(text.pictures)}"
        for text in draft.texts
        if text.parts
    ]
    parts += [f"{text.channel_id} {text.film}" for text in draft.texts if text.film]
    heard = {text.language for text in draft.texts if text.included}
    return "|".join([*sorted(parts), *sorted(heard)])


def _channels(adaptation: Adaptation, draft: Draft) -> list[tuple[Channel, ChannelText]]:
    """The channels of the draft, then those of the unit that came since, left out."""
    ours = {channel.pk: channel for channel in channels.of(adaptation.unit)}
    known = {text.channel_id: text.channel for text in adaptation.texts.all()} | ours
    texts = [(known[text.channel_id], text) for text in draft.texts if text.channel_id in known]
    told = {channel.pk for channel, _ in texts}
    language = texts[0][1].language if texts else "en"
    like = texts[0][1] if texts else None
    for channel in ours.values():
        if channel.pk not in told:
            new = ChannelText(
                channel.pk,
                language,
                like.text if like else "",
                title=like.title if like else "",
                link=like.link if like else "",
                included=False,
            )
            texts.append((channel, new))
    speaks = [each for each in texts if catalogue.find(each[0].platform)]
    return sorted(speaks, key=lambda each: (each[0].platform, str(each[0].pk)))


def _stored(adaptation: Adaptation) -> set[UUID]:
    kept = {each.pk for text in adaptation.texts.all() for each in text.pictures.all()}
    return kept | {alt.picture_id for alt in adaptation.alts.all()}


def _pictures(adaptation: Adaptation, draft: Draft) -> list[Picture]:
    used = {each for text in draft.texts for each in text.pictures}
    used |= {picture for picture, _ in draft.alts}
    # A draft may name any picture: shown are this unit's, the item's and those already in the text.
    may = Q(unit=adaptation.unit_id) | Q(pk__in=_stored(adaptation))
    if adaptation.item_id is not None:
        may |= Q(item=adaptation.item_id)
    # access: by the condition
    known = Picture.objects.filter(may, pk__in=used).prefetch_related("renditions")
    found = {picture.pk: picture for picture in known}
    if adaptation.item_id is not None:
        # access: who may adapt an item sees its pictures
        theirs = Picture.objects.filter(item=adaptation.item_id).prefetch_related("renditions")
        found |= {each.pk: each for each in theirs}
    return sorted(found.values(), key=lambda each: (each.created_at, str(each.pk)))


def _view(
    adaptation: Adaptation,
    draft: Draft,
    channel: Channel,
    text: ChannelText,
    pictures: Sequence[Picture],
    film: FilmView | None,
    purse: Purse,
) -> ChannelView:
    mine = tuple(each for each in pictures if each.pk in text.pictures)
    cut = cuts(mine, channels.limits(channel), text.crops, draft.focals)
    goes = composed(
        text=text.text,
        language=text.language,
        title=text.title,
        link=text.link,
        pictures=mine,
        alts=draft.alts,
        parts=text.parts,
        numbered=text.numbered,
        cut=cut,
        video=film.going(text) if film and text.film else None,
        tags=tags_of(adaptation, channel, draft.campaign, tracked=draft.tracked),
    )
    found = channels.objections(goes, channel)
    price = channels.price(goes, channel) if text.included else 0
    found += purse.objections(channel.platform, price)
    counts = channels.counts(goes, channel)
    return ChannelView(
        channel=channel,
        label=platform_name(channel.platform),
        text=text,
        outgoing=goes,
        count=counts[0],
        objections=_said(found),
        pictures=mine,
        parts=_parts(text, counts, found) if text.parts else (),
        may_thread=channels.can(channel, contract.Capability.THREAD)
        and bool(channels.limits(channel).max_length),
        costs=dollars(price) if price else "",
        left=purse.account(channel.platform).told["left"] if price else "",
        may_film=channels.can(channel, contract.Capability.VIDEO),
    )


def _said(found: Sequence[contract.Objection], *, named: bool = True) -> tuple[str, ...]:
    """In words; ``named``: with the part that each is about."""
    said = (words.objection(each.code, each.params, each.part * named) for each in found)
    return tuple(dict.fromkeys(said))


def _parts(
    text: ChannelText, counts: Sequence[contract.Count], found: Sequence[contract.Objection]
) -> tuple[PartView, ...]:
    written = (text.text, *(part.text for part in text.parts))
    return tuple(
        PartView(
            number,
            said,
            count,
            _said([each for each in found if each.part == number], named=False),
        )
        for number, (said, count) in enumerate(zip(written, counts, strict=True), start=1)
    )


def _language(language: str, views: Sequence[ChannelView]) -> LanguageView:
    theirs = [view for view in views if view.text.language == language]
    common = [view for view in theirs if not view.text.own]
    first = (common or theirs)[0].text
    return LanguageView(
        language=language,
        title=first.title,
        text=first.text,
        link=first.link,
        channels=tuple(common),
        fitted=tuple(view for view in theirs if view.text.own),
    )


def _picture(picture: Picture, views: Sequence[ChannelView], draft: Draft) -> PictureView:
    used = frozenset(view.id for view in views if picture.pk in view.text.pictures)
    spoken = dict.fromkeys(view.text.language for view in views if view.text.included)
    heard = {view.text.language for view in views if view.id in used and view.text.included}
    alts = []
    for language in spoken or {"en": None}:
        said = draft.alts.get((picture.pk, language), "")
        alts.append(AltView(language, said, missing=language in heard and not said.strip()))
    focal = draft.focals.get(picture.pk, (picture.focal_x, picture.focal_y))
    crops = tuple(_crop(picture, focal, view) for view in views)
    return PictureView(picture, used, tuple(alts), _places(picture, views), focal, crops)


def _crop(picture: Picture, focal: tuple[float, float], view: ChannelView) -> CropView:
    limits = channels.limits(view.channel)
    return CropView(
        channel=view,
        chosen=view.text.crops.get(picture.pk, ""),
        automatic=shapes.suggested(source_of(picture, focal), limits),
        choices=tuple(shapes.choices(limits)),
    )


def _places(picture: Picture, views: Sequence[ChannelView]) -> tuple[tuple[ChannelView, int], ...]:
    found = []
    for view in views:
        if view.text.parts and picture.pk in view.text.pictures:
            parts = enumerate(view.text.parts, start=2)
            place = next((n for n, part in parts if picture.pk in part.pictures), 1)
            found.append((view, place))
    return tuple(found)
