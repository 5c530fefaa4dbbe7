"""What keeps this installation from serving, and what will soon: for probes, doctor and metrics."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from heraut.foundation import keys, measuring, restoring
from heraut.foundation.models import Backup
from heraut.kernel import clock
from heraut.newsroom import films

#: A nightly backup that is missing has been noticed by then.
BACKUP_OLD = timedelta(hours=26)
_LITTLE_SPACE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Problem:
    """``stops``: nothing can be served until it is mended. Names no folder and no secret."""

    code: str
    what: str
    mend: str
    stops: bool = True


def look() -> list[Problem]:
    """Everything that is wrong now, the worst first."""
    found = [*_keys(), *_storage(), *_ffmpeg()]
    try:
        for check in _OF_THE_DATABASE:
            found += check()
            if any(each.code in ("restore", "migrations") for each in found):
                break  # what comes after would ask for tables that are not there
    except DatabaseError:
        found.insert(
            0,
            Problem(
                "database",
                "The database does not answer.",
                "Start it, or check HERAUT_DATABASE_URL.",
            ),
        )
    return sorted(found, key=lambda each: not each.stops)


def _keys() -> Iterator[Problem]:
    try:
        keys.master_keys()
    except ImproperlyConfigured:
        yield Problem(
            "keys",
            "The master keys cannot be read.",
            "Put your copy at HERAUT_MASTER_KEY_FILE, readable by Heraut's user alone.",
        )


def _storage() -> Iterator[Problem]:
    media = Path(settings.MEDIA_ROOT)
    try:
        media.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=media) as file:
            file.write(b"x")
        free = shutil.disk_usage(media).free
    except OSError:
        yield Problem(
            "storage",
            "The media folder cannot be written.",
            "Give Heraut's user the folder media below HERAUT_DATA_DIR, with free space.",
        )
        return
    if free < _LITTLE_SPACE:
        yield Problem("space", "Less than 1 GB is free for media.", "Free some space.", stops=False)


def _ffmpeg() -> Iterator[Problem]:
    if films.missing():
        yield Problem(
            "ffmpeg",
            "ffmpeg is not installed: films cannot be taken in.",
            "Install it where web and workers run: apt-get install ffmpeg.",
            stops=False,
        )


def _restore() -> Iterator[Problem]:
    if restoring.unfinished():
        yield Problem(
            "restore",
            "A restore into this database has not ended.",
            "Run ./heraut restore to its end.",
        )


def _migrations() -> Iterator[Problem]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Problem(
            "migrations",
            f"{len(pending)} migrations are pending.",
            "Run ./heraut migrate, then start web and workers again.",
        )


def _workers() -> Iterator[Problem]:
    silence = measuring.worker_silence()
    if silence is None or silence > measuring.WORKER_GONE:
        since = "" if silence is None else f" for {silence / 60:.0f} minutes"
        yield Problem(
            "worker",
            f"No worker has been at work{since}: nothing goes out.",
            "Start ./heraut worker.",
            stops=False,
        )


def _backups() -> Iterator[Problem]:
    newest = Backup.objects.filter(restored_at=None).first()
    if newest is not None and clock.now() - newest.made_at < BACKUP_OLD:
        return
    if settings.HERAUT.demo:
        return
    since = f"The last backup is of {newest.made_at:%Y-%m-%d %H:%M} UTC." if newest else ""
    yield Problem(
        "backup",
        since or "No backup was ever made.",
        "Run ./heraut backup every night (deploy/systemd has a timer).",
        stops=False,
    )


_OF_THE_DATABASE: tuple[Callable[[], Iterator[Problem]], ...] = (
    _restore,
    _migrations,
    _workers,
    _backups,
)
