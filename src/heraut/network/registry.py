"""“Is this account official?”: from whatever people paste to an honest answer.

*Yes* only while the platform confirmed the id and the certification has not expired; else
*listed*, *formerly*, or *no* with a warning where the name resembles one of ours. *Compromised*
goes before all: somebody else speaks through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal, cast

from django.db.models import Q, QuerySet

from heraut.network.handles import Asked, fold, skeleton, understand
from heraut.network.models import Channel, ChannelHandle, ChannelState

__all__ = ["Answer", "Asked", "fold", "look_up", "public_channels", "skeleton", "understand"]

Verdict = Literal["yes", "listed", "formerly", "no", "compromised"]

_NEAR = 0.86
_ORDER: tuple[Verdict, ...] = ("compromised", "yes", "listed", "formerly")


@dataclass(frozen=True, slots=True)
class Answer:
    """``channels``: the ones meant, the best answer first; ``near``: ours that it resembles."""

    asked: Asked
    verdict: Verdict
    channels: list[Channel] = field(default_factory=list)
    near: list[Channel] = field(default_factory=list)


def look_up(asked: Asked) -> Answer:
    """The honest answer, from the registry as it stands."""
    found = list(_matching(asked))
    if not found:
        return Answer(asked, "no", near=_near(asked))
    current = [each for each in found if _bears(each, asked)]
    if not current:
        return Answer(asked, "formerly", channels=found)
    current.sort(key=lambda channel: _ORDER.index(cast(Verdict, channel.standing)))
    return Answer(asked, cast(Verdict, current[0].standing), channels=current)


def _matching(asked: Asked) -> list[Channel]:
    condition = Q(handles__folded=asked.folded)
    if asked.platform == "mastodon" and "@" in asked.handle:
        user, server = asked.folded.split("@", 1)
        condition |= Q(handles__folded=user, origin__in=[f"https://{server}", f"http://{server}"])
    if not asked.platform:
        condition |= Q(url__icontains=asked.handle) if "/" in asked.handle else Q()
    found = public_channels().filter(condition)
    if asked.platform:
        found = found.filter(platform=asked.platform)
    return list(found.distinct()[:20])


def _bears(channel: Channel, asked: Asked) -> bool:
    """Whether the channel bears that name today, rather than in the past."""
    wanted = {asked.folded, asked.folded.split("@", 1)[0]}
    if fold(channel.handle) in wanted:
        return True
    return not asked.platform and asked.handle in channel.url


def _near(asked: Asked) -> list[Channel]:
    """Our channels whose names an eye could take for this one."""
    wanted = skeleton(asked.handle.split("@", 1)[0].rsplit("/", 1)[-1])
    if len(wanted) < 4:
        return []
    scored: list[tuple[float, str]] = []
    for channel_id, handle in ChannelHandle.objects.values_list("channel_id", "handle"):
        other = skeleton(handle)
        score = 1.0 if wanted == other else SequenceMatcher(None, wanted, other).ratio()
        if score >= _NEAR:
            scored.append((score, str(channel_id)))
    best = [channel_id for _, channel_id in sorted(scored, reverse=True)[:3]]
    return list(public_channels().filter(pk__in=best))


def public_channels() -> QuerySet[Channel]:
    """What the public registry knows: everything but what is only planned."""
    return (
        # access: the registry is for everybody
        Channel.objects.exclude(state=ChannelState.PLANNED)
        .select_related("holder__mission")
        .order_by("holder__path", "platform", "handle")
    )
