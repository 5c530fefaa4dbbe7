"""Feeds as they are: badly dated, twice the same, huge and hostile. What is good comes through."""

from __future__ import annotations

import contextlib
import gzip
import re
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.newsroom import jobs, richtext
from heraut.newsroom import queries as newsroom
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.accept_proposed import accept_proposed
from heraut.newsroom.actions.add_feed import add_feed
from heraut.newsroom.actions.change_feed import change_feed
from heraut.newsroom.actions.dismiss_proposed import dismiss_proposed
from heraut.newsroom.actions.follow_source import follow_source
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.actions.take_in_entries import MOST_NEW, take_in_entries
from heraut.newsroom.feeds import fetching, markdown, queries
from heraut.newsroom.feeds.reading import FIRST, LAST, Entry, Reading, Unreadable, parse, read
from heraut.newsroom.models import FeedEntry, FeedSource, Item, ItemState
from tests import builders

HOSTILE = Path(__file__).parent / "hostile_feeds"
ADDRESS = "https://news.example/feed.xml"


def reading(name: str) -> Reading:
    return parse((HOSTILE / name).read_bytes(), ADDRESS)


def entry(title="News", guid="1", **more) -> Entry:
    said = {"summary": "It happened.", "body": "", "link": f"https://news.example/{guid}", **more}
    return Entry(title=title, guid=guid, published="2026-11-01T10:00:00+00:00", **said)


# -- reading ---------------------------------------------------------------------------------


def test_an_ordinary_feed_gives_its_entries():
    first, second = reading("plain_rss.xml").entries
    assert (first.title, first.summary) == ("First & foremost", "It happened.")
    assert (first.link, first.notes) == ("https://news.example/1", ())
    assert datetime.fromisoformat(first.published) == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert second.body == ""


def test_bad_dates_count_from_now_and_are_noted():
    found = {each.title: each for each in reading("bad_dates.xml").entries}
    now = datetime.now(UTC)
    for title in ("None", "Nonsense", "Future", "Ancient", "Month 13"):
        assert set(found[title].notes) & {"date_missing", "date_bad"}, title
        assert now - datetime.fromisoformat(found[title].published) < timedelta(minutes=1)
    good = datetime.fromisoformat(found["Good"].published)
    assert good == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_relative_links_are_read_against_their_base():
    by_base, own_base, bad = reading("relative_links.xml").entries
    assert by_base.link == "https://base.example/deep/story"
    assert "[more](https://base.example/more)" in by_base.body
    assert own_base.link == "https://other.example/top"
    assert bad.link == "" and "link_missing" in bad.notes


def test_what_is_evil_in_html_is_gone_and_its_words_stay():
    (found,) = reading("evil_html.xml").entries
    assert found.title == "Title bold"
    said = richtext.render(found.body)
    for evil in ("<script", "alert(2)", "onclick", "onerror", "<img", "iframe", "<style", "<svg"):
        assert evil not in said
    assert re.findall(r'href="(\w+):', said) == ["https"]
    assert 'href="https://good.example/?a=1&amp;b=2"' in said
    assert "- one\n- two" in found.body and "pictures" in found.notes
    assert "&lt;b&gt;shown" in said


def test_entities_do_not_grow_and_read_no_files():
    (found,) = reading("entities.xml").entries
    assert len(found.title) <= 200 and len(found.body) < 21_000 and "root:" not in found.title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("wrong_encoding.xml", "Déjà vu été"),
        ("utf16.xml", "Größe zählt"),
        ("rdf.xml", "From RSS 1.0"),
        ("control.xml", "Nul here"),
        ("nested.xml", "Deep"),
    ],
)
def test_other_ways_to_write_a_feed_are_read(name, title):
    found = read((HOSTILE / name).read_bytes(), ADDRESS).entries
    assert found[0].title == title
    assert "\x00" not in "".join((found[0].guid, found[0].summary, found[0].body))


def test_a_broken_feed_gives_what_can_be_read():
    assert [each.title for each in reading("broken.xml").entries] == ["Next"]


@pytest.mark.parametrize("document", [(HOSTILE / "page.html").read_bytes(), b"", b"\x00\xff" * 99])
def test_what_is_no_feed_is_said_to_be_none(document):
    with pytest.raises(Unreadable) as told:
        read(document, ADDRESS)
    assert told.value.code == "feed.not_a_feed"


