"""Jobs: Procrastinate on the same PostgreSQL, deferred in the transaction that needs them.

A job carries ids and is a batch or a channel's drain, never one recipient. The domain's own rows
hold the truth; a sweeper defers again whatever is due and has no job.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from heraut.foundation.slots import Slot

__all__ = ["SWEEPS", "app", "defer_once"]

#: What apps have done regularly by every worker's sweeper: short, and safe to run twice.
SWEEPS: Slot[Callable[[], None]] = Slot("foundation.sweeps")


def defer_once(task: Any, lock: str, *, at: datetime | None = None, **arguments: Any) -> bool:
    """Defer ``task`` unless one with this ``lock`` is already waiting; True if it was deferred.

    Runs inside the caller's transaction; the clash is caught in a savepoint, so that the
    transaction goes on.
    """
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock, schedule_at=at).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return False
    return True
