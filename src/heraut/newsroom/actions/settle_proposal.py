"""Write down what came of asking a machine, with the glossary's terms put in."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.models import PROPOSAL, MachineProposal, ProposalState
from heraut.newsroom.translating.contract import Accepted, Later, Outcome, Refused, Translated
from heraut.newsroom.translating.sheet import sheet

#: After so many tries in vain a proposal is given up; a person may ask again.
MOST_TRIES = 8
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=20), timedelta(hours=1)


@transaction.atomic
def settle_proposal(proposal_id: UUID, outcome: Outcome, *, tries: int | None = None) -> bool:
    """False where it changes nothing: what was answered already stays, and an outcome of an older
    try (``tries``, where given) is not that of the latest."""
    proposal = MachineProposal.objects.select_for_update().filter(pk=proposal_id).first()
    if proposal is None or (tries is not None and proposal.tries != tries):
        return False
    open_still = proposal.state in (ProposalState.WAITING, ProposalState.SENT)
    sent_again = proposal.state == ProposalState.SENT and isinstance(outcome, Accepted | Later)
    if not open_still or sent_again:
        return False
    match outcome:
        case Translated(segments):
            _answer(proposal, segments)
        case Accepted(remote_id, until):
            _move(proposal, ProposalState.SENT)
            proposal.remote_id, proposal.next_at, proposal.code = remote_id, until, ""
        case Later(code, not_before) if proposal.tries < MOST_TRIES:
            pause = min(_FIRST_PAUSE * 2**proposal.tries, _LONGEST_PAUSE)
            proposal.code, proposal.next_at = code, not_before or clock.now() + pause
        case Later(code) | Refused(code):
            _move(proposal, ProposalState.FAILED)
            proposal.code, proposal.next_at = code, None
    proposal.save()
    if proposal.state in (ProposalState.READY, ProposalState.FAILED):
        _record(proposal)
    return True


def _move(proposal: MachineProposal, state: ProposalState) -> None:
    PROPOSAL.check(proposal.state, state)
    proposal.state = state


def _answer(proposal: MachineProposal, segments: tuple[str, ...]) -> None:
    said = sheet(proposal.source, proposal.terms).restored(segments)
    _move(proposal, ProposalState.READY)
    proposal.title, proposal.summary, proposal.body = said.title, said.summary, said.body
    proposal.findings = [[each.kind, each.said, each.wanted] for each in said.findings]
    proposal.answered_at, proposal.next_at, proposal.code = clock.now(), None, ""


def _record(proposal: MachineProposal) -> None:
    item = proposal.source.version.item
    audit.record(
        "translation.propose" if proposal.state == ProposalState.READY else "translation.fail",
        actor=None,
        subject=item,
        unit_id=item.unit_id,
        detail={
            "language": proposal.language,
            "provider": proposal.provider,
            "findings": len(proposal.findings),
            "code": proposal.code,
        },
    )
