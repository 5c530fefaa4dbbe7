"""Set a finding aside, with the reason: it comes back only when what was found changes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import Finding
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def set_aside_finding(finding_id: UUID, *, by: User, reason: str) -> Finding:
    """Raises ``Refusal`` (``finding.reason_missing``, ``finding.over``)."""
    row = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("channel__holder")
        .get(pk=finding_id)
    )
    access.require(by, Right.NETWORK_CHANGE, row.channel.holder)
    if not reason.strip():
        raise Refusal("finding.reason_missing")
    if row.resolved_at is not None or row.set_aside_at is not None:
        raise Refusal("finding.over")
    row.set_aside_at, row.set_aside_by = clock.now(), by
    row.reason = reason.strip()[:300]
    row.save(update_fields=["set_aside_at", "set_aside_by", "reason"])
    audit.record(
        "finding.set_aside",
        actor=by,
        subject=row,
        unit_id=row.channel.holder_id,
        detail={"kind": row.kind, "channel": row.channel_id, "reason": row.reason},
    )
    return row
