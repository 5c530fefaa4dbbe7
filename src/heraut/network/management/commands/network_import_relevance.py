from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from heraut.network.actions.import_relevance import import_relevance, plan_import
from heraut.network.importing import parse_relevance
from heraut.network.management.commands import _tables


class Command(BaseCommand):
    help = (
        "Import how much platforms are used from a spreadsheet, CSV or YAML (docs/network-format.md); "
        "without --apply only says what would change."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--apply", action="store_true", help="change the network")

    def handle(self, *args: Any, **options: Any) -> None:
        records = _tables.read(options["file"], parse_relevance)
        apply: bool = options["apply"]
        do = import_relevance if apply else plan_import
        changes = _tables.run(lambda: do(records, by=None))
        _tables.report(changes, self.stdout.write, apply=apply)
