"""The demonstration of the week and of the press: items to choose from, lines to take, two enquiries.

Outlets and journalists are made up and say so; what the lines say is true and sourced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.network.models import Mission
from heraut.newsroom.actions.record_fact import record_fact
from heraut.newsroom.models import Theme
from heraut.people.models import Unit, User
from heraut.press.actions.assign_enquiry import assign_enquiry
from heraut.press.actions.create_line import create_line
from heraut.press.actions.draft_answer import Answer, draft_answer
from heraut.press.actions.edit_line_details import edit_line_details
from heraut.press.actions.pass_enquiry import pass_enquiry
from heraut.press.actions.receive_enquiry import Asked, receive_enquiry
from heraut.press.actions.record_contact import ContactCard, record_contact
from heraut.press.actions.save_line import save_line
from heraut.press.actions.submit_answer import submit_answer
from heraut.press.actions.submit_line import submit_line
from heraut.press.models import Enquiry, LineToTake
from heraut.press.text import LineText
from heraut_proving.demo import pool

HERE = Path(__file__).parent
_THEMES = {
    "security": {"en": "Security", "fr": "Sécurité", "nl": "Veiligheid", "de": "Sicherheit"},
    "law": {
        "en": "International law",
        "fr": "Droit international",
        "nl": "Internationaal recht",
        "de": "Völkerrecht",
    },
    "europe": {"en": "Europe", "fr": "Europe", "nl": "Europa", "de": "Europa"},
}


def fill_pool(people: Mapping[str, User]) -> None:
    """Items for everybody, older than the story's own: a week needs something to choose from."""
    pool.load(HERE / "week_items.yaml", people["press@demo.example"], people["awex@demo.example"])


def load(people: Mapping[str, User]) -> None:
    """On top of the network, the people and the pool that are there already."""
    editor, clearer = people["press@demo.example"], people["clear@demo.example"]
    lines = {each["key"]: _line(each, editor, clearer) for each in _lines()}
    _enquiries(people, lines)


def _lines() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "lines.yaml").read_text())
    return found


def _line(value: dict[str, Any], editor: User, clearer: User) -> LineToTake:
    root = Unit.objects.get(parent=None)
    texts = list(value["texts"].items())
    span = timedelta(days=value.get("days", 0), seconds=value.get("seconds", 0))
    expires_at = clock.now() + span
    language, first = texts[0]
    line = create_line(root, by=editor, language=language, text=_text(first), expires_at=expires_at)
    for other, text in texts[1:]:
        save_line(line.pk, other, by=editor, text=_text(text), seen=0)
    themes = [_theme(value["theme"])]
    facts = [_fact(root, value["fact"], editor)] if value["fact"] else []
    edit_line_details(
        line.pk, by=editor, themes=themes, facts=facts, valid_from=None, expires_at=expires_at
    )
    for version in line.versions.all():
        clearance = submit_line(version.pk, by=editor, seen=version.edit)
        clear(clearance.pk, by=clearer, seen=clearance.digest)
    return line


def _text(value: Mapping[str, Any]) -> LineText:
    return LineText(value["title"], value["message"], tuple((q, a) for q, a in value["pairs"]))


def _theme(slug: str) -> Theme:
    return Theme.objects.get_or_create(slug=slug, defaults={"names": _THEMES.get(slug, {})})[0]


def _fact(unit: Unit, value: Mapping[str, Any], by: User) -> Any:
    return record_fact(
        unit,
        by=by,
        texts=value["texts"],
        source=value["source"],
        source_url=value["url"],
        figure=value["figure"],
        as_of=value["as_of"],
    ).pk


def _enquiries(people: Mapping[str, User], lines: Mapping[str, LineToTake]) -> None:
    """One that a mission has to answer soon, one that another raised and headquarters drafted."""
    nairobi, paris = people["nairobi@demo.example"], people["paris@demo.example"]
    editor = people["press@demo.example"]
    near = _asked(
        "nairobi",
        nairobi,
        ContactCard(
            name="Wanjiru Example",
            outlet="The Example Daily (made up)",
            email="wanjiru@daily.example",
            phone="+254 700 000 000",
            language="en",
            source="Made up for the demonstration",
        ),
        "Belgium and the Ottawa Convention",
        "We are preparing a page on demining in the region. Since when has Belgium banned"
        " anti-personnel mines, and does it still keep any?",
        minutes=110,
    )
    assign_enquiry(near.pk, by=nairobi, to=nairobi)
    raised = _asked(
        "paris",
        paris,
        ContactCard(
            name="Camille Exemple",
            outlet="Radio Exemple (made up)",
            email="camille@radio.example",
            language="fr",
            source="Made up for the demonstration",
        ),
        "Conseils aux voyageurs : pourquoi deux avis différents ?",
        "Pourquoi le conseil belge pour une même région n’est-il pas celui de la France ?",
        minutes=300,
    )
    pass_enquiry(raised.pk, by=paris, to=Unit.objects.get(parent=None))
    answer = Answer(
        "Chaque pays juge avec les données dont il dispose, pour ses propres citoyens. Le conseil"
        " belge décrit la situation, pour que chacun puisse décider ; ce n’est pas une"
        " interdiction.",
        "fr",
        lines=[lines["advice"].pk],
    )
    drafted = draft_answer(raised.pk, answer, by=editor, seen=raised.revision)
    submit_answer(drafted.pk, by=editor, seen=drafted.revision)


def _asked(
    mission: str, by: User, card: ContactCard, subject: str, question: str, minutes: int
) -> Enquiry:
    found = Mission.objects.select_related("unit").get(key=mission)
    contact = record_contact(found.unit, card, by=by)
    asked = Asked(
        subject=subject,
        question=question,
        deadline=(clock.now() + timedelta(minutes=minutes)).replace(second=0, microsecond=0),
        time_zone=found.time_zone,
    )
    return receive_enquiry(found.unit, contact.pk, asked, by=by)
