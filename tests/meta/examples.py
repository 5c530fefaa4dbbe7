"""One of everything, and for every URL the arguments that fit it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.models import Fact
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.models import HoldScope
from heraut.people.models import Role, Unit, User
from tests import builders


@dataclass
class Examples:
    """``kwargs``: URL name -> arguments. ``own``: names whose rows are the mission's own."""

    mission: Any
    people: dict[str, User]
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)
    fill: Any = None


def build() -> Examples:
    mission = builders.mission("nairobi", "KE")
    other = builders.mission("kigali", "RW")
    people = _people(mission.unit, other.unit)
    officer, head, editor = people["officer"], people["head"], people["editor"]
    channels = [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]
    builders.channel(mission.unit, "web_feed", handle="nairobi")
    item = builders.item(
        editor, texts={"en": ("A title", "A body."), "fr": ("Un titre", "Un corps.")}
    )
    draft_item = builders.item(officer, mission.unit, offered=False)
    fact = Fact.objects.create(
        unit=mission.unit, texts={"en": "A fact."}, source="Statbel", as_of="2025-01-01"
    )
    picture = _picture(officer, draft_item.pk)
    open_draft = builders.adaptation(officer, mission.unit, channels)
    waiting = _dispatch(officer, mission.unit, channels, None)
    cleared = _dispatch(officer, mission.unit, channels, head)
    hold = place_hold(HoldScope.NETWORK, by=people["duty"], reason="Test")
    delivery = cleared.deliveries.first()
    made = Examples(mission, people)
    identity = {"item_id": draft_item.pk}
    made.kwargs = {
        "mission": {"key": mission.key},
        "channel_add": {"key": mission.key},
        "official_mission": {"key": mission.key},
        "official_feed": {"key": mission.key, "kind": "atom"},
        **_each(
            ["channel", "channel_change", "channel_certify", "channel_connect"],
            {"channel_id": channels[0].pk},
        ),
        **_each(
            [
                "newsroom_item",
                "newsroom_details",
                "newsroom_offer",
                "newsroom_withdraw",
                "newsroom_translate",
                "newsroom_facts",
                "newsroom_picture_add",
                "newsroom_adapt_start",
            ],
            identity,
        ),
        "newsroom_version": {**identity, "language": "en"},
        "newsroom_attach": {**identity, "fact_id": fact.pk},
        "newsroom_detach": {**identity, "fact_id": fact.pk},
        "newsroom_describe": {"picture_id": picture.pk},
        "newsroom_picture_remove": {"picture_id": picture.pk},
        "newsroom_picture": {"sha256": picture.sha256, "size": "small"},
        **_each(
            [
                "newsroom_adapt",
                "newsroom_adapt_save",
                "newsroom_adapt_check",
                "newsroom_adapt_picture",
                "dispatch_submit",
            ],
            {"adaptation_id": open_draft.pk},
        ),
        **_each(
            ["clearance", "clearance_clear", "clearance_reject", "clearance_withdraw"],
            {"clearance_id": waiting.clearance_id},
        ),
        **_each(
            ["dispatch", "dispatch_cancel", "dispatch_reschedule", "dispatch_release"],
            {"dispatch_id": cleared.pk},
        ),
        **_each(
            ["delivery_attempts", "delivery_recall", "delivery_try_again", "delivery_resolve"],
            {"delivery_id": delivery.pk},
        ),
        "hold_end": {"hold_id": hold.pk},
        **_each(
            ["person", "person_grant", "person_deactivate", "person_reset_factor"],
            {"user_id": officer.pk},
        ),
        "person_end_role": {"membership_id": officer.memberships.get().pk},
    }
    del item
    return made


def _each(names: list[str], arguments: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: arguments for name in names}


def _people(unit: Unit, other: Unit) -> dict[str, User]:
    ministry = builders.ministry()
    wanted = {
        "admin": (Role.ADMINISTRATOR, ministry),
        "editor": (Role.HQ_EDITOR, ministry),
        "clearer": (Role.HQ_CLEARER, ministry),
        "head": (Role.HEAD_OF_MISSION, unit),
        "officer": (Role.MISSION_OFFICER, unit),
        "local_officer": (Role.LOCAL_OFFICER, unit),
        "duty": (Role.DUTY_OFFICER, ministry),
        "analyst": (Role.ANALYST, ministry),
        "helpdesk": (Role.HELPDESK_AGENT, ministry),
        "auditor": (Role.AUDITOR, ministry),
        "partner": (Role.PARTNER, builders.partner_unit()),
        "neighbour": (Role.HEAD_OF_MISSION, other),
        "outsider": (None, None),
    }
    return {key: builders.person(role, at) for key, (role, at) in wanted.items()}


def _picture(by: User, item_id: Any) -> Any:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), "red").save(out, "PNG")
    data = out.getvalue()
    return add_picture(io.BytesIO(data), len(data), by=by, item_id=item_id)


def _dispatch(by: User, unit: Unit, channels: Any, clearer: User | None) -> Any:
    draft = builders.adaptation(by, unit, channels)
    dispatch = submit(draft.pk, by=by, revision=1, at=builders.soon(), time_zone="Africa/Nairobi")
    if clearer is not None:
        clear(dispatch.clearance_id, by=clearer, seen=dispatch.clearance.digest)
    return dispatch
