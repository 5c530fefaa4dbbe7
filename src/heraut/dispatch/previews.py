"""Each delivery as it will look, or looks, on its channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from heraut.connectors import catalogue
from heraut.connectors.contract import Outgoing
from heraut.dispatch.models import Delivery, Dispatch
from heraut.network.words import platform_name


@dataclass(frozen=True, slots=True)
class Preview:
    """What ``ui/preview.html`` takes."""

    platform: str
    platform_label: str
    name: str
    handle: str
    text: str
    language: str
    pictures: list[dict[str, str]]
    link: str
    link_title: str


def of(delivery: Delivery) -> Preview:
    """Reads ``delivery.channel`` and the content that was fixed when it was submitted."""
    outgoing = Outgoing.from_json(delivery.content)
    connector = catalogue.get(delivery.channel.platform)
    return Preview(
        platform=delivery.channel.platform,
        platform_label=platform_name(delivery.channel.platform),
        name=delivery.channel.name or delivery.channel.handle,
        handle=delivery.channel.handle,
        text=connector.rendered(outgoing),
        language=outgoing.language,
        pictures=[{"url": _url(each.sha256), "alt": each.alt} for each in outgoing.pictures],
        link=outgoing.link.url if outgoing.link else "",
        link_title=outgoing.link.title if outgoing.link else "",
    )


def _url(sha256: str) -> str:
    return reverse("newsroom_picture", args=[sha256, "small"])


def previews(dispatch: Dispatch) -> list[dict[str, Any]]:
    """Every delivery with its preview, in the order of its platforms."""
    deliveries = dispatch.deliveries.select_related("channel")
    return [{"delivery": each, "preview": of(each)} for each in deliveries]
