"""Save what a mission makes of an item; who saves on an older revision is told, not obeyed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import channels, drafts
from heraut.newsroom.actions._media import fix
from heraut.newsroom.drafts import ChannelText, Draft
from heraut.newsroom.models import (
    Adaptation,
    AdaptationAlt,
    AdaptationText,
    Captions,
    Film,
    Picture,
)
from heraut.newsroom.slots import ADAPTATION_EDITED
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Pen:
    """One open form and how far it is: ``tick`` grows with everything it sends.

    On a bad line a form sends, is not answered, and sends again: its own newer text may stand on
    its own older one although it never heard the new revision. What arrives late is dropped.
    """

    form: str = ""
    tick: int = 0


@transaction.atomic
def save_adaptation(
    adaptation_id: UUID,
    *,
    by: User,
    revision: int,
    draft: Draft,
    pen: Pen = Pen(),
) -> Adaptation:
    """``revision``: what the person saw. ``draft`` is the whole; channels it does not name stay.

    Saving what stands there already changes nothing, whatever the revision. Raises
    ``Stale("adaptation.stale", name, at, revision)`` where somebody saved since, and whatever
    ``ADAPTATION_EDITED`` refuses; then nothing was written.
    """
    adaptation = (
        Adaptation.objects.select_for_update(of=("self",))
        .select_related("unit", "changed_by")
        .get(pk=adaptation_id)
    )
    access.require(by, Right.ADAPT, adaptation.unit)
    stored = drafts.of(adaptation)
    draft = _whole(drafts.cleaned(draft), stored)
    same_pen = bool(pen.form) and pen.form == adaptation.pen_form
    if drafts.same(draft, stored) or (same_pen and pen.tick < adaptation.pen_tick):
        return adaptation
    if adaptation.revision != revision and not same_pen:
        raise Stale(
            "adaptation.stale",
            name=str(adaptation.changed_by),
            at=adaptation.changed_at,
            revision=adaptation.revision,
        )
    _check(adaptation, draft, stored)
    for edited in ADAPTATION_EDITED:
        edited(adaptation, by)
    _write(adaptation, draft, stored)
    adaptation.title = _title(draft) or adaptation.title
    adaptation.campaign, adaptation.tracked = draft.campaign, draft.tracked
    adaptation.focals = {str(key): list(point) for key, point in draft.focals.items()}
    adaptation.revision += 1
    adaptation.changed_at, adaptation.changed_by = clock.now(), by
    adaptation.pen_form, adaptation.pen_tick = pen.form, pen.tick
    adaptation.save(
        update_fields=[
            *("title", "campaign", "tracked", "focals", "revision"),
            *("changed_at", "changed_by", "pen_form", "pen_tick"),
        ]
    )
    adaptation.editors.add(by)
    audit.record(
        "adaptation.save",
        actor=by,
        subject=adaptation,
        unit_id=adaptation.unit_id,
        detail={"revision": adaptation.revision, "saved_over": revision},
    )
    return adaptation


def _whole(draft: Draft, stored: Draft) -> Draft:
    named = {text.channel_id for text in draft.texts}
    kept = tuple(text for text in stored.texts if text.channel_id not in named)
    return replace(draft, texts=draft.texts + kept)


def _check(adaptation: Adaptation, draft: Draft, stored: Draft) -> None:
    ours = {channel.pk for channel in channels.of(adaptation.unit)}
    ours |= {text.channel_id for text in stored.texts}
    if any(text.channel_id not in ours for text in draft.texts):
        raise Refusal("adaptation.channel", unit=adaptation.unit.name)
    _check_films(adaptation, draft, stored)
    asked = {picture for text in draft.texts for picture in text.pictures}
    asked |= {picture for picture, _ in draft.alts}
    asked -= {picture for text in stored.texts for picture in text.pictures}
    asked -= {picture for picture, _ in stored.alts}
    if not asked:
        return
    known = Picture.objects.filter(pk__in=asked)
    theirs = {each.pk for each in known if _may_use(each, adaptation)}
    if asked - theirs:
        raise Refusal("picture.foreign")


def _check_films(adaptation: Adaptation, draft: Draft, stored: Draft) -> None:
    """A film of the unit's own, or one that the text has already; and its own captions."""
    held = {(text.film, text.captions) for text in stored.texts}
    asked = {(text.film, text.captions) for text in draft.texts} - held
    for film, captions in asked:
        if film is not None and not Film.objects.filter(pk=film, unit=adaptation.unit).exists():
            raise Refusal("film.foreign")
        if captions is not None and not Captions.objects.filter(pk=captions, film=film).exists():
            raise Refusal("film.foreign")


def _may_use(picture: Picture, adaptation: Adaptation) -> bool:
    if picture.unit_id == adaptation.unit_id:
        return True
    return picture.item_id is not None and picture.item_id == adaptation.item_id


def _write(adaptation: Adaptation, draft: Draft, stored: Draft) -> None:
    before = stored.by_channel()
    rows = {text.channel_id: text for text in adaptation.texts.select_related("channel")}
    moved = {
        key
        for key in draft.focals.keys() | stored.focals.keys()
        if draft.focals.get(key) != stored.focals.get(key)
    }
    for text in draft.texts:
        row = rows.get(text.channel_id) or AdaptationText(adaptation=adaptation)
        if before.get(text.channel_id) != text:
            _write_text(row, text)
            fix(row, draft.focals)
        elif moved & text.pictures:
            fix(row, draft.focals)
    for key, said in draft.alts.items():
        if stored.alts.get(key) != said:
            AdaptationAlt.objects.update_or_create(
                adaptation=adaptation,
                picture_id=key[0],
                language=key[1],
                defaults={"text": said[:1500]},
            )
    for picture_id, language in stored.alts.keys() - draft.alts.keys():
        adaptation.alts.filter(picture_id=picture_id, language=language).delete()


def _write_text(row: AdaptationText, text: ChannelText) -> None:
    row.channel_id = text.channel_id
    row.language, row.text, row.title = text.language, text.text, text.title[:200]
    row.link, row.included, row.own = text.link, text.included, text.own
    row.numbered = text.numbered
    row.crops = {str(key): crop for key, crop in sorted(text.crops.items())}
    row.film_id, row.film_alt, row.film_shape = text.film, text.film_alt, text.film_shape
    row.captions_id = text.captions
    row.parts = [
        {"text": part.text, "pictures": sorted(str(each) for each in part.pictures)}
        for part in text.parts
    ]
    row.save()
    row.pictures.set(Picture.objects.filter(pk__in=text.pictures))


def _title(draft: Draft) -> str:
    """What lists call it: the first title, else how the first text begins."""
    for text in draft.texts:
        if text.title:
            return text.title[:200]
    first = next((text.text for text in draft.texts if text.text), "")
    line = first.split("\n")[0]
    return line if len(line) <= 80 else line[:79].rsplit(" ", 1)[0] + "…"
