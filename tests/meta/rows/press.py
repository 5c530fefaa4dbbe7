"""What the press and the week bring to the walks."""

from __future__ import annotations

from typing import Any

from heraut.dispatch.actions.submit import submit
from heraut.network.models import Channel
from heraut.newsroom.models import Item
from heraut.press.actions.assign_enquiry import assign_enquiry
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


@brings
def _week(everything: Examples) -> None:
    officer, mission = everything.people["officer"], everything.mission
    channels = list(Channel.objects.filter(holder=mission.unit).exclude(handle="nairobi"))
    builders.plan(mission.unit, dict.fromkeys(channels, 3))
    draft = builders.adaptation(officer, mission.unit, channels[:1])
    waiting = submit(draft.pk, by=officer, revision=1, at=builders.soon(), time_zone="UTC")
    everything.kwargs["desk_week_undo"] = {"dispatch_id": waiting.pk}
    together = {"unit": mission.unit.slug}
    everything.kwargs |= {"clearances_together": together, "clearances_clear_many": together}


@brings
def _press(everything: Examples) -> None:
    people, unit = everything.people, everything.mission.unit
    cleared = builders.line(
        people["editor"],
        cleared_by=people["clearer"],
        texts={"en": "Belgium supports the Court.", "fr": "La Belgique soutient la Cour."},
    )
    draft = builders.line(people["editor"], expires_at=builders.soon(600))
    enquiry = builders.enquiry(people["officer"], unit)
    assign_enquiry(enquiry.pk, by=people["officer"], to=people["officer"])
    everything.kwargs |= {
        "press_line": {"line_id": cleared.pk},
        "press_line_edit": {"line_id": draft.pk, "language": "nl"},
        **_each("press_line_{}", "read translate details submit end", {"line_id": draft.pk}),
        "press_enquiry": {"enquiry_id": enquiry.pk},
        **_each(
            "press_enquiry_{}",
            "assign deadline pass answer answered close",
            {"enquiry_id": enquiry.pk},
        ),
        "press_contact": {"contact_id": enquiry.contact_id},
        **_each("press_contact_{}", "change reveal forget", {"contact_id": enquiry.contact_id}),
    }


def _each(name: str, verbs: str, kwargs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name.format(verb): kwargs for verb in verbs.split()}


@multiplies
def _more_press(everything: Examples, mark: str) -> None:
    people = everything.people
    builders.line(people["editor"], cleared_by=people["clearer"], texts={"en": f"On {mark}."})
    builders.line(people["editor"], texts={"en": f"Draft on {mark}."})
    builders.enquiry(people["officer"], everything.mission.unit, subject=mark)


@multiplies
def _more_to_plan(everything: Examples, mark: str) -> None:
    # As many openings before as after: what grows is what they are chosen from.
    item = builders.item(everything.people["editor"], texts={"en": (f"Fact {mark}", "x")})
    Item.objects.filter(pk=item.pk).update(countries=["KE"])


shows("officer", "desk_week", "people_time", "press", "press_enquiry", "press_enquiry_new")
shows("officer", "press_lines", "press_line", "press_contacts", "press_contact")
shows("officer", "press_contact_new")
shows("head", "clearances_together", "desk_week")
shows("editor", "press_lines", "press_line", "press_line_new", "press_line_edit")
shows("editor", "press_line_details")
