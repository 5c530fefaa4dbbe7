"""Set a proposal aside, with the reason: it comes back only when the facts change."""

from __future__ import annotations

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.actions import _proposals
from heraut.network.models import ProposalAnswer, Verdict
from heraut.people.models import User


@transaction.atomic
def set_aside_proposal(key: str, digest: str, *, by: User, reason: str) -> ProposalAnswer:
    """Raises ``Refusal("proposal.reason_missing")`` without one, ``Stale("proposal.gone")`` where the
    facts have changed since the person saw it."""
    if not reason.strip():
        raise Refusal("proposal.reason_missing")
    proposal = _proposals.standing(key, digest)
    _proposals.require(proposal, by)
    row = _proposals.answer(proposal, Verdict.SET_ASIDE, by=by, reason=reason.strip()[:300])
    audit.record(
        "proposal.set_aside",
        actor=by,
        subject=row,
        unit_id=_proposals.home(proposal).pk,
        detail={"proposal": key},
    )
    return row
