from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from heraut.network.exporting import records
from heraut.network.importing import render_csv, render_yaml


class Command(BaseCommand):
    help = "Write the network as YAML to the screen, or with --folder as two CSV files."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--folder", type=Path, help="for missions.csv and channels.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            missions, channels = records()
        except ProgrammingError as error:
            raise CommandError(
                "The database has no tables of the network yet. Run ./heraut migrate first."
            ) from error
        folder: Path | None = options["folder"]
        if folder is None:
            self.stdout.write(render_yaml(missions, channels), ending="")
            return
        tables = zip(
            ("missions.csv", "channels.csv"),
            render_csv(missions, channels),
            (len(missions), len(channels)),
            strict=True,
        )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table, rows in tables:
                # With the mark that lets spreadsheets see that it is UTF-8.
                (folder / name).write_text(table, encoding="utf-8-sig", newline="")
                self.stdout.write(f"{folder / name}: {rows} rows")
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from error
