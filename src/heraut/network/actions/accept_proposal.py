"""Accept a proposal: what it says becomes part of plans, or a planned change of the network."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.network.actions import _proposals
from heraut.network.actions._found_digital import found_digital
from heraut.network.actions._targets import amplify, locked_plan, put, touch
from heraut.network.models import NetworkChange, Plan, Verdict
from heraut.network.proposals.proposal import PlanStep, Proposal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def accept_proposal(key: str, digest: str, *, by: User) -> NetworkChange | None:
    """Only plans change, never a channel or a mission; the planned change, where that came of it.

    Asks the right for every plan that would change, and changes all of them or none. Raises
    ``Stale("proposal.gone")`` where the facts have changed since the person saw it.
    """
    proposal = _proposals.standing(key, digest)
    if proposal.accept is None:
        raise Refusal("proposal.no_act")
    _proposals.require(proposal, by)
    change = None
    if proposal.founding is not None:
        change = found_digital(proposal.founding, by=by)
    else:
        _apply(proposal, by)
    row = _proposals.answer(proposal, Verdict.ACCEPTED, by=by)
    audit.record(
        "proposal.accept",
        actor=by,
        subject=row,
        unit_id=_proposals.home(proposal).pk,
        detail={"proposal": key, "plans": len(proposal.units)},
    )
    return change


def _apply(proposal: Proposal, by: User) -> None:
    steps: dict[UUID, list[PlanStep]] = {}
    for step in proposal.steps:
        steps.setdefault(step.unit_id, []).append(step)
    # In one order everywhere, so that two people who accept at once do not wait for each other.
    for unit in Unit.objects.filter(pk__in=steps).order_by("pk"):
        access.require(by, Right.PLAN_EDIT, unit)
        plan = locked_plan(unit, by)
        done = [_step(plan, each) for each in steps[unit.pk]]
        if any(done) or plan.revision == 0:
            touch(plan, by)
            audit.record(
                "plan.save",
                actor=by,
                subject=plan,
                unit_id=unit.pk,
                detail={"revision": plan.revision, "proposal": proposal.key},
            )


def _step(plan: Plan, step: PlanStep) -> bool:
    if step.amplifies and step.channel_id:
        return amplify(plan, step.platform, step.channel_id, step.amplifies)
    return put(plan, step.platform, step.channel_id, step.values)
