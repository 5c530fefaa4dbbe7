"""The ledger in the database: every step of a delivery, each in one short transaction.

Raw SQL on purpose: these few statements run for every delivery and decide that nothing is lost or
done twice. The lease on a channel's queue is a fence: each transaction renews it first, and a
process that has lost it writes nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from heraut.kernel import clock

Row = dict[str, Any]

#: A parcel is held by a hold that covers its channel, was placed while the parcel was there or
#: before, and after which no named person released it (heraut.outbound.models.hold).
HELD = """
EXISTS (
  SELECT 1 FROM outbound_hold h
  WHERE p.created_at < coalesce(h.ended_at, 'infinity')
    AND (p.released_at IS NULL OR p.released_at < h.placed_at)
    AND (h.scope = 'network'
         OR (h.scope = 'channel' AND h.channel_id = p.channel_id)
         OR (h.scope = 'country' AND h.country = (
               SELECT m.country FROM network_mission m
               JOIN network_channel c ON c.holder_id = m.unit_id
               WHERE c.id = p.channel_id)))
)
"""

_LEASE = """
INSERT INTO outbound_queue AS q
  (channel_id, lease_owner, lease_until, blocked_code, failures, counter)
VALUES (%(channel)s, %(owner)s, now() + %(lease)s, '', 0, 0)
ON CONFLICT (channel_id) DO UPDATE
  SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
  WHERE q.lease_until IS NULL OR q.lease_until < now()
RETURNING 1
"""

_RENEW = """
UPDATE outbound_queue SET lease_until = now() + %(lease)s
WHERE channel_id = %(channel)s AND lease_owner = %(owner)s
RETURNING failures, blocked_until, allowance, allowance_at
"""

# An unclear parcel goes before all others: nothing passes it until it is known what became of it.
# Then one that is half done: nothing comes between the parts of a thread.
_HEAD = f"""
SELECT p.id, p.verb, p.content, p.prepared, p.state, p.due_at, p.next_at, p.tries, p.checks,
       p.first_attempt_at, p.step, p.seed, p.receipt
FROM outbound_parcel p
WHERE p.channel_id = %(channel)s
  AND p.state IN ('waiting', 'calling', 'retry', 'unclear')
  AND (p.state IN ('calling', 'unclear') OR NOT {HELD})
ORDER BY (p.state IN ('calling', 'unclear')) DESC, (p.step > 0) DESC, p.due_at, p.number
LIMIT 1
FOR UPDATE OF p
"""  # noqa: S608 (no input in it)

_BEGIN_CALL = """
UPDATE outbound_parcel
SET state = 'calling', prepared = %(prepared)s, tries = tries + 1, changed_at = %(now)s,
    first_attempt_at = coalesce(first_attempt_at, %(now)s)
WHERE id = %(parcel)s
"""

_KEEP_STAGED = """
UPDATE outbound_parcel SET prepared = %(prepared)s, changed_at = %(now)s
WHERE id = %(parcel)s AND state = 'calling' AND EXISTS (
  SELECT 1 FROM outbound_queue
  WHERE channel_id = %(channel)s AND lease_owner = %(owner)s AND lease_until > now()
)
"""

_ATTEMPT = """
INSERT INTO outbound_attempt
  (parcel_id, step, kind, key, body_sha256, worker, started_at, outcome, code, params, booked)
VALUES (%(parcel)s, %(step)s, %(kind)s, %(key)s, %(sha)s, %(worker)s, %(now)s, '', '', '{}',
  %(booked)s)
RETURNING number
"""

_END_ATTEMPT = """
UPDATE outbound_attempt SET ended_at = %(now)s, outcome = %(outcome)s, code = %(code)s,
  params = %(params)s
WHERE number = %(attempt)s
"""

_SETTLE = """
UPDATE outbound_parcel
SET state = %(state)s, next_at = coalesce(%(next_at)s, next_at), code = %(code)s,
    params = %(params)s, receipt = coalesce(%(receipt)s, receipt), checks = %(checks)s,
    changed_at = %(now)s, finished_at = CASE WHEN %(final)s THEN %(now)s ELSE NULL END
