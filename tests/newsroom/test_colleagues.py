"""Looking at colleagues' texts, and starting from them."""

from __future__ import annotations

import pytest
from django.http import Http404

from heraut.kernel.errors import Forbidden
from heraut.newsroom import colleagues, queries, uses
from heraut.newsroom.actions._take_over import Like, Words
from heraut.newsroom.actions.open_adaptation import open_adaptation
from heraut.newsroom.actions.share_drafts import share_drafts
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Openness
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def near():
    return builders.mission("kigali", "RW")


@pytest.fixture
def colleague(near):
    builders.channel(near.unit)
    return builders.person(Role.MISSION_OFFICER, near.unit)


@pytest.fixture
def text(officer, mission):
    return builders.adaptation(officer, mission.unit, [builders.channel(mission.unit)], "Hello.")


def _sees(person, text):
    return list(colleagues.in_progress(person)) == [text]


def test_a_text_in_the_making_is_its_missions_own_until_it_opens_it(text, officer, colleague):
    assert not _sees(colleague, text)
    with pytest.raises(Http404):
        colleagues.open_text(colleague, text.pk)


def test_a_mission_opens_its_texts_to_its_neighbours_or_to_every_mission(
    text, officer, mission, near, colleague, partner
):
    stranger = builders.person(Role.MISSION_OFFICER, builders.mission("tokyo", "JP").unit)
    share_drafts(mission.unit, by=officer, drafts=Openness.NEIGHBOURS, neighbours=[near.unit])
    assert (_sees(colleague, text), _sees(stranger, text)) == (True, False)
    share_drafts(mission.unit, by=officer, drafts=Openness.EVERYBODY)
    assert (_sees(colleague, text), _sees(stranger, text)) == (True, True)
    assert not _sees(partner, text), "a partner has no part in the network"


def test_each_text_may_say_otherwise(text, officer, mission, near, colleague):
    share_drafts(mission.unit, by=officer, drafts=Openness.EVERYBODY)
    open_adaptation(text.pk, Openness.NOBODY, by=officer)
    assert not _sees(colleague, text)
    share_drafts(mission.unit, by=officer, drafts=Openness.NOBODY, neighbours=[near.unit])
    open_adaptation(text.pk, Openness.NEIGHBOURS, by=officer)
    assert _sees(colleague, text)
    open_adaptation(text.pk, None, by=officer)
    text.refresh_from_db()
    assert colleagues.openness(text) == Openness.NOBODY


def test_who_looks_changes_nothing(text, officer, mission, colleague, sign_in):
    share_drafts(mission.unit, by=officer, drafts=Openness.EVERYBODY)
    client = sign_in(colleague)
    page = client.get(f"/newsroom/texts/{text.pk}/look").content.decode()
    assert "Hello." in page
    for path in ("", "save", "aims", "open", "check", "picture"):
        assert client.post(f"/newsroom/texts/{text.pk}/{path}").status_code in (404, 405)
    with pytest.raises(Forbidden):
        open_adaptation(text.pk, Openness.EVERYBODY, by=colleague)
    with pytest.raises(Http404):
        queries.adaptation(colleague, text.pk)


def _words(platform="bluesky", language="en", text="Their words."):
    return Words(platform, language, text, title="Theirs")


def test_a_colleagues_words_are_the_beginning_of_ones_own_text(
    officer, mission, editor, near, colleague
):
    item = builders.item(editor, texts={"en": ("Ports", "x")})
    theirs = builders.adaptation(colleague, near.unit, list(near.unit.channels.all()), item=item)
    for platform in ("bluesky", "mastodon"):
        builders.channel(mission.unit, platform)
    like = Like(theirs.pk, (_words(), _words("mastodon", text="Longer words.")))
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk, like=like)
    said = {each.channel.platform: (each.text, each.own) for each in made.texts.all()}
    assert said == {"bluesky": ("Their words.", False), "mastodon": ("Longer words.", True)}
    assert (made.like, made.item) == (theirs, item)
    again = start_adaptation(mission.unit, by=officer, item_id=item.pk, like=like)
    assert again == made, "tapping twice makes one"


def test_words_in_a_language_that_no_channel_speaks_are_taken_where_there_are_no_others(
    officer, mission, editor, near, colleague
):
    item = builders.item(editor, texts={"en": ("Ports", "x")})
    theirs = builders.adaptation(colleague, near.unit, [], item=item)
    builders.channel(mission.unit, languages=["fr"])
    builders.channel(mission.unit, "mastodon", languages=["sw"])
    like = Like(theirs.pk, (_words(language="fr", text="Bonjour."),))
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk, like=like)
    assert {each.text for each in made.texts.all()} == {"Bonjour.", "Ports"}
    another = builders.adaptation(colleague, near.unit, [], item=item)
    other = Like(another.pk, (_words(language="ja", text="港"),))
    japanese = start_adaptation(mission.unit, by=officer, item_id=item.pk, like=other)
    assert {each.text for each in japanese.texts.all()} == {"港"}


def test_used_by_shows_texts_in_the_making_only_to_whom_they_stand_open(
    text, officer, mission, editor, colleague
):
    item = builders.item(editor)
    text.item = item
    text.save()
    assert uses.made_of(colleague, item) == []
    assert uses.like(colleague, text) is None
    open_adaptation(text.pk, Openness.EVERYBODY, by=officer)
    (made,) = uses.made_of(colleague, item)
    assert [each.outgoing.text for each in made.said] == ["Hello."]
    words = uses.like(colleague, text)
    assert words is not None
    assert words.words[0].text == "Hello."
