"""./heraut restore: a backup into an empty database, verified, with the whole network on hold.

Exit status: 0 restored and proven; 1 refused or failed, the reason said; 3 restored, but something
that needs a person is not as it should be (said, too).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from heraut.config.backups import loading, manifest, media
from heraut.config.backups.manifest import DUMP, Manifest
from heraut.config.launch import catalogues
from heraut.config.launch.house import at_hand
from heraut.config.launch.postgres import PostgresTrouble

QUESTIONABLE = 3


@dataclass(frozen=True, slots=True)
class Order:
    """``empty``: what the database holds may be lost; ``lost_keys``: so may the secrets."""

    folder: Path
    empty: bool = False
    lost_keys: bool = False


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./heraut restore")
    parser.add_argument("backup", type=Path, help="the folder that ./heraut backup made")
    parser.add_argument("--into", metavar="URL", help="the database (HERAUT_DATABASE_URL)")
    parser.add_argument("--yes", action="store_true", help="what the database holds may be lost")
    parser.add_argument(
        "--lost-keys", action="store_true", help="the master keys are lost; what they sealed too"
    )
    parser.add_argument("--data", type=Path, help="of ./heraut up, where no database is named")
    chosen = parser.parse_args(arguments)
    order = Order(chosen.backup, chosen.yes, chosen.lost_keys)
    said = manifest.read(order.folder)
    if chosen.into:
        os.environ["HERAUT_DATABASE_URL"] = chosen.into
    with at_hand(["--data", str(chosen.data)] if chosen.data else []):
        return run(order, said)


def run(order: Order, said: Manifest) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    catalogues.compile_all()
    django.setup()
    from django.conf import settings

    url = settings.HERAUT.database_url
    print(f"Checking the backup of {said.made_at:%Y-%m-%d %H:%M} UTC …", flush=True)
    _check_version(said)
    _check_keys(order, said)
    manifest.check_files(order.folder, said)
    loading.check_target(url, said, may_empty=order.empty)
    print(f"Restoring {said.rows} rows …", flush=True)
    loading.load(order.folder, said, url)
    names = [name for name in said.files if name != DUMP]
    try:
        count = media.put_back(order.folder, names, Path(settings.MEDIA_ROOT))
    except OSError as error:
        raise PostgresTrouble(
            f"The files cannot be put into {settings.MEDIA_ROOT} ({error.strerror}): mend that and "
            "run the restore again."
        ) from error
    print(f"Every row is as it was; {len(names)} files, {count} of them were missing here.")
    _bring_up_to_date(said)
    doubts = list(_aftermath(order, said))
    loading.finish(url)
    for doubt in doubts:
        print(doubt, file=sys.stderr)
    print("Restored. Web and workers may be started; see “After a restore” in docs/backups.md.")
    return QUESTIONABLE if doubts else 0


def _check_version(said: Manifest) -> None:
    """A backup of a newer Heraut holds what this one does not know."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for squashed in loader.replacements.values():
        known.update(squashed.replaces)
    for app, names in said.migrations.items():
        for name in names:
            if (app, name) not in known:
                raise PostgresTrouble(
                    f"The backup was made by Heraut {said.heraut}, newer than this one (it has "
                    f"{app}.{name}): restore it with that version."
                )


def _check_keys(order: Order, said: Manifest) -> None:
    """The master keys of the backup must be here, or be given up in so many words."""
    from django.conf import settings

    from heraut.foundation import keys

    here = keys.fingerprints(said.id)
    missing = [name for name, mark in said.keys.items() if mark not in here.values()]
    if missing and not order.lost_keys:
        raise PostgresTrouble(
            f"The master key {', '.join(missing)} of this backup is not in "
            f"{settings.HERAUT.master_key_file}: put your copy there. If it is lost, say "
            "--lost-keys; every channel then has to be connected again."
        )


def _bring_up_to_date(said: Manifest) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        print(f"Bringing it up from Heraut {said.heraut}: {len(plan)} migrations …", flush=True)
        call_command("migrate", verbosity=0)


def _aftermath(order: Order, said: Manifest) -> Iterator[str]:
    """Prove the audit chain and the keys, hold what could go out, write it down."""
    from heraut.foundation import audit
    from heraut.foundation.actions.record_restore import record_restore
    from heraut.foundation.restoring import AFTER_RESTORE
    from heraut.foundation.sealed import unreadable

    link = audit.broken_link()
    if link is not None:
        yield f"The audit chain is broken at link {link.number}: it was so in the backup already."
    else:
        print(f"The audit chain is intact up to link {said.audit['link']}.")
    for column in unreadable():
        yield f"{column} cannot be opened with the master keys at hand: connect the channels again."
    for act in AFTER_RESTORE:
        print(act(said.made_at))
    record_restore(
        UUID(said.id),
        made_at=said.made_at,
        name=order.folder.name,
        rows=said.rows,
        size=said.size,
    )
