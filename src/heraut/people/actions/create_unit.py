"""Add a directorate or a partner to the tree of units. Missions come with the network."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import Right

KINDS = (UnitKind.DIRECTORATE, UnitKind.PARTNER)


@transaction.atomic
def create_unit(kind: UnitKind, names: Mapping[str, str], parent_id: UUID, *, by: User) -> Unit:
    """``names``: language -> name, at least one; the English or first one makes the slug.

    Raises ``Refusal`` with ``unit.kind``, ``unit.name_missing`` or ``unit.known``.
    """
    parent = Unit.objects.select_for_update().get(pk=parent_id)
    access.require(by, Right.PEOPLE_MANAGE, parent)
    if kind not in KINDS:
        raise Refusal("unit.kind")
    given = {language: name.strip() for language, name in names.items() if name.strip()}
    name = given.get("en") or next(iter(given.values()), "")
    slug = slugify(name)[:80]
    if not slug:
        raise Refusal("unit.name_missing")
    if Unit.objects.filter(slug=slug).exists():
        raise Refusal("unit.known", name=name)
    unit = Unit.objects.create(kind=kind, slug=slug, names=given, parent=parent)
    audit.record("unit.create", actor=by, subject=unit, unit_id=unit.pk, detail={"kind": kind})
    return unit
