"""Each delivery as it will look, or looks, on its channel."""

from __future__ import annotations

from typing import Any

from heraut.connectors.contract import Outgoing
from heraut.dispatch.models import Delivery, Dispatch
from heraut.newsroom.preview import Preview, preview_of


def of(delivery: Delivery) -> Preview:
    """Reads ``delivery.channel`` and the content that was fixed when it was submitted."""
    return preview_of(delivery.channel, Outgoing.from_json(delivery.content))


def previews(dispatch: Dispatch) -> list[dict[str, Any]]:
    """Every delivery with its preview, in the order of its platforms.

    Reads ``dispatch.deliveries`` through ``all()`` (``queries.with_deliveries`` fetches them).
    """
    return [{"delivery": each, "preview": of(each)} for each in dispatch.deliveries.all()]
