from heraut.network.models.channel import (
    Channel,
    ChannelClass,
    ChannelHandle,
    ChannelState,
    Health,
)
from heraut.network.models.day import Day, DayKind, DayReach
from heraut.network.models.mission import (
    Confidence,
    Jurisdiction,
    Mission,
    MissionKind,
    MissionPhase,
    MissionStatus,
)
from heraut.network.models.plan import Plan, PlanTarget, Presence

__all__ = [
    "Channel",
    "ChannelClass",
    "ChannelHandle",
    "ChannelState",
    "Confidence",
    "Day",
    "DayKind",
    "DayReach",
    "Health",
    "Jurisdiction",
    "Mission",
    "MissionKind",
    "MissionPhase",
    "MissionStatus",
    "Plan",
    "PlanTarget",
    "Presence",
]
