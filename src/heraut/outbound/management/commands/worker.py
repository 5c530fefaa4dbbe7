from __future__ import annotations

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from heraut.foundation import restoring
from heraut.outbound import worker


class Command(BaseCommand):
    help = "Carry out what is due: dispatches, recalls, the sealing of the audit trail."

    def handle(self, *args: Any, **options: Any) -> None:
        if restoring.unfinished():
            raise CommandError(restoring.UNFINISHED)
        asyncio.run(worker.run())