def test_ten_thousand_entries_are_read_in_moments_and_most_are_left_out():
    items = "".join(f"<item><title>T {n}</title><guid>{n}</guid></item>" for n in range(10_000))
    document = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    found = read(document, ADDRESS)
    assert len(found.entries) == FIRST + LAST and found.left_out == 10_000 - FIRST - LAST
    assert (found.entries[0].title, found.entries[-1].title) == ("T 0", "T 9999")


def test_a_reader_that_takes_too_much_is_ended(monkeypatch):
    from heraut.newsroom.feeds import reading as room

    monkeypatch.setattr(room, "_WALL_SECONDS", 0.01)
    with pytest.raises(Unreadable) as told:
        read((HOSTILE / "plain_rss.xml").read_bytes(), ADDRESS)
    assert told.value.code == "feed.too_much"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise):
    document = b"<rss version='2.0'><channel><item><title>x</title>" + noise
    with contextlib.suppress(Unreadable):
        assert isinstance(parse(document, ADDRESS), Reading)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("<p>", "</p>", "<b>", "</b>", "<em>", "</i>", "<ul>", "<li>", "</ul>", "<ol>"),
                *("<br>", "<a href='https://a.be'>", "</a>", "<blockquote>", "</blockquote>"),
                *("<h2>", "</h2>", "word", " ", "*", "_", "[x](y)", "# ", "- ", "1. ", "&lt;"),
                *("\x01", "\n", "<script>"),
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_html_becomes_text_that_renders_to_what_may_stand_anywhere(html):
    said = markdown.from_html(html)
    assert "\x01" not in said and "\x02" not in said
    rendered = richtext.render(said)
    assert "<script" not in rendered


# -- taking in -------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(editor):
    return builders.feed(builders.ministry(), editor)


def proposed():
    return Item.objects.filter(state=ItemState.PROPOSED)


def test_reading_the_same_again_proposes_nothing_new(source):
    found = reading("plain_rss.xml")
    assert take_in_entries(source.pk, found) == 2
    assert take_in_entries(source.pk, found) == 0
    assert proposed().count() == 2


def test_one_id_for_all_and_none_at_all_are_told_apart_once(source):
    found = reading("same_ids.xml")
    take_in_entries(source.pk, found)
    take_in_entries(source.pk, Reading(tuple(reversed(found.entries))))
    take_in_entries(source.pk, Reading(found.entries[1:2]))
    titles = sorted(item.versions.get().title for item in proposed())
    assert titles == ["A", "B", "No id, no link"]


def test_an_entry_that_gets_a_new_id_at_every_reading_is_one(source):
    for number in range(3):
        take_in_entries(
            source.pk, Reading((entry(guid=str(number), link="https://news.example/x"),))
        )
    assert proposed().count() == 1


def test_only_the_latest_of_many_are_proposed_and_the_rest_does_not_come_later(source):
    many = tuple(
        Entry(
            f"T{n}",
            "s",
            "",
            f"https://n.example/{n}",
            str(n),
            f"2026-10-{1 + n % 28:02}T10:00:00+00:00",
        )
        for n in range(MOST_NEW + 20)
    )
    take_in_entries(source.pk, Reading(many))
    take_in_entries(source.pk, Reading(many))
    assert proposed().count() == MOST_NEW and FeedEntry.objects.count() == len(many)


def test_an_untouched_proposal_follows_its_source(source):
    take_in_entries(source.pk, Reading((entry(),)))
    take_in_entries(source.pk, Reading((entry("Corrected"),)))
    item = proposed().get()
    assert item.versions.get().title == "Corrected" and item.versions.get().edit == 2


def test_what_a_person_took_is_not_overwritten_but_told(sign_in, editor, source):
    take_in_entries(source.pk, Reading((entry(),)))
    item = proposed().get()
    accept_proposed(item.pk, by=editor)
    take_in_entries(source.pk, Reading((entry("Corrected"),)))
    assert item.versions.get().title == "News"
    assert queries.moved_on(editor) == 1
    page = sign_in(editor).get(reverse("newsroom_item", args=[item.pk])).content.decode()
    assert "Changed at the source" in page and "Corrected" in page
    follow_source(item.pk, by=editor, take=True)
    assert item.versions.get().title == "Corrected" and queries.moved_on(editor) == 0


