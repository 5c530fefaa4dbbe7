"""The demonstration's items, from their file into the pool through the newsroom's own actions."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.attach_fact import attach_fact
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.record_fact import record_fact
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.models import Item, Theme
from heraut.people.models import Unit, User

#: What the drawn picture of the wind farm shows, for who cannot see it.
_WIND = {
    "en": "Drawing: seven white wind turbines stand in a blue sea under a pale sky.",
    "fr": "Dessin : sept éoliennes blanches dans une mer bleue, sous un ciel pâle.",
    "nl": "Tekening: zeven witte windmolens in een blauwe zee onder een bleke hemel.",
    "de": "Zeichnung: sieben weiße Windräder in einem blauen Meer unter blassem Himmel.",
}


def load(file: Path, editor: User, partner: User) -> dict[str, Item]:
    """Every item of ``file``, offered to the pool; by its key."""
    data = yaml.safe_load(file.read_text())
    for slug, names in data["themes"].items():
        Theme.objects.get_or_create(slug=slug, defaults={"names": names})
    root, awex = Unit.objects.get(parent=None), Unit.objects.get(slug="awex")
    made = {}
    for value in data["items"]:
        by, unit = (partner, awex) if value.get("partner") else (editor, root)
        made[value["key"]] = _item(value, unit, by)
    return made


def _item(value: dict[str, Any], unit: Unit, by: User) -> Item:
    texts = list(value["texts"].items())
    language, original = texts[0]
    item = create_item(unit, by=by, language=language, text=_text(original, value))
    for other, text in texts[1:]:
        save_version(item.pk, other, by=by, text=_text(text, value), seen=0, follows=1)
    edit_details(
        item.pk,
        by=by,
        themes=Theme.objects.filter(slug__in=value["themes"]),
        countries=value["countries"],
        embargo_until=None,
        expires_at=None,
    )
    for fact in value["facts"]:
        kept = record_fact(
            unit,
            by=by,
            texts=fact["texts"],
            source=fact["source"],
            as_of=fact["as_of"],
            source_url=fact["url"],
            figure=fact["figure"],
        )
        attach_fact(item.pk, kept.pk, by=by)
    if value["key"] == "wind":
        _picture(item, by)
    return offer_item(item.pk, by=by)


def _text(value: dict[str, str], item: dict[str, Any]) -> Text:
    return Text(
        title=value["title"], summary=value["summary"], body=value["body"], link=item["link"]
    )


def _picture(item: Item, by: User) -> None:
    drawn = _turbines()
    picture = add_picture(io.BytesIO(drawn), len(drawn), by=by, item_id=item.pk, credit="Heraut")
    for language, alt in _WIND.items():
        describe_picture(picture.pk, language, alt, by=by)


def _turbines() -> bytes:
    """A small drawing, so that the demonstration needs nobody's photograph."""
    image = Image.new("RGB", (1200, 675), "#e9eef2")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 1200, 675), fill="#2f6690")
    for number in range(7):
        x, size = 110 + number * 165, 150 + (number * 53) % 70
        base = 470 + (number * 37) % 60
        draw.line((x, base, x, base - size), fill="white", width=9)
        for dx, dy in ((0, -1), (0.87, 0.5), (-0.87, 0.5)):
            end = (x + dx * size * 0.5, base - size + dy * size * 0.5)
            draw.line((x, base - size, *end), fill="white", width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
