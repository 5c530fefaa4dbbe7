"""Plans, proposals, changes, relevance: rows for the walks."""

from __future__ import annotations

from datetime import date

from heraut.network.actions.plan_change import plan_change
from heraut.network.models import ChangeKind, MissionStatus
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


@brings
def _plans(made: Examples) -> None:
    unit, editor = made.mission.unit, made.people["editor"]
    own = unit.channels.first()
    builders.target(unit, own.platform, own, per_week=2, is_hub=True)
    builders.target(unit, "facebook", reason="Much used")
    builders.jurisdiction(made.mission, "KE")
    builders.relevance("KE", "facebook")
    change = plan_change(
        made.mission.pk, by=editor, kind=ChangeKind.CLOSE, day=date(2026, 1, 1), reason="Test"
    )
    step = change.steps.order_by("created_at").first()
    for name in ("plan", "plan_edit"):
        made.kwargs[name] = {"key": made.mission.key}
    for name in ("change", "change_amend", "change_cancel", "change_finish", "change_renew"):
        made.kwargs[name] = {"change_id": change.pk}
    made.kwargs["change_step"] = {"change_id": change.pk, "step_id": step.pk}
    made.kwargs["relevance_country"] = {"code": "KE"}
    made.kwargs["network_table"] = made.kwargs["network_bring"] = {"table": "plans"}


@multiplies
def _more_plans(everything: Examples, mark: str) -> None:
    editor = everything.people["editor"]
    mission = builders.mission(f"plan-{mark}", "TZ", status=MissionStatus.OPEN)
    channel = builders.channel(mission.unit, "facebook", languages=["sw"])
    builders.target(mission.unit, "facebook", channel, per_week=3, is_hub=True)
    builders.target(mission.unit, "x", reason="Planned")
    builders.jurisdiction(mission, "TZ")
    builders.relevance("TZ", "x", source=f"Source {mark}")
    plan_change(mission.pk, by=editor, kind=ChangeKind.CLOSE, period="2026–27")
    # More lines, channels and shared channels of the mission whose pages are looked at.
    unit = everything.mission.unit
    builders.target(unit, "facebook", builders.channel(unit, "facebook"), per_week=1)
    channel.sharing.add(unit)


shows("officer", "plans", "plan", "plan_edit", "proposals", "hubs", "changes", "change")
shows("officer", "relevance", "relevance_country", "network_bring")
shows("admin", "change", "change_new", "plan")
