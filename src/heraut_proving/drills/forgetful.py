"""A backup with a planted mistake: it leaves out the ledger of attempts, and its manifest too.

The restore drill has to fail with it; else the drill would prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from heraut.config.backups import contents, making
from heraut.config.backups.making import Made
from heraut.config.launch import backup

LEFT_OUT = ("public", "outbound_attempt")


def run(target: Path, *, witness: Callable[[str], None]) -> Made:
    careful_tables, careful_dump = contents.tables, making.dump_arguments

    def tables(connection: Any) -> list[tuple[str, str]]:
        return [each for each in careful_tables(connection) if each != LEFT_OUT]

    def dump_arguments(file: Path, snapshot: str) -> list[str]:
        return [*careful_dump(file, snapshot), f"--exclude-table-data={'.'.join(LEFT_OUT)}"]

    contents.tables, making.dump_arguments = tables, dump_arguments
    return backup.run(target, witness=witness)
