"""A text as readers of LinkedIn will see it."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from heraut.connectors.contract import LinkCard, Outgoing, Picture
from heraut.network.models import Channel
from heraut.newsroom.preview import preview_of

PICTURE = Picture("ab" * 32, "image/png", 40, 30, 1000, "A field.")


@pytest.fixture
def channel():
    return Channel(platform="linkedin", handle="belgium-nairobi", name="Belgium in Nairobi")


def page_of(channel, outgoing):
    return render_to_string("ui/preview.html", {"preview": preview_of(channel, outgoing)})


def test_a_long_text_says_where_readers_have_to_ask_for_more(channel):
    long = "One two three four five six seven. " * 12
    assert preview_of(channel, Outgoing(long, "en")).fold
    assert "…more" in page_of(channel, Outgoing(long, "en"))
    lines = preview_of(channel, Outgoing("First.\n\nThird line.\nFourth.", "en"))
    assert lines.fold == "First. Third line."


def test_a_short_text_is_seen_whole(channel):
    for text in ("Short.", "x" * 200, "One.\nTwo.\nThree."):
        assert preview_of(channel, Outgoing(text, "en")).fold == ""


def test_no_other_platform_folds(channel):
    channel.platform = "bluesky"
    assert preview_of(channel, Outgoing("One two. " * 60, "en")).fold == ""


def test_a_link_is_a_card_and_beside_a_picture_stands_in_the_text(channel):
    link = LinkCard("https://example.org/ports", "Ports")
    alone = preview_of(channel, Outgoing("Read.", "en", link=link))
    assert (alone.text, alone.link, alone.link_title) == ("Read.", link.url, "Ports")
    beside = preview_of(channel, Outgoing("Read.", "en", pictures=(PICTURE,), link=link))
    assert (beside.text, beside.link) == (f"Read.\n\n{link.url}", "")


def test_linkedin_shows_no_handle(channel):
    assert "@belgium-nairobi" not in page_of(channel, Outgoing("Read.", "en"))
