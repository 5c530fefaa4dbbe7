"""Read what is held about one person, found by the address that they gave; never without a reason."""

from __future__ import annotations

from django.db import transaction

from heraut.audience import addresses, queries
from heraut.audience.actions import _recipients
from heraut.audience.actions._rights import require_audience
from heraut.audience.queries import Held
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.people.models import User


@transaction.atomic
def read_recipient(address: str, *, by: User, reason: str) -> Held:
    """Everything: subscriptions, consents, suppressions. Raises ``Refusal`` with
    ``address.wrong``, ``recipient.reason_missing`` or ``recipient.unknown``."""
    require_audience(by)
    if not reason.strip():
        raise Refusal("recipient.reason_missing")
    address = addresses.normal(address)
    recipient = _recipients.find(address)
    held = queries.held(recipient, addresses.look_up(address), address)
    if recipient is None and not held.suppressions:
        raise Refusal("recipient.unknown")
    audit.record(
        "recipient.read",
        actor=by,
        subject=recipient if recipient is not None else held.suppressions[0],
        detail={"reason": reason.strip()},
    )
    return held
