"""What the public may read: the registry, what a mission's web feed has published, and what it has
corrected on any of its channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext

from heraut.connectors import catalogue
from heraut.connectors.contract import Original, Outgoing, Receipt
from heraut.connectors.web_feed import Entry, Feed
from heraut.dispatch import standing
from heraut.dispatch.models import Delivery
from heraut.kernel import clock
from heraut.network.models import Channel, Mission, MissionStatus
from heraut.network.registry import public_channels
from heraut.outbound.models import Parcel, ParcelState, Verb

_MOST = 50
_MOST_CORRECTIONS = 20


def registry_row(channel: Channel) -> dict[str, Any]:
    """A channel as JSON and CSV give it; times in ISO 8601, UTC."""
    return {
        "platform": channel.platform,
        "platform_label": catalogue.label(channel.platform),
        "handle": channel.handle,
        "url": channel.url,
        "answer": channel.standing,
        "compromised_since": channel.frozen_at.isoformat() if channel.frozen_at else None,
        "holder": channel.holder.slug,
        "holder_name": channel.holder.name,
        "class": channel.klass,
        "state": channel.state,
        "platform_id": channel.platform_id,
        "verified_at": channel.verified_at.isoformat() if channel.verified_at else None,
        "certified_until": channel.certified_until.isoformat() if channel.certified_until else None,
        "listed_since": channel.checked_on.isoformat() if channel.checked_on else None,
    }


def registry() -> list[Channel]:
    return list(public_channels())


def open_missions() -> QuerySet[Mission]:
    return Mission.objects.exclude(
        status__in=[MissionStatus.PLANNED, MissionStatus.UNKNOWN]
    ).select_related("unit")


def published(mission: Mission, most: int = _MOST) -> list[Entry]:
    """What stands in the mission's feed: published or passed on there, not recalled since, as it
    reads now, newest first."""
    parcels = (
        Parcel.objects.filter(
            channel__holder=mission.unit_id,
            channel__platform="web_feed",
            verb__in=[Verb.PUBLISH, Verb.REPOST],
            state=ParcelState.DONE,
        )
        .exclude(delivery__recall__state=ParcelState.DONE)
        # access: of the parcels that the public page shows
        .prefetch_related(
            Prefetch("delivery", Delivery.objects.prefetch_related(standing.with_edits()))
        )
        .order_by("-finished_at")[:most]
    )
    return [_entry(each) for each in parcels]


def _entry(parcel: Parcel) -> Entry:
    receipt = Receipt.from_json(parcel.receipt or {"id": "", "url": ""})
    at = parcel.finished_at or clock.now()
    if parcel.verb == Verb.REPOST:
        passed_on = Original.from_json(parcel.content)
        title = gettext("From %(name)s: %(title)s") % {
            "name": passed_on.name,
            "title": _first_line(passed_on.text),
        }
        return Entry(receipt.id, receipt.url, title, "", "", at, quote=passed_on)
    delivery: Delivery | None = getattr(parcel, "delivery", None)
    outgoing = standing.said(delivery) if delivery else Outgoing.from_json(parcel.content)
    changed = standing.edits(delivery) if delivery else []
    return Entry(
        id=receipt.id,
        url=receipt.url,
        title=outgoing.title or _first_line(outgoing.text),
        text=outgoing.text,
        language=outgoing.language,
        published=at,
        link=outgoing.link.url if outgoing.link else "",
        parts=tuple(part.text for part in outgoing.parts),
        notes=tuple(_note(each, outgoing.language) for each in changed),
        updated=_settled(changed[-1]) if changed else None,
        quote=outgoing.quote,
    )


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0][:120]


def _note(correction: Delivery, language: str) -> str:
    """What readers are told, in the language of the text if we speak it."""
    with translation.override(language):
        day = formats.date_format(_settled(correction), "j F Y")
        told = {"day": day, "note": correction.dispatch.note}
        return gettext("Corrected on %(day)s: %(note)s") % told


def _settled(delivery: Delivery) -> datetime:
    moment = delivery.parcel.finished_at if delivery.parcel else None
    return moment or clock.now()


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as the public reads it; ``where``: the platforms, each with the address where
    the corrected text, or the public correction, stands."""

    at: datetime
    note: str
    where: list[tuple[str, str]]


def corrected(mission: Mission) -> list[Correction]:
    """What the mission corrected on its channels, the latest first; one query."""
    made = (
        # access: what was corrected in public
        Delivery.objects.filter(
            dispatch__kind="correction",
            channel__holder=mission.unit_id,
            parcel__state=ParcelState.DONE,
        )
        .exclude(recall__state=ParcelState.DONE)
        .select_related("channel", "dispatch", "parcel")
        .order_by("-parcel__finished_at")[:_MOST_CORRECTIONS]
    )
    found: dict[UUID, Correction] = {}
    for each in made:
        told = Correction(_settled(each), each.dispatch.note, [])
        receipt = each.parcel.receipt if each.parcel else None
        place = (catalogue.label(each.channel.platform), str((receipt or {}).get("url", "")))
        found.setdefault(each.dispatch_id, told).where.append(place)
    return list(found.values())


def feed(mission: Mission, kind: str) -> Feed:
    entries = published(mission)
    origin = settings.HERAUT.origin
    page = origin + reverse("official_mission", args=[mission.key])
    return Feed(
        id=page,
        title=mission.name,
        language=entries[0].language if entries else "en",
        url=page,
        self_url=origin + reverse("official_feed", args=[mission.key, kind]),
        entries=entries,
        updated=max((each.changed for each in entries), default=mission.created_at),
    )
