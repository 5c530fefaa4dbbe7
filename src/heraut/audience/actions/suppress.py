"""Send nothing more to an address: it does not exist, or its owner wants nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.audience.actions import _ending
from heraut.audience.models import Reason, Recipient, RecipientAddress, Suppression, Why
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.people.models import User

#: What a reason does to the subscriptions; a full mailbox ends none.
_ENDS = {
    Reason.HARD_BOUNCE: Why.BOUNCED,
    Reason.COMPLAINT: Why.COMPLAINED,
    Reason.MANUAL: Why.ASKED,
}


@transaction.atomic
def suppress(
    recipient_id: UUID,
    reason: Reason,
    *,
    code: str = "",
    until: datetime | None = None,
    by: User | None = None,
) -> Suppression | None:
    """Told again, the longer one holds. None for a recipient without an address (erased).

    An address that does not exist is left alone by everybody; one whose owner complained or asked,
    by newsletters.
    """
    recipient = Recipient.objects.select_for_update().get(pk=recipient_id)
    address = RecipientAddress.objects.filter(recipient=recipient, kind="email").first()
    if address is None:
        return None
    everything = reason in (Reason.HARD_BOUNCE, Reason.SOFT_BOUNCE)
    kept, made = Suppression.objects.select_for_update().get_or_create(
        kind="email",
        lookup=address.lookup,
        purpose="" if everything else "newsletter",
        lifted_at=None,
        defaults={"reason": reason, "code": code, "until": until},
    )
    if not made and _longer(kept, until):
        kept.reason, kept.code, kept.until = reason, code, until
        kept.save(update_fields=["reason", "code", "until"])
    ended = _ending.end_all(recipient, _ENDS[reason]) if reason in _ENDS else 0
    audit.record(
        "address.suppress",
        actor=by,
        subject=kept,
        detail={"reason": reason, "code": code, "until": until, "ended": ended},
    )
    return kept


def _longer(kept: Suppression, until: datetime | None) -> bool:
    if kept.until is None:
        return False
    return until is None or until > max(kept.until, clock.now())
