"""Where the layers above the newsroom say what they bring to it.

``ADAPTATION_EDITED``: ``(adaptation, by) -> None``, called inside the saving transaction, with the
adaptation locked, before anything in it is changed. Who has built on the text (a clearance, a
dispatch) takes that back here, or raises ``Refusal`` and nothing is saved.

``ADAPT_NOTICE``: ``(request, adaptation) -> html``: what the person must know before touching the
text; shown above it; may be empty.

``ADAPT_FOOTER``: ``(request, adaptation) -> html``: when it goes out, who clears it and why, the
button. It is rendered outside the form of the Adapt screen, whose id is ``adapt-form``: its
controls carry ``form="adapt-form"`` and its button a ``formaction``, so that the texts as they
stand on the screen come with the same request (see ``heraut.newsroom.posted``).

``POOL_PARTS``: ``(request) -> html``: what else there is to tell, shown beside the pool's items; may
be empty.

``USES``: ``(adaptation ids) -> {adaptation id: number of dispatches}``, in one query.

``PUBLISHED``: ``(adaptation ids) -> what stands on channels of each``, in one query.

``CARRIED_SINCE``: ``(unit, moment) -> ids of the key messages it published since``, in one query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.network.models import Channel
from heraut.newsroom.models import Adaptation
from heraut.people.models import Unit, User


@dataclass(frozen=True, slots=True)
class Published:
    """A text that stands on a channel, for everybody to read there. ``content``: the contract's
    Outgoing as JSON; ``url`` may be empty."""

    channel: Channel
    content: Mapping[str, Any]
    url: str
    at: datetime


ADAPTATION_EDITED: Slot[Callable[[Adaptation, User], None]] = Slot("newsroom.adaptation_edited")
ADAPT_NOTICE: Slot[Callable[[HttpRequest, Adaptation], str]] = Slot("newsroom.adapt_notice")
ADAPT_FOOTER: Slot[Callable[[HttpRequest, Adaptation], str]] = Slot("newsroom.adapt_footer")
POOL_PARTS: Slot[Callable[[HttpRequest], str]] = Slot("newsroom.pool_parts")
USES: Slot[Callable[[Sequence[UUID]], Mapping[UUID, int]]] = Slot("newsroom.uses")
PUBLISHED: Slot[Callable[[Sequence[UUID]], Mapping[UUID, list[Published]]]] = Slot(
    "newsroom.published"
)
CARRIED_SINCE: Slot[Callable[[Unit, datetime], set[UUID]]] = Slot("newsroom.carried_since")
