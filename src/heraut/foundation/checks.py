"""System checks: a wrong installation is named before it serves anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from heraut.kernel import states


@register()
def machines_have_exits(**_: Any) -> Iterable[CheckMessage]:
    """Every state that is not final leads, in some number of moves, to one that is."""
    for machine in states.registry.values():
        for state in sorted(machine.stuck()):
            yield Error(f"{machine.name}: nothing leads out of “{state}”.", id="heraut.E001")


@register()
def database_is_postgresql(**_: Any) -> Iterable[CheckMessage]:
    engine = str(settings.DATABASES["default"]["ENGINE"])
    if "postgresql" not in engine:
        yield Error(
            "Heraut runs on PostgreSQL only.",
            hint="Set HERAUT_DATABASE_URL to postgresql://user:password@host:port/name.",
            id="heraut.E002",
        )
