"""After a restore: what each app has to do, and the mark of one that has not ended.

A restored database of yesterday knows nothing of what left the house since. Whoever sends anything
registers what keeps it from being sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from heraut.foundation.slots import Slot

#: Called once after a restore with the backup's moment, before anything may be served; says in a
#: sentence what it did.
AFTER_RESTORE: Slot[Callable[[datetime], str]] = Slot("foundation.after_restore")

UNFINISHED = "A restore into this database has not ended: run ./heraut restore to its end first."


def unfinished() -> bool:
    """Whether a restore into this database began and has not ended: nobody may work on it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('heraut_restore.unfinished') IS NOT NULL")
        return bool(cursor.fetchone()[0])
