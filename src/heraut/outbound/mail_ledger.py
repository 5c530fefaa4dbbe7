"""The recipients' ledger in the database: what is about to be sent, and what became of it.

Raw SQL, as in heraut.outbound.ledger, and for the same reason. A batch is served under a lease;
one statement renews it, writes down what became of the last few messages and which few are sent
next, and nothing is sent that it did not write down. The rows it leaves as ``calling`` when a
process dies are exactly those that can have been taken without anybody knowing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from heraut.kernel import clock
from heraut.outbound.ledger import HELD, LeaseLost

#: Recipients of one batch.
A_BATCH = 500
#: Batches written in one transaction while a mailing is prepared.
_AT_ONCE = 10

_LEASE = """
UPDATE outbound_mailingbatch b SET lease_owner = %(owner)s, lease_until = now() + %(lease)s
WHERE b.number = (
  SELECT number FROM outbound_mailingbatch
  WHERE mailing_id = %(mailing)s AND finished_at IS NULL AND next_at <= now()
    AND (lease_until IS NULL OR lease_until < now())
  ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING b.number
"""

_ROWS = """
SELECT r.number, r.tries, r.recipient_id, r.subscription_id, p.data_key, a.sealed,
  (p.data_key IS NULL OR a.id IS NULL) AS erased,
  (m.needs <> '' AND s.state IS DISTINCT FROM m.needs) AS left_list,
  EXISTS (
    SELECT 1 FROM audience_suppression x
    WHERE x.kind = 'email' AND x.lookup = a.lookup AND x.lifted_at IS NULL
      AND x.purpose IN ('', 'newsletter') AND (x.until IS NULL OR x.until > now())
  ) AS suppressed
FROM outbound_mailing_row r
JOIN outbound_mailingbatch b ON b.number = r.batch_id
JOIN outbound_mailing m ON m.id = b.mailing_id
JOIN audience_recipient p ON p.id = r.recipient_id
LEFT JOIN audience_recipientaddress a ON a.recipient_id = p.id AND a.kind = 'email'
LEFT JOIN audience_subscription s ON s.id = r.subscription_id
WHERE r.batch_id = %(batch)s AND r.state IN ('waiting', 'retry') AND r.next_at <= now()
ORDER BY r.number
"""

# A repeated step finds its own work done: what is settled is no longer calling, and what this very
# turn has marked as calling was not sent yet, because the step had not been answered.
_STEP = f"""
WITH turn AS (
  UPDATE outbound_mailingbatch b SET lease_until = now() + %(lease)s
  FROM outbound_mailing p
  WHERE b.number = %(batch)s AND b.lease_owner = %(owner)s AND p.id = b.mailing_id
  RETURNING p.state = 'sending' AND coalesce(p.blocked_until, now()) <= now() AND NOT {HELD} AS go
), settled AS (
  UPDATE outbound_mailing_row r
  SET state = v.state, code = v.code, reply = v.reply, changed_at = %(now)s,
      next_at = coalesce(v.next_at, r.next_at), tries = r.tries + v.tried
  FROM unnest(%(numbers)s::bigint[], %(states)s::text[], %(codes)s::text[], %(replies)s::text[],
              %(again)s::timestamptz[], %(tried)s::int[])
    AS v (number, state, code, reply, next_at, tried), turn
  WHERE r.number = v.number
    AND ((r.state = 'calling' AND r.attempt = %(attempt)s) OR r.state IN ('waiting', 'retry'))
), claimed AS (
  UPDATE outbound_mailing_row r
  SET state = 'calling', attempt = %(attempt)s, changed_at = %(now)s
  FROM turn
  WHERE turn.go AND r.number = ANY(%(next)s::bigint[])
    AND (r.state IN ('waiting', 'retry') OR (r.state = 'calling' AND r.attempt = %(attempt)s))
  RETURNING r.number
)
SELECT (SELECT go FROM turn), array(SELECT number FROM claimed)
"""  # noqa: S608 (no input in it)

_GIVE_BACK = """
UPDATE outbound_mailingbatch b
SET lease_owner = '', lease_until = NULL,
    next_at = greatest(coalesce(c.next_at, b.next_at), coalesce(%(not_before)s::timestamptz, '-infinity')),
    finished_at = CASE WHEN c.open = 0 THEN now() ELSE NULL END,
    total = c.total, done = c.done, rejected = c.rejected, unknown = c.unknown,
    bounced = c.bounced, skipped = c.skipped, retrying = c.retrying
FROM (
  SELECT count(*) AS total,
    count(*) FILTER (WHERE state = 'done') AS done,
    count(*) FILTER (WHERE state = 'rejected') AS rejected,
    count(*) FILTER (WHERE state = 'unknown') AS unknown,
    count(*) FILTER (WHERE state = 'bounced') AS bounced,
    count(*) FILTER (WHERE state = 'skipped') AS skipped,
    count(*) FILTER (WHERE state = 'retry') AS retrying,
    count(*) FILTER (WHERE state IN ('waiting', 'calling', 'retry')) AS open,
    min(next_at) FILTER (WHERE state IN ('waiting', 'retry')) AS next_at
  FROM outbound_mailing_row WHERE batch_id = %(batch)s
) c
WHERE b.number = %(batch)s AND b.lease_owner = %(owner)s
"""

_DUE = f"""
SELECT p.id FROM outbound_mailing p
WHERE coalesce(p.blocked_until, now()) <= now() AND (
  (p.state IN ('waiting', 'preparing') AND p.due_at <= now() AND NOT {HELD})
  OR (p.state IN ('sending', 'stopped') AND EXISTS (
    SELECT 1 FROM outbound_mailingbatch b
    WHERE b.mailing_id = p.id AND b.finished_at IS NULL AND b.next_at <= now()
      AND (b.lease_until IS NULL OR b.lease_until < now()))
    AND (p.state = 'stopped' OR NOT {HELD}))
)
"""  # noqa: S608 (no input in it)

_TO_PREPARE = f"""
SELECT p.channel_id, p.prepared_to FROM outbound_mailing p
WHERE p.id = %s AND p.state IN ('waiting', 'preparing') AND NOT {HELD} FOR UPDATE OF p
"""  # noqa: S608 (no input in it)

_PREPARE = """
WITH found AS (
  SELECT id, recipient_id FROM audience_subscription
  WHERE channel_id = %(channel)s AND state = 'confirmed'
    AND (%(after)s::uuid IS NULL OR id > %(after)s)
  ORDER BY id LIMIT %(most)s
), batch AS (
  INSERT INTO outbound_mailingbatch
    (mailing_id, next_at, lease_owner, total, done, rejected, unknown, bounced, skipped, retrying)
  SELECT %(mailing)s, now(), '', count(*), 0, 0, 0, 0, 0, 0 FROM found HAVING count(*) > 0
  RETURNING number
), rows AS (
  INSERT INTO outbound_mailing_row
    (batch_id, recipient_id, subscription_id, state, tries, next_at, changed_at, code, reply)
  SELECT batch.number, found.recipient_id, found.id, 'waiting', 0, now(), now(), '', ''
  FROM found, batch
)
SELECT id FROM found ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A batch under the lease of ``owner``, in its ``attempt``."""

    batch: int
    attempt: int
    owner: str
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row. ``tried``: whether that counts as a try."""

    number: int
    state: str
    code: str = ""
    reply: str = ""
    next_at: datetime | None = None
    tried: bool = True


async def mailing(connection: AsyncConnection[Any], mailing_id: UUID) -> dict[str, Any] | None:
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(
        "SELECT id, channel_id, sender, template, state, due_at, is_open, blocked_until "
        "FROM outbound_mailing WHERE id = %s",
        [mailing_id],
    )
    return await cursor.fetchone()


async def due(connection: AsyncConnection[Any]) -> list[UUID]:
    """The mailings that have something to do and nobody who does it."""
    cursor = await connection.execute(_DUE)
    return [row[0] for row in await cursor.fetchall()]


async def prepare(connection: AsyncConnection[Any], mailing_id: UUID) -> bool:
    """Write down the next few thousand recipients; True while there may be more.

    One transaction a step: a process that dies in the middle is followed by one that goes on
    behind the last step.
    """
    async with connection.transaction():
        cursor = await connection.execute(_TO_PREPARE, [mailing_id])
        row = await cursor.fetchone()
        if row is None:
            return False
        channel, after = row
        more = True
        for _ in range(_AT_ONCE):
            named = {"mailing": mailing_id, "channel": channel, "after": after, "most": A_BATCH}
            found = await (await connection.execute(_PREPARE, named)).fetchone()
            if found is None:
                more = False
                break
            after = found[0]
        await connection.execute(
            "UPDATE outbound_mailing SET prepared_to = %s, state = %s, changed_at = now() "
            "WHERE id = %s",
            [after, "preparing" if more else "sending", mailing_id],
        )
    return more


async def lease(
    connection: AsyncConnection[Any], mailing_id: UUID, owner: str, length: timedelta
) -> Turn | None:
    """Take the next batch; what a dead process left open in it is from now on unknown."""
    async with connection.transaction():
        named = {"mailing": mailing_id, "owner": owner, "lease": length}
        row = await (await connection.execute(_LEASE, named)).fetchone()
        if row is None:
            return None
        batch = int(row[0])
        made = await connection.execute(
            "INSERT INTO outbound_mailingattempt (batch_id, worker, started_at, code) "
            "VALUES (%s, %s, now(), '') RETURNING number",
            [batch, owner],
        )
        attempt = await made.fetchone()
        assert attempt is not None
        await connection.execute(
            "UPDATE outbound_mailing_row SET state = 'unknown', code = 'worker.died', "
            "changed_at = now() WHERE batch_id = %s AND state = 'calling'",
            [batch],
        )
    return Turn(batch, int(attempt[0]), owner, length)


async def rows(connection: AsyncConnection[Any], turn: Turn) -> list[dict[str, Any]]:
    """The rows that are due, with what is needed to open each address."""
    cursor = connection.cursor(row_factory=dict_row)
    await cursor.execute(_ROWS, {"batch": turn.batch})
    return await cursor.fetchall()


async def step(
    connection: AsyncConnection[Any],
    turn: Turn,
    results: Sequence[Result],
    following: Sequence[int],
) -> tuple[bool, set[int]]:
    """Renew, settle ``results``, mark ``following`` as being called, all or nothing.

    Returns whether the mailing may go on, and which rows may be sent. Raises ``LeaseLost``.
    """
    cursor = await connection.execute(
        _STEP,
        {
            "batch": turn.batch,
            "attempt": turn.attempt,
            "owner": turn.owner,
            "lease": turn.lease,
            "now": clock.now(),
            "numbers": [each.number for each in results],
            "states": [each.state for each in results],
            "codes": [each.code for each in results],
            "replies": [each.reply for each in results],
            "again": [each.next_at for each in results],
            "tried": [int(each.tried) for each in results],
            "next": list(following),
        },
    )
    row = await cursor.fetchone()
    if row is None or row[0] is None:
        raise LeaseLost(str(turn.batch))
    return bool(row[0]), set(row[1])


async def give_back(
    connection: AsyncConnection[Any], turn: Turn, not_before: datetime | None, code: str = ""
) -> None:
    """The batch is free for others, its counts are taken, and it is finished if nothing is open."""
    async with connection.transaction():
        await connection.execute(
            _GIVE_BACK, {"batch": turn.batch, "owner": turn.owner, "not_before": not_before}
        )
        await connection.execute(
            "UPDATE outbound_mailingattempt SET ended_at = now(), code = %s WHERE number = %s",
            [code, turn.attempt],
        )


async def block(
    connection: AsyncConnection[Any], mailing_id: UUID, until: datetime | None, code: str
) -> None:
    """Nothing of the mailing before ``until``, and why; None and an empty code: it goes again."""
    await connection.execute(
        "UPDATE outbound_mailing SET blocked_until = %(until)s, code = %(code)s, "
        "code_at = CASE WHEN code = %(code)s THEN code_at ELSE now() END "
        "WHERE id = %(mailing)s AND (code <> '' OR %(code)s <> '')",
        {"mailing": mailing_id, "until": until, "code": code},
    )


async def finish(connection: AsyncConnection[Any], mailing_id: UUID) -> None:
    """Sent, once every batch is finished."""
    await connection.execute(
        "UPDATE outbound_mailing p SET state = 'sent', finished_at = now(), changed_at = now() "
        "WHERE p.id = %s AND p.state = 'sending' AND NOT p.is_open AND NOT EXISTS ("
        "SELECT 1 FROM outbound_mailingbatch b "
        "WHERE b.mailing_id = p.id AND b.finished_at IS NULL)",
        [mailing_id],
    )


async def leave_out(connection: AsyncConnection[Any], turn: Turn, code: str) -> None:
    """Whatever of the batch was not called yet is left out."""
    await connection.execute(
        "UPDATE outbound_mailing_row SET state = 'skipped', code = %s, changed_at = now() "
        "WHERE batch_id = %s AND state IN ('waiting', 'retry')",
        [code, turn.batch],
    )
