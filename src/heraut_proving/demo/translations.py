"""Work for translators: a glossary, texts that moved on, one that a machine is asked for, a feed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.add_feed import add_feed
from heraut.newsroom.actions.ask_proposal import ask_proposal
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.import_terms import import_terms
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.models import Item, Theme
from heraut.newsroom.translating.choosing import chosen
from heraut.newsroom.translating.table import Row
from heraut.people.models import Unit, User

HERE = Path(__file__).parent


def tell(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    editor = people["press@demo.example"]
    root = Unit.objects.get(parent=None)
    data = yaml.safe_load((HERE / "translations.yaml").read_text())
    import_terms(root, list(_terms(data["terms"])), by=editor)
    for key, texts in data["edits"].items():
        _moved_on(items[key], texts, editor)
    item = _fresh(data["item"], root, editor)
    if chosen() is not None:
        ask_proposal(item.pk, "de", by=editor)
    if settings.HERAUT.sandbox_origin:
        add_feed(
            root,
            by=editor,
            name="Belgium in stories (simulated)",
            url=f"{settings.HERAUT.sandbox_origin}/feeds/stories.xml",
            language="en",
            themes=Theme.objects.filter(slug="culture"),
        )


def _terms(said: list[dict[str, str]]) -> list[Row]:
    """Each in every direction."""
    return [
        Row(source, words[source], target, words[target], "Terminology of the demonstration")
        for words in said
        for source, target in permutations(words, 2)
    ]


def _moved_on(item: Item, texts: Mapping[str, Mapping[str, str]], by: User) -> None:
    """The original is edited, Dutch and French follow; German waits."""
    link = item.versions.get(language="en").link
    save_version(item.pk, "en", by=by, text=_text(texts["en"], link), seen=1)
    for language in ("nl", "fr"):
        save_version(item.pk, language, by=by, text=_text(texts[language], link), seen=1, follows=2)


def _fresh(value: dict[str, Any], unit: Unit, by: User) -> Item:
    link = value["link"]
    item = create_item(unit, by=by, language="en", text=_text(value["en"], link))
    for language in ("nl", "fr"):
        text = _text(value[language], link)
        save_version(item.pk, language, by=by, text=text, seen=0, follows=1)
    edit_details(
        item.pk,
        by=by,
        themes=Theme.objects.filter(slug="federal"),
        countries=[],
        embargo_until=None,
        expires_at=None,
    )
    return offer_item(item.pk, by=by)


def _text(value: Mapping[str, str], link: str) -> Text:
    return Text(value["title"], value["summary"], value["body"], link)
