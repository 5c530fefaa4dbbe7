"""Small builders: the least that makes a promise testable. All write real rows."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from heraut.audience import addresses
from heraut.audience.models import (
    Recipient,
    RecipientAddress,
    Subscription,
    SubscriptionState,
)
from heraut.foundation.keys import master_keys
from heraut.kernel import clock
from heraut.network.models import Channel, ChannelHandle, ChannelState, Health, Mission, MissionKind
from heraut.newsroom.models import Adaptation, AdaptationText, Edit, Item, ItemState, Version
from heraut.outbound import mail
from heraut.outbound.actions.hand_over_mailing import hand_over_mailing
from heraut.outbound.models import Mailing
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


# -- mail to many -------------------------------------------------------------------------------


def newsletter_channel(holder: Unit, slug: str = "", **fields: Any) -> Channel:
    slug = slug or f"list-{next(_number)}"
    return channel(
        holder,
        "newsletter",
        handle=slug,
        platform_id=f"{slug}.ministry.example",
        name=fields.pop("name", f"News from {holder.slug.title()}"),
        **fields,
    )


def subscribers(channel: Channel, count: int, domain: str = "example.org") -> dict[UUID, str]:
    """``count`` confirmed subscribers of a list with made-up addresses; recipient -> address."""
    made: dict[UUID, str] = {}
    now = clock.now()
    for first in range(0, count, 2000):
        numbers = range(first, min(count, first + 2000))
        people = [Recipient(data_key=master_keys().new_key(), language="en") for _ in numbers]
        Recipient.objects.bulk_create(people)
        named = [(each, f"reader{next(_number)}@{domain}") for each in people]
        RecipientAddress.objects.bulk_create(
            RecipientAddress(
                recipient=each,
                sealed=addresses.seal(address, each.pk, bytes(each.data_key or b"")),
                lookup=addresses.look_up(address),
            )
            for each, address in named
        )
        Subscription.objects.bulk_create(
            Subscription(
                recipient=each,
                channel=channel,
                state=SubscriptionState.CONFIRMED,
                asked_at=now,
                confirmed_at=now,
            )
            for each in people
        )
        made |= {each.pk: address for each, address in named}
    return made


def subscriber(channel: Channel, address: str) -> Subscription:
    """One confirmed subscriber with an address of the caller's choice."""
    recipient = Recipient.objects.create(data_key=master_keys().new_key(), language="en")
    RecipientAddress.objects.create(
        recipient=recipient,
        sealed=addresses.seal(address, recipient.pk, bytes(recipient.data_key or b"")),
        lookup=addresses.look_up(address),
    )
    now = clock.now()
    return Subscription.objects.create(
        recipient=recipient,
        channel=channel,
        state=SubscriptionState.CONFIRMED,
        asked_at=now,
        confirmed_at=now,
    )


def template(size: int = 12_000, **fields: Any) -> bytes:
    """A composed mail of about ``size`` bytes of HTML."""
    filler = "<p>The port of Antwerp-Bruges is large.</p>\n" * max(1, size // 44)
    defaults: dict[str, Any] = {
        "subject": "News from the embassy",
        "sender_name": "Embassy",
        "sender": "news@ministry.example",
        "text": f"Good morning.\n\nLeave: https://ministry.example/leave/{mail.MARK_LEAVE}\n",
        "html": f"<p>Good morning.</p>{filler}<a href='https://ministry.example/leave/"
        f"{mail.MARK_LEAVE}'>Leave</a>",
        "bounce": ("bounces", "ministry.example"),
        "list_name": "News",
        "list_id": "news.ministry.example",
        "leave_url": f"https://ministry.example/leave/{mail.MARK_LEAVE}",
    }
    return mail.compose(mail.Mail(**{**defaults, **fields}))


def mailing(channel: Channel, by: User, raw: bytes = b"", due: datetime | None = None) -> Mailing:
    return hand_over_mailing(
        channel,
        raw or template(),
        kind="newsletter",
        title="News from the embassy",
        sender="news@ministry.example",
        unit=channel.holder,
        due_at=due or clock.now(),
        by=by,
    )
