"""What the form of the Adapt screen brings back.

For each language L in use: ``title-L``, ``text-L``, ``link-L`` (common to its channels). For each
``channel`` C listed: ``on-C`` (goes out there), ``lang-C``, ``own-C`` (fitted by hand) with
``own-text-C``; in a thread also ``part-C``, once for each further part in order, and ``numbered-C``.
For each ``picture`` P listed: ``use-P`` (the channels that show it), ``alt-P-L``, and in a thread
``place-P-C`` (the part that shows it, from 1), ``crop-P-C`` (empty: by itself), and ``focal-x-P``,
``focal-y-P`` (in hundredths from the top left). With a ``film``: ``film-use`` (the channels that
show it), ``film-alt-L``, ``film-shape``. ``campaign``, and ``tracked`` where ``campaign`` came along.
``revision``: what the person saw; ``over``: the newer one they decided to write over. ``form``
and ``tick``: the pen (see ``save_adaptation``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from heraut.newsroom import drafts, fitting, languages, shapes
from heraut.newsroom.actions.save_adaptation import Pen, save_adaptation
from heraut.newsroom.drafts import ChannelText, Draft, PartText
from heraut.newsroom.models import Adaptation, FilmShape, Picture, PictureAlt, Version
from heraut.people.models import User

_FILM_FIELDS = ("film", "film_alt", "film_shape", "captions")


def save_posted(
    adaptation: Adaptation,
    data: QueryDict,
    *,
    by: User,
    change: Callable[[Draft], Draft] = lambda draft: draft,
) -> Adaptation:
    """Save the texts that came with a request; a request without them changes nothing. ``change``
    is done to them first.

    Whoever submits (``slots.ADAPT_FOOTER``) calls this first, so that what is submitted is what
    stands on the screen. Raises what ``save_adaptation`` raises.
    """
    if "channel" not in data:
        return adaptation
    return save_adaptation(
        adaptation.pk,
        by=by,
        revision=revision(data),
        draft=change(draft(adaptation, data)),
        pen=Pen(data.get("form", "")[:32], _number(data.get("tick", ""))),
    )


def revision(data: QueryDict) -> int:
    """What the person saw, or decided to write over; 0, which is never right, where it is amiss."""
    return _number(data.get("over") or data.get("revision") or "")


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def draft(adaptation: Adaptation, data: QueryDict) -> Draft:
    """The whole draft as it stands on the person's screen."""
    before = drafts.of(adaptation)
    stored = before.by_channel()
    shown = uuids(data.getlist("picture"))
    texts = []
    for channel_id in uuids(data.getlist("channel")):
        former = stored.get(channel_id)
        pictures = {each for each in shown if str(channel_id) in data.getlist(f"use-{each}")}
        unseen = (former.pictures if former else frozenset()) - set(shown)
        texts.append(_text(adaptation, channel_id, data, former, frozenset(pictures | unseen)))
    alts = dict(before.alts) | _alts(data, shown)
    return Draft(
        tuple(texts),
        _with_known_alts(adaptation, texts, alts),
        _focals(data, shown, before),
        data.get("campaign", before.campaign),
        "tracked" in data if "campaign" in data else before.tracked,
    )


def _focals(data: QueryDict, shown: list[UUID], before: Draft) -> dict[UUID, tuple[float, float]]:
    """Only where it is another than the picture's own, or was set before."""
    found = dict(before.focals)
    asked = {each: _point(data, each) for each in shown}
    # access: their points alone are compared; saving asks whether they may be used
    known = Picture.objects.filter(pk__in=[each for each, point in asked.items() if point])
    for picture in known:
        point = asked[picture.pk]
        own = (round(picture.focal_x, 2), round(picture.focal_y, 2))
        if point is not None and (point != own or picture.pk in found):
            found[picture.pk] = point
    return found


def _point(data: QueryDict, picture: UUID) -> tuple[float, float] | None:
    """Shares of width and height; None where the form did not ask."""
    said = [data.get(f"focal-{axis}-{picture}", "") for axis in ("x", "y")]
    if not all(said):
        return None
    x, y = (min(_number(each), 100) / 100 for each in said)
    return (x, y)


