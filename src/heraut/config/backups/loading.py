"""Putting a backup into a database: nothing is changed before everything is checked, and nobody
works on it before everything has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from heraut.config.backups import contents
from heraut.config.backups.manifest import DUMP, Manifest
from heraut.config.backups.tools import tools_for
from heraut.config.launch.postgres import PostgresTrouble

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@contextmanager
def connected(url: str) -> Iterator[Connection[Any]]:
    """In autocommit; every fault of the database becomes one line."""
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            yield connection
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise PostgresTrouble(f"The database could not be restored: {reason}") from error


def check_target(url: str, manifest: Manifest, *, may_empty: bool) -> None:
    """Raises ``PostgresTrouble`` where ``url`` cannot or must not take the backup."""
    with connected(url) as connection:
        version = connection.info.server_version // 10000
        if version < manifest.postgresql:
            raise PostgresTrouble(
                f"The backup is of PostgreSQL {manifest.postgresql}, this is {version}: restore "
                "into the same version or a newer one."
            )
        tools_for(version, manifest.postgresql)
        others = connection.execute(_OTHERS).fetchone()
        if others and others[0]:
            raise PostgresTrouble(
                f"{others[0]} other connections use this database: stop web, workers and "
                "./heraut up first."
            )
        held = contents.tables(connection)
        if held and not may_empty and not is_marked(connection):
            raise PostgresTrouble(
                f"This database is not empty: it has {len(held)} tables. Name an empty one with "
                "--into, or say --yes to lose what it holds."
            )


def is_marked(connection: Connection[Any]) -> bool:
    """Whether a restore into this database began and has not ended."""
    row = connection.execute(
        f"SELECT to_regclass('{contents.MARKER_SCHEMA}.unfinished') IS NOT NULL"
    ).fetchone()
    return bool(row and row[0])


def load(folder: Path, manifest: Manifest, url: str) -> None:
    """Empty the database, fill it, and compare it with the manifest table by table.

    It is marked first: until ``finish`` no web and no worker serves it, however this ends.
    """
    with connected(url) as connection:
        server = connection.info.server_version // 10000
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {contents.MARKER_SCHEMA}")
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {contents.MARKER_SCHEMA}.unfinished (since timestamptz)"
        )
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute("CREATE SCHEMA public")
    tools_for(server, manifest.postgresql).run(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        *("--no-comments", "--dbname", str(conninfo_to_dict(url)["dbname"])),
        str(folder / DUMP),
        url=url,
    )
    wrong = compare(url, manifest)
    if wrong:
        raise PostgresTrouble(
            "The restored database differs from the backup and is not to be used: "
            + "; ".join(wrong)
        )


def compare(url: str, manifest: Manifest) -> list[str]:
    """Each table that does not hold what the manifest says, in a sentence."""
    with connected(url) as connection, connection.transaction():
        contents.speak_plainly(connection)
        held = contents.counted(connection, contents.tables(connection))
        connection.execute("ANALYZE")
    return contents.differences(manifest.tables, held)


def finish(url: str) -> None:
    """From here on the house may be started."""
    with connected(url) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {contents.MARKER_SCHEMA} CASCADE")
