"""Small builders: the least that makes a promise testable. All write real rows."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from heraut.kernel import clock
from heraut.network.models import (
    Channel,
    ChannelHandle,
    ChannelState,
    Health,
    Jurisdiction,
    Mission,
    MissionKind,
    Plan,
    PlanTarget,
    PlatformRelevance,
)
from heraut.newsroom.models import Adaptation, AdaptationText, Edit, Item, ItemState, Version
from heraut.people.models import Membership, Role, Unit, UnitKind, User

_number = itertools.count(1)
LONG_AGO = date(2020, 1, 1)


def ministry() -> Unit:
    return Unit.objects.get_or_create(
        slug="ministry",
        defaults={"kind": UnitKind.MINISTRY, "names": {"en": "Ministry", "fr": "Ministère"}},
    )[0]


def partner_unit(slug: str = "awex") -> Unit:
    return Unit.objects.get_or_create(
        slug=slug,
        defaults={"kind": UnitKind.PARTNER, "names": {"en": slug.upper()}, "parent": ministry()},
    )[0]


def mission(slug: str = "nairobi", country: str = "KE", **fields: Any) -> Mission:
    unit = Unit.objects.create(
        slug=slug,
        kind=UnitKind.MISSION,
        parent=ministry(),
        names={
            "nl": f"Ambassade in {slug.title()}",
            "fr": f"Ambassade à {slug.title()}",
            "de": f"Botschaft in {slug.title()}",
            "en": f"Embassy in {slug.title()}",
        },
    )
    defaults: dict[str, Any] = {
        "key": slug,
        "kind": MissionKind.EMBASSY,
        "cities": {"en": slug.title()},
        "country": country,
        "time_zone": "Africa/Nairobi",
        "languages": ["en", "sw"],
        "latitude": -1.286 + next(_number) / 100,
        "longitude": 36.817,
    }
    return Mission.objects.create(unit=unit, **{**defaults, **fields})


def channel(holder: Unit, platform: str = "bluesky", **fields: Any) -> Channel:
    """An active, connected channel; its platform id and handle are made up unless given."""
    number = next(_number)
    handle = fields.pop("handle", f"belgium{number}.example.test")
    defaults: dict[str, Any] = {
        "platform_id": f"id-{number}",
        "name": f"Belgium in {holder.slug.title()}",
        "state": ChannelState.ACTIVE,
        "health": Health.GOOD,
        "languages": ["en"],
        "origin": "http://127.0.0.1:1",
        "credentials": {},
        "verified_at": clock.now(),
        "certified_at": clock.now(),
        "certified_until": clock.now().date() + timedelta(days=180),
    }
    made = Channel.objects.create(
        platform=platform, handle=handle, holder=holder, **{**defaults, **fields}
    )
    ChannelHandle.objects.create(channel=made, handle=handle, folded=handle.lower().lstrip("@"))
    return made


def person(role: Role | None, unit: Unit | None = None, **fields: Any) -> User:
    """A person with one role; None makes an outsider who can sign in and reach nothing."""
    number = next(_number)
    name = fields.pop("name", f"{role.label if role else 'Outsider'} {number}")
    user = User.objects.create(
        email=fields.pop("email", f"person{number}@example.test"), name=name, **fields
    )
    if role is not None:
        join(user, role, unit or ministry())
    return user


def join(user: User, role: Role, unit: Unit, since: date = LONG_AGO) -> Membership:
    user.__dict__.pop("_grants", None)
    return Membership.objects.create(user=user, unit=unit, role=role, valid_from=since)


def item(
    author: User,
    unit: Unit | None = None,
    *,
    texts: dict[str, tuple[str, str]] | None = None,
    offered: bool = True,
    **fields: Any,
) -> Item:
    """``texts``: language -> (title, body); the first language is the original."""
    texts = texts or {"en": ("A fact about ports", "The port of Antwerp-Bruges is large.")}
    languages = list(texts)
    made = Item.objects.create(
        unit=unit or ministry(),
        author=author,
        original_language=languages[0],
        state=ItemState.OFFERED if offered else ItemState.DRAFT,
        offered_at=clock.now() if offered else None,
        changed_at=clock.now(),
        **fields,
    )
    original: Edit | None = None
    for language, (title, body) in texts.items():
        version = Version.objects.create(
            item=made, language=language, title=title, summary=title, body=body, follows=original
        )
        edit = Edit.objects.create(
            version=version, number=1, title=title, summary=title, body=body, author=author
        )
        original = original or edit
    return made


def adaptation(
    author: User, unit: Unit, channels: list[Channel], text: str = "Good morning.", **fields: Any
) -> Adaptation:
    made = Adaptation.objects.create(
        unit=unit,
        author=author,
        title=fields.pop("title", "Good morning"),
        changed_at=clock.now(),
        changed_by=author,
        **fields,
    )
    made.editors.add(author)
    for each in channels:
        AdaptationText.objects.create(adaptation=made, channel=each, language="en", text=text)
    return made


def soon(minutes: int = 60) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


# -- plans ------------------------------------------------------------------------------


def target(unit: Unit, platform: str, channel: Channel | None = None, **fields: Any) -> PlanTarget:
    """A line of the unit's plan, which is made if need be."""
    plan, _made = Plan.objects.get_or_create(unit=unit, defaults={"changed_at": clock.now()})
    return PlanTarget.objects.create(plan=plan, platform=platform, channel=channel, **fields)


def jurisdiction(mission: Mission, country: str, **dates: Any) -> Jurisdiction:
    return Jurisdiction.objects.create(mission=mission, country=country, **dates)


def relevance(country: str, platform: str, level: str = "high", **fields: Any) -> PlatformRelevance:
    defaults: dict[str, Any] = {"source": "A survey", "as_of": date(2025, 6, 30)}
    return PlatformRelevance.objects.create(
        country=country, platform=platform, level=level, **{**defaults, **fields}
    )
