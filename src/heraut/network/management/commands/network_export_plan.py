from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from heraut.network.exporting import plan_records, relevance_records
from heraut.network.importing import render_plans, render_relevance


class Command(BaseCommand):
    help = "Write all plans as CSV to the screen, or with --relevance how much platforms are used."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--relevance", action="store_true", help="the other table")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["relevance"]:
            table = render_relevance(relevance_records())
        else:
            table = render_plans(plan_records())
        self.stdout.write(table, ending="")
