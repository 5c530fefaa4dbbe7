"""One of everything, for every URL the arguments that fit it, and more of everything.

What the walks need of an app stands here or in a module of ``tests.meta.rows``: a builder of its
rows and arguments with ``@brings``, one of more rows with ``@multiplies``, its screens in
``SCREENS``. A URL whose arguments are missing fails the walks.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from PIL import Image

from heraut.dispatch.actions.submit import submit
from heraut.foundation import audit, media
from heraut.guidance.actions.clear import clear
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.models import Fact
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.models import HoldScope
from heraut.people.actions.invite_person import invite_person
from heraut.people.models import Role, Unit, UnitKind, User
from tests import builders


@dataclass
class Examples:
    """``kwargs``: URL name -> arguments; the rows belong to ``mission``."""

    mission: Any
    people: dict[str, User]
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)


#: Who may walk: key -> role, and "ministry", "mission", "other" (another mission) or "partner".
PEOPLE: dict[str, tuple[Role | None, str]] = {
    "admin": (Role.ADMINISTRATOR, "ministry"),
    "editor": (Role.HQ_EDITOR, "ministry"),
    "clearer": (Role.HQ_CLEARER, "ministry"),
    "head": (Role.HEAD_OF_MISSION, "mission"),
    "officer": (Role.MISSION_OFFICER, "mission"),
    "local_officer": (Role.LOCAL_OFFICER, "mission"),
    "duty": (Role.DUTY_OFFICER, "ministry"),
    "analyst": (Role.ANALYST, "ministry"),
    "helpdesk": (Role.HELPDESK_AGENT, "ministry"),
    "auditor": (Role.AUDITOR, "ministry"),
    "partner": (Role.PARTNER, "partner"),
    "neighbour": (Role.HEAD_OF_MISSION, "other"),
    "neighbours_officer": (Role.MISSION_OFFICER, "other"),
    "neighbours_admin": (Role.ADMINISTRATOR, "other"),
    "outsider": (None, "ministry"),
}
#: To whom the mission's own rows do not exist.
STRANGERS = ("partner", "neighbour", "neighbours_officer", "neighbours_admin", "outsider")


#: Who looks at which pages, for axe and for the eye: persona -> URL names.
SCREENS: dict[str | None, list[str]] = {
    "officer": [
        "today", "newsroom_pool", "newsroom_making", "newsroom_item", "newsroom_new",
        "newsroom_version", "newsroom_details", "newsroom_facts", "newsroom_adapt", "dispatches",
        "dispatch", "delivery_attempts", "clearances", "clearance", "missions", "mission",
        "channel", "coverage", "capabilities", "people_settings", "holds", "desk_more",
    ],
    "head": ["today", "clearances", "clearance", "channel", "channel_connect", "mission"],
    "duty": ["today", "holds"],
    "admin": ["people", "person", "people_invite"],
    "auditor": ["audit"],
    None: [
        "official", "official_channels", "official_missions", "official_mission",
        "account_login", "account_reset_password", "ui",
    ],
}  # fmt: skip

_BRINGS: list[Callable[[Examples], object]] = []


def brings(builder: Callable[[Examples], object]) -> Callable[[Examples], object]:
    """A builder of one app's rows; it adds the arguments of its URLs to ``kwargs``."""
    _BRINGS.append(builder)
    return builder


def shows(persona: str | None, *names: str) -> None:
    """Screens that an app adds to those that are looked at."""
    SCREENS.setdefault(persona, []).extend(names)