def test_a_proposal_that_a_person_wrote_in_is_not_overwritten_either(editor, source):
    take_in_entries(source.pk, Reading((entry(),)))
    item = proposed().get()
    save_version(item.pk, "en", by=editor, text=Text("Mine"), seen=1)
    take_in_entries(source.pk, Reading((entry("Corrected"),)))
    assert item.versions.get().title == "Mine"
    assert FeedEntry.objects.get().changed["title"] == "Corrected"
    follow_source(item.pk, by=editor, take=False)
    assert item.versions.get().title == "Mine" and FeedEntry.objects.get().changed == {}


def test_what_was_turned_down_does_not_come_back_even_changed(editor, source):
    take_in_entries(source.pk, Reading((entry(),)))
    item = proposed().get()
    dismiss_proposed(item.pk, by=editor)
    take_in_entries(source.pk, Reading((entry("Again"),)))
    assert not proposed().exists() and Item.objects.count() == 1
    with pytest.raises(Refusal):
        dismiss_proposed(item.pk, by=editor)


def test_a_proposal_is_nobodys_until_it_is_accepted(editor, officer, mission, source):
    builders.channel(mission.unit)
    take_in_entries(source.pk, Reading((entry(),)))
    item = proposed().get()
    with pytest.raises(Refusal):
        offer_item(item.pk, by=editor)
    for filters in ("current", "drafts", "all"):
        found = newsroom.pool(editor, None, newsroom.Filters(state=filters))
        assert item not in found
    with pytest.raises(Forbidden):
        accept_proposed(item.pk, by=officer)
    accept_proposed(item.pk, by=editor, offer=True)
    item.refresh_from_db()
    assert (item.state, item.author) == (ItemState.OFFERED, editor)
    assert start_adaptation(mission.unit, by=officer, item_id=item.pk).pk


def test_a_proposal_that_cannot_be_offered_stays_one(editor, source):
    take_in_entries(source.pk, Reading((entry(summary=""),)))
    item = proposed().get()
    with pytest.raises(Refusal):
        accept_proposed(item.pk, by=editor, offer=True)
    item.refresh_from_db()
    assert item.state == ItemState.PROPOSED


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/f",
        "https://",
        "ftp://x.example",
        "https://u:p@x.example/f",
        "https://[",
    ],
)
def test_an_address_that_is_not_called_is_refused_at_once(editor, url):
    with pytest.raises(Refusal) as told:
        add_feed(builders.ministry(), by=editor, name="", url=url, language="en")
    assert told.value.code == "feed.address"


def test_screens_of_feeds(sign_in, editor, officer, partner, source):
    take_in_entries(source.pk, Reading((entry(),)))
    item = proposed().get()
    client = sign_in(editor)
    assert b"News" in client.get(reverse("newsroom_proposals")).content
    assert b"1 proposal waits" in client.get(reverse("newsroom_feeds")).content
    assert sign_in(officer).get(reverse("newsroom_item", args=[item.pk])).status_code == 404
    assert sign_in(partner).get(reverse("newsroom_feed", args=[source.pk])).status_code == 404
    new = {"unit": builders.ministry().pk, "url": source.url, "language": "en", "countries": ""}
    answer = client.post(reverse("newsroom_feed_new"), new)
    assert answer.status_code == 422 and b"already" in answer.content
    client.post(reverse("newsroom_feed_new"), new | {"url": "https://other.example/f"})
    assert FeedSource.objects.filter(url="https://other.example/f").exists()
    client.post(reverse("newsroom_feed", args=[source.pk]), {"name": "Other", "countries": "Kenya"})
    source.refresh_from_db()
    assert (source.name, source.active, source.countries) == ("Other", False, ["KE"])
    client.post(reverse("newsroom_dismiss", args=[item.pk]))
    client.post(reverse("newsroom_accept", args=[item.pk]))
    item.refresh_from_db()
    assert item.state == ItemState.DRAFT


# -- fetching --------------------------------------------------------------------------------


class _Site(BaseHTTPRequestHandler):
    answers: dict = {}
    asked: list = []

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _Site.answers, _Site.asked = {}, []
    origin = f"http://127.0.0.1:{server.server_port}"
    settings.HERAUT = settings.HERAUT.model_copy(update={"private_origins": origin})
    yield origin
    server.shutdown()
    server.server_close()


