"""The demonstration: real missions and subjects, people to sign in as, texts in every state.

Everything is done through the product's own actions, so that it is true in every respect; only the
platforms are simulated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.reject import reject
from heraut.kernel import clock
from heraut.network.actions.import_network import import_network
from heraut.network.connecting import ask
from heraut.network.importing import parse
from heraut.network.models import (
    Channel,
    ChannelHandle,
    ChannelState,
    Health,
    Mission,
)
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Adaptation, Item
from heraut.people.models import Membership, Role, Unit, UnitKind, User
from heraut_proving.demo import (
    by_hand,
    calendar,
    media,
    meta,
    newsletters,
    newsroom,
    plans,
    pool,
    press,
    sign_in,
    threads,
    translations,
    x,
)
from heraut_proving.sandbox import Sandbox

HERE = Path(__file__).parent
PASSWORD = "heraut demonstration"
CONNECTED = (
    "nairobi", "kigali", "kinshasa", "doha", "paris", "berlin", "the-hague",
    "washington-dc", "tokyo", "un-geneva",
)  # fmt: skip

#: e-mail, name, role, unit, language
PEOPLE = (
    ("press@demo.example", "Elke Claes", Role.HQ_EDITOR, "ministry", "nl"),
    ("clear@demo.example", "Marc Lambert", Role.HQ_CLEARER, "ministry", "fr"),
    ("nairobi@demo.example", "Amina Otieno", Role.MISSION_OFFICER, "nairobi", "en"),
    ("head@demo.example", "Sophie Peeters", Role.HEAD_OF_MISSION, "nairobi", "en"),
    ("kigali@demo.example", "Eric Uwimana", Role.MISSION_OFFICER, "kigali", "en"),
    ("paris@demo.example", "Julie Martin", Role.MISSION_OFFICER, "paris", "fr"),
    ("tokyo@demo.example", "Hanne Willems", Role.MISSION_OFFICER, "tokyo", "en"),
    ("berlin@demo.example", "Karin Schmitz", Role.HEAD_OF_MISSION, "berlin", "de"),
    ("duty@demo.example", "Tom Janssens", Role.DUTY_OFFICER, "ministry", "nl"),
    ("admin@demo.example", "Nadia Haddad", Role.ADMINISTRATOR, "ministry", "en"),
    ("audit@demo.example", "Pierre Dubois", Role.AUDITOR, "ministry", "fr"),
    ("awex@demo.example", "Luc Renard", Role.PARTNER, "awex", "fr"),
)


def load() -> None:
    """All of it in one transaction; a house that has it already stays as it is."""
    if User.objects.filter(email=PEOPLE[0][0]).exists():
        return
    with transaction.atomic():
        _network()
        people = _people()
        sign_in.register(people)
        x.budget(people)
        channels = _channels()
        plans.load(people["press@demo.example"])
        press.fill_pool(people)
        items = pool.load(
            HERE / "items.yaml", people["press@demo.example"], people["awex@demo.example"]
        )
        newsroom.aims(people, items)
        _story(people, items, channels)
        press.load(people)
        calendar.load(people, items)
        newsroom.talk(people, items)
        translations.tell(people, items)
        newsletters.load(people, items)
        media.load(people)
        meta.load(people, items)
    if settings.HERAUT.sandbox_origin:
        threads.build_on(people)
        by_hand.show(people, items)
    _write_signs()


def _network() -> None:
    folder = HERE / "network"
    missions = parse((folder / "belgium_missions.csv").read_bytes(), "belgium_missions.csv")
    channels = parse((folder / "belgium_channels.csv").read_bytes(), "belgium_channels.csv")
    import_network(missions.missions, channels.channels, by=None)
    root = Unit.objects.get(parent=None)
    names = dict(zip(("nl", "fr", "de", "en"), settings.HERAUT.ministry.split("|"), strict=True))
    root.names = names
    root.save()
    Unit.objects.create(
        slug="awex", kind=UnitKind.PARTNER, parent=root, names={"fr": "AWEX", "en": "AWEX"}
    )


def _people() -> dict[str, User]:
    made = {}
    for email, name, role, unit, language in PEOPLE:
        mission = Mission.objects.filter(key=unit).first()
        user = User.objects.create_user(
            email,
            PASSWORD,
            name=name,
            language=language,
            time_zone=mission.time_zone if mission else settings.TIME_ZONE,
        )
        Membership.objects.create(
            user=user, unit=Unit.objects.get(slug=unit), role=role, valid_from=date(2026, 1, 1)
        )
        made[email] = user
    return made


def _channels() -> dict[str, list[Channel]]:
    """Simulated accounts and a web feed for some missions; connected, verified, certified."""
    sandbox = Sandbox(settings.HERAUT.sandbox_origin) if settings.HERAUT.sandbox_origin else None
    made: dict[str, list[Channel]] = {}
    for key in CONNECTED:
        mission = Mission.objects.select_related("unit").get(key=key)
        city = mission.cities["en"]
        language = _first_language(mission)
        plain = key.replace("-", "")
        wanted = [("web_feed", key, settings.HERAUT.origin)]
        if sandbox is not None:
            wanted += [
                ("bluesky", f"belgium-{key}.test", sandbox.origin),
                ("mastodon", f"belgiumin{plain}", sandbox.origin),
            ]
            if key in x.HANDLES:
                wanted.append(("x", x.HANDLES[key], sandbox.origin))
        made[key] = [
            _channel(
                mission.unit, platform, handle, origin, f"Belgium in {city}", language, sandbox
            )
            for platform, handle, origin in wanted
        ]
    if sandbox is not None:
        # The ministry's own: what a hub says, missions pass on.
        root, name = Unit.objects.get(parent=None), "Belgium’s diplomacy"
        made["ministry"] = [
            _channel(
                root, "bluesky", "diplomacy-belgium.test", sandbox.origin, name, "en", sandbox
            ),
            _channel(root, "mastodon", "belgiandiplomacy", sandbox.origin, name, "en", sandbox),
            _channel(root, "linkedin", "belgian-diplomacy", sandbox.origin, name, "en", sandbox),
            _channel(root, "x", x.HANDLES["ministry"], sandbox.origin, name, "en", sandbox),
        ]
    return made


def _first_language(mission: Mission) -> str:
    ours = [code for code in mission.languages if code in ("nl", "fr", "de", "en")]
    return ours[0] if ours else "en"


def _channel(
    holder: Unit,
    platform: str,
    handle: str,
    origin: str,
    name: str,
    language: str,
    sandbox: Sandbox | None,
) -> Channel:
    secret = f"demo-{handle}"
    account = handle
    if sandbox is not None and platform != "web_feed":
        account = sandbox.account(platform, handle, secret, name)
    now = clock.now()
    path = {
        "bluesky": f"/profile/{handle}",
        "mastodon": f"/@{handle}",
        "linkedin": f"/company/{handle}/",
        "x": f"/{handle}",
    }.get(platform, f"/official/missions/{handle}/")
    channel = Channel.objects.create(
        platform=platform,
        platform_id=account,
        handle=handle,
        name=name,
        origin=origin,
        url=origin + path,
        holder=holder,
        state=ChannelState.ACTIVE,
        health=Health.GOOD,
        languages=[language],
        credentials={"password": secret, "token": secret},
        verified_at=now,
        certified_at=now,
        certified_until=(now + timedelta(days=170)).date(),
        source="demonstration",
    )
    if platform == "mastodon":
        _identity, read = ask(channel, origin, handle, channel.credentials)
        channel.limits = read.to_json() if read else None
        channel.save(update_fields=["limits"])
    ChannelHandle.objects.create(channel=channel, handle=handle, folded=handle.lower())
    return channel


# -- what happened so far -------------------------------------------------------------


def _story(
    people: Mapping[str, User], items: Mapping[str, Item], channels: Mapping[str, list[Channel]]
) -> None:
    officer, head = people["nairobi@demo.example"], people["head@demo.example"]
    paris, berlin = people["paris@demo.example"], people["berlin@demo.example"]
    clearer = people["clear@demo.example"]
    _published("nairobi", items["federation"], officer, head)
    if "ministry" in channels:
        root = Unit.objects.get(parent=None)
        threads.thread(root, items["federation"], people["press@demo.example"], clearer)
    _published("paris", items["wind"], paris, clearer)
    _published("berlin", items["beer"], berlin, clearer)
    _refused("paris", items["port"], paris, clearer, channels)
    _sent_back("nairobi", items["beer"], officer, head)
    _waiting("nairobi", items["port"], officer, hours=5)
    _waiting("paris", items["federation"], paris, hours=20)
    _scheduled("nairobi", items["wind"], officer, head, hours=26)


def _draft(mission: str, item: Item, by: User) -> Adaptation:
    return start_adaptation(Unit.objects.get(slug=mission), by=by, item_id=item.pk)


def _submitted(mission: str, item: Item, by: User, at: datetime | None) -> Any:
    draft = _draft(mission, item, by)
    zone = Mission.objects.get(key=mission).time_zone
    return submit(draft.pk, by=by, revision=draft.revision, at=at, time_zone=zone)


def _published(mission: str, item: Item, by: User, clearer: User) -> None:
    clearance = _submitted(mission, item, by, None).clearance
    clear(clearance.pk, by=clearer, seen=clearance.digest)


def _refused(
    mission: str, item: Item, by: User, clearer: User, channels: Mapping[str, list[Channel]]
) -> None:
    """One platform refuses the text: what went wrong stands on the dispatch's page."""
    if settings.HERAUT.sandbox_origin:
        account = next(each for each in channels[mission] if each.platform == "mastodon")
        Sandbox(settings.HERAUT.sandbox_origin).fault(
            "refuse", count=1, match={"call": "publish", "account": account.platform_id}
        )
    _published(mission, item, by, clearer)


def _sent_back(mission: str, item: Item, by: User, clearer: User) -> None:
    clearance = _submitted(mission, item, by, None).clearance
    reason = (
        "Ten years is in 2026: please name the month, and add that all three communities asked."
    )
    reject(clearance.pk, by=clearer, reason=reason)


def _waiting(mission: str, item: Item, by: User, hours: int) -> None:
    _submitted(mission, item, by, _full_hour(hours))


def _scheduled(mission: str, item: Item, by: User, clearer: User, hours: int) -> None:
    clearance = _submitted(mission, item, by, _full_hour(hours)).clearance
    clear(clearance.pk, by=clearer, seen=clearance.digest)


def _full_hour(hours: int) -> datetime:
    return (clock.now() + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)


def _write_signs() -> None:
    lines = [f"Sign in as (password for all: {PASSWORD})"]
    for email, name, role, unit, _language in PEOPLE:
        lines.append(f"  {email:<22} {name}, {role.label} ({unit})")
    (settings.HERAUT.data_dir / "sign-ins.txt").write_text("\n".join(lines) + "\n")
