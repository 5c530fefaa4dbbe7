"""Ask for a text to be cleared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.models import Clearance, ClearanceState
from heraut.guidance.subjects import SUBJECTS
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def ask(
    kind: str,
    subject_id: UUID,
    *,
    unit: Unit,
    title: str,
    authors: Iterable[User],
    by: User,
    due_at: datetime | None = None,
) -> Clearance:
    """A clearance that waits for somebody who did not write the text.

    ``authors``: everyone who wrote in it; none of them may clear it. Raises
    ``Refusal("clearance.already_asked")`` while another one for the same text is in force.
    """
    access.require(by, Right.DISPATCH, unit)
    subject = SUBJECTS.get(kind)
    in_force = Clearance.objects.select_for_update().filter(
        subject_kind=kind,
        subject_id=subject_id,
        state__in=[ClearanceState.ASKED, ClearanceState.CLEARED],
    )
    if in_force.exists():
        raise Refusal("clearance.already_asked", title=title)
    clearance = Clearance.objects.create(
        subject_kind=kind,
        subject_id=subject_id,
        digest=subject.digest(subject_id),
        unit=unit,
        title=title,
        authors=sorted({author.pk for author in authors} | {by.pk}),
        asked_by=by,
        due_at=due_at,
    )
    audit.record(
        "clearance.ask",
        actor=by,
        subject=clearance,
        unit_id=unit.pk,
        detail={"kind": kind, "subject": subject_id, "digest": clearance.digest},
    )
    return clearance
