"""The ministry's registrations at the simulated platforms, so that channels can be signed in there."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from heraut.connectors import catalogue
from heraut.network.actions.register_app import register_app
from heraut.people.models import User


def register(people: Mapping[str, User]) -> None:
    """At every platform that asks for it; servers that register by themselves need nothing."""
    origin = settings.HERAUT.sandbox_origin
    for each in catalogue.every():
        sign_in = each.declaration.sign_in
        if origin and sign_in is not None and not sign_in.per_server:
            register_app(
                each.platform, origin, "heraut-demo", "demo", by=people["admin@demo.example"]
            )
