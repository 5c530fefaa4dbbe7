"""Translations and feeds: rows and arguments for the walks."""

from __future__ import annotations

from heraut.newsroom.models import Item, ItemState
from heraut.newsroom.translating.carrying import callback
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


@brings
def _translations(everything: Examples) -> None:
    people, unit = everything.people, everything.mission.unit
    officer, editor = people["officer"], people["editor"]
    draft = builders.item(
        officer, unit, offered=False, texts={"en": ("A draft", "One.\n\nTwo."), "fr": ("x", "Un.")}
    )
    proposal = builders.machine_proposal(draft, "de", officer)
    builders.machine_proposal(draft, "nl", officer, state="waiting")
    builders.translation_work(draft, "nl", officer)
    term = builders.term("mission", "Vertretung")
    builders.term("head of mission", "Missionschef", unit=builders.ministry())
    feed = builders.feed(unit, officer)
    entry = builders.feed_entry(feed, officer)
    editors_item = Item.objects.filter(author=editor, state=ItemState.OFFERED).first()
    assert editors_item is not None
    builders.machine_proposal(editors_item, "de", editor)
    text = {"item_id": draft.pk, "language": "de"}
    names = "keep take leave propose proposed"
    everything.kwargs |= {f"newsroom_translation_{name}": text for name in names.split()}
    token = callback(proposal.pk).rstrip("/").rsplit("/", 1)[-1]
    answer = {"proposal_id": proposal.pk, "token": token}
    item = {"item_id": entry.item_id}
    everything.kwargs |= {
        "newsroom_answer": answer,
        "newsroom_answer_error": {**answer, "kind": "error"},
        "newsroom_term_remove": {"term_id": term.pk},
        "newsroom_feed": {"source_id": feed.pk},
        "newsroom_accept": item,
        "newsroom_dismiss": item,
        "newsroom_follow_source": item,
    }


@multiplies
def _more_translations(everything: Examples, mark: str) -> None:
    officer, unit = everything.people["officer"], everything.mission.unit
    draft = builders.item(officer, unit, offered=False, texts={"en": (mark, "x"), "fr": ("x", "y")})
    builders.machine_proposal(draft, "de", officer)
    builders.translation_work(draft, "nl", officer)
    builders.term(f"term {mark}", "Wort")
    feed = builders.feed(unit, officer, url=f"https://news.example/{mark}.xml")
    builders.feed_entry(feed, officer, mark)


shows(
    "officer",
    "newsroom_translations",
    "newsroom_glossary",
    "newsroom_feeds",
    "newsroom_feed_new",
    "newsroom_feed",
    "newsroom_proposals",
)
