from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from heraut.network.actions.import_network import import_network, plan
from heraut.network.importing import ChannelRecord, MissionRecord, Problem, parse
from heraut.network.management.commands import _tables


class Command(BaseCommand):
    help = (
        "Import missions and channels from CSV, a spreadsheet or YAML (docs/network-format.md); "
        "without --apply only says what would change."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="change the network")

    def handle(self, *args: Any, **options: Any) -> None:
        missions, channels = self._read(options["files"])
        apply: bool = options["apply"]
        do = import_network if apply else plan
        changes = _tables.run(lambda: do(missions, channels, by=None))
        _tables.report(changes, self.stdout.write, apply=apply)

    def _read(self, files: list[Path]) -> tuple[list[MissionRecord], list[ChannelRecord]]:
        missions: list[MissionRecord] = []
        channels: list[ChannelRecord] = []
        problems: list[Problem] = []
        for file in files:
            try:
                parsed = parse(file, str(file))
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            self.stdout.write(
                f"{file}: {len(parsed.missions)} missions, {len(parsed.channels)} channels."
            )
            missions += parsed.missions
            channels += parsed.channels
            problems += parsed.problems
        if problems:
            raise _tables.to_mend(problems)
        return missions, channels
