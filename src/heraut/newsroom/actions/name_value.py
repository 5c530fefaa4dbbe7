"""Name an essential value of the ministry, or word it anew."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.text import slugify

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._aims import spoken
from heraut.newsroom.models import EssentialValue
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def name_value(names: Mapping[str, str], *, by: User, slug: str = "") -> EssentialValue:
    """``names``: language -> name; ``slug`` of the one that is worded anew, else a new one holds
    from today. The list is the ministry's: by who may edit its plan."""
    root = Unit.objects.get(parent=None)
    access.require(by, Right.PLAN_EDIT, root)
    kept = spoken(names)
    if not kept:
        raise Refusal("value.unnamed")
    if slug:
        value = EssentialValue.objects.select_for_update().get(pk=slug)
        value.names = kept
        value.save(update_fields=["names"])
    else:
        slug = slugify(kept.get("en") or next(iter(kept.values())))[:60]
        if not slug or EssentialValue.objects.filter(pk=slug).exists():
            raise Refusal("value.known")
        value = EssentialValue.objects.create(slug=slug, names=kept, valid_from=today())
    audit.record("value.name", actor=by, subject=value, unit_id=root.pk)
    return value
