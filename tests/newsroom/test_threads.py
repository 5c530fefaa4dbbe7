"""Splitting a text into a thread, and what one does to its parts."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from heraut.connectors import contract
from heraut.kernel.errors import Refusal
from heraut.newsroom import channels, drafts, queries, screen, splitting, threads
from heraut.newsroom.drafts import ChannelText, Draft, PartText
from heraut.newsroom.models import Adaptation, PictureAlt
from heraut.newsroom.outgoing import adaptation_digest, number_suffix, outgoing
from tests import builders


def within(most):
    return lambda piece, number: len(piece) <= most


def plain(text):
    return re.sub(r"\s+", "", text)


LONG = (
    "The port grew by three percent. It is the second of Europe. "
    "Half of what it handles comes from the sea of ships that leave Asia.\n\n"
    "Rotterdam is larger. Nobody minds."
)


# -- splitting ---------------------------------------------------------------------------


@given(st.text(alphabet="ab é.!?。 \n\n🇧🇪x", max_size=400), st.integers(4, 60))
def test_nothing_is_lost_added_or_reordered_and_every_part_fits(text, most):
    parts = splitting.split(text, within(most))
    assert plain("".join(parts)) == plain(text)
    assert all(part == part.strip() and part for part in parts)
    assert all(len(part) <= most for part in parts)


@given(st.text(alphabet="ab. \n", max_size=900), st.integers(12, 40))
def test_numbered_parts_leave_room_for_their_number(text, most):
    parts = splitting.numbered(text, within(most), number_suffix)
    assert plain("".join(parts)) == plain(text)
    for number, part in enumerate(parts, start=1):
        assert len(part + number_suffix(number, len(parts))) <= most


def test_it_is_cut_at_paragraphs_then_sentences_then_words():
    assert splitting.split(LONG, within(150)) == LONG.split("\n\n")
    parts = splitting.split(LONG, within(80))
    assert parts[0] == "The port grew by three percent. It is the second of Europe."
    assert splitting.split("aa bb cc", within(5)) == ["aa bb", "cc"]


def test_an_abbreviation_or_an_address_is_not_the_end_of_a_sentence():
    text = "We met ca. forty firms of the north yesterday evening. They asked much of us"
    assert splitting.split(text, within(60))[0].endswith("evening.")
    link = "https://example.org/" + "x" * 60
    assert link in splitting.split(f"Read {link} now", within(30)), "an address stays whole"


def test_a_language_without_spaces_is_cut_too():
    text = "比利时有三个大区。" * 8
    assert plain("".join(splitting.split(text, within(20)))) == text


# -- what buttons do ---------------------------------------------------------------------


@pytest.fixture
def bluesky(mission):
    return builders.channel(mission.unit, "bluesky")


def one(channel, text, **more):
    return Draft((ChannelText(channel.pk, "en", text, **more),))


def done(draft, command, channel):
    return threads.change(draft, command.format(channel.pk), [channel]).texts[0]


pytestmark = pytest.mark.django_db
_TEXT = " ".join(f"Sentence number {n} says little." for n in range(24))


def test_a_long_text_is_split_within_the_platforms_own_count(bluesky):
    made = done(one(bluesky, _TEXT, link="https://example.org"), "split:{}", bluesky)
    assert made.own
    assert len(made.parts) == 2
    assert plain(made.text + "".join(part.text for part in made.parts)) == plain(_TEXT)
    whole = contract.Outgoing(
        made.text, "en", parts=tuple(contract.Part(part.text) for part in made.parts)
    )
    assert channels.objections(whole, bluesky) == []


def test_what_fits_is_not_split_and_what_cannot_be_is_refused(bluesky, mission):
    with pytest.raises(Refusal, match="fits"):
        done(one(bluesky, "Short."), "split:{}", bluesky)
    for wrong in ("split:", "blow:{}", "up:{}:9", "remove:{}:0", "add", "split:{}x"):
        with pytest.raises(Refusal, match="command"):
            done(one(bluesky, "x"), wrong, bluesky)


def test_parts_are_added_moved_removed_and_joined_with_their_pictures(bluesky):
    from uuid import uuid4

    red, blue = uuid4(), uuid4()
    draft = one(
        bluesky, "A", parts=(PartText("B", frozenset({blue})),), pictures=frozenset({red, blue})
    )
    moved = done(draft, "down:{}:1", bluesky)
    assert (moved.text, moved.parts) == ("B", (PartText("A", frozenset({red})),))
    added = done(draft, "add:{}:1", bluesky)
    assert [part.text for part in added.parts] == ["", "B"]
    removed = done(draft, "remove:{}:2", bluesky)
    assert (removed.text, removed.parts, removed.pictures) == ("A", (), {red, blue})
    joined = done(draft, "join:{}", bluesky)
    assert (joined.text, joined.parts) == ("A\n\nB", ())


# -- what is stored, counted, cleared ----------------------------------------------------


@pytest.fixture
def made(mission, officer, bluesky):
    web = builders.channel(mission.unit, "web_feed")
    adaptation = builders.adaptation(officer, mission.unit, [bluesky, web])
    adaptation.texts.filter(channel=bluesky).update(
        own=True, parts=[{"text": "Second.", "pictures": []}]
    )
    return adaptation


def read(adaptation):
    return queries.with_texts(Adaptation.objects.filter(pk=adaptation.pk)).get()


def test_a_text_from_before_there_were_threads_keeps_its_digest():
    """What was submitted before an update is cleared after it."""
    value = contract.Outgoing("x", "en").to_json()
    assert set(value) == {"text", "language", "title", "pictures", "link"}


def test_the_digest_covers_every_part_and_whether_they_are_numbered(made):
    before = adaptation_digest(read(made))
    made.texts.filter(own=True).update(parts=[{"text": "Other.", "pictures": []}])
    after = adaptation_digest(read(made))
    made.texts.filter(own=True).update(numbered=True)
    assert len({before, after, adaptation_digest(read(made))}) == 3
    assert outgoing(read(made).texts.get(own=True)).texts == (
        "Good morning. (1/2)",
        "Other. (2/2)",
    )


def test_every_part_has_its_own_count_and_objections(made):
    made.texts.filter(own=True).update(parts=[{"text": "x" * 301}, {"text": ""}])
    view = next(each for each in screen.build(read(made)).channels if each.parts)
    assert [part.count.used for part in view.parts] == [13, 301, 0]
    assert [bool(part.objections) for part in view.parts] == [False, True, True]
    assert any(said.startswith("Part 2: 1 too many") for said in view.objections)


def test_a_channel_that_takes_no_threads_refuses_and_never_cuts(bluesky):
    from tests.connectors.example import Gazette

    thread = contract.Outgoing("One.", "en", parts=(contract.Part("Two."),))
    (objection,) = Gazette().objections(thread, Gazette.declaration.limits)
    assert objection.code == "thread.unsupported"


def test_the_form_brings_parts_back_and_an_empty_one_stays_while_one_writes(made, officer, sign_in):
    channel = made.texts.get(own=True).channel
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[made.pk])).content.decode()
    assert "Part 2 of 2" in page
    data = {
        "revision": 1,
        "channel": [channel.pk],
        f"on-{channel.pk}": "on",
        f"lang-{channel.pk}": "en",
        f"own-{channel.pk}": "on",
        f"own-text-{channel.pk}": "First.",
        f"part-{channel.pk}": ["", "Third."],
        f"numbered-{channel.pk}": "on",
    }
    answer = sign_in(officer).post(
        reverse("newsroom_adapt_save", args=[made.pk]), data, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    text = drafts.of(read(made)).by_channel()[channel.pk]
    assert (text.text, [part.text for part in text.parts], text.numbered) == (
        "First.",
        ["", "Third."],
        True,
    )


def test_a_button_saves_what_was_typed_and_changes_the_thread(made, officer, sign_in):
    channel = made.texts.get(own=True).channel
    data = {
        "revision": 1,
        "channel": [channel.pk],
        f"on-{channel.pk}": "on",
        f"lang-{channel.pk}": "en",
        f"own-{channel.pk}": "on",
        f"own-text-{channel.pk}": "Typed just now.",
        f"part-{channel.pk}": ["Second."],
        "do": f"up:{channel.pk}:2",
    }
    answer = sign_in(officer).post(reverse("newsroom_adapt_thread", args=[made.pk]), data)
    assert answer.status_code == 302
    assert f"#channel-{channel.pk}" in answer.url
    text = drafts.of(read(made)).by_channel()[channel.pk]
    assert (text.text, text.parts[0].text) == ("Second.", "Typed just now.")


def test_a_picture_stands_in_the_part_where_it_was_placed(made, officer):
    from heraut.newsroom.actions.add_picture import add_picture
    from tests.newsroom.images import image

    picture = add_picture(*image(), by=officer, unit=made.unit)
    PictureAlt.objects.create(picture=picture, language="en", text="A red square")
    row = made.texts.get(own=True)
    row.pictures.add(picture)
    row.parts = [{"text": "Second.", "pictures": [str(picture.pk)]}]
    row.save()
    goes = outgoing(read(made).texts.get(own=True))
    assert (len(goes.pictures), len(goes.parts[0].pictures)) == (0, 1)
    shown = screen.build(read(made)).pictures[0]
    assert [place for _view, place in shown.places] == [2]
