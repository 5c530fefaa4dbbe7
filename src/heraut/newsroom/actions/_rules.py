"""What the newsroom's actions have in common."""

from __future__ import annotations

from uuid import UUID

from heraut.kernel import clock
from heraut.kernel.errors import Forbidden
from heraut.newsroom.models import Item
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import RIGHTS, Right


def locked_item(item_id: UUID) -> Item:
    """The item, locked until the transaction ends."""
    return Item.objects.select_for_update(of=("self",)).select_related("unit").get(pk=item_id)


def may_write(user: User, unit: Unit) -> bool:
    """Whether ``user`` may change the texts of ``unit``.

    A partner's texts are its own people's: the federal level holds no pen there, whatever roles
    it has above.
    """
    if unit.kind != UnitKind.PARTNER:
        return access.can(user, Right.ITEM_WRITE, unit)
    return any(
        grant.unit_id == unit.pk and Right.ITEM_WRITE in RIGHTS[grant.role]
        for grant in access.grants(user)
    )


def require_writer(user: User, unit: Unit) -> None:
    """Raise ``Forbidden`` with the reason unless ``user`` may change the texts of ``unit``."""
    if may_write(user, unit):
        return
    access.require(user, Right.ITEM_WRITE, unit)
    raise Forbidden("item.partner_text", unit=unit.name)


def touch(item: Item, *fields: str) -> None:
    item.changed_at = clock.now()
    item.save(update_fields=["changed_at", *fields])
