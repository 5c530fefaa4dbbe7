"""What a machine must not change comes back, or is told; whatever the machine does."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heraut.newsroom.translating.protecting import Pair, figures, occurring, protect, restore

TERMS = [
    Pair("mission", "Vertretung"),
    Pair("head of mission", "Missionschef"),
    Pair("King’s Feast", "Fest des Königs"),
    Pair("NATO", "NATO"),
]


def back(text: str, machine=lambda xml: xml, *, markdown: bool = True, terms=TERMS):
    taken = protect(text, terms, markdown=markdown)
    return restore(taken, [machine(segment.xml) for segment in taken.segments])


def test_a_machine_that_changes_nothing_gives_back_the_text_with_its_terms_said():
    text = (
        "### The *head of mission*\n\nMissions? **Every mission** met @belgium.test at"
        " [the port](https://x.be/a_(b)) on 15 November: 2,262 MW. #Belgium\n\n- one\n- two\n> three"
    )
    said, findings = back(text)
    assert said == text.replace("head of mission", "Missionschef").replace(
        "Every mission", "Every Vertretung"
    )
    assert findings == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Head of mission here", "Missionschef here"),
        ("the missionary", "the missionary"),
        ("King's Feast", "Fest des Königs"),
        ("king’s feast", "king’s feast"),
        ("head  of\nmission", "Missionschef"),
    ],
)
def test_terms_are_found_as_words_with_their_case(text, said):
    assert back(text)[0] == said


def test_the_longest_term_wins_and_each_is_listed_once():
    assert [each.term for each in occurring("A head of mission, a mission, a mission", TERMS)] == [
        "head of mission",
        "mission",
    ]


def test_lines_that_go_on_stay_lines():
    text = "one mission\ntwo  \nthree\n\n\nfour"
    assert back(text)[0] == text.replace("mission", "Vertretung")


def test_markup_at_the_beginning_of_lines_stays_at_home():
    taken = protect("## Ports\n\n1. first\n2. second\n\n> quoted", markdown=True)
    assert [segment.xml for segment in taken.segments] == ["Ports", "first", "second", "quoted"]


def test_what_has_no_words_is_not_sent():
    taken = protect("https://belgium.be\n\n2026\n\nwords 12", markdown=True)
    assert [segment.worded for segment in taken.segments] == [False, False, True]


# -- machines as they are ------------------------------------------------------------------


def test_other_quotes_no_quotes_and_tags_of_its_own_are_read():
    text = "Every **mission** of <b> & [NATO](https://nato.int)."

    def sloppy(xml):
        xml = re.sub(r'id="(\d+)"', r"id=\1", xml)
        return f"<p>{xml.upper()}</p>".replace("<X ", "<x ")

    said, findings = back(text, sloppy)
    assert said == "EVERY **Vertretung** OF <B> & [NATO](https://nato.int)."
    assert findings == []


def test_a_machine_that_drops_the_tags_keeps_the_words_and_the_lost_link_is_told():
    said, findings = back(
        "The mission at [the port](https://x.be)", lambda xml: re.sub("<[^>]*>", "", xml)
    )
    assert said == "The Vertretung at the port"
    assert [each.kind for each in findings] == ["pair"]


def test_a_term_that_is_gone_is_told_with_what_it_should_say():
    _, findings = back("The mission met", lambda xml: re.sub("<x.*</x>", "Botschaft", xml))
    assert [(each.said, each.wanted) for each in findings] == [("mission", "Vertretung")]


def test_a_changed_figure_is_told_and_another_way_to_write_it_is_not():
    assert back("It has 2,262 MW", lambda xml: xml.replace("2,262", "2.262"))[1] == []
    assert back("It has 2,262 MW", lambda xml: xml.replace("2,262", "2 262"))[1] == []
    _, findings = back("It has 2,262 MW", lambda xml: xml.replace("2,262", "2,626"))
    assert [(each.kind, each.said) for each in findings] == [("figure", "2262")]


def test_figures_are_read_apart_and_in_other_scripts():
    assert figures("depuis 2025 565 communes") == figures("in 2025: 565")
    assert figures("٢٢٦٢") == figures("2262")


WORDS = st.text(
    alphabet=st.sampled_from(list("aéß word.,:;!?*_[]()<>&\"'#@\\|~`0123 \n-")), max_size=60
)
PIECES = st.sampled_from(
    [
        "mission",
        "head of mission",
        "NATO",
        "**bold**",
        "*em*",
        "[link](https://a.be/x)",
        "https://belgium.be/p?q=1",
        "@belgium@social.example",
        "#Belgium",
        "name@example.org",
        "2,262",
        "\\*",
        "\n\n",
        "\n- ",
        "\n> ",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, PIECES), max_size=14).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(TEXTS)
@example('<x id="0">mission</x> mission')
@example("**a** *b* __c__ _d_ [e](f)")
def test_nothing_of_ours_is_ever_left_in_the_text(text):
    said, _ = back(text)
    ours = [tag for tag in re.findall(r"</?[xg]\b[^>]*>", said) if tag not in text]
    assert ours == [] and "\0" not in said


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_without_terms_a_machine_that_changes_nothing_changes_nothing(text):
    said, findings = back(text, terms=[])
    assert said == re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    assert findings == []


def _breaking(draw_from):
    """A machine that does to each tag one of the things machines do."""

    def broken(xml):
        def one(found):
            what = draw_from.draw(st.sampled_from(["keep", "drop", "lose", "twice", "shout"]))
            tag = found.group()
            if what == "drop":
                return re.sub("<[^>]*>", "", tag)
            if what == "lose":
                return ""
            if what == "twice":
                return tag + tag
            return tag.replace('"', "'").replace("<x", "< X") if what == "shout" else tag

        return re.sub(r'<x id="\d+">.*?</x>|</?g[^>]*>', one, xml, flags=re.DOTALL)

    return broken


@settings(max_examples=250, deadline=None)
@given(TEXTS, st.data())
def test_whatever_a_machine_does_every_mark_lands_or_is_told(text, data):
    taken = protect(text, TERMS, markdown=True)
    machine = _breaking(data)
    answers = [machine(segment.xml) for segment in taken.segments]
    said, findings = restore(taken, answers)
    told = {each.said for each in findings}
    for segment in taken.segments:
        for mark in segment.marks:
            if mark.kind in ("term", "piece"):
                assert mark.shown in said or mark.said in told
            if mark.kind == "pair":
                assert (mark.shown in said and mark.closing in said) or mark.said in told
        for figure in segment.figures:
            assert figures(said)[figure] or figure in told


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.text(max_size=80))
def test_an_answer_that_has_nothing_to_do_with_it_breaks_nothing(text, noise):
    taken = protect(text, TERMS, markdown=True)
    said, _ = restore(taken, [noise for _ in taken.segments])
    assert isinstance(said, str)


def test_another_number_of_answers_is_refused():
    with pytest.raises(ValueError, match="segments"):
        restore(protect("one\n\ntwo"), ["one"])


def test_what_is_sent_is_well_formed_for_xml():
    from xml.etree import ElementTree

    taken = protect('a < b & **c** [d](e"f) \x07 <i>', TERMS, markdown=True)
    for segment in taken.segments:
        ElementTree.fromstring(f"<p>{segment.xml}</p>")
        assert html.unescape(segment.xml)