def _text(
    adaptation: Adaptation,
    channel_id: UUID,
    data: QueryDict,
    former: ChannelText | None,
    pictures: frozenset[UUID],
) -> ChannelText:
    asked = data.get(f"lang-{channel_id}", "")
    language = asked if _plausible(asked) else former.language if former else "en"
    own = f"own-{channel_id}" in data
    common = _common(adaptation, language, data, former)
    text = common.text
    if own:
        # A channel that was just set apart begins with what it had in common.
        text = data.get(f"own-text-{channel_id}", "") or (
            "" if former and former.own else common.text
        )
    return ChannelText(
        channel_id=channel_id,
        language=language,
        text=text,
        title=common.title,
        link=common.link,
        included=f"on-{channel_id}" in data,
        own=own,
        pictures=pictures,
        parts=_parts(channel_id, data, pictures) if own else (),
        numbered=own and f"numbered-{channel_id}" in data,
        crops=_crops(channel_id, data, former, pictures),
        **_film(channel_id, language, data, former),
    )


def _crops(
    channel_id: UUID, data: QueryDict, former: ChannelText | None, pictures: frozenset[UUID]
) -> dict[UUID, str]:
    """What was chosen; what the form did not show stays as it was."""
    found = {}
    for picture in pictures:
        before = former.crops.get(picture, "") if former else ""
        said = data.get(f"crop-{picture}-{channel_id}", before)
        if said in (*shapes.CROPS, shapes.ORIGINAL):
            found[picture] = said
    return found


def _film(
    channel_id: UUID, language: str, data: QueryDict, former: ChannelText | None
) -> dict[str, Any]:
    """The film's fields of a channel's text."""
    kept = former or ChannelText(channel_id, language, "")
    shown = uuids(data.getlist("film"))
    if not shown:
        fields = (kept.film, kept.film_alt, kept.film_shape, kept.captions)
        return dict(zip(_FILM_FIELDS, fields, strict=True))
    used = str(channel_id) in data.getlist("film-use")
    shape = data.get("film-shape", kept.film_shape)
    return {
        "film": shown[0] if used else None,
        "film_alt": data.get(f"film-alt-{language}", kept.film_alt),
        "film_shape": shape if shape in FilmShape.values else kept.film_shape,
        "captions": kept.captions if used and kept.film == shown[0] else None,
    }


def _parts(channel_id: UUID, data: QueryDict, pictures: frozenset[UUID]) -> tuple[PartText, ...]:
    """The further parts; an empty one stays until the person takes it away."""
    place = {each: _number(data.get(f"place-{each}-{channel_id}", "")) for each in pictures}
    return tuple(
        PartText(text, frozenset(each for each in pictures if place[each] == number))
        for number, text in enumerate(data.getlist(f"part-{channel_id}"), start=2)
    )


def _common(
    adaptation: Adaptation, language: str, data: QueryDict, former: ChannelText | None
) -> ChannelText:
    """What the channels of a language share: as posted; for a language that has just come in, the
    item's own words in it; else what the channel said before."""
    channel_id = former.channel_id if former else adaptation.pk
    kept = former or ChannelText(channel_id, language, "")
    version = None
    if f"title-{language}" not in data and language != kept.language:
        version = _version(adaptation, language)
    text, title, link = kept.text, kept.title, kept.link
    if version is not None:
        text, title, link = version.summary or version.title, version.title, version.link
    return ChannelText(
        channel_id=channel_id,
        language=language,
        text=data.get(f"text-{language}", text),
        title=data.get(f"title-{language}", title),
        link=data.get(f"link-{language}", link),
    )


def _version(adaptation: Adaptation, language: str) -> Version | None:
    if adaptation.item is None:
        return None
    versions = [
        version
        for version in adaptation.item.versions.all()
        if languages.base(version.language) == languages.base(language)
    ]
    return fitting.best_version(versions, [language], language)


def _alts(data: QueryDict, shown: list[UUID]) -> dict[tuple[UUID, str], str]:
    found = {}
    for picture_id in shown:
        prefix = f"alt-{picture_id}-"
        for field in data:
            if field.startswith(prefix):
                found[picture_id, field.removeprefix(prefix)] = data.get(field, "")
    return found


def _with_known_alts(
    adaptation: Adaptation, texts: list[ChannelText], alts: Mapping[tuple[UUID, str], str]
) -> dict[tuple[UUID, str], str]:
    """Where a language has just come in, what the item says of its pictures in it."""
    wanted = {(picture, text.language) for text in texts for picture in text.pictures}
    missing = wanted - alts.keys()
    if not missing:
        return dict(alts)
    known = PictureAlt.objects.filter(picture__in={picture for picture, _ in missing})
    return dict(alts) | {
        (alt.picture_id, alt.language): alt.text
        for alt in known
        if (alt.picture_id, alt.language) in missing
    }


def _plausible(language: str) -> bool:
    return 2 <= len(language) <= 12 and language.replace("-", "").isalnum()


def uuids(values: list[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
