from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from heraut.network.actions.import_network import Change, import_network, plan
from heraut.network.importing import ChannelRecord, MissionRecord, Problem, parse
from heraut.people.models import Unit, UnitKind


class Command(BaseCommand):
    help = "Import missions and channels from CSV or YAML; without --apply only says what would change."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="change the network")

    def handle(self, *args: Any, **options: Any) -> None:
        missions, channels = self._read(options["files"])
        apply = options["apply"]
        changes = (import_network if apply else plan)(missions, channels, by=None)
        self._report(changes, apply=apply)

    def _read(self, files: list[Path]) -> tuple[list[MissionRecord], list[ChannelRecord]]:
        missions: list[MissionRecord] = []
        channels: list[ChannelRecord] = []
        problems: list[Problem] = []
        for file in files:
            try:
                parsed = parse(file.read_bytes(), file.name)
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            missions += parsed.missions
            channels += parsed.channels
            problems += parsed.problems
            problems += self._strangers(parsed.channels, missions, file.name)
        if problems:
            listed = "\n".join(f"  {each}" for each in problems)
            raise CommandError(f"Nothing was changed. To be mended first:\n{listed}")
        return missions, channels

    @staticmethod
    def _strangers(
        channels: tuple[ChannelRecord, ...], missions: list[MissionRecord], file: str
    ) -> list[Problem]:
        known = {each.key for each in missions}
        known |= set(Unit.objects.filter(kind=UnitKind.MISSION).values_list("slug", flat=True))
        return [
            Problem(file, number, 1, "mission", "mission", key)
            for number, each in enumerate(channels, start=2)
            for key in (each.mission, *each.sharing)
            if key not in known
        ]

    def _report(self, changes: list[Change], *, apply: bool) -> None:
        for each in changes:
            self.stdout.write(f"{'+' if each.new else '~'} {each.kind} {each.key}")
            for name, (before, after) in each.fields.items():
                self.stdout.write(f"    {name}: {before!r} -> {after!r}")
        new = sum(each.new for each in changes)
        if not changes:
            self.stdout.write("Nothing changes: the network already says all of this.")
        elif apply:
            self.stdout.write(f"Done: {new} new, {len(changes) - new} changed.")
        else:
            self.stdout.write(
                f"Would make {new} new and change {len(changes) - new}. Add --apply to do it."
            )
