"""What a database holds, in figures that come out the same before a dump and after a restore."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import Connection, sql

#: The schema of the marker that a restore leaves until it has ended (heraut.foundation.restoring).
MARKER_SCHEMA = "heraut_restore"

#: A row's text must not depend on how a session is set up.
_PLAIN = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'iso_8601'",
    "SET LOCAL extra_float_digits = 3",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL statement_timeout = 0",
)

_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%%'
  AND n.nspname NOT IN ('information_schema', %s)
ORDER BY 1, 2
"""

#: The sum of 56 bits of each row's SHA-256: the order of rows does not matter, every value does.
_DIGEST = """
SELECT count(*), coalesce(sum(
  ('x' || encode(substring(sha256(convert_to(t::text, 'UTF8')) FROM 1 FOR 7), 'hex'))
  ::bit(56)::bigint), 0)
FROM {} AS t
"""


def speak_plainly(connection: Connection[Any]) -> None:
    """Inside a transaction, before rows are read as text."""
    for statement in _PLAIN:
        connection.execute(statement)


def tables(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Every table as (schema, name)."""
    return [(row[0], row[1]) for row in connection.execute(_TABLES, [MARKER_SCHEMA]).fetchall()]


def counted(
    connection: Connection[Any], named: Iterable[tuple[str, str]]
) -> dict[str, dict[str, Any]]:
    """``schema.table`` -> its number of rows and their digest."""
    found = {}
    for schema, name in named:
        query = sql.SQL(_DIGEST).format(sql.Identifier(schema, name))
        row = connection.execute(query).fetchone()
        assert row is not None
        found[f"{schema}.{name}"] = {"rows": row[0], "digest": str(row[1])}
    return found


def migrations(connection: Connection[Any]) -> dict[str, list[str]]:
    """App -> the migrations that were applied."""
    found: dict[str, list[str]] = {}
    for app, name in connection.execute(
        "SELECT app, name FROM django_migrations ORDER BY app, name"
    ).fetchall():
        found.setdefault(app, []).append(name)
    return found


def audit(connection: Connection[Any]) -> dict[str, Any]:
    """The chain's last link, and how many entries have none yet."""
    last = connection.execute(
        "SELECT number, digest FROM foundation_auditseal ORDER BY number DESC LIMIT 1"
    ).fetchone()
    loose = connection.execute(
        "SELECT count(*) FROM foundation_auditentry WHERE seal_id IS NULL"
    ).fetchone()
    assert loose is not None
    number, digest = last or (0, "")
    return {"link": number, "digest": digest, "unsealed": loose[0]}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Each table that does not hold the same rows, in a sentence."""
    found = []
    for name, said in before.items():
        now = after.get(name)
        if now is None:
            found.append(f"{name} is missing")
        elif now["rows"] != said["rows"]:
            found.append(f"{name} has {now['rows']} rows, not {said['rows']}")
        elif now["digest"] != said["digest"]:
            found.append(f"{name} has other values in its {said['rows']} rows")
    return found
