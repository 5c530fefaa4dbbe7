"""Import how much platforms matter in host countries: dated rows beside those that are there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from heraut.foundation import audit
from heraut.network.actions._import_rows import Change
from heraut.network.actions._without_effect import without_effect
from heraut.network.importing import RelevanceRecord
from heraut.network.models import PlatformRelevance
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

_FIELDS = ("level", "share", "measure", "confidence", "source_url", "note")


def plan_import(records: Sequence[RelevanceRecord], *, by: User | None) -> list[Change]:
    """What ``import_relevance`` would change; nothing is. Raises as it does."""
    return without_effect(lambda: import_relevance(records, by=by))


@transaction.atomic
def import_relevance(records: Sequence[RelevanceRecord], *, by: User | None) -> list[Change]:
    """All of it or nothing. A row is known by country, platform, day and source; nothing is deleted,
    importing the same again changes nothing. ``by`` None is the operator at the command line; a
    person edits the plans of the whole ministry. One audit entry for the whole."""
    root = Unit.objects.select_for_update().filter(parent=None).earliest("created_at")
    if by is not None:
        access.require(by, Right.PLAN_EDIT, root)
    known = {
        (each.country, each.platform, each.as_of, each.source): each
        for each in PlatformRelevance.objects.all()
    }
    changes, fresh = [], []
    for record in records:
        row = known.get((record.country, record.platform, record.as_of, record.source))
        label = f"{record.country} {record.platform} {record.as_of}"
        if row is None:
            fresh.append(_new(record, by))
            changes.append(Change("relevance", label, new=True))
        elif fields := _differs(row, record):
            row.save(update_fields=list(fields))
            changes.append(Change("relevance", label, new=False, fields=fields))
    PlatformRelevance.objects.bulk_create(fresh)
    if changes:
        digest = hashlib.sha256(repr(changes).encode()).hexdigest()
        audit.record(
            "relevance.import",
            actor=by,
            subject=root,
            unit_id=root.pk,
            detail={"count": len(changes), "digest": digest},
        )
    return changes


def _new(record: RelevanceRecord, by: User | None) -> PlatformRelevance:
    values = {name: getattr(record, name) for name in _FIELDS}
    return PlatformRelevance(
        country=record.country,
        platform=record.platform,
        source=record.source,
        as_of=record.as_of,
        added_by=by,
        **values,
    )


def _differs(row: PlatformRelevance, record: RelevanceRecord) -> Mapping[str, tuple[Any, Any]]:
    fields = {
        name: (getattr(row, name), getattr(record, name))
        for name in _FIELDS
        if record.gives(name) and getattr(row, name) != getattr(record, name)
    }
    for name, (_, after) in fields.items():
        setattr(row, name, after)
    return fields
