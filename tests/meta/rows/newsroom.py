"""Key messages, audience groups, offers, questions: their addresses, and more of each."""

from __future__ import annotations

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.newsroom.actions.aim_plan import aim_plan
from heraut.newsroom.actions.ask_colleague import ask_colleague
from heraut.newsroom.actions.ask_pool import ask_pool
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.newsroom.actions.offer_to_neighbours import offer_to_neighbours
from heraut.newsroom.actions.reply import reply
from heraut.newsroom.actions.share_drafts import share_drafts
from heraut.newsroom.models import EssentialValue, Item, KeyMessageState, Openness, Theme
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


@brings
def _rows(made: Examples) -> None:
    officer, head, editor = made.people["officer"], made.people["head"], made.people["editor"]
    unit = made.mission.unit
    draft = builders.key_message(officer, unit, "Our own word", state=KeyMessageState.DRAFT)
    carried = builders.key_message(editor)
    group = builders.audience(unit)
    EssentialValue.objects.create(slug="democracy", names={"en": "Democracy"})
    theme = Theme.objects.create(slug="rules", names={"en": "Rules"})
    carried.themes.add(theme)
    aim_plan(unit, by=officer, messages=[carried.pk], audiences=[group.pk])
    item, text = made.kwargs["newsroom_item"], made.kwargs["newsroom_adapt"]
    uganda = builders.mission("kampala", "UG")
    Item.objects.get(pk=item["item_id"]).themes.add(theme)
    describe_picture(
        made.kwargs["newsroom_describe"]["picture_id"], "en", "A red square", by=officer
    )
    offer_to_neighbours(item["item_id"], {uganda.unit_id: ["region"]}, by=officer)
    asked = ask_pool(item["item_id"], by=officer)
    offered = builders.item(builders.person(Role.MISSION_OFFICER, uganda.unit), uganda.unit)
    offer_to_neighbours_of(offered, made)
    question = ask_colleague(unit, "Which figure?", by=officer, to_person=head, **item)
    reply(question.pk, "The first.", by=head)
    published(made, carried, group)
    wanted = (
        ("newsroom_ask_item newsroom_used newsroom_ask_pool newsroom_neighbours", item),
        ("newsroom_aims newsroom_look newsroom_open newsroom_like newsroom_ask_text", text),
        ("newsroom_offer_withdraw newsroom_offer_answer", {"offer_id": asked.pk}),
        (
            "newsroom_message newsroom_message_force newsroom_message_end message_carried",
            {"key_message_id": draft.pk},
        ),
        ("newsroom_audience newsroom_audience_end", {"audience_id": group.pk}),
        ("newsroom_plan newsroom_sharing", {"slug": unit.slug}),
        (
            "newsroom_question newsroom_reply newsroom_question_close",
            {"question_id": question.pk},
        ),
    )
    for names, kwargs in wanted:
        made.kwargs |= dict.fromkeys(names.split(), kwargs)


def offer_to_neighbours_of(offered: Item, made: Examples) -> None:
    offered.state = "draft"
    offered.save()
    offer_to_neighbours(offered.pk, {made.mission.unit_id: ["region"]}, by=offered.author)


def published(made: Examples, message, group) -> None:  # type: ignore[no-untyped-def]
    """A dispatch that carried ``message`` to ``group`` and stands on its channel."""
    officer, unit = made.people["officer"], made.mission.unit
    item = builders.item(made.people["editor"])
    text = builders.adaptation(officer, unit, [builders.channel(unit)], item=item)
    text.key_messages.add(message)
    text.audiences.add(group)
    dispatch = submit(text.pk, by=officer, revision=1, at=None, time_zone="UTC")
    clear(dispatch.clearance_id, by=made.people["head"], seen=dispatch.clearance.digest)
    Parcel.objects.filter(delivery__dispatch=dispatch).update(
        state="done", finished_at=clock.now(), receipt={"url": "https://example.test/1"}
    )


@multiplies
def _more(made: Examples, mark: str) -> None:
    officer, head, editor = made.people["officer"], made.people["head"], made.people["editor"]
    unit, item = made.mission.unit, made.kwargs["newsroom_item"]
    text = made.kwargs["newsroom_adapt"]
    message = builders.key_message(editor, text=f"Message {mark}")
    builders.key_message(officer, unit, f"Own {mark}", state=KeyMessageState.DRAFT)
    group = builders.audience(unit, f"Group {mark}")
    EssentialValue.objects.create(slug=mark, names={"en": mark})
    aim_plan(unit, by=officer, messages=[message.pk], audiences=[group.pk])
    place = builders.mission(f"near-{mark}", "TZ")
    builders.channel(place.unit)
    theirs = builders.person(Role.MISSION_OFFICER, place.unit)
    share_drafts(place.unit, by=theirs, drafts=Openness.EVERYBODY)
    share_drafts(unit, by=officer, drafts=Openness.NEIGHBOURS, neighbours=[place.unit])
    builders.adaptation(theirs, place.unit, list(place.unit.channels.all()))
    offered = builders.item(theirs, place.unit, offered=False)
    offer_to_neighbours_of(offered, made)
    ask_pool(offered.pk, by=theirs)
    offer_to_neighbours(item["item_id"], {place.unit_id: ["region"]}, by=officer)
    for about in (item, text):
        asked = ask_colleague(unit, mark, by=head, to_person=officer, **about)
        answered = ask_colleague(unit, mark, by=officer, to_person=head, **about)
        reply(answered.pk, mark, by=head)
        reply(asked.pk, mark, by=head)
    builders.adaptation(
        officer, unit, list(unit.channels.all()[:1]), item=Item.objects.get(pk=item["item_id"])
    )
    published(made, message, group)


shows(
    "officer",
    "newsroom_messages", "newsroom_message", "newsroom_message_new", "newsroom_values",
    "newsroom_audiences", "newsroom_audience", "newsroom_plan", "newsroom_colleagues",
    "newsroom_sharing", "newsroom_look", "newsroom_used", "newsroom_neighbours",
    "newsroom_asked", "newsroom_question", "message_coverage", "message_carried",
)  # fmt: skip
shows("editor", "newsroom_item", "newsroom_asked", "newsroom_values", "today", "message_coverage")
