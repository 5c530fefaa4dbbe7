"""Hints advise: they count words and compare languages, and never block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.network import regions
from heraut.newsroom.hints import LONG, hints, longest_sentence
from tests import builders


def _codes(*args):
    return [hint.code for hint in hints(*args)]


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=8))
def test_the_longest_sentence_is_found_wherever_it_stands(lengths):
    text = " ".join(" ".join(["word"] * count) + "." for count in lengths)
    assert longest_sentence(text) == max(lengths)


@given(st.text())
def test_any_text_can_be_counted(text):
    assert longest_sentence(text) >= 0


def test_addresses_and_numbers_are_not_words():
    assert longest_sentence("See https://example.test/a/b.c now 278 000 000 times!") == 3


def test_only_long_sentences_are_spoken_of_and_not_where_words_have_no_spaces():
    assert _codes([("en", "word " * LONG)], [], []) == []
    assert _codes([("en", "word " * (LONG + 1))], [], []) == ["sentence"]
    assert _codes([("ja", "語 " * (LONG + 1))], [], []) == []


@pytest.mark.django_db
def test_the_language_of_the_readers_is_compared_with_the_texts(mission):
    group = builders.audience(mission.unit, language="sw")
    (hint,) = hints([("en", "Good morning.")], [group], [])
    assert hint.code == "language"
    assert hint.text == "Students: their language is Swahili; this text is in English."
    assert _codes([("sw-KE", "Habari.")], [group], []) == []


@pytest.mark.django_db
def test_the_tone_they_expect_is_told_with_the_word_of_their_language(mission):
    formal = builders.audience(mission.unit, language="fr", register="formal")
    assert "“vous”" in hints([("fr", "Bonjour.")], [formal], [])[0].text
    familiar = builders.audience(mission.unit, language="en", register="familiar")
    assert hints([("en", "Hi.")], [familiar], [])[0].text == "Students: a familiar tone."


@pytest.mark.django_db
def test_what_the_plan_names_and_nobody_carried_is_told_at_last(editor):
    three = [builders.key_message(editor, text=text) for text in ("One", "Two", "Three")]
    (hint,) = hints([], [], three)
    assert hint.text == "In your plan and not carried this month: One; Two (and 1 more)"


def test_every_country_of_the_network_lies_in_a_region():
    for country in ("KE", "TW", "XK", "VA", "PS", "HK", "US", "BE"):
        assert regions.name(regions.region(country)) != regions.region(country)
    assert regions.region("ZZ") == ""
    assert regions.name("014") == "Eastern Africa"


def test_a_link_that_leads_nowhere_is_spoken_of_once_a_platform():
    from heraut.newsroom.hints import dead_links

    assert dead_links([]) == []
    (hint,) = dead_links(["Instagram", "Instagram"])
    assert hint.code == "dead_link"
    assert hint.text.startswith("Instagram: readers cannot tap a link there.")
