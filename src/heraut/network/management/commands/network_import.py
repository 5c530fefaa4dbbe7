from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from heraut.network.actions.import_network import Change, Unfit, import_network, plan
from heraut.network.importing import ChannelRecord, MissionRecord, Problem, parse, sentence


class Command(BaseCommand):
    help = (
        "Import missions and channels from CSV or YAML (docs/network-format.md); "
        "without --apply only says what would change."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="change the network")

    def handle(self, *args: Any, **options: Any) -> None:
        missions, channels = self._read(options["files"])
        apply: bool = options["apply"]
        try:
            changes = (import_network if apply else plan)(missions, channels, by=None)
        except Unfit as unfit:
            raise _to_mend(unfit.problems) from None
        except ProgrammingError as error:
            raise CommandError(
                "The database has no tables of the network yet. Run ./heraut migrate first."
            ) from error
        self._report(changes, apply=apply)

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
            raise _to_mend(problems)
        return missions, channels

    def _report(self, changes: list[Change], *, apply: bool) -> None:
        for each in changes:
            self.stdout.write(f"{'+' if each.new else '~'} {each.kind} {each.key}")
            for name, (before, after) in each.fields.items():
                self.stdout.write(f"    {name}: {_shown(before)} → {_shown(after)}")
        new = sum(each.new for each in changes)
        if not changes:
            self.stdout.write("Nothing changes: the network already says all of this.")
        elif apply:
            self.stdout.write(f"Done: {new} new, {len(changes) - new} changed.")
        else:
            self.stdout.write(
                f"Would make {new} new and change {len(changes) - new}. Add --apply to do it."
            )


def _to_mend(problems: Iterable[Problem]) -> CommandError:
    listed = [f"  {sentence(each)}" for each in problems]
    return CommandError("\n".join(["Nothing was changed. To be mended first:", *listed]))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value in ("", None) else f"“{value}”"
