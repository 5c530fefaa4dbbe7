"""Plans beside what is: the whole network, one mission, and the form that two people may have open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal, Stale
from heraut.network import queries
from heraut.network.actions.save_plan import Wanted, save_plan
from heraut.network.forms import PlanForm, TargetForm, platform_choices
from heraut.network.models import Mission, Plan
from heraut.network.planning.compare import NEEDS_SOMEBODY, Line, Standing, compare, count
from heraut.network.planning.facts import DAYS, World
from heraut.network.planning.queries import world
from heraut.network.proposals import propose
from heraut.network.slots import PLAN_PARTS
from heraut.network.views._common import person
from heraut.network.views.proposals import shown
from heraut.network.words import STANDINGS, platform_name
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.rights import Right

_NEW_LINES = 2
TargetForms = formset_factory(TargetForm, extra=0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a table shows it."""

    line: Line
    platform: str
    word: Any
    kind: str


def _shown(lines: Sequence[Line]) -> list[Shown]:
    return [Shown(line, platform_name(line.platform), *STANDINGS[line.standing]) for line in lines]


# -- the network ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A platform: how many missions mean to be there and are, and how many were in 2018."""

    platform: str
    label: str
    meant: int
    there: int
    missing: int
    behind: int
    unmeasured: int
    baseline: int | None


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What is planned beside what is, for every open mission."""
    known = world()
    lines = compare(known)
    asked = {name: request.GET.get(name, "") for name in ("standing", "platform", "q", "lack")}
    page = Paginator(_shown(_chosen(lines, asked)), 50).get_page(request.GET.get("page"))
    answered = queries.answered()
    context = {
        "counts": [(each, *STANDINGS[each], number) for each, number in count(lines).items()],
        "needs": sum(count(lines)[each] for each in NEEDS_SOMEBODY),
        "unmeasured": count(lines)[Standing.UNMEASURED],
        "proposals": len(propose(known, answered)),
        "missions": len(known.open_missions),
        "without_plan": _without_plan(known),
        "beside": _beside(known, lines),
        "asked": asked,
        "standings": [(each, STANDINGS[each][0]) for each in Standing],
        "platforms": platform_choices(),
        "page": page,
        "days": DAYS,
        "due": queries.due_changes(known.today),
        "may_edit": access.holds(person(request), Right.PLAN_EDIT),
        "tab": "plans",
        "nav_key": "network",
    }
    return render(request, "network/plans.html", context)


def _chosen(lines: Sequence[Line], asked: dict[str, str]) -> list[Line]:
    text = asked["q"].strip().casefold()
    found = [
        line
        for line in lines
        if asked["standing"] in ("", line.standing)
        and asked["platform"] in ("", line.platform)
        and _lacks(line, asked["lack"], today())
        and (not text or text in line.mission.name.casefold() or text == line.mission.key)
    ]
    return sorted(found, key=lambda line: (line.mission.name.casefold(), line.platform))


def _lacks(line: Line, what: str, day: date) -> bool:
    """Whether a channel of the mission's own lacks that; true where nothing is asked."""
    own = [each for each in line.channels if each.unit_id == line.mission.unit_id]
    if what == "custodian":
        return any(not each.has_custodian for each in own)
    if what == "certification":
        return any(each.certified_until is not None and each.certified_until < day for each in own)
    return True


def _without_plan(known: World) -> list[Any]:
    return [each for each in known.open_missions if each.unit_id not in known.planned]


def _beside(known: World, lines: Sequence[Line]) -> list[Beside]:
    platforms = sorted({line.platform for line in lines} | set(queries.BASELINE), key=platform_name)
    rows = [_one_beside(known, platform, lines) for platform in platforms]
    return sorted(rows, key=lambda row: (-row.there, row.label))


def _one_beside(known: World, platform: str, lines: Sequence[Line]) -> Beside:
    here = [line for line in lines if line.platform == platform]
    meant = {line.mission.unit_id for line in here if line.target and line.target.is_meant}
    open_units = {each.unit_id for each in known.open_missions}
    there = {
        each.unit_id
        for each in known.channels.values()
        if each.platform == platform and each.unit_id in open_units
    }
    stands = count(here)
    return Beside(
        platform=platform,
        label=platform_name(platform),
        meant=len(meant),
        there=len(there),
        missing=stands[Standing.MISSING],
        behind=stands[Standing.BEHIND],
        unmeasured=stands[Standing.UNMEASURED],
        baseline=queries.BASELINE.get(platform),
    )


# -- one mission ------------------------------------------------------------------------


