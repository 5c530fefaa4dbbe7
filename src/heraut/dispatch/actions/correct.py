"""Correct a published text: where it stands if the platform can, else in public, linked to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from heraut.connectors.contract import Capability, Change, Outgoing
from heraut.dispatch import standing
from heraut.dispatch.actions._follow_up import locked, submitted, traced, under_way
from heraut.dispatch.actions._sendable import require_sendable
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind
from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom import channels
from heraut.outbound.models import Verb
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def correct(
    texts: Mapping[UUID, Sequence[str]], *, by: User, note: str, time_zone: str
) -> Dispatch:
    """``texts``: for each delivery, where its channel edits, the text as it is to stand, one a
    part; else the one text that answers it in public. All belong to one dispatch. ``note``: what
    was changed, for readers.

    Raises ``Refusal`` (``correction.note_missing``, ``correction.same``, ``correction.parts``,
    ``correction.under_way``, ``delivery.gone``, ``dispatch.objection``).
    """
    if not note.strip():
        raise Refusal("correction.note_missing")
    originals = locked(list(texts))
    first = originals[0].dispatch
    if any(each.dispatch_id != first.pk for each in originals):
        raise Refusal("delivery.gone")
    access.require(by, Right.DISPATCH, first.unit)
    if under_way(list(texts), DispatchKind.CORRECTION):
        raise Refusal("correction.under_way")
    made = [_correction(each, texts[each.pk]) for each in originals]
    dispatch = submitted(
        DispatchKind.CORRECTION,
        made,
        unit=first.unit,
        by=by,
        title=first.title,
        time_zone=time_zone,
        note=note.strip()[:500],
    )
    audit.record(
        "dispatch.correct",
        actor=by,
        subject=dispatch,
        unit_id=first.unit.pk,
        detail=traced(made),
    )
    return dispatch


def edits(delivery: Delivery) -> bool:
    """Whether a correction changes this text where it stands."""
    known = standing.receipt(delivery)
    able = channels.can(delivery.channel, Capability.EDIT)
    return able and known is not None and standing.connector_of(delivery).refers(known)


def _correction(original: Delivery, said: Sequence[str]) -> Delivery:
    tidy = [each.replace("\r\n", "\n").strip() for each in said]
    if edits(original):
        return _edit(original, tidy)
    text = Outgoing(tidy[0] if tidy else "", standing.said(original).language)
    if channels.can(original.channel, Capability.THREAD):
        text = replace(text, reply=standing.answer(original))
    else:
        text = replace(text, quote=standing.original(original))
    return Delivery(
        channel=original.channel, verb=Verb.PUBLISH, content=text.to_json(), original=original
    )


def _edit(original: Delivery, said: Sequence[str]) -> Delivery:
    before = standing.said(original)
    if len(said) != len(before.texts):
        raise Refusal("correction.parts")
    if tuple(said) == before.texts:
        raise Refusal("correction.same")
    parts = tuple(
        replace(part, text=text) for part, text in zip(before.parts, said[1:], strict=True)
    )
    after = replace(before, text=said[0], parts=parts)
    require_sendable(original.channel, replace(after, reply=None, quote=None))
    known = standing.receipt(original)
    assert known is not None, "it stands"
    change = Change(before, after, known)
    return Delivery(
        channel=original.channel, verb=Verb.EDIT, content=change.to_json(), original=original
    )
