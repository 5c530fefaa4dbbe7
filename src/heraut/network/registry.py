"""“Is this account official?”: from whatever people paste to an honest answer.

*Yes* only while the platform confirmed the id and the certification has not expired; else
*listed*, *formerly*, or *no* with a warning where the name resembles one of ours.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.db.models import Q, QuerySet

from heraut.connectors import catalogue
from heraut.network.models import Channel, ChannelHandle, ChannelState

Verdict = Literal["yes", "listed", "formerly", "no"]

#: Patterns over ``host/path`` for platforms without a connector yet; the handle is a named group.
_LISTED_PATTERNS = {
    "facebook": (
        r"^(?:facebook|fb)\.com/(?:people/)?(?P<handle>(?!profile\.php|share|groups|pages)[^/?#]+)",
        r"^facebook\.com/pages/(?P<handle>[^/?#]+)",
        r"^fb\.me/(?P<handle>[^/?#]+)",
        r"^facebook\.com/profile\.php\?id=(?P<handle>\d+)",
    ),
    "x": (r"^(?:x|twitter)\.com/(?:#!/)?@?(?P<handle>(?!i/|intent|share|search)\w{1,15})",),
    "instagram": (r"^instagram\.com/(?P<handle>(?!p/|reel/|explore/)[\w.]+)",),
    "linkedin": (r"^linkedin\.com/(?:company|in|school|showcase)/(?P<handle>[^/?#]+)",),
    "youtube": (
        r"^youtube\.com/(?:c/|user/|channel/)?@?(?P<handle>(?!watch|shorts|playlist)[^/?#]+)",
    ),
}
_SUBDOMAINS = re.compile(r"^(?:www|m|mobile|web|touch|[a-z]{2}(?:-[a-z]{2})?)\.(?=[^.]+\.[^.]+)")
_LOOKALIKES = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "5": "s",
        "3": "e",
        "4": "a",
        "8": "b",
        "_": "",
        ".": "",
        "-": "",
    }
)
_NEAR = 0.86
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody pasted, as far as it can be understood. ``platform`` empty: a bare name."""

    text: str
    platform: str
    handle: str

    @property
    def folded(self) -> str:
        return fold(self.handle)


@dataclass(frozen=True, slots=True)
class Answer:
    """``channels``: the ones meant, the best answer first; ``near``: ours that it resembles."""

    asked: Asked
    verdict: Verdict
    channels: list[Channel] = field(default_factory=list)
    near: list[Channel] = field(default_factory=list)


def fold(handle: str) -> str:
    """A handle as handles are compared: no @, no case, no compatibility forms."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()


def skeleton(handle: str) -> str:
    """A handle as an eye in a hurry sees it: lookalike characters are the same."""
    plain = unicodedata.normalize("NFKD", fold(handle))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return plain.replace("rn", "m").replace("vv", "w").translate(_LOOKALIKES)


def understand(text: str) -> Asked | None:
    """An address or handle in any form people copy it; None where there is nothing to look up."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>\"'“”«»()[]").strip()
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", plain)[:_LONGEST]
    if not plain.strip("@ "):
        return None
    return _address(plain) or _handle(plain)


def _address(plain: str) -> Asked | None:
    if plain.startswith("@") or not ("/" in plain or "://" in plain):
        return None
    try:
        parts = urlsplit(plain if "://" in plain else f"https://{plain}")
    except ValueError:
        return None
    host = _SUBDOMAINS.sub("", (parts.hostname or "").lower())
    where = host + unquote(parts.path).rstrip("/")
    if parts.path.endswith("profile.php"):
        where += f"?{parts.query}"
    for platform, patterns in _patterns():
        for pattern in patterns:
            match = re.match(pattern, where, re.IGNORECASE)
            if match:
                server = match.groupdict().get("server")
                handle = match["handle"]
                return Asked(plain, platform, f"{handle}@{server}" if server else handle)
    return Asked(plain, "", where)


def _patterns() -> list[tuple[str, tuple[str, ...]]]:
    """Specific hosts first; Mastodon's, which fits any host, last."""
    known = [(each.platform, each.declaration.profile_patterns) for each in catalogue.every()]
    known.sort(key=lambda one: one[0] == "mastodon")
    return [*_LISTED_PATTERNS.items(), *known]


def _handle(plain: str) -> Asked:
    bare = plain.lstrip("@")
    if re.fullmatch(r"[\w.]+@[\w.-]+\.\w+", bare) and plain.startswith("@"):
        return Asked(plain, "mastodon", bare)
    return Asked(plain, "", bare)


def look_up(asked: Asked) -> Answer:
    """The honest answer, from the registry as it stands."""
    found = list(_matching(asked))
    if not found:
        return Answer(asked, "no", near=_near(asked))
    current = [each for each in found if _bears(each, asked)]
    if not current:
        return Answer(asked, "formerly", channels=found)
    order: dict[str, int] = {"yes": 0, "listed": 1, "formerly": 2}
    current.sort(key=lambda channel: order[channel.standing])
    verdict: Verdict = "yes"
    if current[0].standing != "yes":
        verdict = "listed" if current[0].standing == "listed" else "formerly"
    return Answer(asked, verdict, channels=current)


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
        Channel.objects.exclude(state=ChannelState.PLANNED)
        .select_related("holder__mission")
        .order_by("holder__path", "platform", "handle")
    )
