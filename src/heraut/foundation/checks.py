"""System checks: a wrong installation is named before it serves anybody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from heraut.foundation.keys import master_keys
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


@register(deploy=True)
def secrets_are_given(**_: Any) -> Iterable[CheckMessage]:
    """What signs and what seals must come from the operator: there is no default to guess."""
    if len(settings.HERAUT.secret_key.get_secret_value()) < 32:
        yield Error(
            "HERAUT_SECRET_KEY is missing or shorter than 32 characters.",
            hint="Make one with: openssl rand -base64 48",
            id="heraut.E003",
        )
    try:
        master_keys()
    except ImproperlyConfigured as error:
        yield Error(
            str(error),
            hint='Make a file with: echo "first:$(openssl rand -hex 32)"',
            id="heraut.E004",
        )
