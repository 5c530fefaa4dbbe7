"""What the public may read: the registry, and what a mission's web feed has published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from heraut.connectors import catalogue
from heraut.connectors.contract import Outgoing
from heraut.connectors.web_feed import Entry, Feed
from heraut.kernel import clock
from heraut.network.models import Channel, Mission, MissionStatus
from heraut.network.registry import public_channels
from heraut.outbound.models import Parcel, ParcelState, Verb

_MOST = 50


def registry_row(channel: Channel) -> dict[str, Any]:
    """A channel as JSON and CSV give it; times in ISO 8601, UTC."""
    return {
        "platform": channel.platform,
        "platform_label": catalogue.label(channel.platform),
        "handle": channel.handle,
        "url": channel.url,
        "answer": channel.standing,
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


def published(mission: Mission) -> list[Entry]:
    """What stands in the mission's feed: published there, not recalled since, newest first."""
    parcels = (
        Parcel.objects.filter(
            channel__holder=mission.unit_id,
            channel__platform="web_feed",
            verb=Verb.PUBLISH,
            state=ParcelState.DONE,
        )
        .exclude(delivery__recall__state=ParcelState.DONE)
        .order_by("-finished_at")[:_MOST]
    )
    return [_entry(each) for each in parcels]


def _entry(parcel: Parcel) -> Entry:
    outgoing = Outgoing.from_json(parcel.content)
    receipt = parcel.receipt or {}
    return Entry(
        id=str(receipt.get("id", "")),
        url=str(receipt.get("url", "")),
        title=outgoing.title or outgoing.text.split("\n", 1)[0][:120],
        text=outgoing.text,
        language=outgoing.language,
        published=parcel.finished_at or clock.now(),
        link=outgoing.link.url if outgoing.link else "",
    )


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
        updated=entries[0].published if entries else mission.created_at,
    )
