from heraut.network.models.answer import ProposalAnswer, Verdict
from heraut.network.models.change import (
    CHANGE,
    UNFINISHED,
    ChangeKind,
    ChangeState,
    ChangeStep,
    Fate,
    NetworkChange,
    StepKind,
    StepState,
)
from heraut.network.models.channel import (
    Channel,
    ChannelClass,
    ChannelHandle,
    ChannelState,
    Health,
)
from heraut.network.models.day import Day, DayKind, DayReach
from heraut.network.models.finding import Finding, FindingKind, RealityCheck
from heraut.network.models.freeze import Freeze
from heraut.network.models.mission import (
    Confidence,
    Jurisdiction,
    Mission,
    MissionKind,
    MissionPhase,
    MissionStatus,
)
from heraut.network.models.notice import Notice
from heraut.network.models.plan import Plan, PlanTarget, Presence
from heraut.network.models.relevance import Level, PlatformRelevance
from heraut.network.models.sign_in import PlatformApp, Revocation, SignInAttempt
from heraut.network.models.upkeep import Upkeep

__all__ = [
    "CHANGE",
    "UNFINISHED",
    "ChangeKind",
    "ChangeState",
    "ChangeStep",
    "Channel",
    "ChannelClass",
    "ChannelHandle",
    "ChannelState",
    "Confidence",
    "Day",
    "DayKind",
    "DayReach",
    "Fate",
    "Finding",
    "FindingKind",
    "Freeze",
    "Health",
    "Jurisdiction",
    "Level",
    "Mission",
    "MissionKind",
    "MissionPhase",
    "MissionStatus",
    "NetworkChange",
    "Notice",
    "Plan",
    "PlanTarget",
    "PlatformApp",
    "PlatformRelevance",
    "Presence",
    "ProposalAnswer",
    "RealityCheck",
    "Revocation",
    "SignInAttempt",
    "StepKind",
    "StepState",
    "Upkeep",
    "Verdict",
]
