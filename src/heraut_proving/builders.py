"""Small builders: the least that makes a promise testable. All write real rows."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from decimal import Decimal
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
from heraut.guidance.actions.clear import clear
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
from heraut.newsroom.models import (
    Adaptation,
    AdaptationText,
    AudienceGroup,
    Edit,
    FeedEntry,
    FeedSource,
    Item,
    ItemState,
    KeyMessage,
    KeyMessageState,
    MachineProposal,
    Term,
    TranslationWork,
    Version,
)
from heraut.outbound import mail
from heraut.outbound.actions.hand_over_mailing import hand_over_mailing
from heraut.outbound.models import Mailing
from heraut.people.models import Membership, Role, Unit, UnitKind, User
from heraut.press.actions.create_line import create_line
from heraut.press.actions.receive_enquiry import Asked, receive_enquiry
from heraut.press.actions.record_contact import ContactCard, record_contact
from heraut.press.actions.save_line import save_line
from heraut.press.actions.submit_line import submit_line
from heraut.press.models import Enquiry, LineToTake
from heraut.press.text import LineText

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


def key_message(
    by: User, unit: Unit | None = None, text: str = "Rules matter", **fields: Any
) -> KeyMessage:
    return KeyMessage.objects.create(
        unit=unit or ministry(),
        texts={"en": text},
        state=fields.pop("state", KeyMessageState.IN_FORCE),
        changed_at=clock.now(),
        changed_by=by,
        **fields,
    )


def audience(unit: Unit, name: str = "Students", **fields: Any) -> AudienceGroup:
    defaults: dict[str, Any] = {"country": "KE", "language": "en"}
    return AudienceGroup.objects.create(unit=unit, names={"en": name}, **{**defaults, **fields})


def soon(minutes: int = 60) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


def plan(unit: Unit, cadence: dict[Channel, float]) -> Plan:
    """``cadence``: channel -> texts a week."""
    made = Plan.objects.get_or_create(unit=unit, defaults={"changed_at": clock.now()})[0]
    for channel, per_week in cadence.items():
        PlanTarget.objects.update_or_create(
            plan=made,
            channel=channel,
            defaults={"platform": channel.platform, "per_week": Decimal(str(per_week))},
        )
    return made


# -- translations and feeds --------------------------------------------------------------------


def term(said: str, translation: str, unit: Unit | None = None, **fields: Any) -> Term:
    """From English into German unless told."""
    directed = {"source_language": "en", "target_language": "de", **fields}
    return Term.objects.create(
        unit=unit or ministry(), term=said, translation=translation, **directed
    )


def machine_proposal(
    made: Item, language: str, by: User, *, state: str = "ready", **fields: Any
) -> MachineProposal:
    """Of the latest edit of the item's original, by DeepL."""
    original = made.versions.get(language=made.original_language)
    said = {"title": f"{original.title} ({language})", "body": original.body} | fields
    return MachineProposal.objects.create(
        source=original.edits.get(number=original.edit),
        language=language,
        provider="deepl",
        state=state,
        asked_by=by,
        asked_at=clock.now(),
        next_at=clock.now() if state in ("waiting", "sent") else None,
        **said,
    )


def translation_work(made: Item, language: str, by: User, **fields: Any) -> TranslationWork:
    return TranslationWork.objects.create(
        item=made, language=language, taken_by=by, taken_at=clock.now(), **fields
    )


def feed(unit: Unit, by: User, url: str = "https://news.example/feed.xml") -> FeedSource:
    return FeedSource.objects.create(
        unit=unit, name="News", url=url, language="en", added_by=by, next_at=clock.now()
    )


def feed_entry(source: FeedSource, by: User, mark: str = "first") -> FeedEntry:
    """A proposal that waits."""
    made = item(by, source.unit, offered=False, texts={"en": (f"News {mark}", "It happened.")})
    Item.objects.filter(pk=made.pk).update(state=ItemState.PROPOSED)
    return FeedEntry.objects.create(
        source=source,
        key=mark,
        guid=mark,
        link=f"https://news.example/{mark}",
        fingerprint=mark,
        item=made,
        published_at=clock.now(),
    )


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


# -- plans ------------------------------------------------------------------------------


def target(unit: Unit, platform: str, channel: Channel | None = None, **fields: Any) -> PlanTarget:
    """A line of the unit's plan, which is made if need be."""
    plan, _made = Plan.objects.get_or_create(unit=unit, defaults={"changed_at": clock.now()})
    return PlanTarget.objects.update_or_create(
        plan=plan, channel=channel, platform=platform, defaults=fields
    )[0]


def jurisdiction(mission: Mission, country: str, **dates: Any) -> Jurisdiction:
    return Jurisdiction.objects.create(mission=mission, country=country, **dates)


def relevance(country: str, platform: str, level: str = "high", **fields: Any) -> PlatformRelevance:
    defaults: dict[str, Any] = {"source": "A survey", "as_of": date(2025, 6, 30)}
    return PlatformRelevance.objects.create(
        country=country, platform=platform, level=level, **{**defaults, **fields}
    )


def line(
    author: User,
    *,
    cleared_by: User | None = None,
    texts: dict[str, str] | None = None,
    **dates: Any,
) -> LineToTake:
    """A line to take of the ministry; ``texts``: language -> what is said, the original first."""
    texts = texts or {"en": "Belgium supports the Court."}
    language, first = next(iter(texts.items()))
    made = create_line(
        ministry(), by=author, language=language, text=LineText("The Court", first), **dates
    )
    for other, said in list(texts.items())[1:]:
        save_line(made.pk, other, by=author, text=LineText(f"The Court ({other})", said), seen=0)
    if cleared_by is not None:
        for version in made.versions.all():
            clearance = submit_line(version.pk, by=author, seen=version.edit)
            clear(clearance.pk, by=cleared_by, seen=clearance.digest)
    return made


def enquiry(author: User, unit: Unit, *, minutes: int = 90, **more: Any) -> Enquiry:
    """A journalist's question to ``unit``, due in ``minutes``."""
    card = ContactCard(
        name=f"Journalist {next(_number)}", outlet="The Example", email="j@example.test"
    )
    contact = record_contact(unit, card, by=author)
    asked = Asked(
        subject=more.pop("subject", "The port of Antwerp-Bruges"),
        question="How many tonnes a year?",
        deadline=soon(minutes),
        time_zone="Africa/Nairobi",
        **more,
    )
    return receive_enquiry(unit, contact.pk, asked, by=author)
