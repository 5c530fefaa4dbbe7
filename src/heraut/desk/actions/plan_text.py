"""Plan an item for an opening of the week: adapted, and submitted for that moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.desk.suggesting import digest
from heraut.desk.week import STANDS
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.footer import zone_of
from heraut.dispatch.models import Dispatch
from heraut.foundation import audit
from heraut.newsroom import drafts, queries
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Adaptation
from heraut.newsroom.outgoing import outgoing
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@transaction.atomic
def plan_text(
    unit: Unit,
    *,
    by: User,
    item_id: UUID,
    channel_ids: Collection[UUID],
    at: datetime,
    seen: str,
) -> Dispatch | Adaptation:
    """The dispatch; the same one again for a second tap.

    ``seen``: the digest of the texts that the person read (``suggesting.digest``). Where the item
    was changed since, nothing is submitted: the adaptation comes back, to be read first. Raises
    whatever ``start_adaptation`` and ``submit`` refuse; then nothing was written.
    """
    access.require(by, Right.DISPATCH, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)  # two taps come one after the other
    standing = Dispatch.objects.filter(
        unit=unit, at=at, adaptation__item=item_id, state__in=STANDS
    ).first()
    if standing is not None:
        return standing
    adaptation = _narrowed(start_adaptation(unit, by=by, item_id=item_id), by, channel_ids)
    texts = [text for text in adaptation.texts.all() if text.included]
    if digest((text.channel_id, outgoing(text)) for text in texts) != seen:
        return adaptation
    dispatch = submit(
        adaptation.pk, by=by, revision=adaptation.revision, at=at, time_zone=zone_of(unit).key
    )
    audit.record(
        "week.plan",
        actor=by,
        subject=dispatch,
        unit_id=unit.pk,
        detail={"item": item_id, "at": at},
    )
    return dispatch


def _narrowed(adaptation: Adaptation, by: User, channel_ids: Collection[UUID]) -> Adaptation:
    """Only the channels that are meant go out."""
    before = drafts.of(adaptation)
    texts = tuple(replace(text, included=text.channel_id in channel_ids) for text in before.texts)
    draft = replace(before, texts=texts)
    save_adaptation(adaptation.pk, by=by, revision=adaptation.revision, draft=draft)
    return queries.with_texts(Adaptation.objects.all()).get(pk=adaptation.pk)
