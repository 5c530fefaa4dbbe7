"""A network as a file, such that reading it again gives the same records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal

import yaml

from heraut.network.importing.columns import (
    CHANNEL_COLUMNS,
    LANGUAGES,
    MISSION_COLUMNS,
    PLAN_COLUMNS,
    RELEVANCE_COLUMNS,
)
from heraut.network.importing.records import (
    ChannelRecord,
    MissionRecord,
    PlanRecord,
    RelevanceRecord,
)


def _mission(record: MissionRecord) -> dict[str, str]:
    return {
        "key": record.key,
        "kind": record.kind,
        "status": record.status,
        "country": record.country,
        **{f"city_{code}": record.cities.get(code, "") for code in LANGUAGES},
        **{f"name_{code}": record.names.get(code, "") for code in LANGUAGES},
        "accredited_to": record.accredited_to,
        "opened_on": _text(record.opened_on),
        "closed_on": _text(record.closed_on),
        "phases": "|".join(span.written() for span in record.phases),
        "jurisdictions": "|".join(span.written() for span in record.jurisdictions),
        "lat": _text(record.latitude),
        "lon": _text(record.longitude),
        "time_zone": record.time_zone,
        "languages": "|".join(record.languages),
        "address": record.address,
        "phone": record.phone,
        "emergency_phone": record.emergency_phone,
        "email": record.email,
        "website": record.website,
        "source": record.source,
        "confidence": record.confidence,
        "checked_on": _text(record.checked_on),
        "note": record.note,
    }


def _channel(record: ChannelRecord) -> dict[str, str]:
    return {
        "mission": record.mission,
        "sharing": "|".join(record.sharing),
        "platform": record.platform,
        "handle": record.handle,
        "former_handles": "|".join(span.written() for span in record.former_handles),
        "name": record.name,
        "url": record.url,
        "platform_id": record.platform_id,
        "class": record.klass,
        "state": record.state,
        "languages": "|".join(record.languages),
        "custodian": record.custodian,
        "since": _text(record.since),
        "until": _text(record.until),
        "source": record.source,
        "checked_on": _text(record.checked_on),
        "note": record.note,
    }


def _plan(record: PlanRecord) -> dict[str, str]:
    return {
        "mission": record.mission,
        "platform": record.platform,
        "presence": record.presence,
        "per_week": _number(record.per_week),
        "languages": "|".join(record.languages),
        "reason": record.reason,
        "hub": "yes" if record.hub else "no",
        "channel": record.channel,
        "amplifies": "|".join(record.amplifies),
    }


def _relevance(record: RelevanceRecord) -> dict[str, str]:
    return {
        "country": record.country,
        "platform": record.platform,
        "level": record.level,
        "share": "" if record.share is None else _number(record.share),
        "measure": record.measure,
        "confidence": record.confidence,
        "source": record.source,
        "source_url": record.source_url,
        "as_of": _text(record.as_of),
        "note": record.note,
    }


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def render_csv(
    missions: Iterable[MissionRecord], channels: Iterable[ChannelRecord]
) -> tuple[str, str]:
    """Two tables: missions, channels."""
    return (
        _table(MISSION_COLUMNS, map(_mission, missions)),
        _table(CHANNEL_COLUMNS, map(_channel, channels)),
    )


def render_plans(records: Iterable[PlanRecord], columns: Iterable[str] = PLAN_COLUMNS) -> str:
    """One table, with these columns; without records the template."""
    chosen = list(columns)
    rows = ({name: _plan(each)[name] for name in chosen} for each in records)
    return _table(chosen, rows)


def render_relevance(
    records: Iterable[RelevanceRecord], columns: Iterable[str] = RELEVANCE_COLUMNS
) -> str:
    chosen = list(columns)
    rows = ({name: _relevance(each)[name] for name in chosen} for each in records)
    return _table(chosen, rows)


def render_yaml(missions: Iterable[MissionRecord], channels: Iterable[ChannelRecord]) -> str:
    """One document; empty values are left out."""
    value = {
        "missions": [_filled(_mission(each)) for each in missions],
        "channels": [_filled(_channel(each)) for each in channels],
    }
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


def _filled(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text}
