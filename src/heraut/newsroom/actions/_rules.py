"""What the newsroom's actions have in common."""

from __future__ import annotations

from uuid import UUID

from heraut.kernel import clock
from heraut.kernel.errors import Forbidden
from heraut.network.models import Mission
from heraut.newsroom import languages
from heraut.newsroom.models import Item, ItemState
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


def own_languages(user: User) -> frozenset[str]:
    """The languages of the missions that ``user`` writes for, but for the ministry's own."""
    held = [
        grant.unit_id for grant in access.grants(user) if Right.ITEM_WRITE in RIGHTS[grant.role]
    ]
    spoken = Mission.objects.filter(unit__in=held).values_list("languages", flat=True)
    return frozenset(each for found in spoken for each in found) - set(languages.MINISTRY)


def may_translate(user: User, item: Item, language: str) -> bool:
    """Whether ``user`` may write the text of ``item`` in ``language``, not its original.

    Who writes for the item's unit; and for what is in the pool, a mission into the languages of its
    host country, once for all missions there. The ministry's four stay with the item's own unit,
    and a partner's text with the partner.
    """
    if may_write(user, item.unit):
        return True
    if item.state != ItemState.OFFERED or item.unit.kind == UnitKind.PARTNER:
        return False
    return language in own_languages(user)


def require_translator(user: User, item: Item, language: str) -> None:
    """Raise ``Forbidden`` with the reason unless ``user`` may write ``item`` in ``language``."""
    if language == item.original_language or not may_translate(user, item, language):
        require_writer(user, item.unit)


def touch(item: Item, *fields: str) -> None:
    item.changed_at = clock.now()
    item.save(update_fields=["changed_at", *fields])
