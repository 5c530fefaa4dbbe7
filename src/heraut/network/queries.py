"""Reads of the network."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from heraut.connectors import catalogue
from heraut.kernel import clock
from heraut.network import custody, warnings
from heraut.network.models import (
    UNFINISHED,
    ChangeStep,
    Channel,
    ChannelState,
    Day,
    DayReach,
    Freeze,
    Mission,
    MissionStatus,
    NetworkChange,
    Plan,
    PlanTarget,
    PlatformApp,
    ProposalAnswer,
    StepKind,
    StepState,
)
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Filters:
    text: str = ""
    kind: str = ""
    status: str = "open"
    platform: str = ""


def missions(user: User, filters: Filters) -> QuerySet[Mission]:
    """The missions that match, by name in the path's order; each with its number of channels."""
    found = access.rows(user, Right.NETWORK_READ, Mission).select_related("unit")
    if filters.text.strip():
        text = filters.text.strip()
        found = found.filter(
            Q(key__icontains=text)
            | Q(cities__icontains=text)
            | Q(unit__names__icontains=text)
            | Q(country__iexact=text)
        )
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.status:
        found = found.filter(status=filters.status)
    live = Q(unit__channels__state__in=[ChannelState.ACTIVE, ChannelState.DORMANT])
    if filters.platform:
        found = found.filter(
            unit__in=Channel.objects.filter(
                platform=filters.platform,
                state__in=[ChannelState.ACTIVE, ChannelState.DORMANT],
            ).values("holder")
        )
    return found.annotate(channel_count=Count("unit__channels", filter=live, distinct=True))


