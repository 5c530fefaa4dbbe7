"""Campaign parameters: on the ministry's own links alone, nothing else of a link touched."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.newsroom import campaigns, channels, drafts, queries, screen
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.models import Adaptation
from heraut.newsroom.outgoing import adaptation_digest, outgoing
from tests import builders

TAGS = campaigns.tags(
    ["diplomatie.belgium.be"], platform="bluesky", handle="be.nairobi", campaign="King’s Feast 2026"
)
ADDED = "utm_source=bluesky&utm_medium=social&utm_campaign=king-s-feast-2026&utm_content=be.nairobi"
OURS = "https://diplomatie.belgium.be"
_words = st.text(alphabet="abcé%20-._~/", max_size=20)
_queries = st.lists(
    st.tuples(st.sampled_from(["a", "page", "utm_source", "UTM_CAMPAIGN", "q"]), _words), max_size=4
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
_fragments = st.sampled_from(["", "#top", "#a?b=c&d", "#:~:text=x%20y"])


def test_a_link_of_ours_says_where_its_reader_came_from():
    assert TAGS.link(f"{OURS}/en/news") == f"{OURS}/en/news?{ADDED}"
    assert TAGS.link(f"https://www.{OURS[8:]}") == f"https://www.{OURS[8:]}?{ADDED}"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/diplomatie.belgium.be",
        "https://evildiplomatie.belgium.be/",
        "https://diplomatie.belgium.be.evil.example/",
        "https://diplomatie.belgium.be@evil.example/",
        "mailto:a@diplomatie.belgium.be",
        "ftp://diplomatie.belgium.be/a",
        "https://[::1/",
        "",
    ],
)
def test_a_link_that_is_not_ours_is_left_alone(url):
    assert TAGS.link(url) == url


@given(_words, _queries, _fragments)
def test_what_a_link_says_already_stays_in_its_place_and_writing(path, query, fragment):
    url = f"{OURS}/{path}" + (f"?{query}" if query else "") + fragment
    made = TAGS.link(url)
    assert made.startswith(url.partition("#")[0])
    assert made.endswith(fragment)
    assert TAGS.link(made) == made, "twice is once"
    names = [name.lower() for name, _ in parse_qsl(urlsplit(made).query, keep_blank_values=True)]
    for name in TAGS.values:
        assert names.count(name) == max(1, query.lower().count(f"{name}="))


@given(st.text(max_size=200))
def test_a_text_without_our_links_is_never_changed(said):
    if "belgium.be" not in said:
        assert TAGS.text(said) == said


def test_a_link_within_a_text_is_marked_without_what_stands_behind_it():
    said = f"Read {OURS}/a. And (https://example.org/b)!"
    assert TAGS.text(said) == f"Read {OURS}/a?{ADDED}. And (https://example.org/b)!"


@given(st.text(max_size=120))
def test_a_campaigns_name_is_one_word_and_stays_what_it_is(said):
    once = campaigns.word(said)
    assert campaigns.word(once) == once
    assert not any(each.isspace() or each in "&=?#/" for each in once)


# -- in a text ----------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def ours(settings):
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"campaign_domains": "diplomatie.belgium.be"}
    )


@pytest.fixture
def draft(officer, mission, ours):
    both = [builders.channel(mission.unit, each) for each in ("bluesky", "mastodon")]
    made = builders.adaptation(officer, mission.unit, both, f"Look: {OURS}/ports")
    made.texts.update(link=f"{OURS}/ports", title="Ports")
    return made


def _read(made):
    return queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)


@db
def test_each_channels_links_name_it_and_count(draft):
    for text in _read(draft).texts.all():
        goes = outgoing(text)
        assert f"utm_source={text.channel.platform}" in goes.text
        assert f"utm_source={text.channel.platform}" in goes.link.url
        view = next(
            each for each in screen.build(_read(draft)).channels if each.id == text.channel_id
        )
        assert view.outgoing == goes, "the screen shows what goes out"
        assert view.count == channels.counts(goes, text.channel)[0]


@db
def test_it_can_be_switched_off_and_renamed_and_the_digest_covers_it(draft, officer):
    before = adaptation_digest(_read(draft))
    named = replace(drafts.of(_read(draft)), campaign="Ports week")
    save_adaptation(draft.pk, by=officer, revision=1, draft=named)
    assert all("utm_campaign=ports-week" in outgoing(t).text for t in _read(draft).texts.all())
    assert adaptation_digest(_read(draft)) != before
    off = replace(drafts.of(_read(draft)), tracked=False)
    save_adaptation(draft.pk, by=officer, revision=2, draft=off)
    assert all("utm_" not in str(outgoing(t)) for t in _read(draft).texts.all())


@db
def test_without_domains_nothing_is_marked(officer, mission):
    made = builders.adaptation(
        officer, mission.unit, [builders.channel(mission.unit)], f"Look: {OURS}/ports"
    )
    assert "utm_" not in str([outgoing(text) for text in _read(made).texts.all()])
