"""The media folder, copied while people add to it.

Files are never changed once they are there. What the database of the snapshot names was written
before that moment, so a copy made afterwards holds all of it, and some more that does no harm.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heraut.config.backups.manifest import MEDIA, described, digest

_NAMED_BY_CONTENT = re.compile(r"([0-9a-f]{64})\.\w+")
_ROUNDS = 5


def files(media: Path) -> Iterator[Path]:
    """Everything below ``media``, as paths relative to it."""
    if media.is_dir():
        for path in sorted(media.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(media)


def copy(
    media: Path, folder: Path, earlier: Path | None, known: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Copy ``media`` below ``folder``; what ``earlier`` (a backup whose files are ``known``)
    holds already is linked, so that it takes its place on the disk once."""
    made: dict[str, dict[str, Any]] = {}
    stamps: dict[Path, tuple[int, int]] = {}
    for _ in range(_ROUNDS):
        changed = [each for each in files(media) if stamps.get(each) != _stamp(media / each)]
        if not changed:
            break
        for path in changed:
            stamps[path] = _stamp(media / path)
            name = f"{MEDIA}/{path.as_posix()}"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if not (earlier and _linked(media / path, folder, earlier, name, known.get(name))):
                (folder / name).unlink(missing_ok=True)
                shutil.copyfile(media / path, folder / name)
            made[name] = described(folder / name)
    return made


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _linked(
    source: Path, folder: Path, earlier: Path, name: str, known: dict[str, Any] | None
) -> bool:
    """Whether the earlier backup's copy, if it is still sound, could be taken."""
    if known is None or not _NAMED_BY_CONTENT.fullmatch(source.name):
        return False
    kept = earlier / name
    if (folder / name).exists() or not kept.is_file() or known["bytes"] != source.stat().st_size:
        return False
    try:
        os.link(kept, folder / name)
    except OSError:
        return False  # another file system, or one without links
    return digest(folder / name) == str(known["sha256"])


def damaged(made: dict[str, dict[str, Any]]) -> list[str]:
    """Files whose name says that they should hold something else."""
    found = []
    for name, said in made.items():
        match = _NAMED_BY_CONTENT.fullmatch(name.rsplit("/", 1)[-1])
        if match and match[1] != said["sha256"]:
            found.append(name)
    return found


def put_back(folder: Path, names: list[str], media: Path) -> int:
    """Put the files back where they belong; how many were not there yet. Each appears whole."""
    count = 0
    for name in names:
        target = media / Path(name).relative_to(MEDIA)
        if target.exists() and digest(target) == digest(folder / name):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        shutil.copyfile(folder / name, part)
        part.replace(target)
        count += 1
    return count
