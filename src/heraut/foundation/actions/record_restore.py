"""Note that this database was restored from a backup."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.foundation.models import Backup
from heraut.kernel import clock


@transaction.atomic
def record_restore(number: UUID, *, made_at: datetime, name: str, rows: int, size: int) -> Backup:
    """The backup itself does not know that it was made: its snapshot is older than its row."""
    said = {"made_at": made_at, "name": name, "rows": rows, "size": size}
    backup, _ = Backup.objects.update_or_create(
        pk=number, defaults={**said, "restored_at": clock.now()}
    )
    detail = {"name": name, "made_at": made_at, "rows": rows}
    audit.record("backup.restore", actor=None, subject=backup, detail=detail)
    return backup
