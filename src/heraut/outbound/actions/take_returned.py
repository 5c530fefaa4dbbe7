"""Take in what came back of one recipient's mail: it bounced, was unwanted, or asks to leave."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from heraut.audience.actions.suppress import suppress
from heraut.audience.actions.unsubscribe import unsubscribe
from heraut.audience.models import Reason
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.outbound.actions._batches import recount
from heraut.outbound.models import MAILING_ROW, MailingRow, RowState
from heraut.outbound.returned import Returned

#: How long a mailbox that is full, or a server that could not be reached, is left alone.
LEFT_ALONE = timedelta(days=7)
#: The address itself is no good (RFC 3463, section 3.2; 5.2.1: the mailbox is closed).
_NO_SUCH = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")


@transaction.atomic
def take_returned(returned: Returned) -> bool:
    """Told twice, done once. False where the row is not known (any more)."""
    row = (
        MailingRow.objects.select_for_update(of=("self",))
        .select_related("batch__mailing")
        .filter(pk=returned.row)
        .first()
    )
    if row is None:
        return False
    if returned.what == "bounced":
        _bounced(row, returned.status)
    else:
        # Whoever answers has it: what nobody could tell is told by this.
        if row.state == RowState.UNKNOWN:
            _move(row, RowState.DONE, "")
        if returned.what == "complaint":
            suppress(row.recipient_id, Reason.COMPLAINT)
        elif row.subscription_id is not None:
            unsubscribe(row.subscription_id)
    mailing = row.batch.mailing
    audit.record(
        "mailing.returned",
        actor=None,
        subject=mailing,
        unit_id=mailing.unit_id,
        detail={"what": returned.what, "status": returned.status},
    )
    return True


def _bounced(row: MailingRow, status: str) -> None:
    if MAILING_ROW.allows(row.state, RowState.BOUNCED):
        _move(row, RowState.BOUNCED, status)
    if status in _NO_SUCH:
        suppress(row.recipient_id, Reason.HARD_BOUNCE, code=status)
    elif status.startswith(("4.", "5.2.")):
        until = clock.now() + LEFT_ALONE
        suppress(row.recipient_id, Reason.SOFT_BOUNCE, code=status, until=until)


def _move(row: MailingRow, state: RowState, status: str) -> None:
    row.state, row.changed_at = state, clock.now()
    row.code = "mail.returned" if state == RowState.BOUNCED else ""
    row.reply = status[:12]
    row.save(update_fields=["state", "changed_at", "code", "reply"])
    recount([row.batch_id])
