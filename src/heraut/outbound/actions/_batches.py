"""The counts of batches, taken anew from their rows after a person or a report changed one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

_RECOUNT = """
UPDATE outbound_mailingbatch b
SET done = c.done, rejected = c.rejected, unknown = c.unknown, bounced = c.bounced,
    skipped = c.skipped, retrying = c.retrying
FROM (
  SELECT batch_id,
    count(*) FILTER (WHERE state = 'done') AS done,
    count(*) FILTER (WHERE state = 'rejected') AS rejected,
    count(*) FILTER (WHERE state = 'unknown') AS unknown,
    count(*) FILTER (WHERE state = 'bounced') AS bounced,
    count(*) FILTER (WHERE state = 'skipped') AS skipped,
    count(*) FILTER (WHERE state = 'retry') AS retrying
  FROM outbound_mailing_row WHERE batch_id = ANY(%s) GROUP BY batch_id
) c
WHERE b.number = c.batch_id
"""


def recount(numbers: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, [list(numbers)])
