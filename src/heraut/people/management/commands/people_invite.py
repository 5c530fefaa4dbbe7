from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import invitation
from heraut.people.actions.grant_role import grant_role
from heraut.people.actions.invite_person import invite_person
from heraut.people.models import Role, Unit, UnitKind


class Command(BaseCommand):
    help = (
        "Invite a person, the first administrator for instance; prints the link to set a password."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", default="administrator", choices=Role.values)
        parser.add_argument("--unit", default="ministry", help="its slug")
        parser.add_argument("--language", default="en", choices=["nl", "fr", "de", "en"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["unit"] == "ministry":
            Unit.objects.get_or_create(
                slug="ministry", defaults={"kind": UnitKind.MINISTRY, "names": {}}
            )
        unit = Unit.objects.filter(slug=options["unit"]).first()
        if unit is None:
            raise CommandError(f"No unit is called {options['unit']!r}: import the network first.")
        try:
            with transaction.atomic():
                user = invite_person(
                    options["email"], options["name"], options["language"], by=None, unit=unit
                )
                today = clock.now().date()
                grant_role(user.pk, Role(options["role"]), unit, by=None, valid_from=today)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(invitation.link(user))
