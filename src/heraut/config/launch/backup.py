"""./heraut backup: the whole house but its master keys, of one moment, while it is in use.

Exit status: 0 made; 1 not made, nothing is left behind; 3 made, and files that rows name are
missing in the house itself.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from heraut.config.backups.making import Made, Source, alone, make, rotate
from heraut.config.launch.house import at_hand, version

INCOMPLETE = 3


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./heraut backup")
    parser.add_argument("--to", type=Path, help="where backups are kept (HERAUT_BACKUP_DIR)")
    parser.add_argument("--keep", type=_some, help="remove all but the newest N afterwards")
    parser.add_argument("--data", type=Path, help="of ./heraut up, where no database is named")
    chosen = parser.parse_args(arguments)
    with at_hand(["--data", str(chosen.data)] if chosen.data else []):
        made = run(chosen.to)
        _tell(made)
        if chosen.keep:
            with alone(made.folder.parent):
                for gone in rotate(made.folder.parent, chosen.keep):
                    print(f"Removed {gone}")
    return INCOMPLETE if made.missing else 0


def _some(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def run(target: Path | None = None, *, witness: Callable[[str], None] = lambda _: None) -> Made:
    """Make a backup of the house in the environment, and note it in the audit trail."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    django.setup()
    from django.conf import settings

    from heraut.foundation.actions.record_backup import record_backup

    env = settings.HERAUT
    made = make(source(), target or env.backup_dir or env.data_dir / "backups", witness=witness)
    said = made.manifest
    record_backup(
        UUID(said.id), made_at=said.made_at, name=made.folder.name, rows=said.rows, size=said.size
    )
    return made


def source() -> Source:
    """The house that Django's settings speak of."""
    from django.apps import apps
    from django.conf import settings
    from django.db.models import FileField

    from heraut.foundation import keys

    columns = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, FileField) and field.column
    ]
    return Source(
        url=settings.HERAUT.database_url,
        media=Path(settings.MEDIA_ROOT),
        heraut=version(),
        key_file=settings.HERAUT.master_key_file,
        keys=keys.fingerprints,
        file_columns=columns,
    )


def _tell(made: Made) -> None:
    said = made.manifest
    print(
        f"{made.folder}\n{said.rows} rows in {len(said.tables)} tables, {len(said.files) - 1} "
        f"files, {said.size / 1e6:.1f} MB; read again and found whole."
    )
    print("The master keys are not in it: keep HERAUT_MASTER_KEY_FILE in a third place.")
    for name in made.missing:
        print(f"Missing or damaged in the house itself: {name}", file=sys.stderr)
