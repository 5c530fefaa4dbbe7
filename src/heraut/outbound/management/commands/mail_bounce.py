from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from heraut.outbound import inbox


class Command(BaseCommand):
    help = "Take in one returned mail from standard input, for a mail server that pipes it here."

    def handle(self, *args: Any, **options: Any) -> None:
        taken = inbox.take_in(sys.stdin.buffer.read(inbox.MOST_BYTES))
        self.stdout.write("taken in" if taken else "not one of ours")
