"""Proposals in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from heraut.network import regions
from heraut.network.models import Level
from heraut.network.proposals.proposal import Said
from heraut.network.words import platform_name
from heraut.ui.templatetags.ui import country_name, day, language_name

KINDS: Mapping[str, Any] = {
    "gap": _("Gaps"),
    "quiet": _("Quiet channels"),
    "merge": _("Merges"),
    "regional": _("Regional channels"),
    "digital": _("Digital embassies"),
    "hub": _("Amplification"),
}

_TITLES: Mapping[str, Any] = {
    "gap.missing": _("%(mission)s: no channel on %(platform)s, though planned"),
    "gap.share": _("%(mission)s: speak on %(platform)s through a channel nearby"),
    "gap.unplanned": _("%(mission)s: @%(channel)s on %(platform)s is in no plan"),
    "gap.relevant": _("%(mission)s: %(platform)s is much used there, the plan does not name it"),
    "gap.blocked": _("%(mission)s: %(platform)s is blocked there"),
    "gap.no_plan": _("%(mission)s: no plan yet"),
    "quiet.silent": _("%(mission)s: nothing on %(platform)s in four weeks"),
    "quiet.behind": _("%(mission)s: behind its plan on %(platform)s"),
    "quiet.custodian": ngettext_lazy(
        "%(platform)s: nobody answers for one channel",
        "%(platform)s: nobody answers for %(count)s channels",
        "count",
    ),
    "quiet.expired": ngettext_lazy(
        "%(platform)s: the certification of one channel has expired",
        "%(platform)s: the certification of %(count)s channels has expired",
        "count",
    ),
    "merge.country": _("%(country)s: make one of %(count)s channels on %(platform)s"),
    "regional.share": _(
        "%(region)s: one channel in %(language)s on %(platform)s for %(count)s missions"
    ),
    "digital.country": _("A digital embassy for %(country)s"),
    "digital.countries": _("A digital embassy for %(count)s countries served by %(mission)s"),
    "hub.amplify": ngettext_lazy(
        "%(mission)s, hub on %(platform)s: one channel could pass on its texts",
        "%(mission)s, hub on %(platform)s: %(count)s channels could pass on its texts",
        "count",
    ),
}
_REASONS: Mapping[str, Any] = {
    "relevance.share": _(
        "%(platform)s in %(country)s: %(share)s %% (%(measure)s; %(source)s, %(as_of)s)."
    ),
    "relevance.level": _("%(platform)s in %(country)s: %(level)s (%(source)s, %(as_of)s)."),
    "relevance.none": _("How much %(platform)s is used in %(country)s: no data yet."),
    "measured.none": _(
        "What the %(count)s channels publish is not known: Heraut is connected to none of them."
    ),
    "measured.some": _(
        "Texts in the last four weeks: %(texts)s on %(count)s channels; %(unknown)s more cannot be "
        "measured."
    ),
    "measured.all": _("Texts in the last four weeks: %(texts)s on %(count)s channels."),
    "gap.planned_because": _("Planned because: %(reason)s"),
    "gap.near": _("The channel of %(other)s writes in %(languages)s too and could be shared."),
    "gap.closing": _("The mission is going to close: a new channel would not last."),
    "gap.unplanned.why": _("It is in use, and no plan says what for or how often."),
    "gap.relevant.silent": _("The plan says neither that it is wanted nor that it is not."),
    "gap.blocked.whom": _(
        "A channel there reaches people abroad and those who get round the block. If those are "
        "the people it is for, set this aside and say so."
    ),
    "gap.no_plan.why": ngettext_lazy(
        "It has one channel that cannot be compared with any plan.",
        "It has %(count)s channels that cannot be compared with any plan.",
        "count",
    ),
    "quiet.counted": _("Texts in the last four weeks: %(texts)s; planned: %(wanted)s."),
    "quiet.choice": _(
        "A channel that nobody feeds says something too. Feed it from the pool, plan what is real, or "
        "give it up."
    ),
    "quiet.custodian.why": _(
        "When somebody leaves, nobody knows who may sign in. Name a custodian for each: the import of "
        "channels has a column for it."
    ),
    "quiet.expired.why": _(
        "To the question “Is this account official?” the register answers only that they are listed. "
        "Ask the custodians to certify them anew."
    ),
    "merge.language": _("They write in the same language: %(languages)s."),
    "merge.lead": _(
        "The channel of %(mission)s publishes the most or belongs to the first among them, and could "
        "speak for all."
    ),
    "regional.language": _(
        "%(count)s countries of %(region)s where %(language)s is in public use, each with a channel "
        "of its own."
    ),
    "regional.unknown": _("To know before you decide, connect them first."),
    "regional.lead": _(
        "The channel of %(mission)s publishes the most or serves the most countries, and could speak "
        "for all."
    ),
    "digital.unserved": _("No mission serves %(country)s."),
    "digital.closing": _("%(mission)s is going to close, and no other mission is in %(country)s."),
    "digital.many": _(
        "%(mission)s serves %(count)s countries where there is no mission: %(countries)s."
    ),
    "digital.far": _("%(mission)s serves from another part of the world: %(countries)s."),
    "hub.unmeasured": _(
        "No plan says that another channel passes its texts on, and nothing measures it yet."
    ),
    "hub.nobody": _(
        "Nobody passed on its texts in the last %(days)s days, and no plan says that anybody will."
    ),
    "hub.region": ngettext_lazy(
        "In %(region)s one channel on the same platform writes in its language.",
        "In %(region)s %(count)s channels on the same platform write in its language.",
        "count",
    ),
}
_ACCEPTS: Mapping[str, Any] = {
    "accept.share": _("Plan it through the channel of %(mission)s"),
    "accept.plan": _("Take %(platform)s into the plan"),
    "accept.as_is": ngettext_lazy(
        "Plan its channel as it is", "Plan its %(count)s channels as they are", "count"
    ),
    "accept.leave": _("Plan to give the channel up"),
    "accept.not-wanted": _("Plan without %(platform)s"),
    "accept.slower": _("Plan %(per_week)s a week"),
    "accept.merge": ngettext_lazy(
        "Make %(mission)s the hub, plan to give up the other",
        "Make %(mission)s the hub, plan to give up %(count)s others",
        "count",
    ),
    "accept.digital": _("Plan the opening of a digital embassy"),
    "accept.amplify": ngettext_lazy(
        "Plan for it to pass on the texts of %(mission)s",
        "Plan for them to pass on the texts of %(mission)s",
        "count",
    ),
}
_WORDS = {**_TITLES, **_REASONS, **_ACCEPTS}


def _names(name: Callable[[str], str]) -> Callable[[Iterable[str]], str]:
    return lambda codes: ", ".join(sorted(name(each) for each in codes))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


#: What a parameter is and how a reader reads it; the others fill in as they are.
_SHOWN: Mapping[str, Callable[[Any], Any]] = {
    "platform": platform_name,
    "country": country_name,
    "region": regions.name,
    "language": language_name,
    "languages": _names(language_name),
    "countries": _names(country_name),
    "as_of": day,
    "level": lambda value: Level(value).label,
    "share": _number,
    "wanted": _number,
    "per_week": _number,
    "measure": lambda value: value or _("share of people"),
}


def say(said: Said) -> str:
    """In the reader's language."""
    shown = {
        name: _SHOWN[name](value) if name in _SHOWN and value is not None else value
        for name, value in said.params.items()
    }
    return str(_WORDS[said.code] % shown)
