"""One record into its row: what differs is changed and told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from heraut.kernel import clock
from heraut.network.actions._import_held import Held
from heraut.network.importing import ChannelRecord, MissionRecord
from heraut.network.importing.columns import LANGUAGES
from heraut.network.importing.records import Span
from heraut.network.models import (
    Channel,
    ChannelHandle,
    ChannelState,
    Health,
    Jurisdiction,
    Mission,
    MissionPhase,
)
from heraut.network.naming import names
from heraut.network.registry import fold
from heraut.people.models import Unit, UnitKind

Fields = dict[str, tuple[Any, Any]]
#: Fields of the rows whose column has another name.
_COLUMNS = {"latitude": "lat", "longitude": "lon", "klass": "class"}
_SAME_IN_MISSIONS = (
    *("kind", "status", "country", "accredited_to", "opened_on", "closed_on"),
    *("latitude", "longitude", "address", "phone", "emergency_phone", "email", "website"),
    *("source", "confidence", "checked_on", "note"),
)
_SAME_IN_CHANNELS = ("name", "url", "klass", "state", "source", "checked_on", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs: ``fields`` name -> (before, after); empty for a new row."""

    kind: str
    key: str
    new: bool
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


def _given(record: MissionRecord | ChannelRecord, fields: Iterable[str]) -> dict[str, Any]:
    return {
        name: getattr(record, name) for name in fields if record.gives(_COLUMNS.get(name, name))
    }


def _assign(row: models.Model, wanted: Mapping[str, Any]) -> Fields:
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


# -- missions -------------------------------------------------------------------------


def mission(record: MissionRecord, has: Held) -> Change | None:
    row = has.missions.get(record.key)
    if row is None:
        unit = Unit.objects.create(
            slug=record.key,
            kind=UnitKind.MISSION,
            parent=has.root,
            names={**names(record.kind, record.cities), **record.names},
        )
        values = {name: getattr(record, name) for name in _SAME_IN_MISSIONS}
        row = Mission.objects.create(
            unit=unit,
            key=record.key,
            cities=dict(record.cities),
            time_zone=record.time_zone,
            languages=list(record.languages),
            **values,
        )
        has.units[record.key], has.missions[record.key] = unit, row
        _spans(row, MissionPhase, "kind", record.phases)
        _spans(row, Jurisdiction, "country", record.jurisdictions)
        return Change("mission", record.key, new=True)
    changed = _change_mission(row, record)
    return Change("mission", record.key, new=False, fields=changed) if changed else None


def _change_mission(row: Mission, record: MissionRecord) -> Fields:
    wanted = _given(record, _SAME_IN_MISSIONS)
    wanted["cities"] = {
        code: record.cities[code]
        if record.gives(f"city_{code}")
        else row.cities.get(code, record.cities[code])
        for code in LANGUAGES
    }
    if record.gives("languages"):
        wanted["languages"] = list(record.languages)
    if record.gives("time_zone") and record.time_zone:
        wanted["time_zone"] = record.time_zone
    wanted_names = _names(row, record, wanted["cities"])
    changed = _assign(row, wanted)
    changed |= _assign(row.unit, {"names": wanted_names})
    if record.gives("phases"):
        changed |= _spans(row, MissionPhase, "kind", record.phases)
    if record.gives("jurisdictions"):
        changed |= _spans(row, Jurisdiction, "country", record.jurisdictions)
    return changed


def _names(row: Mission, record: MissionRecord, cities: Mapping[str, str]) -> dict[str, str]:
    """Made of kind and city, unless the file, or somebody here before it, gave one of its own."""
    before = names(row.kind, row.cities)
    own = {
        code: text
        for code, text in row.unit.names.items()
        if text != before.get(code) and not record.gives(f"name_{code}")
    }
    return {**names(record.kind, cities), **own, **record.names}


