"""The dispatch drill's threads, and what is built on published texts: reposts, quotes, corrections.

Half of the texts are threads of two to five parts. A sixth of the deliveries builds on texts that
were published, one on every channel, before the faults begin.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import cycle
from typing import Any

#: One in so many deliveries builds on a text that was published before.
ONE_IN = 6
MOST_PARTS = 5


def publish_first(mission: Any, author: Any, clearer: Any, channels: Sequence[Any]) -> list[Any]:
    """A text on every channel, cleared; its deliveries."""
    from heraut.dispatch.actions.submit import submit
    from heraut.guidance.actions.clear import clear
    from heraut_proving import builders as people

    made = []
    for number, channel in enumerate(channels):
        draft = people.adaptation(author, mission.unit, [channel], f"Published first {number}")
        dispatch = submit(draft.pk, by=author, revision=1, at=None, time_zone="UTC")
        assert dispatch.clearance is not None
        clear(dispatch.clearance.pk, by=clearer, seen=dispatch.clearance.digest)
        made.append(dispatch.deliveries.get())
    return made


def make_threads(adaptation: Any, text: str, chance: random.Random) -> None:
    """Half of the texts are threads, on every channel they go to."""
    if chance.random() < 0.5:
        count = chance.randint(2, MOST_PARTS)
        parts = [{"text": f"{text}, part {part}"} for part in range(2, count + 1)]
        adaptation.texts.update(own=True, parts=parts)


def build_on(originals: Sequence[Any], author: Any, count: int) -> list[Any]:
    """``count`` dispatches of one delivery each; by turns reposts, quotes and corrections."""
    from heraut.dispatch.models import Delivery

    fresh = list(
        Delivery.objects.filter(pk__in=[each.pk for each in originals])
        .select_related("channel", "dispatch__unit")
        .order_by("created_at", "pk")
    )
    pairs, corrections = _pairs(fresh), iter(fresh)
    turns = cycle((_repost, _quote, _correct))
    made: list[Any] = []
    while len(made) < count:
        make: Any = next(turns)
        chosen = (next(corrections, None), None) if make is _correct else next(pairs[make])
        if chosen[0] is not None:
            made.append(make(*chosen, author, len(made)))
    return made


def _pairs(originals: Sequence[Any]) -> dict[Any, Any]:
    """Every other channel of the same platform, each pair once."""
    found = [
        (original, other.channel)
        for step in range(1, len(originals))
        for place, original in enumerate(originals)
        for other in [originals[(place + step) % len(originals)]]
        if other.channel.platform == original.channel.platform
    ]
    return {_repost: iter(found), _quote: cycle(found)}


def _repost(original: Any, channel: Any, author: Any, number: int) -> Any:
    from heraut.dispatch.actions.repost import repost

    unit = original.dispatch.unit
    return repost(original.pk, channel.pk, unit=unit, by=author, time_zone="UTC")


def _quote(original: Any, channel: Any, author: Any, number: int) -> Any:
    from heraut.dispatch.actions.quote import quote

    return quote(
        original.pk,
        channel.pk,
        unit=original.dispatch.unit,
        text=f"Drill quote {number}",
        language="en",
        by=author,
        time_zone="UTC",
    )


def _correct(original: Any, _channel: Any, author: Any, number: int) -> Any:
    from heraut.dispatch.actions.correct import correct

    texts = {original.pk: [f"Drill correction {number}"]}
    return correct(texts, by=author, note=f"Correction {number}", time_zone="UTC")