@require_safe
@desk_view(Right.NETWORK_READ)
def show(request: HttpRequest, key: str) -> HttpResponse:
    user = person(request)
    mission = access.get_or_404(user, Right.NETWORK_READ, Mission, key=key)
    # access: the network stands open to everybody in it
    plan = Plan.objects.filter(unit=mission.unit_id).select_related("changed_by").first()
    known = world()
    facts = known.missions[mission.unit_id]
    lines = _shown(compare(known, [facts]))
    named = {each.line.platform for each in lines}
    mine = [
        each
        for each in propose(known, queries.answered())
        if mission.unit_id in each.units or any(row.mission == key for row in each.rows)
    ]
    context = {
        "mission": mission,
        "plan": plan,
        "lines": lines,
        "missing": sum(1 for each in lines if each.line.standing in NEEDS_SOMEBODY),
        "elsewhere": [
            (platform_name(platform), each)
            for (country, platform), each in sorted(known.relevance.items())
            if country == mission.country and platform not in named
        ],
        "proposals": shown(user, mine),
        "parts": [part(request, plan) for part in PLAN_PARTS] if plan else [],
        "changes": queries.changes_of(mission),
        "may_edit": access.can(user, Right.PLAN_EDIT, mission.unit),
        "days": DAYS,
        "nav_key": "network",
    }
    return render(request, "network/plan.html", context)


# -- writing ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
@never_cache
def edit(request: HttpRequest, key: str) -> HttpResponse:
    user = person(request)
    mission = access.get_or_404(user, Right.PLAN_EDIT, Mission, key=key)
    if request.method != "POST":
        return _form(request, mission)
    form = PlanForm(request.POST)
    lines = TargetForms(request.POST, prefix="line", form_kwargs=_choices(mission))
    if not form.is_valid() or not lines.is_valid():
        return _form(request, mission, form, lines, status=422)
    wanted = [each for line in lines if (each := line.wanted()) is not None]
    try:
        save_plan(
            mission.unit_id,
            by=user,
            seen=form.cleaned_data["seen"],
            aim=form.cleaned_data["aim"],
            targets=wanted,
        )
    except Stale as stale:
        return _second(request, mission, wanted, form.cleaned_data["aim"], stale)
    except Refusal as refusal:
        explain(request, refusal)
        return _form(request, mission, form, lines, status=422)
    messages.success(request, _("Saved."))
    return redirect("plan", mission.key)


def _form(
    request: HttpRequest,
    mission: Mission,
    form: PlanForm | None = None,
    lines: BaseFormSet[TargetForm] | None = None,
    *,
    status: int = 200,
    stale: str = "",
) -> HttpResponse:
    plan = queries.plan_of(mission)
    context = {
        "mission": mission,
        "plan": plan,
        "form": form or PlanForm(initial=_initial(plan)),
        "lines": lines or _lines(mission, _rows(plan)),
        "stale": stale,
        "theirs": _theirs(mission) if stale else [],
        "nav_key": "network",
    }
    return render(request, "network/plan_edit.html", context, status=status)


def _theirs(mission: Mission) -> list[Shown]:
    known = world()
    return _shown(compare(known, [known.missions[mission.unit_id]]))


def _second(
    request: HttpRequest, mission: Mission, mine: Sequence[Wanted], aim: str, stale: Stale
) -> HttpResponse:
    """Somebody was faster. What this person wanted stays in the form, what stands now is shown beside
    it; saving again from here is a decision, so the form carries the newer revision."""
    plan = queries.plan_of(mission)
    rows = [_of_wanted(each) for each in mine]
    form = PlanForm(initial={"seen": plan.revision if plan else 0, "aim": aim})
    told = sentence(stale.code, stale.params)
    return _form(request, mission, form, _lines(mission, rows), status=409, stale=told)


def _initial(plan: Plan | None) -> dict[str, Any]:
    return {"seen": plan.revision, "aim": plan.aim} if plan else {"seen": 0, "aim": ""}


def _rows(plan: Plan | None) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "platform": row.platform,
            "presence": row.presence,
            "channel": str(row.channel_id or ""),
            "per_week": row.per_week.normalize(),
            "languages": " ".join(row.languages),
            "reason": row.reason,
            "is_hub": row.is_hub,
            "amplifies": [str(each.pk) for each in row.amplifies.all()],
        }
        for row in (plan.targets.all() if plan else [])
    ]


def _of_wanted(each: Wanted) -> dict[str, Any]:
    return {
        "id": each.id,
        "platform": each.platform,
        "presence": each.presence,
        "channel": str(each.channel_id or ""),
        "per_week": each.per_week,
        "languages": " ".join(each.languages),
        "reason": each.reason,
        "is_hub": each.is_hub,
        "amplifies": [str(one) for one in each.amplifies or ()],
    }


def _lines(mission: Mission, rows: list[dict[str, Any]]) -> BaseFormSet[TargetForm]:
    made = formset_factory(TargetForm, extra=_NEW_LINES)
    return made(prefix="line", initial=rows, form_kwargs=_choices(mission))


def _choices(mission: Mission) -> dict[str, Any]:
    """Own and shared channels first, then hubs of others and whatever is planned already."""
    own, others, hubs = queries.channels_to_plan(mission)
    label = "{0} · @{1}".format
    mine = [(str(each.pk), label(platform_name(each.platform), each.handle)) for each in own]
    theirs = [
        (str(each.pk), f"{label(platform_name(each.platform), each.handle)} ({each.holder.name})")
        for each in others
    ]
    amplify: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in hubs:
        if each.holder_id != mission.unit_id:
            amplify[each.platform].append((str(each.pk), f"{each.holder.name} (@{each.handle})"))
    return {"channels": [*mine, *theirs], "hubs": amplify}
