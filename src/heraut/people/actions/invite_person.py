"""Invite a person: an account without a password, and a link to set one."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def invite_person(email: str, name: str, language: str, *, by: User | None, unit: Unit) -> User:
    """``by`` None is the operator at the command line. The caller sends the link (``invitation``).

    Raises ``Refusal("people.known")`` for an address that has an account.
    """
    if by is not None:
        access.require(by, Right.PEOPLE_MANAGE, unit)
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise Refusal("people.known", email=address)
    user = User.objects.create_user(address, name=name.strip(), language=language)
    audit.record("person.invite", actor=by, subject=user, unit_id=unit.pk)
    return user
