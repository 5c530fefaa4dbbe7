"""The network as plans and proposals see it: plain values, loaded once, no database behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

#: Over how many days what was published is counted, and the weeks in them.
DAYS = 28
WEEKS = DAYS // 7


@dataclass(frozen=True, slots=True)
class MissionFacts:
    """``serves``: the countries that it serves on the day, its host country included if it does."""

    unit_id: UUID
    key: str
    name: str
    kind: str
    status: str
    country: str
    languages: tuple[str, ...] = ()
    serves: frozenset[str] = frozenset()
    closing: bool = False


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """``texts``: published in the last ``DAYS`` days; None where nobody can tell, because Heraut is
    not connected to it. ``days``: how many of them Heraut has been connected. ``languages``: its own,
    else those in public use at its mission."""

    id: UUID
    platform: str
    handle: str
    unit_id: UUID
    sharing: frozenset[UUID] = frozenset()
    languages: tuple[str, ...] = ()
    klass: str = "institution"
    has_custodian: bool = False
    certified_until: date | None = None
    texts: int | None = None
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class TargetFacts:
    unit_id: UUID
    platform: str
    channel_id: UUID | None = None
    presence: str = "wanted"
    reason: str = ""
    per_week: Decimal = Decimal(0)
    languages: tuple[str, ...] = ()
    is_hub: bool = False
    amplifies: frozenset[UUID] = frozenset()

    @property
    def is_meant(self) -> bool:
        """Whether the mission wants to be there, by itself or through a shared channel."""
        return self.presence in ("wanted", "shared")


@dataclass(frozen=True, slots=True)
class RelevanceFacts:
    country: str
    platform: str
    level: str
    share: Decimal | None
    measure: str
    source: str
    as_of: date


@dataclass(frozen=True)
class World:
    """All of it. ``channels`` are those in use (active or dormant). ``amplified``: (by, of) -> how
    often in the last ``DAYS`` days; None where nothing measures it."""

    today: date
    missions: Mapping[UUID, MissionFacts]
    channels: Mapping[UUID, ChannelFacts] = field(default_factory=dict)
    targets: tuple[TargetFacts, ...] = ()
    planned: frozenset[UUID] = frozenset()
    relevance: Mapping[tuple[str, str], RelevanceFacts] = field(default_factory=dict)
    amplified: Mapping[tuple[UUID, UUID], int] | None = None
    opening: frozenset[str] = frozenset()

    @cached_property
    def open_missions(self) -> list[MissionFacts]:
        """Open ones, by key."""
        found = [each for each in self.missions.values() if each.status == "open"]
        return sorted(found, key=lambda each: each.key)

    @cached_property
    def held(self) -> Mapping[UUID, list[ChannelFacts]]:
        """Unit -> the channels that it holds."""
        return _grouped((each.unit_id, each) for each in self._in_order)

    @cached_property
    def shared(self) -> Mapping[UUID, list[ChannelFacts]]:
        """Unit -> the channels of others that it shares."""
        return _grouped((unit, each) for each in self._in_order for unit in each.sharing)

    @cached_property
    def on(self) -> Mapping[str, list[ChannelFacts]]:
        """Platform -> the channels there."""
        found: defaultdict[str, list[ChannelFacts]] = defaultdict(list)
        for each in self._in_order:
            found[each.platform].append(each)
        return found

    @cached_property
    def hubs(self) -> frozenset[UUID]:
        """The channels that plans name as hubs."""
        return frozenset(
            each.channel_id for each in self.targets if each.is_hub and each.channel_id
        )

    @cached_property
    def targets_of(self) -> Mapping[UUID, list[TargetFacts]]:
        return _grouped((each.unit_id, each) for each in self.targets)

    @cached_property
    def _in_order(self) -> list[ChannelFacts]:
        return sorted(self.channels.values(), key=lambda each: (each.platform, each.handle))


def _grouped(pairs: Iterable[tuple[UUID, object]]) -> Mapping[UUID, list]:  # type: ignore[type-arg]
    found: defaultdict[UUID, list[object]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
