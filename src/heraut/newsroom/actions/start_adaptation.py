"""Begin a unit's own fitting of an item, with a draft for every channel it has."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import Channel, Mission
from heraut.newsroom import channels, fitting
from heraut.newsroom.actions._media import fix
from heraut.newsroom.actions._take_over import Like, take_over
from heraut.newsroom.models import (
    Adaptation,
    AdaptationAlt,
    AdaptationText,
    Edit,
    Item,
    ItemState,
    KeyMessage,
    PictureAlt,
    Version,
)
from heraut.newsroom.outgoing import outgoing
from heraut.outbound.budgets import Purse
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: Tapping twice makes one adaptation.
_TWICE = timedelta(seconds=20)


@transaction.atomic
def start_adaptation(
    unit: Unit, *, by: User, item_id: UUID | None = None, like: Like | None = None
) -> Adaptation:
    """From an item, or from scratch where ``item_id`` is None.

    Each channel gets the best version for its languages: the summary where it fits, else the
    title, with the link and the item's pictures; ``like``: a colleague's words instead, where
    there are any in a language of the channel. It carries the item's key messages. Raises
    ``Refusal`` (``adaptation.no_channels``, ``adaptation.no_version``, ``item.withdrawn``,
    ``item.expired``).
    """
    access.require(by, Right.ADAPT, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    found = channels.of(unit)
    if not found:
        raise Refusal("adaptation.no_channels", unit=unit.name)
    twice = _just_made(unit, by, item_id, like) if item_id or like else None
    if twice is not None:
        return twice
    if item_id is None:
        adaptation = _blank(unit, by, found)
    else:
        item = access.get_or_404(by, Right.ITEM_READ, Item, pk=item_id)
        adaptation = _from_item(unit, by, item, found)
        adaptation.key_messages.set(item.key_messages.filter(KeyMessage.current()))
    if like is not None:
        take_over(adaptation, like)
    adaptation.editors.add(by)
    audit.record(
        "adaptation.start",
        actor=by,
        subject=adaptation,
        unit_id=unit.pk,
        detail={
            "item": item_id,
            "like": like.adaptation_id if like else None,
            "channels": [channel.pk for channel in found],
        },
    )
    return adaptation


def _just_made(unit: Unit, by: User, item_id: UUID | None, like: Like | None) -> Adaptation | None:
    since = clock.now() - _TWICE
    begun_from = like.adaptation_id if like else None
    return Adaptation.objects.filter(
        unit=unit, item=item_id, like=begun_from, author=by, revision=1, created_at__gt=since
    ).first()


def _usable(item: Item) -> None:
    if item.state in (ItemState.PROPOSED, ItemState.DISMISSED):
        raise Refusal("item.proposed")
    if item.state == ItemState.WITHDRAWN:
        raise Refusal("item.withdrawn")
    if item.expires_at is not None and item.expires_at <= clock.now():
        raise Refusal("item.expired", date=item.expires_at.date().isoformat())


def _from_item(unit: Unit, by: User, item: Item, found: list[Channel]) -> Adaptation:
    _usable(item)
    chosen = fitting.choose(
        found, list(item.versions.all()), spoken_at(unit), item.original_language
    )
    if not chosen:
        raise Refusal("adaptation.no_version")
    first = chosen[0][1]
    adaptation = _made(unit, by, first.title, item, first)
    pictures = list(item.pictures.all())
    for fitted in fitting.fit(chosen, pictures):
        text = AdaptationText.objects.create(
            adaptation=adaptation,
            channel=fitted.channel,
            language=fitted.version.language,
            title=fitted.version.title,
            text=fitted.text,
            link=fitted.version.link,
            own=fitted.own,
            included=fitted.channel.is_connected,
        )
        most = channels.limits(fitted.channel).max_pictures
        text.pictures.set(pictures[:most])
        fix(text, {})
    _leave_out(adaptation)
    copy_alts(adaptation, {version.language for _, version in chosen})
    return adaptation


def _blank(unit: Unit, by: User, found: list[Channel]) -> Adaptation:
    adaptation = _made(unit, by, "", None, None)
    spoken = spoken_at(unit)
    for channel in found:
        AdaptationText.objects.create(
            adaptation=adaptation,
            channel=channel,
            language=[*channel.languages, *spoken, by.language][0],
            included=channel.is_connected,
        )
    _leave_out(adaptation)
    return adaptation


def _leave_out(adaptation: Adaptation) -> None:
    """Channels that want a picture, or money, that is not there: the officer may still choose
    them, and is told then what is lacking."""
    purse = Purse()
    for text in adaptation.texts.filter(included=True).select_related("channel"):
        if channels.lacks(outgoing(text), text.channel, purse):
            text.included = False
            text.save(update_fields=["included"])


def _made(
    unit: Unit, by: User, title: str, item: Item | None, version: Version | None
) -> Adaptation:
    source = Edit.objects.filter(version=version, number=version.edit).first() if version else None
    return Adaptation.objects.create(
        unit=unit,
        item=item,
        source=source,
        author=by,
        title=title,
        campaign=title[:80],
        changed_at=clock.now(),
        changed_by=by,
    )


def spoken_at(unit: Unit) -> list[str]:
    """The languages of the mission's host country, in its order."""
    mission = Mission.objects.filter(unit=unit).first()
    return list(mission.languages) if mission else []


def copy_alts(adaptation: Adaptation, wanted: set[str]) -> None:
    """Take over what the item says of its pictures; what the adaptation says already stays."""
    if adaptation.item_id is None:
        return
    known = PictureAlt.objects.filter(picture__item=adaptation.item_id, language__in=wanted)
    AdaptationAlt.objects.bulk_create(
        [
            AdaptationAlt(
                adaptation=adaptation,
                picture_id=alt.picture_id,
                language=alt.language,
                text=alt.text,
            )
            for alt in known
        ],
        ignore_conflicts=True,
    )
