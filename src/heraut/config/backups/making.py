"""Making a backup while the house is in use: one snapshot, then the media, checked, then named."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from heraut.config.backups import contents, manifest, media
from heraut.config.backups.manifest import DUMP, Manifest
from heraut.config.backups.tools import Tools, tools_for
from heraut.config.launch.postgres import PostgresTrouble
from heraut.kernel.ids import uuid7


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. ``keys``: see ``Manifest``; ``file_columns``: (table, column) of every
    column that names a file below ``media``."""

    url: str
    media: Path
    heraut: str
    key_file: Path | None = None
    keys: Callable[[str], dict[str, str]] = field(default=lambda _: {})
    file_columns: Iterable[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """``missing``: files that rows name and the house has not, or not as their names say."""

    folder: Path
    manifest: Manifest
    missing: list[str]


def make(source: Source, target: Path, *, witness: Callable[[str], None] = lambda _: None) -> Made:
    """A new backup below ``target``; until it is whole and checked it has no name of its own.

    ``witness`` is told the exported snapshot while it is open. Raises ``PostgresTrouble``; then
    nothing is left behind.
    """
    refuse_places(target, source)
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(target), _umask(0o077):
            return _make(source, target.resolve(), witness)
    except OSError as error:
        raise PostgresTrouble(f"{target} cannot be written ({error.strerror}).") from error


def refuse_places(target: Path, source: Source) -> None:
    """The master keys and their backups are kept apart; a folder is not backed up into itself."""
    place, kept = target.resolve(), source.media.resolve()
    if place.is_relative_to(kept):
        raise PostgresTrouble(f"{place} lies in the media themselves: choose another folder.")
    if source.key_file is None:
        return
    key = source.key_file.resolve()
    for folder in (place, kept):
        if key.is_relative_to(folder):
            raise PostgresTrouble(
                f"The master keys {key} lie in {folder}: who gets the backup would get them too. "
                "Move them away, or choose another folder."
            )


@contextlib.contextmanager
def alone(target: Path) -> Iterator[None]:
    """One backup at a time into a folder."""
    with (target / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PostgresTrouble(f"Another backup into {target} is being made.") from None
        yield


@contextlib.contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _make(source: Source, target: Path, witness: Callable[[str], None]) -> Made:
    for left in target.glob(".heraut-*.part"):
        shutil.rmtree(left)
    earlier = next(reversed(manifest.backups(target)), None)
    part = target / f".heraut-{uuid4().hex}.part"
    part.mkdir()
    try:
        written, named = _dump(source, part, witness)
        known = _files_of(earlier)
        copied = media.copy(source.media, part, earlier, known)
        whole = replace(written, files={DUMP: manifest.described(part / DUMP), **copied})
        whole.write(part)
        manifest.check_files(part, manifest.read(part))
        _flush(part)
        folder = target / f"heraut-{whole.made_at:%Y-%m-%dT%H%M%SZ}"
        if folder.exists():
            raise PostgresTrouble(f"{folder} is there already.")
        part.rename(folder)
        _flush_folder(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    gone = [f"{manifest.MEDIA}/{name}" for name in named]
    spoilt = set(media.damaged(copied))
    return Made(folder, whole, [name for name in gone if name not in copied or name in spoilt])


def _files_of(earlier: Path | None) -> dict[str, dict[str, Any]]:
    if earlier is None:
        return {}
    with contextlib.suppress(PostgresTrouble):
        return manifest.read(earlier).files
    return {}


def _dump(source: Source, part: Path, witness: Callable[[str], None]) -> tuple[Manifest, list[str]]:
    """Figures and dump of one and the same moment; and the files that rows name."""
    try:
        with psycopg.connect(source.url, connect_timeout=10) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            contents.speak_plainly(connection)
            snapshot, made_at = _one(connection, "SELECT pg_export_snapshot(), now()")
            witness(snapshot)
            written = _describe(connection, source, made_at)
            tools = tools_for(written.postgresql)
            tools.run(
                "pg_dump",
                *dump_arguments(part / DUMP, snapshot),
                url=source.url,
            )
            _check_dump(tools, part / DUMP, written)
            return written, _named_files(connection, source.file_columns)
    except psycopg.Error as error:
        raise PostgresTrouble(f"The database could not be read: {_first_line(error)}") from error


def dump_arguments(file: Path, snapshot: str) -> list[str]:
    return [
        *("--format=custom", "--compress=6", "--no-owner", "--no-privileges", "--no-comments"),
        *("--lock-wait-timeout=60000", f"--exclude-schema={contents.MARKER_SCHEMA}"),
        *(f"--snapshot={snapshot}", f"--file={file}"),
    ]


def _one(connection: Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row


def _describe(connection: Connection[Any], source: Source, made_at: datetime) -> Manifest:
    marked = f"SELECT to_regclass('{contents.MARKER_SCHEMA}.unfinished') IS NOT NULL"
    if _one(connection, marked)[0]:
        raise PostgresTrouble("A restore into this database has not ended: there is nothing whole.")
    number = str(uuid7())
    return Manifest(
        id=number,
        made_at=made_at,
        heraut=source.heraut,
        postgresql=connection.info.server_version // 10000,
        migrations=contents.migrations(connection),
        tables=contents.counted(connection, contents.tables(connection)),
        audit=contents.audit(connection),
        keys=source.keys(number),
    )


def _check_dump(tools: Tools, file: Path, written: Manifest) -> None:
    """The dump can be read, and has the data of every table that was counted."""
    listed = tools.run("pg_restore", "--list", str(file))
    held = {
        tuple(line.split(" TABLE DATA ", 1)[1].split()[:2])
        for line in listed.splitlines()
        if " TABLE DATA " in line
    }
    missing = [name for name in written.tables if tuple(name.split(".", 1)) not in held]
    if missing:
        raise PostgresTrouble(f"The dump lacks the rows of {', '.join(missing)}.")


def _named_files(connection: Connection[Any], columns: Iterable[tuple[str, str]]) -> list[str]:
    found: set[str] = set()
    for table, column in columns:
        query = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''").format(
            column=sql.Identifier(column), table=sql.Identifier(table)
        )
        found.update(row[0] for row in connection.execute(query).fetchall())
    return sorted(found)


def _flush(folder: Path) -> None:
    """Everything is on the disk before the backup gets its name."""
    for path in [folder, *folder.rglob("*")]:
        _flush_folder(path)


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def rotate(target: Path, keep: int) -> list[Path]:
    """Remove all but the newest ``keep`` backups; those removed. A name is taken away first, so
    that a half-removed one is not taken for a backup."""
    gone = manifest.backups(target)[:-keep]
    for folder in gone:
        going = target / f".{folder.name}.part"
        folder.rename(going)
        shutil.rmtree(going)
    return gone
