"""Hand a cleared text over to be carried out on one channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.network.models import Channel
from heraut.outbound import jobs
from heraut.outbound.models import Parcel, Queue, Verb
from heraut.people.models import Unit, User


@transaction.atomic
def hand_over(
    channel: Channel,
    content: Mapping[str, Any],
    *,
    unit: Unit,
    due_at: datetime,
    by: User,
    verb: Verb = Verb.PUBLISH,
    after: Parcel | None = None,
) -> Parcel:
    """A parcel at the end of the channel's line, among those due at the same moment.

    ``content``: what the verb takes (see ``Parcel``). ``after``: the parcel that stopped half way
    and that this one goes on from. The caller has authorised ``by`` and stands in the transaction
    that decides.
    """
    queue, _ = Queue.objects.get_or_create(channel=channel)
    Queue.objects.filter(pk=queue.pk).update(counter=F("counter") + 1)
    queue.refresh_from_db(fields=["counter"])
    now = clock.now()
    parcel = Parcel.objects.create(
        number=queue.counter,
        channel=channel,
        unit=unit,
        verb=verb,
        content=dict(content),
        due_at=due_at,
        next_at=due_at,
        changed_at=now,
        step=after.step if after else 0,
        receipt=after.receipt if after else None,
    )
    audit.record(
        "parcel.hand_over",
        actor=by,
        subject=parcel,
        unit_id=unit.pk,
        detail={"channel": channel.pk, "verb": verb, "due_at": due_at},
    )
    if due_at <= now:
        jobs.wake(channel.pk)
    return parcel