def build() -> Examples:
    mission = builders.mission("nairobi", "KE")
    people = _people(mission.unit, builders.mission("kigali", "RW").unit)
    officer, head, editor = people["officer"], people["head"], people["editor"]
    channels = [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]
    builders.channel(mission.unit, "web_feed", handle="nairobi")
    builders.item(editor, texts={"en": ("A title", "A body."), "fr": ("Un titre", "Un corps.")})
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
    session = UserSession.objects.create(
        user=officer, ip="192.0.2.1", session_key="x" * 32, user_agent="Firefox/1"
    )
    passkey = Authenticator.objects.create(user=people["analyst"], type="webauthn", data={})
    audit.seal()
    made = Examples(mission, people)
    item, channel = {"item_id": draft_item.pk}, {"channel_id": channels[0].pk}
    lent = media.lend(picture.sha256).split("/")
    made.kwargs = {
        **_same("mission channel_add official_mission", {"key": mission.key}),
        "official_feed": {"key": mission.key, "kind": "atom"},
        **_same("channel channel_change channel_certify channel_connect", channel),
        **_same(
            "newsroom_item newsroom_details newsroom_offer newsroom_withdraw newsroom_translate "
            "newsroom_facts newsroom_picture_add newsroom_adapt_start",
            item,
        ),
        "newsroom_version": {**item, "language": "en"},
        **_same("newsroom_attach newsroom_detach", {**item, "fact_id": fact.pk}),
        **_same("newsroom_describe newsroom_picture_remove", {"picture_id": picture.pk}),
        "official_lent": {"token": lent[-2], "file": lent[-1]},
        "newsroom_picture": {"sha256": picture.sha256, "size": "small"},
        **_same(
            "newsroom_adapt newsroom_adapt_save newsroom_adapt_check newsroom_adapt_picture "
            "dispatch_submit",
            {"adaptation_id": open_draft.pk},
        ),
        **_same(
            "clearance clearance_clear clearance_reject clearance_withdraw",
            {"clearance_id": waiting.clearance_id},
        ),
        **_same(
            "dispatch dispatch_cancel dispatch_reschedule dispatch_release",
            {"dispatch_id": cleared.pk},
        ),
        **_same(
            "delivery_attempts delivery_recall delivery_try_again delivery_resolve",
            {"delivery_id": delivery.pk},
        ),
        "hold_end": {"hold_id": hold.pk},
        **_same(
            "person person_grant person_deactivate person_reopen person_reset_factor "
            "person_sign_out person_invite_again",
            {"user_id": officer.pk},
        ),
        "person_end_role": {"membership_id": officer.memberships.get().pk},
        "people_session_end": {"session_id": session.pk},
        "people_remove_passkey": {"pk": passkey.pk},
    }
    for builder in _BRINGS:
        builder(made)
    return made


def _same(names: str, kwargs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return dict.fromkeys(names.split(), kwargs)


def _people(unit: Unit, other: Unit) -> dict[str, User]:
    at = {
        "ministry": builders.ministry(),
        "mission": unit,
        "other": other,
        "partner": builders.partner_unit(),
    }
    return {key: builders.person(role, at[where]) for key, (role, where) in PEOPLE.items()}


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


# -- more of everything ----------------------------------------------------------------------

_MORE: list[Callable[[Examples, str], object]] = []


def multiplies(builder: Callable[[Examples, str], object]) -> Callable[[Examples, str], object]:
    """A builder that adds one of what lists hold; its second argument is new at every call."""
    _MORE.append(builder)
    return builder


def more(everything: Examples, times: int, word: str) -> None:
    """``times`` more of everything; ``word`` keeps one round apart from the next."""
    for number in range(times):
        for builder in _MORE:
            builder(everything, f"{word}-{number}")
    audit.seal()


@multiplies
def _more_missions(everything: Examples, mark: str) -> None:
    mission = builders.mission(f"place-{mark}", "UG")
    builders.channel(mission.unit)
    builders.person(Role.MISSION_OFFICER, mission.unit)


@multiplies
def _more_people(everything: Examples, mark: str) -> None:
    unit = Unit.objects.create(
        kind=UnitKind.DIRECTORATE, slug=f"d-{mark}", names={"en": mark}, parent=builders.ministry()
    )
    builders.join(everything.people["officer"], Role.ANALYST, unit)
    invite_person(f"{mark}@example.test", mark, "en", by=everything.people["admin"], unit=unit)
    officer = everything.people["officer"]
    UserSession.objects.create(
        user=officer, ip="192.0.2.1", session_key=mark.rjust(32), user_agent="Firefox/1"
    )


@multiplies
def _more_in_the_pool(everything: Examples, mark: str) -> None:
    builders.item(everything.people["editor"], countries=["KE"])
    builders.item(everything.people["officer"], everything.mission.unit, offered=False)
    Fact.objects.create(
        unit=everything.mission.unit, texts={"en": mark}, source="Statbel", as_of="2025-01-01"
    )


@multiplies
def _more_dispatches(everything: Examples, mark: str) -> None:
    officer, unit = everything.people["officer"], everything.mission.unit
    channel = builders.channel(unit, "bluesky")
    builders.adaptation(officer, unit, [channel])
    for clearer in (None, everything.people["head"]):
        _dispatch(officer, unit, [channel], clearer)


def _rows_of_apps() -> None:
    """Every module of ``tests.meta.rows`` registers what it brings."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "rows")]):
        importlib.import_module(f"tests.meta.rows.{module.name}")


_rows_of_apps()
