"""Say which key messages a text carries, and for whom it is."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.newsroom.actions._aims import choose, would_change
from heraut.newsroom.models import Adaptation, AudienceGroup, KeyMessage
from heraut.newsroom.slots import ADAPTATION_EDITED
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def aim_adaptation(
    adaptation_id: UUID,
    *,
    by: User,
    messages: Iterable[UUID],
    audiences: Iterable[UUID],
    shown: Iterable[UUID] = (),
) -> Adaptation:
    """``shown``: what stood on the person's screen; of it, what is not chosen is taken off.

    An edit like any other: what was built on the text is taken back (``ADAPTATION_EDITED``), or
    the change refused, because what was cleared says what it carries. Choosing what stands there
    already changes nothing.
    """
    adaptation = (
        Adaptation.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=adaptation_id)
    )
    access.require(by, Right.ADAPT, adaptation.unit)
    seen, carried, meant = list(shown), list(messages), list(audiences)
    if not (
        would_change(adaptation.key_messages, shown=seen, chosen=carried)
        or would_change(adaptation.audiences, shown=seen, chosen=meant)
    ):
        return adaptation
    for edited in ADAPTATION_EDITED:
        edited(adaptation, by)
    may_carry = access.rows(by, Right.ITEM_READ, KeyMessage).filter(KeyMessage.current())
    living = access.rows(by, Right.ITEM_READ, AudienceGroup).filter(ended_at=None)
    choose(adaptation.key_messages, shown=seen, chosen=carried, allowed=may_carry)
    choose(adaptation.audiences, shown=seen, chosen=meant, allowed=living)
    adaptation.editors.add(by)
    audit.record("adaptation.aim", actor=by, subject=adaptation, unit_id=adaptation.unit_id)
    return adaptation