@pytest.fixture
def listed(editor, site):
    return builders.feed(builders.ministry(), editor, url=f"{site}/feed.xml")


def fetched(source):
    FeedSource.objects.filter(pk=source.pk).update(next_at=clock.now())
    assert fetching.carry_out(source.pk)
    source.refresh_from_db()
    return source.trouble


def good():
    return (HOSTILE / "plain_rss.xml").read_bytes()


def test_a_feed_is_read_and_not_sent_again_while_it_stays_the_same(listed):
    _Site.answers["/feed.xml"] = (200, {"ETag": '"a"'}, good())
    assert fetched(listed) == ""
    assert proposed().count() == 2 and listed.next_at > clock.now() + timedelta(minutes=20)
    assert not fetching.carry_out(listed.pk), "not before it is due"
    assert fetched(listed) == "" and listed.etag == '"a"'
    assert _Site.asked[1][1]["If-None-Match"] == '"a"'


@pytest.mark.parametrize(
    ("status", "headers", "body", "code"),
    [
        (404, {}, b"", "feed.gone"),
        (403, {}, b"", "feed.forbidden"),
        (503, {}, b"", "feed.busy"),
        (200, {}, b"<html>", "feed.not_a_feed"),
        (200, {}, b"x" * (fetching.MOST_BYTES + 1), "feed.too_large"),
        (200, {"Content-Length": "99999"}, b"<rss", "feed.dropped"),
        (302, {"Location": "/feed.xml"}, b"", "feed.redirects"),
        (302, {"Location": "http://127.0.0.2/x"}, b"", "feed.not_encrypted"),
        (302, {"Location": "https://127.0.0.2/x"}, b"", "feed.private_address"),
        (302, {"Location": "https://169.254.169.254/latest"}, b"", "feed.private_address"),
        (302, {"Location": "file:///etc/passwd"}, b"", "feed.bad_address"),
    ],
)
def test_what_goes_wrong_is_told_and_the_feed_left_alone_for_longer(
    listed, status, headers, body, code
):
    _Site.answers["/feed.xml"] = (status, headers, body)
    assert fetched(listed) == code
    first = listed.next_at
    assert fetched(listed) == code and listed.failures == 2
    assert listed.next_at > first
    assert str(queries.feeds(listed.added_by)[0].trouble) == code


def test_a_gzip_bomb_is_dropped(listed):
    bomb = gzip.compress(b"\0" * (fetching.MOST_BYTES * 4))
    assert len(bomb) < 100_000
    _Site.answers["/feed.xml"] = (200, {"Content-Encoding": "gzip"}, bomb)
    assert fetched(listed) in ("feed.too_large", "feed.dropped")


def test_a_redirect_is_followed_and_links_are_read_from_where_it_led(listed, site):
    _Site.answers["/feed.xml"] = (301, {"Location": "/new/feed.xml"}, b"")
    body = b'<rss version="2.0"><channel><item><title>x</title><link>story</link></item></channel></rss>'
    _Site.answers["/new/feed.xml"] = (200, {}, body)
    assert fetched(listed) == ""
    assert FeedEntry.objects.get().link == f"{site}/new/story"


def test_a_private_address_is_not_called(editor):
    source = builders.feed(builders.ministry(), editor, url="https://127.0.0.1:1/feed.xml")
    assert fetched(source) == "feed.private_address"


def test_a_reader_that_dies_leaves_the_feed_to_be_read_again(listed, monkeypatch):
    class Died(BaseException):
        pass

    def die(*_):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "_get", die)
        with pytest.raises(Died):
            fetching.carry_out(listed.pk)
    listed.refresh_from_db()
    assert listed.next_at > clock.now()
    _Site.answers["/feed.xml"] = (200, {}, good())
    assert fetched(listed) == "" and proposed().count() == 2


def test_the_sweep_wakes_what_is_due_once(editor, source):
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs.sweep()
    jobs.sweep()
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["newsroom.read_feed"]
    ProcrastinateJob.objects.all()._raw_delete("default")
    change_feed(source.pk, by=editor, name="", themes=[], countries=[], active=False)
    jobs.sweep()
    assert not ProcrastinateJob.objects.exists()
