"""What a proposal is: an advice with its reasons and the rows that they stand on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from heraut.network.planning.facts import ChannelFacts, MissionFacts


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its code (``words.py``) and what fills it."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a reason stands on: a mission by its key, or a channel by its id."""

    label: str
    mission: str = ""
    channel: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What accepting sets in a unit's plan; ``amplifies``: hubs that its channel passes on."""

    unit_id: UUID
    platform: str
    channel_id: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    amplifies: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Founding:
    """What accepting plans anew: a digital embassy for these countries."""

    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``subject`` names it within its kind; ``basis`` are the facts that it rests on: other facts
    make it another proposal. ``accept`` says in words what accepting does, None where it can only be
    acted on elsewhere. ``weight``: the heavier, the earlier."""

    kind: str
    subject: str
    title: Said
    reasons: tuple[Said, ...]
    rows: tuple[Row, ...]
    basis: tuple[str, ...]
    units: tuple[UUID, ...] = ()
    accept: Said | None = None
    steps: tuple[PlanStep, ...] = ()
    founding: Founding | None = None
    weight: float = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}"

    @property
    def digest(self) -> str:
        written = json.dumps([self.key, *self.basis], ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()


def of_mission(mission: MissionFacts) -> Row:
    return Row(mission.name, mission=mission.key)


def of_channel(channel: ChannelFacts, holder: MissionFacts | None = None) -> Row:
    """By its holder's name where the account's own says less."""
    return Row(holder.name if holder else f"@{channel.handle}", channel=channel.id)
