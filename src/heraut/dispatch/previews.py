"""Each delivery as it will look, or looks, on its channel."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from heraut.connectors.contract import Change, Original, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.models import Delivery, Dispatch
from heraut.newsroom import diffs
from heraut.newsroom.preview import Preview, preview_of, repost_of
from heraut.outbound.models import Verb


def of(delivery: Delivery) -> Preview:
    """Reads ``delivery.channel``, the content that was fixed when it was submitted, and how it was
    corrected since."""
    if delivery.verb == Verb.REPOST:
        return repost_of(delivery.channel, Original.from_json(delivery.content))
    if delivery.verb == Verb.EDIT:
        return preview_of(delivery.channel, Change.from_json(delivery.content).after)
    return preview_of(delivery.channel, standing.said(delivery))


def changes(delivery: Delivery) -> list[SafeString]:
    """Of an edit, what differs from the text as it stood, part by part."""
    if delivery.verb != Verb.EDIT:
        return []
    change = Change.from_json(delivery.content)
    pairs = zip(change.before.texts, change.after.texts, strict=True)
    return [diffs.words(before, after) for before, after in pairs if before != after]


def former(delivery: Delivery) -> Outgoing | None:
    """The text as it was first published, where it was changed since."""
    return Outgoing.from_json(delivery.content) if standing.edits(delivery) else None


def previews(dispatch: Dispatch) -> list[dict[str, Any]]:
    """Every delivery with its preview, in the order of its platforms.

    Reads ``dispatch.deliveries`` through ``all()`` (``queries.with_deliveries`` fetches them).
    """
    return [
        {"delivery": each, "preview": of(each), "changes": changes(each)}
        for each in dispatch.deliveries.all()
    ]
