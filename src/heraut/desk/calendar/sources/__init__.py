"""Where a calendar's entries come from. A new source is one module and one line here."""

from __future__ import annotations

from heraut.desk.calendar.entry import Source
from heraut.desk.calendar.sources import (
    days,
    dispatches,
    items,
    network,
    newsletters,
    outside,
    press,
)

SOURCES: tuple[Source, ...] = (
    Source(dispatches.answer, dispatches.stamp),
    Source(days.answer, days.stamp),
    Source(items.answer, items.stamp),
    Source(outside.answer, outside.stamp),
    Source(newsletters.answer, newsletters.stamp),
    Source(press.answer),
    Source(network.answer),
)
