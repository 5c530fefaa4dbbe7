"""The demonstration of key messages, audience groups, offers and questions.

Through the product's own actions, from ``newsroom.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.newsroom import neighbours
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.aim_adaptation import aim_adaptation
from heraut.newsroom.actions.aim_plan import aim_plan
from heraut.newsroom.actions.ask_colleague import ask_colleague
from heraut.newsroom.actions.ask_pool import ask_pool
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.name_value import name_value
from heraut.newsroom.actions.offer_to_neighbours import offer_to_neighbours
from heraut.newsroom.actions.put_in_force import put_in_force
from heraut.newsroom.actions.reply import reply
from heraut.newsroom.actions.save_audience import Described, save_audience
from heraut.newsroom.actions.save_key_message import Said, save_key_message
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.share_drafts import share_drafts
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import AudienceGroup, EssentialValue, Item, KeyMessage, Openness, Theme
from heraut.people.models import Unit, User

_FILE = Path(__file__).parent / "newsroom.yaml"
_GUESS = "guessed for the demonstration"


def aims(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """What is to be known and to whom it is told, before anything is told."""
    data = yaml.safe_load(_FILE.read_text())
    editor = people["press@demo.example"]
    for names in data["values"]:
        name_value(names, by=editor)
    messages = {each["key"]: _message(each, editor) for each in data["messages"]}
    for each in data["messages"]:
        for key in each["items"]:
            _carry(items[key], messages[each["key"]], editor)
    groups = [_group(each, editor) for each in data["audiences"]]
    for slug, plan in data["plans"].items():
        aim_plan(
            Unit.objects.get(slug=slug),
            by=editor,
            messages=[messages[key].pk for key in plan["messages"]],
            audiences=[groups[number].pk for number in plan["audiences"]],
        )


def _message(value: Mapping[str, Any], by: User) -> KeyMessage:
    said = Said(
        texts=value["texts"],
        names=value["names"],
        source=value["source"],
        source_url=value["url"],
        themes=Theme.objects.filter(slug__in=value["themes"]),
        values=EssentialValue.objects.filter(slug__in=value["values"]),
        valid_from=date(2026, 1, 1),
    )
    made = save_key_message(Unit.objects.get(parent=None), said, by=by)
    return put_in_force(made.pk, by=by)


def _carry(item: Item, message: KeyMessage, by: User) -> None:
    edit_details(
        item.pk,
        by=by,
        themes=list(item.themes.all()),
        countries=item.countries,
        embargo_until=item.embargo_until,
        expires_at=item.expires_at,
        key_messages=[message],
    )


def _group(value: Mapping[str, Any], by: User) -> AudienceGroup:
    size = value["size"]
    described = Described(
        names=value["names"],
        language=value["language"],
        country=value["country"],
        register=value["register"],
        cares=value["cares"],
        size=size,
        size_source=_GUESS if size else "",
        size_as_of=date(2026, 11, 1) if size else None,
    )
    return save_audience(Unit.objects.get(slug=value["unit"]), described, by=by)


def talk(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """Nairobi offers an item of its own to its neighbours; Kigali asks, and tells its readers."""
    amina, eric = people["nairobi@demo.example"], people["kigali@demo.example"]
    nairobi, kigali = Unit.objects.get(slug="nairobi"), Unit.objects.get(slug="kigali")
    item = _institute(nairobi, amina)
    why: dict[UUID, tuple[str, ...]] = {
        each.unit.pk: each.why for each in neighbours.suggested(nairobi, item)
    }
    kinshasa = Unit.objects.get(slug="kinshasa")
    to = {unit.pk: why.get(unit.pk, ()) for unit in (kigali, kinshasa)}
    offer_to_neighbours(item.pk, to, by=amina, note="Our students ask about it every week.")
    ask_pool(item.pk, by=amina, note="Other missions in Africa asked for it.")
    asked = ask_colleague(
        kigali,
        "Is the institute’s page in French as well? Half of our readers prefer it.",
        by=eric,
        item_id=item.pk,
        to_person=amina,
    )
    reply(
        asked.pk,
        "I do not know. But our item has a French version: take that for your text.",
        by=amina,
    )
    ask_colleague(
        Unit.objects.get(slug="berlin"),
        "565 municipalities: is that the number after the mergers of 2025?",
        by=people["berlin@demo.example"],
        item_id=items["federation"].pk,
        to_unit=nairobi,
    )
    share_drafts(nairobi, by=amina, drafts=Openness.NEIGHBOURS, neighbours=[kigali])
    paris = people["paris@demo.example"]
    share_drafts(Unit.objects.get(slug="paris"), by=paris, drafts=Openness.EVERYBODY)
    _told("kigali", items["port"], eric, people["clear@demo.example"])


def _institute(unit: Unit, by: User) -> Item:
    value = yaml.safe_load(_FILE.read_text())["item"]
    (language, original), *others = value["texts"].items()
    item = create_item(unit, by=by, language=language, text=Text(**original, link=value["link"]))
    for other, text in others:
        written = Text(**text, link=value["link"])
        save_version(item.pk, other, by=by, text=written, seen=0, follows=1)
    return item


def _told(slug: str, item: Item, by: User, clearer: User) -> None:
    """A text for the readers that the mission's plan names, cleared and on its way."""
    unit = Unit.objects.select_related("plan", "mission").get(slug=slug)
    draft = start_adaptation(unit, by=by, item_id=item.pk)
    readers = unit.plan.audiences.values_list("pk", flat=True)
    carried = list(draft.key_messages.values_list("pk", flat=True))
    aim_adaptation(draft.pk, by=by, messages=carried, audiences=list(readers))
    zone = unit.mission.time_zone
    clearance = submit(draft.pk, by=by, revision=draft.revision, at=None, time_zone=zone).clearance
    assert clearance is not None
    clear(clearance.pk, by=clearer, seen=clearance.digest)