def _spans(
    row: Mission,
    model: type[MissionPhase] | type[Jurisdiction],
    name: str,
    wanted: Iterable[Span],
) -> Fields:
    rows = row.phases.all() if model is MissionPhase else row.jurisdictions.all()
    before = sorted(
        Span(getattr(each, name), each.valid_from, each.valid_until).written() for each in rows
    )
    spans = list(wanted)
    after = sorted(span.written() for span in spans)
    if before == after:
        return {}
    model.objects.filter(mission=row).delete()
    for span in spans:
        model.objects.create(
            mission=row, valid_from=span.since, valid_until=span.until, **{name: span.value}
        )
    return {"phases" if model is MissionPhase else "jurisdictions": (before, after)}


# -- channels -------------------------------------------------------------------------


def channel(record: ChannelRecord, has: Held) -> Change | None:
    label = f"{record.mission} {record.platform} {record.handle}"
    row = has.channel(record)
    if row is None:
        values = {name: getattr(record, name) for name in _SAME_IN_CHANNELS}
        row = Channel.objects.create(
            holder=has.units[record.mission],
            platform=record.platform,
            handle=record.handle,
            platform_id=record.platform_id,
            languages=list(record.languages),
            custodian=has.people.get(record.custodian),
            **values,
        )
        row.sharing.set([has.units[key] for key in record.sharing])
        _handles(row, record)
        return Change("channel", label, new=True)
    changed = _change_channel(row, record, has)
    return Change("channel", label, new=False, fields=changed) if changed else None


def _change_channel(row: Channel, record: ChannelRecord, has: Held) -> Fields:
    wanted = _given(record, _SAME_IN_CHANNELS)
    if record.gives("languages"):
        wanted["languages"] = list(record.languages)
    if record.gives("custodian"):
        wanted["custodian"] = has.people.get(record.custodian)
    if record.platform_id and not row.verified_at:
        wanted["platform_id"] = record.platform_id
    if not row.verified_at:
        # Once the platform itself was asked, it knows the account's name better than any file.
        wanted["handle"] = record.handle
    if wanted.get("state") in (ChannelState.RETIRED, ChannelState.PARKED):
        # As when it is retired on its page: nobody signs in or stands for it any more.
        wanted |= {"credentials": None, "certified_until": None, "health": Health.UNKNOWN}
    changed = _assign(row, wanted)
    changed.pop("credentials", None)
    changed |= _handles(row, record)
    if record.gives("sharing"):
        before, after = sorted(unit.slug for unit in row.sharing.all()), sorted(record.sharing)
        if before != after:
            row.sharing.set([has.units[key] for key in after])
            changed["sharing"] = (before, after)
    return changed


def _handles(row: Channel, record: ChannelRecord) -> Fields:
    """Adds and dates the names that the file knows; one that it does not know stays.

    A name that gave way to another ends on the day the new one began, else when that was seen.
    """
    dated = sorted(row.handles.all(), key=lambda each: (str(each.valid_from or ""), each.pk))
    rows = {each.folded: each for each in dated}
    before = _written(rows.values())
    for span in (*record.former_handles, Span(record.handle, record.since, record.until)):
        _handle(row, rows, span)
    seen = record.since or record.checked_on or clock.now().date()
    for folded, each in rows.items():
        if each.valid_until is None and folded != fold(row.handle):
            each.valid_until = max(seen, each.valid_from or seen)
            each.save(update_fields=["valid_until"])
    after = _written(rows.values())
    return {} if before == after else {"handles": (before, after)}


def _handle(row: Channel, rows: dict[str, ChannelHandle], span: Span) -> None:
    folded = fold(span.value)
    dates = {"valid_from": span.since, "valid_until": span.until}
    known = rows.get(folded)
    if known is None:
        rows[folded] = ChannelHandle.objects.create(
            channel=row, handle=span.value, folded=folded, **dates
        )
    else:
        _assign(known, {name: day for name, day in dates.items() if day is not None})


def _written(rows: Iterable[ChannelHandle]) -> list[str]:
    return [Span(each.handle, each.valid_from, each.valid_until).written() for each in rows]
