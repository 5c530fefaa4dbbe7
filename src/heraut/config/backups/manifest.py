"""The manifest: what a backup holds, so that a restore can tell whether it is whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from heraut.config.launch.postgres import PostgresTrouble

FORMAT = 1
NAME = "manifest.json"
DUMP = "database.dump"
MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Manifest:
    """``tables``: name -> rows, digest; ``keys``: master key's name -> a fingerprint that only
    the key can make; ``files``: path below the backup -> bytes, sha256."""

    id: str
    made_at: datetime
    heraut: str
    postgresql: int
    migrations: dict[str, list[str]]
    tables: dict[str, dict[str, Any]]
    audit: dict[str, Any]
    keys: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(each["rows"] for each in self.tables.values())

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(each["bytes"] for each in self.files.values())

    def write(self, folder: Path) -> None:
        value = {**asdict(self), "made_at": self.made_at.isoformat()}
        (folder / NAME).write_text(json.dumps(value, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> Manifest:
    """Raises ``PostgresTrouble`` where ``folder`` is no backup, or one of a newer Heraut."""
    try:
        value = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        inside = backups(folder)
        if inside:
            raise PostgresTrouble(
                f"{folder} holds {len(inside)} backups: name one, the newest is {inside[-1]}"
            ) from None
        raise PostgresTrouble(f"{folder} is not a whole backup: it has no {NAME}.") from None
    except (OSError, ValueError) as error:
        raise PostgresTrouble(f"{folder / NAME} cannot be read: {error}") from None
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise PostgresTrouble(
            f"{folder} was written by another Heraut than this one: restore it with that one."
        )
    try:
        return Manifest(**{**value, "made_at": datetime.fromisoformat(value["made_at"])})
    except (TypeError, KeyError, ValueError) as error:
        raise PostgresTrouble(f"{folder / NAME} is damaged: {error}") from None


def backups(folder: Path) -> list[Path]:
    """The whole backups in ``folder``, oldest first; what is still being written is none."""
    if not folder.is_dir():
        return []
    return sorted(each.parent for each in folder.glob(f"heraut-*/{NAME}"))


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file as it was written; ``PostgresTrouble`` names the first that is not."""
    for name, said in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise PostgresTrouble(f"The manifest names a file outside the backup: {name}")
        if not path.is_file():
            raise PostgresTrouble(f"The backup is not whole: {path} is missing.")
        if path.stat().st_size != said["bytes"] or digest(path) != said["sha256"]:
            raise PostgresTrouble(f"The backup is damaged: {path} is not what was written.")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": digest(path)}
