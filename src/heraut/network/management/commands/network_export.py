from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from heraut.network.exporting import records
from heraut.network.importing import render_csv, render_yaml


class Command(BaseCommand):
    help = "Write the network as YAML to the screen, or with --folder as two CSV files."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        missions, channels = records()
        folder: Path | None = options["folder"]
        if folder is None:
            self.stdout.write(render_yaml(missions, channels))
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in zip(
            ("missions.csv", "channels.csv"), render_csv(missions, channels), strict=True
        ):
            (folder / name).write_text(table, newline="")
            self.stdout.write(f"{folder / name}")
