"""Booking what a call will cost, in the transaction that writes its attempt down.

The month's row is locked until that transaction ends, so that two processes cannot spend the same
money. A call that certainly did nothing gives its booking back; an unclear one keeps it. Amounts in
millionths of a US dollar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from heraut.kernel import clock

_OPEN = """
INSERT INTO outbound_spending (platform, month, spent)
SELECT c.platform, %(month)s, 0
FROM outbound_parcel p JOIN network_channel c ON c.id = p.channel_id WHERE p.id = %(parcel)s
ON CONFLICT (platform, month) DO NOTHING
"""

_BOOK = """
UPDATE outbound_spending s SET spent = s.spent + %(cost)s
FROM outbound_parcel p
JOIN network_channel c ON c.id = p.channel_id
LEFT JOIN outbound_budget b ON b.platform = c.platform
WHERE p.id = %(parcel)s AND s.platform = c.platform AND s.month = %(month)s
  AND (%(always)s OR s.spent + %(need)s <= b.monthly)
RETURNING 1
"""

_LEFT = """
SELECT b.monthly, s.spent
FROM outbound_parcel p
JOIN network_channel c ON c.id = p.channel_id
JOIN outbound_spending s ON s.platform = c.platform AND s.month = %(month)s
LEFT JOIN outbound_budget b ON b.platform = c.platform
WHERE p.id = %(parcel)s
"""

_GIVE_BACK = """
WITH a AS (
  UPDATE outbound_attempt t SET booked = 0 FROM outbound_attempt was
  WHERE t.number = %(attempt)s AND was.number = t.number AND was.booked > 0
  RETURNING t.parcel_id, t.started_at, was.booked)
UPDATE outbound_spending s SET spent = greatest(0, s.spent - a.booked)
FROM a
JOIN outbound_parcel p ON p.id = a.parcel_id
JOIN network_channel c ON c.id = p.channel_id
WHERE s.platform = c.platform
  AND s.month = date_trunc('month', a.started_at AT TIME ZONE 'UTC')::date
"""


@dataclass(frozen=True, slots=True)
class Price:
    """``cost``: of the next call; ``need``: of everything that is still to come of the parcel, so
    that a thread does not stop half way for want of money. ``always``: it is never refused."""

    cost: int
    need: int = 0
    always: bool = False


@dataclass(frozen=True, slots=True)
class Short:
    """There is not enough: ``monthly`` None where there is no budget at all."""

    monthly: int | None
    spent: int

    @property
    def left(self) -> int:
        return max(0, (self.monthly or 0) - self.spent)


def month_of(moment: datetime) -> date:
    """The first day of the month whose budget pays for a call at that moment."""
    return moment.astimezone(UTC).date().replace(day=1)


def dollars(amount: int) -> str:
    """As people write it: two decimals, three where a price has them."""
    told = f"{amount / 1_000_000:.3f}"
    return told.removesuffix("0")


async def book(connection: AsyncConnection[Any], parcel: UUID, price: Price) -> Short | None:
    """None once it is booked. The caller writes the attempt down in the same transaction, with
    ``price.cost`` on it and begun at the present moment."""
    named = {
        "parcel": parcel,
        "month": month_of(clock.now()),
        "cost": price.cost,
        "need": max(price.cost, price.need),
        "always": price.always,
    }
    await connection.execute(_OPEN, named)
    booked = await connection.execute(_BOOK, named)
    if await booked.fetchone() is not None:
        return None
    found = await (await connection.execute(_LEFT, named)).fetchone()
    return Short(*found) if found else Short(None, 0)


async def give_back(connection: AsyncConnection[Any], attempt: int) -> None:
    """The call certainly did nothing; giving back twice gives back once."""
    await connection.execute(_GIVE_BACK, {"attempt": attempt})
