"""Allow mail to an address again: its owner asked, or the mailbox works again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from heraut.audience.actions._rights import require_audience
from heraut.audience.models import Suppression
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people.models import User


@transaction.atomic
def lift_suppression(suppression_id: UUID, *, by: User) -> Suppression:
    """Subscriptions that it ended stay ended: whoever wants them asks again."""
    require_audience(by)
    kept = Suppression.objects.select_for_update().filter(pk=suppression_id).first()
    if kept is None:
        raise Http404
    if kept.lifted_at is None:
        kept.lifted_at = clock.now()
        kept.save(update_fields=["lifted_at"])
        audit.record("address.lift", actor=by, subject=kept, detail={"reason": kept.reason})
    return kept
