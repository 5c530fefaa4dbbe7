from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from heraut.foundation import audit


class Command(BaseCommand):
    help = "Check that no sealed entry of the audit trail was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        link = audit.broken_link()
        if link is not None:
            raise CommandError(
                f"Link {link.number} (entries {link.first} to {link.last}) does not match. "
                "Compare with a backup from before its date."
            )
        self.stdout.write("The audit chain is intact.")
