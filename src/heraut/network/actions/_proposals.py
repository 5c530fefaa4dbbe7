"""What accepting a proposal and setting it aside have in common."""

from __future__ import annotations

from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Stale
from heraut.network.models import ProposalAnswer, Verdict
from heraut.network.planning.queries import world
from heraut.network.proposals import Proposal, propose
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def standing(key: str, digest: str) -> Proposal:
    """The proposal as it stands at this moment, if it is still the one that the person saw and
    nobody answered it since. Locks the ministry's unit: one answer at a time."""
    Unit.objects.select_for_update().filter(parent=None).earliest("created_at")
    answered = set(ProposalAnswer.objects.values_list("key", "basis"))
    for each in propose(world(), answered):
        if each.key == key and each.digest == digest:
            return each
    raise Stale("proposal.gone")


def may_answer(proposal: Proposal, user: User, editable: frozenset[object]) -> bool:
    """``editable``: the units whose plans this person edits, ``editable_units``."""
    if proposal.founding is not None:
        return access.units(user, Right.NETWORK_CHANGE).filter(parent=None).exists()
    if proposal.units:
        return set(proposal.units) <= editable
    return access.units(user, Right.PLAN_EDIT).filter(parent=None).exists()


def editable_units(user: User) -> frozenset[object]:
    return frozenset(access.units(user, Right.PLAN_EDIT).values_list("pk", flat=True))


def require(proposal: Proposal, by: User) -> None:
    """A proposal that concerns several plans is answered by who edits all of them."""
    if not may_answer(proposal, by, editable_units(by)):
        right = Right.NETWORK_CHANGE if proposal.founding else Right.PLAN_EDIT
        raise Forbidden("access.right", right=str(right), unit=home(proposal).name)


def home(proposal: Proposal) -> Unit:
    """The unit whose trail the answer belongs to: the only one that it concerns, else the ministry."""
    if len(proposal.units) == 1:
        return Unit.objects.get(pk=proposal.units[0])
    return Unit.objects.filter(parent=None).earliest("created_at")


def answer(proposal: Proposal, verdict: Verdict, *, by: User, reason: str = "") -> ProposalAnswer:
    return ProposalAnswer.objects.create(
        key=proposal.key,
        basis=proposal.digest,
        verdict=verdict,
        reason=reason,
        answered_by=by,
        answered_at=clock.now(),
    )