WHERE id = %(parcel)s
"""

# The next step is a call of its own: its key, its tries and its looks begin anew.
_ADVANCE = """
UPDATE outbound_parcel
SET step = step + 1, prepared = NULL, tries = 0, checks = 0, first_attempt_at = NULL
WHERE id = %(parcel)s
"""

_ORPHANS = """
UPDATE outbound_attempt SET ended_at = %(now)s, outcome = 'unknown', code = 'worker.died'
WHERE parcel_id = %(parcel)s AND outcome = ''
RETURNING started_at
"""

_DUE = f"""
SELECT DISTINCT p.channel_id FROM outbound_parcel p
LEFT JOIN outbound_queue q ON q.channel_id = p.channel_id
WHERE p.state IN ('waiting', 'calling', 'retry', 'unclear') AND p.next_at <= now()
  AND (q.lease_until IS NULL OR q.lease_until < now())
  AND (q.blocked_until IS NULL OR q.blocked_until <= now())
  AND (p.state IN ('calling', 'unclear') OR NOT {HELD})
"""  # noqa: S608 (no input in it)


class LeaseLost(Exception):
    """Another process serves this channel now; whatever is known here may be out of date."""


@dataclass(frozen=True, slots=True)
class Line:
    """A channel's line, held by ``owner`` for ``lease``."""

    channel_id: UUID
    owner: str
    lease: timedelta

    def named(self, **more: Any) -> dict[str, Any]:
        return {"channel": self.channel_id, "owner": self.owner, "lease": self.lease, **more}


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an attempt, as the parcel will say it. ``advances``: this step is done and
    another follows."""

    state: str
    outcome: str
    code: str = ""
    params: Mapping[str, Any] | None = None
    receipt: Mapping[str, Any] | None = None
    next_at: datetime | None = None
    checks: int = 0
    advances: bool = False

    @property
    def final(self) -> bool:
        return self.state in ("done", "rejected", "unknown")


async def lease(connection: AsyncConnection[Any], line: Line) -> bool:
    """Take the line; False while another process holds it."""
    cursor = await connection.execute(_LEASE, line.named())
    return await cursor.fetchone() is not None


async def release(connection: AsyncConnection[Any], line: Line) -> None:
    """Give the line back."""
    await connection.execute(
        "UPDATE outbound_queue SET lease_until = NULL, lease_owner = '' "
        "WHERE channel_id = %(channel)s AND lease_owner = %(owner)s",
        line.named(),
    )


async def renew(connection: AsyncConnection[Any], line: Line) -> Row:
    """Renew the lease, first in every transaction; raises ``LeaseLost``."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_RENEW, line.named())
    row = await cursor.fetchone()
    if row is None:
        raise LeaseLost(str(line.channel_id))
    return row


async def head(connection: AsyncConnection[Any], line: Line) -> Row | None:
    """The parcel whose turn it is, locked; None when the line is empty or all of it held."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_HEAD, {"channel": line.channel_id})
    return await cursor.fetchone()


async def begin_call(
    connection: AsyncConnection[Any], parcel: Row, prepared: Mapping[str, Any]
) -> None:
    """Mark the parcel as being called, with its bytes fixed."""
    await connection.execute(
        _BEGIN_CALL,
        {"parcel": parcel["id"], "prepared": Jsonb(prepared), "now": clock.now()},
    )


async def keep_staged(
    connection: AsyncConnection[Any], line: Line, parcel: Row, prepared: Mapping[str, Any]
) -> None:
    """Write down what the platform holds ready, before it is published. Raises ``LeaseLost``."""
    cursor = await connection.execute(
        _KEEP_STAGED,
        line.named(parcel=parcel["id"], prepared=Jsonb(prepared), now=clock.now()),
    )
    if cursor.rowcount != 1:
        raise LeaseLost


async def keep_seed(connection: AsyncConnection[Any], parcel: Row, seed: Mapping[str, Any]) -> None:
    """Fix what the keys of all its steps follow from."""
    await connection.execute(
        "UPDATE outbound_parcel SET seed = coalesce(seed, %s) WHERE id = %s",
        [Jsonb(dict(seed)), parcel["id"]],
    )


async def advance(connection: AsyncConnection[Any], parcel_id: UUID) -> None:
    """On to the next step."""
    await connection.execute(_ADVANCE, {"parcel": parcel_id})


async def refuse(
    connection: AsyncConnection[Any],
    parcel: Row,
    code: str,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Nothing was called, and nothing can be."""
    now = clock.now()
    await connection.execute(
        "UPDATE outbound_parcel SET state = 'rejected', code = %s, params = %s, changed_at = %s, "
        "finished_at = %s WHERE id = %s",
        [code, Jsonb(dict(params or {})), now, now, parcel["id"]],
    )


