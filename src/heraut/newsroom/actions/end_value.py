"""End an essential value: from today on no key message is given it."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.models import EssentialValue
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def end_value(slug: str, *, by: User) -> EssentialValue:
    """What bears it already keeps it, so that the past can still be counted."""
    root = Unit.objects.get(parent=None)
    access.require(by, Right.PLAN_EDIT, root)
    value = EssentialValue.objects.select_for_update().get(pk=slug)
    value.valid_until = today()
    value.save(update_fields=["valid_until"])
    audit.record("value.end", actor=by, subject=value, unit_id=root.pk)
    return value
