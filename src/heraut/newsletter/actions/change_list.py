"""Change what a list says of itself; what was cleared of its issues falls with the change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Stale
from heraut.newsletter.models import NewsletterList
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

FIELDS = (
    "sender_name",
    "reply_to",
    "about",
    "wording",
    "footer",
    "postal_address",
    "accepts",
)


@transaction.atomic
def change_list(
    channel_id: UUID, values: Mapping[str, Any], *, by: User, revision: int
) -> NewsletterList:
    """``values``: some of ``FIELDS``. Raises ``Stale("newsletter.list_changed")``."""
    chosen = (
        NewsletterList.objects.select_for_update(of=("self",))
        .select_related("channel__holder", "changed_by")
        .get(pk=channel_id)
    )
    access.require(by, Right.CHANNEL_MANAGE, chosen.channel.holder)
    changed = [each for each in FIELDS if each in values and getattr(chosen, each) != values[each]]
    if not changed:
        return chosen
    if chosen.revision != revision:
        raise Stale("newsletter.list_changed", name=str(chosen.changed_by or ""))
    for each in changed:
        setattr(chosen, each, values[each])
    chosen.revision += 1
    chosen.changed_at, chosen.changed_by = clock.now(), by
    chosen.save()
    audit.record(
        "newsletter.change",
        actor=by,
        subject=chosen,
        unit_id=chosen.channel.holder_id,
        detail={"fields": changed},
    )
    return chosen
