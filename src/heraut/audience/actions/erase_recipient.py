"""Erase a person: the key goes, and with it everything that was sealed with it, backups included."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from heraut.audience.actions import _ending
from heraut.audience.actions._rights import require_audience
from heraut.audience.models import Consent, Recipient, Why
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people.models import User


@transaction.atomic
def erase_recipient(recipient_id: UUID, *, by: User | None, reason: str) -> Recipient:
    """``by`` empty: the person did it, with the link in a mail of theirs.

    What remains is a row without address or key, so that counts of what was sent stay true, and
    suppressions, which hold a hash. Raises ``Refusal("recipient.erased")``.
    """
    if by is not None:
        require_audience(by)
        if not reason.strip():
            raise Refusal("recipient.reason_missing")
    recipient = Recipient.objects.select_for_update().filter(pk=recipient_id).first()
    if recipient is None:
        raise Http404
    if recipient.erased_at is not None:
        raise Refusal("recipient.erased")
    _ending.end_all(recipient, Why.ERASED)
    recipient.addresses.all().delete()
    Consent.objects.filter(recipient=recipient).update(ip_hash="", evidence=None)
    recipient.data_key, recipient.erased_at = None, clock.now()
    recipient.save(update_fields=["data_key", "erased_at"])
    audit.record("recipient.erase", actor=by, subject=recipient, detail={"reason": reason.strip()})
    return recipient