async def open_attempt(
    connection: AsyncConnection[Any],
    parcel: Row,
    line: Line,
    *,
    kind: str,
    key: str,
    sha: str,
    booked: int = 0,
) -> int:
    """Write down the call that is about to be made; its number. ``booked``: see
    ``heraut.outbound.spending``."""
    cursor = await connection.execute(
        _ATTEMPT,
        {
            "parcel": parcel["id"],
            "step": parcel["step"],
            "kind": kind,
            "key": key,
            "sha": sha,
            "worker": line.owner,
            "now": clock.now(),
            "booked": booked,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def settle(
    connection: AsyncConnection[Any], parcel_id: UUID, attempt: int, result: Settlement
) -> None:
    """Write down what came of the call, on the attempt and on the parcel."""
    now = clock.now()
    params = Jsonb(dict(result.params or {}))
    await connection.execute(
        _END_ATTEMPT,
        {
            "attempt": attempt,
            "now": now,
            "outcome": result.outcome,
            "code": result.code,
            "params": params,
        },
    )
    await connection.execute(
        _SETTLE,
        {
            "parcel": parcel_id,
            "state": result.state,
            "next_at": result.next_at,
            "code": result.code,
            "params": params,
            "receipt": Jsonb(dict(result.receipt)) if result.receipt is not None else None,
            "checks": result.checks,
            "final": result.final,
            "now": now,
        },
    )


async def mark_orphan(
    connection: AsyncConnection[Any], parcel: Row, settle_for: timedelta
) -> datetime:
    """The process that was calling is gone: what it did is unclear. When to look."""
    now = clock.now()
    cursor = await connection.execute(_ORPHANS, {"parcel": parcel["id"], "now": now})
    row = await cursor.fetchone()
    look_at: datetime = (row[0] if row else now) + settle_for
    await connection.execute(
        "UPDATE outbound_parcel SET state = 'unclear', code = 'worker.died', checks = 0, "
        "next_at = %s, changed_at = %s WHERE id = %s",
        [look_at, now, parcel["id"]],
    )
    return look_at


async def block(
    connection: AsyncConnection[Any], line: Line, until: datetime, code: str = ""
) -> None:
    """Nothing of this line before ``until``."""
    await connection.execute(
        "UPDATE outbound_queue SET blocked_until = %(until)s, blocked_code = %(code)s "
        "WHERE channel_id = %(channel)s AND lease_owner = %(owner)s",
        line.named(until=until, code=code),
    )


async def count_failure(connection: AsyncConnection[Any], line: Line, *, failed: bool) -> None:
    """One more failure in a row, or none any more."""
    await connection.execute(
        "UPDATE outbound_queue SET failures = CASE WHEN %(failed)s THEN failures + 1 ELSE 0 END "
        "WHERE channel_id = %(channel)s AND lease_owner = %(owner)s",
        line.named(failed=failed),
    )


async def spend(
    connection: AsyncConnection[Any], line: Line, queue: Row, per_minute: int
) -> datetime | None:
    """Take one call from the channel's allowance; if there is none, when there will be."""
    if not per_minute:
        return None
    now = clock.now()
    left = float(per_minute)
    if queue["allowance"] is not None:
        elapsed = (now - queue["allowance_at"]).total_seconds()
        left = min(left, queue["allowance"] + elapsed * per_minute / 60)
    if left < 1:
        return now + timedelta(seconds=(1 - left) * 60 / per_minute)
    await connection.execute(
        "UPDATE outbound_queue SET allowance = %s, allowance_at = %s WHERE channel_id = %s",
        [left - 1, now, line.channel_id],
    )
    return None


async def set_health(
    connection: AsyncConnection[Any], line: Line, health: str, code: str = ""
) -> None:
    """What the channel's page and the home say about it."""
    await connection.execute(
        "UPDATE network_channel SET health = %s, health_code = %s, health_at = now() "
        "WHERE id = %s AND (health, health_code) IS DISTINCT FROM (%s, %s)",
        [health, code, line.channel_id, health, code],
    )


async def due(connection: AsyncConnection[Any]) -> list[UUID]:
    """The channels that have something to do and nobody who does it."""
    cursor = await connection.execute(_DUE)
    return [row[0] for row in await cursor.fetchall()]
