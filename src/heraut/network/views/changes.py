"""Changes of the network: planned for a day, carried out as a checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import queries
from heraut.network.actions import _steps
from heraut.network.actions.amend_change import amend_change
from heraut.network.actions.cancel_change import cancel_change
from heraut.network.actions.carry_out_step import carry_out_step
from heraut.network.actions.decide_step import decide_step
from heraut.network.actions.finish_change import finish_change
from heraut.network.actions.plan_change import plan_change
from heraut.network.actions.renew_steps import renew_steps
from heraut.network.actions.reopen_step import reopen_step
from heraut.network.forms import AmendForm, ChangeForm, DecisionForm
from heraut.network.models import (
    ChangeKind,
    ChangeStep,
    Mission,
    NetworkChange,
    StepKind,
    StepState,
)
from heraut.network.views._common import person
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.rights import Right


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    found = queries.changes()
    context = {
        "open": [each for each in found if each.is_unfinished],
        "past": [each for each in found if not each.is_unfinished],
        "today": today(),
        "may_plan": access.holds(person(request), Right.NETWORK_CHANGE),
        "tab": "changes",
        "nav_key": "network",
    }
    return render(request, "network/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.NETWORK_CHANGE)
def plan(request: HttpRequest) -> HttpResponse:
    user = person(request)
    missions = access.rows(user, Right.NETWORK_CHANGE, Mission).select_related("unit")
    choices = sorted(
        ((each.key, f"{each.name} ({each.get_status_display()})") for each in missions),
        key=lambda one: one[1].casefold(),
    )
    asked = {"mission": request.GET.get("mission", "")}
    form = ChangeForm(choices, request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        mission = access.get_or_404(user, Right.NETWORK_CHANGE, Mission, key=said.pop("mission"))
        try:
            made = plan_change(mission.pk, by=user, **said)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Planned. This is what it takes."))
            return redirect("change", made.pk)
    context = {"form": form, "tab": "changes", "nav_key": "network"}
    return render(request, "network/change_new.html", context, status=422 if form.is_bound else 200)


@require_safe
@desk_view(Right.NETWORK_READ)
def show(request: HttpRequest, change_id: UUID) -> HttpResponse:
    return _page(request, change_id)


def _page(
    request: HttpRequest, change_id: UUID, form: AmendForm | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    found = access.get_or_404(user, Right.NETWORK_READ, NetworkChange, pk=change_id)
    change, steps = queries.change_page(found.pk)
    may_tick = change.is_unfinished and access.can(user, Right.PLAN_EDIT, change.mission.unit)
    takers = queries.takers(change.mission) if may_tick else []
    left = [each for each in steps if each.state == StepState.OPEN]
    initial = {
        name: getattr(change, name) for name in ("day", "period", "reason", "source", "source_url")
    }
    context = {
        "change": change,
        "steps": [_step(each, takers, may_tick) for each in steps],
        "left": len(left),
        "done": len(steps) - len(left),
        "lacks": len(_steps.missing(change)) if change.is_unfinished else 0,
        "has_come": _steps.has_come(change),
        "may_tick": may_tick,
        "may_change": change.is_unfinished
        and access.can(user, Right.NETWORK_CHANGE, change.mission.unit),
        "may_channels": access.can(user, Right.CHANNEL_MANAGE, change.mission.unit),
        "form": form or AmendForm(initial=initial),
        "tab": "changes",
        "nav_key": "network",
    }
    return render(request, "network/change.html", context, status=status)


def _step(step: ChangeStep, takers: list[tuple[str, str]], may_tick: bool) -> dict[str, Any]:
    """A line with the form to decide it, where there is something to decide."""
    form = DecisionForm(step, takers) if may_tick and _is_open_to(step) else None
    return {
        "step": step,
        "form": form,
        "platform": platform_name(step.channel.platform) if step.channel else "",
    }


def _is_open_to(step: ChangeStep) -> bool:
    """Whether there is still something to decide; an opening mission takes its countries itself."""
    if step.state == StepState.DONE:
        return False
    if step.kind == StepKind.JURISDICTION:
        return step.change.kind != ChangeKind.OPEN
    return step.kind in (StepKind.CHANNEL, StepKind.FOLLOWERS)


# -- acts ---------------------------------------------------------------------------------


def _act(
    request: HttpRequest, change_id: UUID, do: Callable[[], object], right: Right, said: str
) -> HttpResponse:
    access.get_or_404(person(request), right, NetworkChange, pk=change_id)
    try:
        do()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, said)
    return redirect("change", change_id)


@require_POST
@desk_view(Right.NETWORK_CHANGE)
def amend(request: HttpRequest, change_id: UUID) -> HttpResponse:
    access.get_or_404(person(request), Right.NETWORK_CHANGE, NetworkChange, pk=change_id)
    form = AmendForm(request.POST)
    if not form.is_valid():
        return _page(request, change_id, form, status=422)
    return _act(
        request,
        change_id,
        lambda: amend_change(change_id, by=person(request), **form.cleaned_data),
        Right.NETWORK_CHANGE,
        _("Saved."),
    )


@require_POST
@desk_view(Right.NETWORK_CHANGE)
def cancel(request: HttpRequest, change_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _act(
        request,
        change_id,
        lambda: cancel_change(change_id, by=person(request), reason=reason),
        Right.NETWORK_CHANGE,
        _("Cancelled. Nothing of it takes effect."),
    )


@require_POST
@desk_view(Right.NETWORK_CHANGE)
def finish(request: HttpRequest, change_id: UUID) -> HttpResponse:
    return _act(
        request,
        change_id,
        lambda: finish_change(change_id, by=person(request)),
        Right.NETWORK_CHANGE,
        _("Done: the network is as it was planned."),
    )


@require_POST
@desk_view(Right.PLAN_EDIT)
def renew(request: HttpRequest, change_id: UUID) -> HttpResponse:
    return _act(
        request,
        change_id,
        lambda: renew_steps(change_id, by=person(request)),
        Right.PLAN_EDIT,
        _("The list is up to date."),
    )


@require_POST
@desk_view(Right.PLAN_EDIT)
def step(request: HttpRequest, change_id: UUID, step_id: UUID) -> HttpResponse:
    """``act``: decide, do, skip or reopen a line."""
    user, said = person(request), request.POST
    access.get_or_404(user, Right.PLAN_EDIT, NetworkChange, pk=change_id, steps=step_id)
    note = said.get("note", "")
    acts: dict[str, Callable[[], object]] = {
        "decide": lambda: _decide(request, step_id),
        "do": lambda: carry_out_step(step_id, by=user, note=note),
        "skip": lambda: reopen_step(step_id, by=user, skip=True, note=note),
        "reopen": lambda: reopen_step(step_id, by=user),
    }
    chosen = acts.get(said.get("act", ""))
    if chosen is None:
        return redirect("change", change_id)
    answer = _act(request, change_id, chosen, Right.PLAN_EDIT, _("Noted."))
    answer["Location"] += f"#step-{step_id}"
    return answer


def _decide(request: HttpRequest, step_id: UUID) -> None:
    user, said = person(request), request.POST
    to_unit = said.get("to_unit", "")
    decide_step(
        step_id,
        by=user,
        to_unit_id=UUID(to_unit) if _is_uuid(to_unit) else None,
        fate=said.get("fate", ""),
        text=said.get("text"),
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
