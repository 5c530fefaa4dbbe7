"""The first draft of an adaptation: what of an item fits which channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from heraut.network.models import Channel
from heraut.newsroom import channels, languages
from heraut.newsroom.cutting import cuts
from heraut.newsroom.models import Picture, Version
from heraut.newsroom.outgoing import composed, tags_for


@dataclass(frozen=True, slots=True)
class Fitted:
    """A first text for one channel; ``own`` where the common text of its language did not fit."""

    channel: Channel
    version: Version
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """``tier`` 0 says the summary, 1 the title; the lower says more."""

    tier: int
    text: str


def best_version(
    versions: Sequence[Version], wanted: Iterable[str], original: str
) -> Version | None:
    """The version in the first wanted language there is, else English, else the original.

    What a machine wrote and nobody confirmed is passed by: it is never made into a text of its own.
    """
    versions = [version for version in versions if not version.machine]
    by_language = {languages.base(version.language): version for version in versions}
    for language in [*wanted, "en", original]:
        found = by_language.get(languages.base(language))
        if found is not None:
            return found
    return versions[0] if versions else None


def choose(
    found: Iterable[Channel], versions: Sequence[Version], spoken: Sequence[str], original: str
) -> list[tuple[Channel, Version]]:
    """Every channel with the best version for its languages, then for those ``spoken`` there;
    empty where there is no version at all."""
    if not versions:
        return []
    return [
        (channel, version)
        for channel in found
        if (version := best_version(versions, [*channel.languages, *spoken], original))
    ]


def _candidates(version: Version) -> list[_Candidate]:
    """What could be said, the fullest first; each also with the link inside the text, which some
    platforms want beside pictures."""
    made = []
    for tier, said in enumerate((version.summary.strip(), version.title.strip())):
        if said:
            made.append(_Candidate(tier, said))
            if version.link and version.link not in said:
                made.append(_Candidate(tier, f"{said}\n\n{version.link}"))
    return made


def accepted(
    text: str, version: Version, channel: Channel, pictures: Sequence[Picture], campaign: str
) -> bool:
    """Whether the channel could carry ``text`` with the version's link and the pictures, cut as
    it takes them.

    Descriptions are taken as given: they are asked for later, on the screen.
    """
    limits = channels.limits(channel)
    shown = pictures[: limits.max_pictures]
    whole = composed(
        text=text,
        language=version.language,
        title=version.title,
        link=version.link,
        pictures=shown,
        alts={(each.pk, version.language): "…" for each in shown},
        cut=cuts(shown, limits),
        tags=tags_for(channel, campaign),
    )
    return not channels.objections(whole, channel)


def campaign_of(chosen: Sequence[tuple[Channel, Version]]) -> str:
    """What the links of a new text are named after."""
    return chosen[0][1].title[:80] if chosen else ""


def fit(
    chosen: Sequence[tuple[Channel, Version]], pictures: Sequence[Picture] = ()
) -> list[Fitted]:
    """A first text for every channel: one common text a language, and own texts only where a
    channel is too narrow for it or wants the link inside the text."""
    fitted: list[Fitted] = []
    campaign = campaign_of(chosen)
    for version in {version.language: version for _, version in chosen}.values():
        theirs = [channel for channel, of in chosen if of.language == version.language]
        fitted += _fit_language(version, theirs, pictures, campaign)
    return fitted


def _fit_language(
    version: Version, theirs: Sequence[Channel], pictures: Sequence[Picture], campaign: str
) -> list[Fitted]:
    said = _candidates(version)
    takes = {
        channel.pk: [
            each for each in said if accepted(each.text, version, channel, pictures, campaign)
        ]
        for channel in theirs
    }
    common = _common(said, [takes[channel.pk] for channel in theirs])
    fitted = []
    for channel in theirs:
        taken = takes[channel.pk]
        own = bool(taken) and common not in [each.text for each in taken]
        fitted.append(Fitted(channel, version, taken[0].text if own else common, own))
    return fitted


def _common(said: Sequence[_Candidate], takes: Sequence[Sequence[_Candidate]]) -> str:
    """The fullest that some channel takes, in the form that most of those channels take."""
    tiers = [taken[0].tier for taken in takes if taken]
    if not tiers:
        return said[-1].text if said else ""
    full = [each for each in said if each.tier == min(tiers)]
    return max(full, key=lambda each: sum(each in taken for taken in takes)).text