def mission_page(user: User, key: str) -> Mission:
    """One mission with phases, jurisdictions and channels; 404 for who may not read it."""
    found = access.get_or_404(user, Right.NETWORK_READ, Mission, key=key)
    channels = Channel.objects.select_related("custodian").order_by("platform", "handle")
    return (
        Mission.objects.select_related("unit")
        .prefetch_related(
            "phases",
            "jurisdictions",
            Prefetch("unit__channels", channels),
            Prefetch("unit__shared_channels", channels),
        )
        .get(pk=found.pk)
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many open missions are present on a platform; ``baseline``: 2018, where it is known."""

    platform: str
    label: str
    missions: int
    share: int
    baseline: int | None


#: Missions with a Facebook page and with a Twitter account in the resolution of 12 March 2018.
BASELINE = {"facebook": 73, "x": 16}


def coverage() -> tuple[list[Coverage], int]:
    """A row a platform, the widest first, and the number of open missions."""
    total = Mission.objects.filter(status=MissionStatus.OPEN).count()
    held = (
        Channel.objects.filter(
            state__in=[ChannelState.ACTIVE, ChannelState.DORMANT],
            holder__mission__status=MissionStatus.OPEN,
        )
        .values("platform")
        .annotate(count=Count("holder", distinct=True))
    )
    counts = {row["platform"]: row["count"] for row in held}
    for platform in (*BASELINE, *(each.platform for each in catalogue.every())):
        if not catalogue.always_by_hand(platform):  # those stand there where they are used
            counts.setdefault(platform, 0)
    rows = [
        Coverage(
            platform,
            platform_name(platform),
            count,
            round(100 * count / total) if total else 0,
            BASELINE.get(platform),
        )
        for platform, count in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.missions, row.label)), total


def without_channels(user: User) -> QuerySet[Mission]:
    """Open missions that no platform knows."""
    present = Channel.objects.filter(state__in=[ChannelState.ACTIVE, ChannelState.DORMANT]).values(
        "holder"
    )
    return (
        access.rows(user, Right.NETWORK_READ, Mission)
        .filter(status=MissionStatus.OPEN)
        .exclude(unit__in=present)
        .select_related("unit")
        .order_by("key")
    )


def platforms_by_mission(missions: list[Mission]) -> dict[str, list[str]]:
    """Mission key -> labels of the platforms it is on, in one query."""
    held = Channel.objects.filter(
        holder__in=[each.unit_id for each in missions],
        state__in=[ChannelState.ACTIVE, ChannelState.DORMANT],
    ).values_list("holder__slug", "platform")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key, platform in held:
        found[key][platform_name(platform)] += 1
    return {key: sorted(labels) for key, labels in found.items()}


# -- signing in ---------------------------------------------------------------------------


def freeze_of(channel: Channel) -> Freeze | None:
    """The freeze in force, with who placed it."""
    if channel.frozen_at is None:
        return None
    found = Freeze.objects.filter(channel=channel, ended_at=None).select_related("frozen_by")
    return found.first()


def ends_soon(channel: Channel) -> int | None:
    """Days until tokens end that cannot be refreshed; None where nothing ends soon."""
    ends = channel.tokens_expire_at
    if channel.refreshable or ends is None or ends > clock.now() + warnings.AHEAD:
        return None
    return warnings.days_left(channel)


def is_left_behind(channel: Channel) -> bool:
    return Channel.objects.filter(custody.left_behind(), pk=channel.pk).exists()


def frozen(user: User) -> QuerySet[Channel]:
    """What the whole network is warned of."""
    return (
        access.rows(user, Right.NETWORK_READ, Channel)
        .exclude(frozen_at=None)
        .defer("credentials", "limits")
        .select_related("holder")
        .order_by("-frozen_at")
    )


def _theirs(user: User) -> Q:
    return access.within(user, Right.CHANNEL_MANAGE, "holder") | Q(custodian=user)


def to_sign_in(user: User) -> QuerySet[Channel]:
    """Channels that this person may sign in and that need it now or soon."""
    return warnings.needing().filter(_theirs(user))


def to_hand_over(user: User) -> QuerySet[Channel]:
    """Channels signed in or kept by somebody who left."""
    return (
        Channel.objects.filter(_theirs(user), custody.left_behind())
        .exclude(state=ChannelState.RETIRED)
        .defer("credentials", "limits")
        .select_related("holder", "custodian", "signed_in_by")
        .order_by("platform", "handle")
    )


def apps() -> dict[str, list[PlatformApp]]:
    """Platform -> the ministry's registrations there."""
    found: dict[str, list[PlatformApp]] = defaultdict(list)
    for each in PlatformApp.objects.select_related("registered_by"):
        found[each.platform].append(each)
    return found


# -- plans, proposals, changes ------------------------------------------------------------


def plan_of(mission: Mission) -> Plan | None:
    """Its plan with targets and whom they amplify; None while there is none."""
    return (
        Plan.objects.filter(unit=mission.unit_id)
        .select_related("changed_by")
        .prefetch_related("targets__amplifies")
        .first()
    )


def channels_to_plan(mission: Mission) -> tuple[list[Channel], list[Channel], list[Channel]]:
    """The mission's own channels and those it shares; channels of others that its plan may name
    (hubs, and what it names already); all hubs."""
    unit = mission.unit_id
    is_hub = Q(targets__is_hub=True)
    found = (
        Channel.objects.exclude(state=ChannelState.RETIRED)
        .filter(Q(holder=unit) | Q(sharing=unit) | Q(targets__plan__unit=unit) | is_hub)
        .defer("credentials", "limits", "note")
        .select_related("holder")
        .annotate(
            is_shared=Exists(
                Channel.sharing.through.objects.filter(channel=OuterRef("pk"), unit=unit)
            ),
            hub=Exists(PlanTarget.objects.filter(channel=OuterRef("pk"), is_hub=True)),
        )
        .distinct()
        .order_by("platform", "handle")
    )
    rows = list(found)
    own: list[Channel] = [each for each in rows if each.holder_id == unit or each.is_shared]
    others: list[Channel] = [each for each in rows if each not in own]
    hubs: list[Channel] = [each for each in rows if each.hub]
    return own, others, hubs


def answered() -> set[tuple[str, str]]:
    """(key, digest) of every proposal that somebody answered."""
    return set(ProposalAnswer.objects.values_list("key", "basis"))


def answers() -> list[ProposalAnswer]:
    """The latest answers, with who gave them."""
    return list(ProposalAnswer.objects.select_related("answered_by")[:20])


def _counted(found: QuerySet[NetworkChange]) -> QuerySet[NetworkChange]:
    return found.select_related("mission__unit", "planned_by").annotate(
        lines=Count("steps"), left=Count("steps", filter=Q(steps__state=StepState.OPEN))
    )


def changes() -> list[NetworkChange]:
    """Every change with its number of lines and of open ones; what has a day first."""
    found = _counted(NetworkChange.objects.all())
    return sorted(found, key=lambda each: (each.day or date.max, each.kind, each.mission.name))


def changes_of(mission: Mission) -> list[NetworkChange]:
    return list(_counted(NetworkChange.objects.filter(mission=mission, state__in=UNFINISHED)))


def due_changes(day: date) -> list[NetworkChange]:
    """Changes whose day has come and that are not finished."""
    found = NetworkChange.objects.filter(state__in=UNFINISHED, day__lte=day)
    return list(found.select_related("mission__unit"))


def change_page(change_id: UUID) -> tuple[NetworkChange, list[ChangeStep]]:
    change = NetworkChange.objects.select_related("mission__unit", "planned_by", "changed_by").get(
        pk=change_id
    )
    steps = change.steps.select_related("change", "channel", "to_unit", "done_by")
    order = {kind: place for place, kind in enumerate(StepKind.values)}
    return change, sorted(steps, key=lambda each: (order[each.kind], str(each.channel or each.key)))


def takers(mission: Mission) -> list[tuple[str, str]]:
    """Missions that may take a channel or a country: all that are open or planned, by name."""
    found = (
        Mission.objects.filter(status__in=[MissionStatus.OPEN, MissionStatus.PLANNED])
        .exclude(pk=mission.pk)
        .select_related("unit")
    )
    named = [(str(each.unit_id), each.name) for each in found]
    return sorted(named, key=lambda one: one[1].casefold())


def host_countries() -> set[str]:
    found = Mission.objects.filter(status=MissionStatus.OPEN)
    return set(found.values_list("country", flat=True))


def missions_in(country: str) -> list[Mission]:
    found = Mission.objects.filter(country=country, status=MissionStatus.OPEN)
    return list(found.select_related("unit"))


def days(
    user: User, first: date, last: date, countries: frozenset[str], units: list[UUID]
) -> QuerySet[Day]:
    """The days kept by people that may come round between two dates and concern any of
    ``countries`` or ``units`` (see ``heraut.network.days``)."""
    concerns = (
        Q(reach=DayReach.NETWORK)
        | Q(reach=DayReach.COUNTRY, country__in=countries)
        | Q(reach=DayReach.UNIT, unit__in=units)
    )
    return (
        access.rows(user, Right.NETWORK_READ, Day)
        .filter(concerns, first__lte=last)
        .filter(~Q(rule="") | Q(last__gte=first))
    )


def days_to_keep(user: User) -> QuerySet[Day]:
    """Every day this person may see, the nearest to now last written first."""
    return (
        access.rows(user, Right.NETWORK_READ, Day)
        .select_related("unit", "changed_by")
        .order_by("-changed_at", "-id")
    )
