"""Import missions and channels from files: what would change first, then all of it at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from heraut.foundation import audit
from heraut.network.importing import ChannelRecord, MissionRecord
from heraut.network.importing.records import Span
from heraut.network.models import (
    Channel,
    ChannelHandle,
    Jurisdiction,
    Mission,
    MissionPhase,
)
from heraut.network.naming import names
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs: ``fields`` name -> (before, after); empty for a new row."""

    kind: str
    key: str
    new: bool
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


class _DryRun(Exception):
    """Takes back what a dry run did."""


def plan(
    missions: Sequence[MissionRecord], channels: Sequence[ChannelRecord], *, by: User | None
) -> list[Change]:
    """What ``import_network`` would change; nothing is."""
    found: list[Change] = []
    try:
        with transaction.atomic():
            found = import_network(missions, channels, by=by)
            raise _DryRun
    except _DryRun:
        return found


@transaction.atomic
def import_network(
    missions: Sequence[MissionRecord], channels: Sequence[ChannelRecord], *, by: User | None
) -> list[Change]:
    """All of it or nothing. ``by`` None is the operator at the command line.

    A mission is known by its key, a channel by mission, platform and handle; what the files do not
    name stays as it is, so that nothing is ever deleted. Importing the same again changes nothing.
    One audit entry for the whole with count and digest.
    """
    root = _ministry()
    if by is not None:
        access.require(by, Right.NETWORK_EDIT, root)
    units: dict[str, Unit] = {
        each.slug: each for each in Unit.objects.filter(kind=UnitKind.MISSION)
    }
    changes = [
        change for record in missions if (change := _mission(record, root, units)) is not None
    ]
    changes += [change for record in channels if (change := _channel(record, units)) is not None]
    if changes:
        digest = hashlib.sha256(repr(changes).encode()).hexdigest()
        audit.record(
            "network.import",
            actor=by,
            subject=root,
            unit_id=root.pk,
            detail={"count": len(changes), "digest": digest},
        )
    return changes


def _ministry() -> Unit:
    root, _ = Unit.objects.get_or_create(
        slug="ministry", defaults={"kind": UnitKind.MINISTRY, "names": {}}
    )
    return root


# -- missions -----------------------------------------------------------------------


def _mission(record: MissionRecord, root: Unit, units: dict[str, Unit]) -> Change | None:
    wanted_names = {**names(record.kind, record.cities), **record.names}
    unit = units.get(record.key)
    if unit is None:
        unit = Unit.objects.create(
            slug=record.key, kind=UnitKind.MISSION, parent=root, names=wanted_names
        )
        units[record.key] = unit
    changed: dict[str, tuple[Any, Any]] = {}
    if unit.names != wanted_names:
        changed["names"] = (unit.names, wanted_names)
        unit.names = wanted_names
        unit.save(update_fields=["names"])
    wanted = _mission_values(record)
    mission = Mission.objects.filter(key=record.key).first()
    new = mission is None
    if mission is None:
        mission = Mission.objects.create(unit=unit, key=record.key, **wanted)
    else:
        changed |= _assign(mission, wanted)
    changed |= _spans(mission, MissionPhase, "kind", record.phases)
    changed |= _spans(mission, Jurisdiction, "country", record.jurisdictions)
    if new:
        return Change("mission", record.key, new=True)
    return Change("mission", record.key, new=False, fields=changed) if changed else None


def _mission_values(record: MissionRecord) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "status": record.status,
        "cities": dict(record.cities),
        "country": record.country,
        "accredited_to": record.accredited_to,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "time_zone": record.time_zone,
        "languages": list(record.languages),
        "address": record.address,
        "phone": record.phone,
        "emergency_phone": record.emergency_phone,
        "email": record.email,
        "website": record.website,
        "opened_on": record.opened_on,
        "closed_on": record.closed_on,
        "source": record.source,
        "confidence": record.confidence,
        "checked_on": record.checked_on,
        "note": record.note,
    }


def _assign(row: models.Model, wanted: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    changed = {
        name: (getattr(row, name), value)
        for name, value in wanted.items()
        if getattr(row, name) != value
    }
    for name, (_, after) in changed.items():
        setattr(row, name, after)
    if changed:
        row.save(update_fields=list(changed))
    return changed


def _spans(
    mission: Mission,
    model: type[MissionPhase] | type[Jurisdiction],
    name: str,
    wanted: Iterable[Span],
) -> dict[str, tuple[Any, Any]]:
    before = sorted(
        Span(getattr(each, name), each.valid_from, each.valid_until).written()
        for each in model.objects.filter(mission=mission)
    )
    spans = list(wanted)
    after = sorted(span.written() for span in spans)
    if before == after:
        return {}
    model.objects.filter(mission=mission).delete()
    for span in spans:
        model.objects.create(
            mission=mission, valid_from=span.since, valid_until=span.until, **{name: span.value}
        )
    return {model._meta.model_name or name: (before, after)}


# -- channels -------------------------------------------------------------------------


def _channel(record: ChannelRecord, units: Mapping[str, Unit]) -> Change | None:
    """The importer has checked that ``record.mission`` is known (see the command)."""
    holder = units[record.mission]
    label = f"{record.mission} {record.platform} {record.handle}"
    channel = Channel.objects.filter(
        holder=holder, platform=record.platform, handle__iexact=record.handle
    ).first()
    wanted = {
        "name": record.name,
        "url": record.url,
        "klass": record.klass,
        "state": record.state,
        "languages": list(record.languages),
        "source": record.source,
        "checked_on": record.checked_on,
        "note": record.note,
    }
    if channel is None:
        channel = Channel.objects.create(
            holder=holder,
            platform=record.platform,
            handle=record.handle,
            platform_id=record.platform_id,
            **wanted,
        )
        ChannelHandle.objects.create(
            channel=channel,
            handle=record.handle,
            folded=record.handle.lower(),
            valid_from=record.since,
            valid_until=record.until,
        )
        channel.sharing.set([units[key] for key in record.sharing if key in units])
        return Change("channel", label, new=True)
    changed = _assign(channel, wanted)
    before = {unit.slug for unit in channel.sharing.all()}
    after = {key for key in record.sharing if key in units}
    if before != after:
        channel.sharing.set([units[key] for key in after])
        changed["sharing"] = (sorted(before), sorted(after))
    return Change("channel", label, new=False, fields=changed) if changed else None
