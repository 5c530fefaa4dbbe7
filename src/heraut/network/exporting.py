"""The network's rows as the records of its file format."""

from __future__ import annotations

from collections.abc import Iterable

from heraut.network.importing import ChannelRecord, MissionRecord, PlanRecord, RelevanceRecord
from heraut.network.importing.records import Span
from heraut.network.models import Channel, Mission, PlanTarget, PlatformRelevance
from heraut.network.naming import names
from heraut.network.registry import fold


def records() -> tuple[list[MissionRecord], list[ChannelRecord]]:
    """Everything: for the operator's command, which stands outside all scopes."""
    # access: the operator's
    missions = Mission.objects.select_related("unit").prefetch_related("phases", "jurisdictions")
    channels = (
        # access: the operator's
        Channel.objects.filter(holder__mission__isnull=False)
        .select_related("holder", "custodian")
        .prefetch_related("sharing", "handles")
        .order_by("holder__slug", "platform", "handle")
    )
    return [_mission(each) for each in missions], [_channel(each) for each in channels]


def _mission(row: Mission) -> MissionRecord:
    made = names(row.kind, row.cities)
    return MissionRecord(
        key=row.key,
        kind=row.kind,
        status=row.status,
        country=row.country,
        cities=row.cities,
        names={code: text for code, text in row.unit.names.items() if made.get(code) != text},
        accredited_to=row.accredited_to,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        phases=tuple(
            Span(each.kind, each.valid_from, each.valid_until) for each in row.phases.all()
        ),
        jurisdictions=tuple(
            Span(each.country, each.valid_from, each.valid_until)
            for each in row.jurisdictions.all()
        ),
        latitude=row.latitude,
        longitude=row.longitude,
        time_zone=row.time_zone,
        languages=tuple(row.languages),
        address=row.address,
        phone=row.phone,
        emergency_phone=row.emergency_phone,
        email=row.email,
        website=row.website,
        source=row.source,
        confidence=row.confidence,
        checked_on=row.checked_on,
        note=row.note,
    )


def _channel(row: Channel) -> ChannelRecord:
    bears = fold(row.handle)
    handles = sorted(row.handles.all(), key=lambda each: (str(each.valid_from or ""), each.pk))
    current = next((each for each in reversed(handles) if each.folded == bears), None)
    return ChannelRecord(
        mission=row.holder.slug,
        platform=row.platform,
        handle=row.handle,
        former_handles=tuple(
            Span(each.handle, each.valid_from, each.valid_until)
            for each in handles
            if each.folded != bears
        ),
        sharing=tuple(sorted(each.slug for each in row.sharing.all() if each.pk != row.holder_id)),
        name=row.name,
        url=row.url,
        platform_id=row.platform_id,
        klass=row.klass,
        state=row.state,
        languages=tuple(row.languages),
        custodian=row.custodian.email if row.custodian else "",
        since=current.valid_from if current else None,
        until=current.valid_until if current else None,
        source=row.source,
        checked_on=row.checked_on,
        note=row.note,
    )


def plan_records(missions: Iterable[Mission] | None = None) -> list[PlanRecord]:
    """The plans of these missions, of all if none are named, in the order of mission and platform."""
    # access: the network stands open to everybody in it
    found = PlanTarget.objects.filter(plan__unit__mission__isnull=False)
    if missions is not None:
        found = found.filter(plan__unit__in=[each.unit_id for each in missions])
    rows = (
        found.select_related("plan__unit", "channel")
        .prefetch_related("amplifies")
        .order_by("plan__unit__slug", "platform", "channel__handle", "id")
    )
    return [
        PlanRecord(
            mission=row.plan.unit.slug,
            platform=row.platform,
            presence=row.presence,
            per_week=row.per_week,
            languages=tuple(row.languages),
            reason=row.reason,
            hub=row.is_hub,
            channel=row.channel.handle if row.channel else "",
            amplifies=tuple(sorted(each.handle for each in row.amplifies.all())),
        )
        for row in rows
    ]


def relevance_records() -> list[RelevanceRecord]:
    return [
        RelevanceRecord(
            country=row.country,
            platform=row.platform,
            level=row.level,
            source=row.source,
            as_of=row.as_of,
            share=row.share,
            measure=row.measure,
            confidence=row.confidence,
            source_url=row.source_url,
            note=row.note,
        )
        for row in PlatformRelevance.objects.order_by("country", "platform", "as_of", "source")
    ]
