from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _make_cache_table(using: str, **_: Any) -> None:
    """The cache that all processes share is a table; it stands as soon as the others do."""
    from django.core.management import call_command

    call_command("createcachetable", database=using, verbosity=0)


class FoundationConfig(AppConfig):
    name = "heraut.foundation"
    label = "foundation"

    def ready(self) -> None:
        from heraut.foundation import checks  # noqa: F401 (registers the system checks)

        post_migrate.connect(_make_cache_table, sender=self)
