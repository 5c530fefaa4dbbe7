"""Adaptations: the ready draft, saving, coming second, the digest that is cleared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.network.models import Health
from heraut.newsroom import channels, drafts, queries
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.describe_picture import describe_picture
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.drafts import Draft
from heraut.newsroom.models import Adaptation, ItemState
from heraut.newsroom.outgoing import adaptation_digest, outgoing
from heraut.newsroom.slots import ADAPTATION_EDITED
from tests import builders
from tests.newsroom.images import image

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(mission):
    return [builders.channel(mission.unit, each) for each in ("bluesky", "mastodon", "web_feed")]


def _read(made: Adaptation) -> Adaptation:
    return queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)


def _by_platform(made: Adaptation):
    return {text.channel.platform: text for text in _read(made).texts.all()}


def _change(made: Adaptation, text: str) -> Draft:
    draft = drafts.of(_read(made))
    return Draft(tuple(replace(each, text=text) for each in draft.texts), draft.alts)


def _item(editor, summary="The port grew.", link="", **fields):
    item = builders.item(editor, **fields)
    item.versions.update(summary=summary, link=link)
    return item


def test_one_tap_makes_a_ready_draft_for_every_channel(officer, editor, mission, three):
    item = _item(editor, link="https://example.test/ports")
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    texts = _by_platform(made)
    assert set(texts) == {"bluesky", "mastodon", "web_feed"}
    for text in texts.values():
        assert (text.text, text.own, text.included) == ("The port grew.", False, True)
        assert channels.objections(outgoing(text), text.channel) == []
    assert made.title == "A fact about ports"


def test_a_channel_too_narrow_for_the_summary_gets_the_title(officer, editor, mission, three):
    item = _item(editor, summary="The port grew again. " * 20)
    texts = _by_platform(start_adaptation(mission.unit, by=officer, item_id=item.pk))
    assert texts["mastodon"].text == ("The port grew again. " * 20).strip()
    assert (texts["mastodon"].own, texts["bluesky"].own) == (False, True)
    assert texts["bluesky"].text == "A fact about ports"


def test_beside_pictures_the_link_stands_where_each_platform_takes_it(
    officer, editor, mission, three
):
    item = _item(editor, link="https://example.test/ports")
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    describe_picture(picture.pk, "en", "A red square", by=editor)
    texts = _by_platform(start_adaptation(mission.unit, by=officer, item_id=item.pk))
    for text in texts.values():
        assert channels.objections(outgoing(text), text.channel) == []
        assert outgoing(text).pictures[0].alt == "A red square"
        assert "https://example.test/ports" in text.text
        assert not text.own


def test_each_channel_gets_the_best_version_for_its_languages(officer, editor, mission):
    french = builders.channel(mission.unit, languages=["fr", "en"])
    dutch = builders.channel(mission.unit, languages=["nl"])
    item = builders.item(editor, texts={"en": ("Ports", "x"), "fr": ("Les ports", "x")})
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    chosen = {text.channel_id: text.language for text in made.texts.all()}
    assert chosen == {french.pk: "fr", dutch.pk: "en"}


def test_shared_channels_are_offered_and_others_are_not(officer, editor, mission):
    other = builders.mission("kigali", "RW")
    shared = builders.channel(other.unit)
    shared.sharing.add(mission.unit)
    builders.channel(other.unit)
    builders.channel(mission.unit, state="retired")
    builders.channel(mission.unit, platform="newsletter")
    made = start_adaptation(mission.unit, by=officer, item_id=builders.item(editor).pk)
    assert [text.channel for text in made.texts.all()] == [shared]


def test_a_channel_that_wants_a_picture_or_money_that_is_not_there_is_left_out_but_there(
    officer, editor, mission
):
    builders.channel(mission.unit)
    for lacking in ("instagram", "x"):
        builders.channel(mission.unit, platform=lacking)
    made = start_adaptation(mission.unit, by=officer, item_id=builders.item(editor).pk)
    chosen = {text.channel.platform: text.included for text in made.texts.all()}
    assert chosen == {"bluesky": True, "instagram": False, "x": False}


def test_a_channel_that_is_not_connected_is_left_out_but_there(officer, editor, mission):
    builders.channel(mission.unit, health=Health.UNKNOWN)
    made = start_adaptation(mission.unit, by=officer, item_id=builders.item(editor).pk)
    assert not made.texts.get().included


def test_tapping_twice_makes_one(officer, editor, mission, three):
    item = _item(editor)
    once = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    assert start_adaptation(mission.unit, by=officer, item_id=item.pk) == once


def test_a_mission_writes_on_its_own_account_too(officer, mission, three):
    made = start_adaptation(mission.unit, by=officer)
    assert made.item is None and made.texts.count() == 3


def test_nothing_new_is_made_of_what_is_withdrawn_or_expired(officer, editor, mission, three):
    item = _item(editor)
    item.expires_at = clock.now() - timedelta(minutes=1)
    item.save()
    with pytest.raises(Refusal, match="expired"):
        start_adaptation(mission.unit, by=officer, item_id=item.pk)
    item.state = ItemState.WITHDRAWN
    item.save()
    with pytest.raises(Http404):  # not theirs to see any more
        start_adaptation(mission.unit, by=officer, item_id=item.pk)
    with pytest.raises(Refusal, match="withdrawn"):
        start_adaptation(mission.unit, by=editor, item_id=item.pk)


def test_without_channels_one_is_told_so(officer, editor, mission):
    with pytest.raises(Refusal, match="no_channels"):
        start_adaptation(mission.unit, by=officer, item_id=_item(editor).pk)


def test_who_may_adapt_where(officer, editor, clearer, partner, outsider, mission, three):
    item = _item(editor)
    other = builders.mission("kigali", "RW")
    for who, unit in ((officer, other.unit), (clearer, mission.unit), (partner, mission.unit)):
        with pytest.raises(Forbidden):
            start_adaptation(unit, by=who, item_id=item.pk)
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    stranger = builders.person(builders.Role.MISSION_OFFICER, other.unit)
    for who in (stranger, outsider, partner, clearer):
        with pytest.raises(Http404):
            queries.adaptation(who, made.pk)


def test_a_draft_of_another_mission_cannot_be_adapted(officer, mission, three):
    other = builders.mission("kigali", "RW")
    author = builders.person(builders.Role.MISSION_OFFICER, other.unit)
    hidden = builders.item(author, other.unit, offered=False)
    with pytest.raises(Http404):
        start_adaptation(mission.unit, by=officer, item_id=hidden.pk)


def test_saving_counts_a_revision_and_remembers_who_wrote(officer, head, mission, three):
    made = builders.adaptation(officer, mission.unit, three)
    saved = save_adaptation(made.pk, by=head, revision=1, draft=_change(made, "Good evening."))
    assert saved.revision == 2 and saved.changed_by == head
    assert set(saved.editors.all()) == {officer, head}


def test_the_second_to_save_is_told_who_and_when_and_nothing_is_overwritten(
    officer, head, mission, three
):
    made = builders.adaptation(officer, mission.unit, three)
    hers = _change(made, "Hers.")
    mine = _change(made, "Mine.")
    save_adaptation(made.pk, by=head, revision=1, draft=hers)
    with pytest.raises(Stale) as told:
        save_adaptation(made.pk, by=officer, revision=1, draft=mine)
    assert told.value.params["name"] == head.name
    assert told.value.params["revision"] == 2
    assert {text.text for text in made.texts.all()} == {"Hers."}
    save_adaptation(made.pk, by=officer, revision=2, draft=mine)
    assert {text.text for text in made.texts.all()} == {"Mine."}


def test_saving_the_same_again_is_no_change_whatever_the_revision(officer, mission, three):
    made = builders.adaptation(officer, mission.unit, three)
    save_adaptation(made.pk, by=officer, revision=1, draft=_change(made, "New."))
    again = save_adaptation(made.pk, by=officer, revision=1, draft=_change(made, "New."))
    assert again.revision == 2


def test_who_built_on_the_text_is_told_before_it_changes(officer, mission, three, monkeypatch):
    made = builders.adaptation(officer, mission.unit, three)
    seen = []

    def edited(adaptation, by):
        seen.append((adaptation_digest(adaptation), by))

    monkeypatch.setitem(ADAPTATION_EDITED._held, "test", edited)
    before = adaptation_digest(_read(made))
    save_adaptation(made.pk, by=officer, revision=1, draft=_change(made, "Good morning."))
    assert seen == []
    save_adaptation(made.pk, by=officer, revision=1, draft=_change(made, "New."))
    assert seen == [(before, officer)]


def test_who_built_on_the_text_may_refuse_and_nothing_is_saved(
    officer, mission, three, monkeypatch
):
    made = builders.adaptation(officer, mission.unit, three)

    def refuse(adaptation, by):
        raise Refusal("dispatch.out")

    monkeypatch.setitem(ADAPTATION_EDITED._held, "test", refuse)
    with pytest.raises(Refusal, match="out"):
        save_adaptation(made.pk, by=officer, revision=1, draft=_change(made, "New."))
    assert {text.text for text in made.texts.all()} == {"Good morning."}


def test_a_channel_or_picture_of_somebody_else_is_refused(officer, mission, three):
    other = builders.mission("kigali", "RW")
    made = builders.adaptation(officer, mission.unit, three)
    foreign = replace(drafts.of(made).texts[0], channel_id=builders.channel(other.unit).pk)
    with pytest.raises(Refusal, match=r"adaptation\.channel"):
        save_adaptation(made.pk, by=officer, revision=1, draft=Draft((foreign,)))
    author = builders.person(builders.Role.MISSION_OFFICER, other.unit)
    theirs = add_picture(*image(), by=author, unit=other.unit)
    stolen = replace(drafts.of(made).texts[0], pictures=frozenset({theirs.pk}))
    with pytest.raises(Refusal, match="foreign"):
        save_adaptation(made.pk, by=officer, revision=1, draft=Draft((stolen,)))


def test_a_description_belongs_to_the_adaptation_and_not_to_the_pool(officer, editor, mission):
    channel = builders.channel(mission.unit)
    item = _item(editor)
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    describe_picture(picture.pk, "en", "A red square", by=editor)
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    draft = drafts.of(_read(made))
    alts = {(picture.pk, "en"): "A square, red as wax"}
    save_adaptation(made.pk, by=officer, revision=1, draft=Draft(draft.texts, alts))
    assert (
        outgoing(_read(made).texts.get(channel=channel)).pictures[0].alt == alts[picture.pk, "en"]
    )
    assert picture.alts.get().text == "A red square"


def test_the_digest_changes_with_everything_that_goes_out_and_nothing_else(officer, mission, three):
    made = builders.adaptation(officer, mission.unit, three)
    digests = {adaptation_digest(_read(made))}
    first = made.texts.first()
    for field, value in (
        ("text", "x"),
        ("language", "fr"),
        ("link", "https://a.test"),
        ("title", "t"),
    ):
        setattr(first, field, value)
        first.save()
        digests.add(adaptation_digest(_read(made)))
    picture = add_picture(*image(), by=officer, unit=mission.unit)
    first.pictures.add(picture)
    digests.add(adaptation_digest(_read(made)))
    made.alts.create(picture=picture, language="fr", text="carré")
    digests.add(adaptation_digest(_read(made)))
    first.included = False
    first.save()
    left_out = adaptation_digest(_read(made))
    digests.add(left_out)
    assert len(digests) == 8
    first.text = "does not go out"
    first.save()
    assert adaptation_digest(_read(made)) == left_out


def test_an_embargo_is_known_to_who_publishes(officer, editor, mission, three):
    until = clock.now() + timedelta(hours=3)
    item = _item(editor, embargo_until=until)
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    assert queries.not_before(made) == until
    item.embargo_until = clock.now() - timedelta(hours=3)
    item.save()
    assert queries.not_before(_read(made)) is None


def test_reading_an_adaptation_takes_as_many_queries_for_many_channels_as_for_one(officer, mission):
    def taken(made: Adaptation) -> int:
        with CaptureQueriesContext(connection) as captured:
            read = queries.adaptation(officer, made.pk)
            adaptation_digest(read)
            drafts.of(read)
        return len(captured)

    one = builders.adaptation(officer, mission.unit, [builders.channel(mission.unit)])
    many = [builders.channel(mission.unit) for _ in range(12)]
    taken(one)
    assert taken(builders.adaptation(officer, mission.unit, many)) == taken(one)
