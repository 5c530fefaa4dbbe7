"""Import missions and channels from files: what would change first, then all of it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from heraut.foundation import audit
from heraut.network.actions._import_held import Unfit, held, problems
from heraut.network.actions._import_rows import Change, channel, mission
from heraut.network.actions._without_effect import without_effect
from heraut.network.importing import ChannelRecord, MissionRecord
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["Change", "Unfit", "import_network", "plan"]


def plan(
    missions: Sequence[MissionRecord], channels: Sequence[ChannelRecord], *, by: User | None
) -> list[Change]:
    """What ``import_network`` would change; nothing is. Raises as it does."""
    return without_effect(lambda: import_network(missions, channels, by=by))


@transaction.atomic
def import_network(
    missions: Sequence[MissionRecord], channels: Sequence[ChannelRecord], *, by: User | None
) -> list[Change]:
    """All of it or nothing. ``by`` None is the operator at the command line.

    A mission is known by its key, a channel by mission, platform and any name it had there, else by
    its id on the platform. What the files do not name stays as it is: a row, a column, a handle;
    nothing is ever deleted. Importing the same again changes nothing.

    One audit entry for the whole with count and digest. Raises ``Unfit`` with every problem.
    """
    has = held(each.custodian for each in channels if each.custodian)
    if by is not None:
        access.require(by, Right.NETWORK_EDIT, has.root)
    wrong = list(problems(missions, channels, has))
    if wrong:
        raise Unfit(wrong)
    found = [mission(record, has) for record in missions]
    found += [channel(record, has) for record in channels]
    changes = [change for change in found if change is not None]
    if changes:
        digest = hashlib.sha256(repr(changes).encode()).hexdigest()
        audit.record(
            "network.import",
            actor=by,
            subject=has.root,
            unit_id=has.root.pk,
            detail={"count": len(changes), "digest": digest},
        )
    return changes
