"""Loads the network for plans and proposals: a dozen queries, however many rows there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from heraut.kernel import clock
from heraut.network.models import (
    UNFINISHED,
    ChangeKind,
    Channel,
    ChannelState,
    Health,
    Jurisdiction,
    Mission,
    NetworkChange,
    Plan,
    PlanTarget,
    PlatformRelevance,
)
from heraut.network.planning.facts import (
    DAYS,
    ChannelFacts,
    MissionFacts,
    RelevanceFacts,
    TargetFacts,
    World,
)
from heraut.network.slots import ACTIVITY, AMPLIFICATION
from heraut.people.days import today

IN_USE = (ChannelState.ACTIVE, ChannelState.DORMANT)


def world() -> World:
    """Everything: the network stands open to everybody in it, the views' gates ask for that right."""
    day, now = today(), clock.now()
    since = now - timedelta(days=DAYS)
    changes = list(
        NetworkChange.objects.filter(state__in=UNFINISHED).values_list(
            "kind", "mission_id", "mission__country"
        )
    )
    missions = _missions(day, {pk for kind, pk, _ in changes if kind == ChangeKind.CLOSE})
    return World(
        today=day,
        missions=missions,
        channels=_channels(missions, since, now),
        targets=_targets(),
        planned=frozenset(Plan.objects.values_list("unit_id", flat=True)),
        relevance=relevance(),
        amplified=_amplified(since, now),
        opening=frozenset(country for kind, _, country in changes if kind == ChangeKind.OPEN),
    )


def on(day: date) -> Q:
    """The condition on dated rows that hold on ``day``."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (
        Q(valid_until=None) | Q(valid_until__gt=day)
    )


def _missions(day: date, closing: set[UUID]) -> dict[UUID, MissionFacts]:
    serves: defaultdict[UUID, set[str]] = defaultdict(set)
    for mission_id, country in Jurisdiction.objects.filter(on(day)).values_list(
        "mission_id", "country"
    ):
        serves[mission_id].add(country)
    return {
        each.unit_id: MissionFacts(
            unit_id=each.unit_id,
            key=each.key,
            name=each.name,
            kind=each.kind,
            status=each.status,
            country=each.country,
            languages=tuple(each.languages),
            serves=frozenset(serves[each.pk]),
            closing=each.pk in closing,
        )
        for each in Mission.objects.select_related("unit")
    }


def _channels(
    missions: Mapping[UUID, MissionFacts], since: datetime, until: datetime
) -> dict[UUID, ChannelFacts]:
    fields = ("pk", "platform", "handle", "holder_id", "languages", "klass")
    about = ("custodian_id", "certified_until", "health", "verified_at")
    rows = list(Channel.objects.filter(state__in=IN_USE).values(*fields, *about))
    counted = _activity([row["pk"] for row in rows], since, until)
    shared = _pairs(Channel.sharing.through.objects.values_list("channel_id", "unit_id"))
    found = {}
    for row in rows:
        holder = missions.get(row["holder_id"])
        texts = counted.get(row["pk"], 0)
        told = texts > 0 or (bool(ACTIVITY.items()) and row["health"] != Health.UNKNOWN)
        found[row["pk"]] = ChannelFacts(
            id=row["pk"],
            platform=row["platform"],
            handle=row["handle"],
            unit_id=row["holder_id"],
            sharing=frozenset(shared[row["pk"]]),
            languages=tuple(row["languages"] or (holder.languages if holder else ())),
            klass=row["klass"],
            has_custodian=row["custodian_id"] is not None,
            certified_until=row["certified_until"],
            texts=texts if told else None,
            days=(until - max(since, row["verified_at"] or since)).days,
        )
    return found


def _pairs(rows: Iterable[tuple[UUID, UUID]]) -> defaultdict[UUID, set[UUID]]:
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in rows:
        found[one].add(other)
    return found


def _activity(ids: list[UUID], since: datetime, until: datetime) -> Mapping[UUID, int]:
    total: Counter[UUID] = Counter()
    for count in ACTIVITY:
        total.update(count(ids, since, until))
    return total


def _targets() -> tuple[TargetFacts, ...]:
    through = PlanTarget.amplifies.through.objects
    amplifies = _pairs(through.values_list("plantarget_id", "channel_id"))
    fields = ("pk", "platform", "channel_id", "presence", "reason", "per_week", "languages")
    return tuple(
        TargetFacts(
            unit_id=row["plan__unit_id"],
            platform=row["platform"],
            channel_id=row["channel_id"],
            presence=row["presence"],
            reason=row["reason"],
            per_week=row["per_week"],
            languages=tuple(row["languages"]),
            is_hub=row["is_hub"],
            amplifies=frozenset(amplifies[row["pk"]]),
        )
        for row in PlanTarget.objects.values(*fields, "is_hub", "plan__unit_id")
    )


def relevance() -> dict[tuple[str, str], RelevanceFacts]:
    """(country, platform) -> the latest row."""
    latest = PlatformRelevance.objects.order_by(
        "country", "platform", "-as_of", "-created_at"
    ).distinct("country", "platform")
    return {
        (each.country, each.platform): RelevanceFacts(
            country=each.country,
            platform=each.platform,
            level=each.level,
            share=each.share,
            measure=each.measure,
            source=each.source,
            as_of=each.as_of,
        )
        for each in latest
    }


def _amplified(since: datetime, until: datetime) -> dict[tuple[UUID, UUID], int] | None:
    if not AMPLIFICATION.items():
        return None
    total: Counter[tuple[UUID, UUID]] = Counter()
    for measured in AMPLIFICATION:
        for by, of, count in measured(since, until):
            total[by, of] += count
    return dict(total)
