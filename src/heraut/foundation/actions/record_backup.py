"""Note that a backup was made: the trail says so, and its age can be watched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.foundation.models import Backup


@transaction.atomic
def record_backup(number: UUID, *, made_at: datetime, name: str, rows: int, size: int) -> Backup:
    """``made_at``: the moment of its snapshot; ``size`` in bytes."""
    backup = Backup.objects.create(pk=number, made_at=made_at, name=name, rows=rows, size=size)
    detail = {"name": name, "rows": rows, "size": size}
    audit.record("backup.make", actor=None, subject=backup, detail=detail)
    return backup
