"""The screens: who reaches them, what they say, what they keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heraut.kernel import clock
from heraut.newsroom import drafts, queries
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Adaptation, Item, ItemState
from heraut.newsroom.slots import ADAPT_FOOTER, ADAPT_NOTICE
from tests import builders
from tests.newsroom.images import image

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(mission):
    return [builders.channel(mission.unit, each) for each in ("bluesky", "mastodon", "web_feed")]


@pytest.fixture
def item(editor, three):
    made = builders.item(
        editor, texts={"en": ("Ports", "All **about** ports."), "fr": ("Les ports", "x")}
    )
    made.versions.filter(language="en").update(summary="The port grew.")
    return made


@pytest.fixture
def made(officer, mission, item):
    return start_adaptation(mission.unit, by=officer, item_id=item.pk)


def _posted(made: Adaptation, **changes: str) -> dict[str, object]:
    """What the browser would send of the Adapt screen, with some fields changed."""
    read = queries.with_texts(Adaptation.objects.all()).get(pk=made.pk)
    draft = drafts.of(read)
    data: dict[str, object] = {"revision": str(read.revision), "form": "aaaa", "tick": "1"}
    data["channel"] = [str(text.channel_id) for text in draft.texts]
    for text in draft.texts:
        data[f"lang-{text.channel_id}"] = text.language
        if text.included:
            data[f"on-{text.channel_id}"] = "on"
        data |= {
            f"text-{text.language}": text.text,
            f"title-{text.language}": text.title,
            f"link-{text.language}": text.link,
        }
    return data | changes


def _texts(made: Adaptation) -> set[str]:
    return set(made.texts.values_list("text", flat=True))


# -- the pool and its items -----------------------------------------------------------


def test_the_pool_shows_the_mission_what_it_may_adapt(sign_in, officer, item):
    page = sign_in(officer).get(reverse("newsroom_pool")).content.decode()
    assert "Ports" in page and reverse("newsroom_adapt_start", args=[item.pk]) in page


def test_an_empty_pool_teaches(sign_in, officer):
    assert b"An item is a story" in sign_in(officer).get(reverse("newsroom_pool")).content


def test_a_search_without_hits_says_what_to_try(sign_in, officer, item):
    answer = sign_in(officer).get(reverse("newsroom_pool"), {"q": "nonsense"})
    assert b"Nothing like that" in answer.content


@pytest.mark.parametrize(
    "query", ["page=99", "state=foo", "language=xx", "country=%00", "theme=?", "for=x"]
)
def test_a_strange_address_still_gives_the_pool(sign_in, officer, item, query):
    assert sign_in(officer).get(reverse("newsroom_pool") + "?" + query).status_code == 200


def test_the_pool_page_takes_as_many_queries_for_fifty_items_as_for_five(
    sign_in, officer, editor, three
):
    client = sign_in(officer)

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("newsroom_pool")).status_code == 200
        return len(captured)

    for _ in range(5):
        builders.item(editor)
    taken()
    few = taken()
    for _ in range(45):
        builders.item(editor)
    assert taken() == few


def test_the_item_page_takes_as_many_queries_with_many_pictures_and_facts_as_with_few(
    sign_in, officer, editor, item
):
    client = sign_in(officer)

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("newsroom_item", args=[item.pk])).status_code == 200
        return len(captured)

    def add():
        picture = add_picture(*image(), by=editor, item_id=item.pk)
        picture.alts.create(language="en", text="Red")
        item.facts.create(unit=item.unit, texts={"en": "x"}, source="S", as_of=clock.now().date())

    add()
    taken()
    few = taken()
    for _ in range(8):
        add()
    assert taken() == few


def test_the_item_page_renders_its_small_rich_text(sign_in, officer, item):
    item.versions.filter(language="en").update(body="**bold** <script>x</script> [l](javascript:x)")
    page = sign_in(officer).get(reverse("newsroom_item", args=[item.pk])).content.decode()
    assert "<strong>bold</strong>" in page
    assert "<script>x" not in page and "javascript:x" not in page.replace("(javascript:x)", "")


def test_an_outsider_and_a_stranger_see_nothing(sign_in, outsider, editor):
    hidden = builders.item(editor, offered=False)
    kigali = builders.mission("kigali", "RW")
    stranger = builders.person(builders.Role.MISSION_OFFICER, kigali.unit)
    address = reverse("newsroom_item", args=[hidden.pk])
    assert sign_in(outsider).get(address).status_code == 403
    assert sign_in(stranger).get(address).status_code == 404
    assert sign_in(editor).get(address).status_code == 200


def test_an_editor_writes_translates_and_offers_an_item(sign_in, editor, mission):
    client = sign_in(editor)
    unit = builders.ministry()
    new = {
        "unit": unit.pk,
        "language": "en",
        "title": "Ports",
        "summary": "Grew.",
        "body": "",
        "link": "",
    }
    assert client.get(reverse("newsroom_new")).status_code == 200
    client.post(reverse("newsroom_new"), new)
    item = Item.objects.get()
    french = reverse("newsroom_version", args=[item.pk, "fr"])
    assert b"Grew." in client.get(french).content
    client.post(
        french,
        {"title": "Ports", "summary": "A grandi.", "body": "", "link": "", "seen": 0, "follows": 1},
    )
    assert item.versions.get(language="fr").follows.number == 1
    client.post(
        reverse("newsroom_details", args=[item.pk]),
        {"countries": "Kenya, ug", "embargo_until": "", "expires_at": ""},
    )
    client.post(reverse("newsroom_offer", args=[item.pk]))
    item.refresh_from_db()
    assert (item.state, item.countries) == (ItemState.OFFERED, ["KE", "UG"])


def test_an_unknown_country_is_named(sign_in, editor, item):
    answer = sign_in(editor).post(
        reverse("newsroom_details", args=[item.pk]), {"countries": "Kenya, Atlantis"}
    )
    assert answer.status_code == 422 and b"Atlantis" in answer.content


def test_the_second_of_two_editors_keeps_the_text_and_sees_the_other(sign_in, editor, item):
    client = sign_in(editor)
    address = reverse("newsroom_version", args=[item.pk, "en"])
    hers = {"title": "Ports", "summary": "Hers.", "body": "", "link": "", "seen": 1}
    client.post(address, hers)
    answer = client.post(address, hers | {"summary": "Mine."})
    assert answer.status_code == 409
    assert b"Mine." in answer.content and b"Nothing was overwritten" in answer.content
    assert item.versions.get(language="en").summary == "Hers."
    client.post(address, hers | {"summary": "Mine.", "seen": 2})
    assert item.versions.get(language="en").summary == "Mine."


def test_a_partner_opens_no_editor_on_the_ministry_s_items(sign_in, partner, item):
    client = sign_in(partner)
    assert client.get(reverse("newsroom_item", args=[item.pk])).status_code == 200
    assert client.get(reverse("newsroom_version", args=[item.pk, "en"])).status_code == 404


def test_facts_are_found_and_attached(sign_in, editor, item):
    client = sign_in(editor)
    address = reverse("newsroom_facts", args=[item.pk])
    new = {
        "text": "565 municipalities",
        "figure": "565",
        "source": "Statbel",
        "as_of": "2025-01-01",
    }
    client.post(address, new)
    assert b"Statbel" in client.get(reverse("newsroom_item", args=[item.pk])).content
    fact = item.facts.get()
    client.post(reverse("newsroom_detach", args=[item.pk, fact.pk]))
    assert b"565" in client.get(address, {"q": "565"}).content
    client.post(reverse("newsroom_attach", args=[item.pk, fact.pk]))
    assert item.facts.get() == fact


def test_a_picture_is_added_described_shown_and_taken_off(sign_in, editor, outsider, item):
    client = sign_in(editor)
    stream, _ = image()
    stream.name = "red.jpg"
    client.post(reverse("newsroom_picture_add", args=[item.pk]), {"file": stream, "alt": "Red"})
    picture = item.pictures.get()
    assert picture.alts.get().text == "Red"
    client.post(reverse("newsroom_describe", args=[picture.pk]), {"alt-fr": "Rouge"})
    assert picture.alts.count() == 2
    address = reverse("newsroom_picture", args=[picture.sha256, "small"])
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg" and answer.content[:2] == b"\xff\xd8"
    assert sign_in(outsider).get(address).status_code == 403
    client.post(reverse("newsroom_picture_remove", args=[picture.pk]))
    assert not item.pictures.exists()


def test_a_file_that_is_no_picture_is_refused_in_words(sign_in, editor, item):
    import io

    stream = io.BytesIO(b"<svg onload=alert(1)>")
    stream.name = "x.jpg"
    address = reverse("newsroom_picture_add", args=[item.pk])
    answer = sign_in(editor).post(address, {"file": stream}, follow=True)
    assert b"not a JPEG, PNG or WebP" in answer.content


def test_a_picture_of_a_draft_is_hidden_from_other_missions(sign_in, editor):
    hidden = builders.item(editor, offered=False)
    picture = add_picture(*image(), by=editor, item_id=hidden.pk)
    kigali = builders.mission("kigali", "RW")
    stranger = builders.person(builders.Role.MISSION_OFFICER, kigali.unit)
    address = reverse("newsroom_picture", args=[picture.sha256, "full"])
    assert sign_in(stranger).get(address).status_code == 404


def test_a_text_keeps_its_pictures_when_the_item_is_withdrawn(
    sign_in, officer, editor, mission, item
):
    picture = add_picture(*image(), by=editor, item_id=item.pk)
    start_adaptation(mission.unit, by=officer, item_id=item.pk)
    Item.objects.filter(pk=item.pk).update(state=ItemState.WITHDRAWN)
    address = reverse("newsroom_picture", args=[picture.sha256, "small"])
    assert sign_in(officer).get(address).status_code == 200
    kigali = builders.mission("kigali", "RW")
    stranger = builders.person(builders.Role.MISSION_OFFICER, kigali.unit)
    assert sign_in(stranger).get(address).status_code == 404


# -- adapting ------------------------------------------------------------------------------


def test_one_tap_leads_to_the_ready_texts(sign_in, officer, mission, item):
    client = sign_in(officer)
    answer = client.post(
        reverse("newsroom_adapt_start", args=[item.pk]), {"unit": mission.unit.slug}, follow=True
    )
    page = answer.content.decode()
    assert page.count("The port grew.") >= 4  # the common text and three previews
    assert "Needs you" not in page


def test_the_counters_count_as_each_platform_counts(sign_in, officer, made):
    changed = _posted(made, **{"text-en": "👩‍👩‍👧 https://example.test/" + "x" * 60})
    answer = sign_in(officer).post(reverse("newsroom_adapt_check", args=[made.pk]), changed)
    page = answer.content.decode()
    assert "83 / 300" in page  # a family is one grapheme, the address counts in full
    assert _texts(made) == {"The port grew."}


def test_what_a_platform_cannot_take_is_said_where_it_bites(sign_in, officer, made):
    changed = _posted(made, **{"text-en": "x" * 350})
    answer = sign_in(officer).post(reverse("newsroom_adapt_check", args=[made.pk]), changed)
    assert b"<b>Bluesky:</b> 50 too many" in answer.content
    assert b"<b>Mastodon:</b>" not in answer.content


def test_autosave_saves_and_answers_with_the_new_revision(sign_in, officer, made):
    changed = _posted(made, **{"text-en": "New."})
    address = reverse("newsroom_adapt_save", args=[made.pk])
    answer = sign_in(officer).post(address, changed, headers={"HX-Request": "true"})
    assert answer.headers["Heraut-Saved"] == "2"
    assert b'name="revision" id="adapt-revision" value="2"' in answer.content
    assert _texts(made) == {"New."}


def test_without_script_the_form_saves_and_comes_back(sign_in, officer, made):
    answer = sign_in(officer).post(
        reverse("newsroom_adapt_save", args=[made.pk]), _posted(made, **{"text-en": "New."})
    )
    assert answer.status_code == 302 and _texts(made) == {"New."}


def test_who_comes_second_sees_both_texts_and_may_take_either(sign_in, officer, head, made):
    mine = _posted(made, **{"text-en": "Mine."})
    read = queries.adaptation(head, made.pk)
    hers = drafts.Draft(tuple(drafts.replace(each, text="Hers.") for each in drafts.of(read).texts))
    save_adaptation(made.pk, by=head, revision=1, draft=hers)
    client = sign_in(officer)
    address = reverse("newsroom_adapt_save", args=[made.pk])
    for headers in ({"HX-Request": "true"}, {}):
        answer = client.post(address, mine, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert head.name in page and "Hers." in page and "Mine" in page
    assert _texts(made) == {"Hers."}
    client.post(address, mine | {"over": "2"})
    assert _texts(made) == {"Mine."}


def test_a_form_that_was_not_answered_may_go_on(sign_in, officer, made):
    client = sign_in(officer)
    address = reverse("newsroom_adapt_save", args=[made.pk])
    first = _posted(made, **{"text-en": "First."})
    client.post(address, first | {"tick": "10"})  # the answer is lost on the way
    later = client.post(
        address, first | {"text-en": "Second.", "tick": "30"}, headers={"HX-Request": "true"}
    )
    assert later.status_code == 200 and _texts(made) == {"Second."}
    late = client.post(address, first | {"text-en": "Half.", "tick": "20"})
    assert late.status_code == 302 and _texts(made) == {"Second."}


def test_another_language_on_a_channel_brings_the_items_own_words(sign_in, officer, made, three):
    changed = _posted(made, **{f"lang-{three[2].pk}": "fr"})
    answer = sign_in(officer).post(
        reverse("newsroom_adapt_save", args=[made.pk]), changed, headers={"HX-Request": "true"}
    )
    text = made.texts.get(channel=three[2])
    assert (text.language, text.text, text.title) == ("fr", "Les ports", "Les ports")
    assert answer.headers["HX-Refresh"] == "true"


def test_a_channel_is_set_apart_left_out_and_brought_back(sign_in, officer, made, three):
    client = sign_in(officer)
    address = reverse("newsroom_adapt_save", args=[made.pk])
    key = three[0].pk
    client.post(address, _posted(made, **{f"own-{key}": "on", f"own-text-{key}": ""}))
    assert made.texts.get(channel=key).text == "The port grew."
    apart = _posted(made, **{f"own-{key}": "on", f"own-text-{key}": "For Bluesky."})
    client.post(address, apart)
    assert _texts(made) == {"The port grew.", "For Bluesky."}
    data = _posted(made)
    data["text-en"] = "The port grew."
    del data[f"on-{key}"]
    client.post(address, data)
    text = made.texts.get(channel=key)
    assert (text.included, text.own, text.text) == (False, False, "The port grew.")


def test_a_picture_is_added_to_every_channel_and_needs_its_description(
    sign_in, officer, made, three
):
    client = sign_in(officer)
    stream, _ = image()
    stream.name = "red.jpg"
    data = _posted(made, **{"text-en": "With a picture."})
    page = client.post(
        reverse("newsroom_adapt_picture", args=[made.pk]), data | {"file": stream}, follow=True
    ).content.decode()
    assert _texts(made) == {"With a picture."}
    assert [text.pictures.count() for text in made.texts.all()] == [1, 1, 1]
    assert "Needed before this goes out" in page and "Needs you" in page
    picture = made.texts.first().pictures.get()
    described = _posted(made) | {
        "picture": str(picture.pk),
        f"use-{picture.pk}": [str(each.pk) for each in three],
        f"alt-{picture.pk}-en": "A red square",
    }
    client.post(reverse("newsroom_adapt_save", args=[made.pk]), described)
    page = client.get(reverse("newsroom_adapt", args=[made.pk])).content.decode()
    assert "Needs you" not in page


def test_the_adapt_screen_takes_as_many_queries_for_ten_channels_as_for_three(
    sign_in, officer, mission, item, made
):
    client = sign_in(officer)

    def taken(adaptation: Adaptation) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("newsroom_adapt", args=[adaptation.pk])).status_code == 200
        return len(captured)

    taken(made)
    few = taken(made)
    for _ in range(7):
        builders.channel(mission.unit)
    many = builders.adaptation(officer, mission.unit, list(mission.unit.channels.all()), item=item)
    assert taken(many) == few


def test_the_layers_above_bring_notice_and_footer(sign_in, officer, made, monkeypatch):
    monkeypatch.setitem(ADAPT_NOTICE._held, "t", lambda request, adaptation: "<p>Waits</p>")
    monkeypatch.setitem(
        ADAPT_FOOTER._held, "t", lambda request, adaptation: f"<b>{adaptation.revision}</b>"
    )
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[made.pk])).content
    assert b"<p>Waits</p>" in page and b"<b>1</b>" in page


def test_an_embargo_is_shown_on_the_screen(sign_in, officer, item, made):
    item.embargo_until = clock.now() + timedelta(days=1)
    item.save()
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[made.pk])).content
    assert b"Under embargo" in page


def test_another_mission_reaches_none_of_it(sign_in, made):
    kigali = builders.mission("kigali", "RW")
    client = sign_in(builders.person(builders.Role.MISSION_OFFICER, kigali.unit))
    assert client.get(reverse("newsroom_adapt", args=[made.pk])).status_code == 404
    for name in ("save", "check", "picture"):
        address = reverse(f"newsroom_adapt_{name}", args=[made.pk])
        assert client.post(address, _posted(made)).status_code == 404


def test_texts_in_the_making_are_listed(sign_in, officer, made):
    assert b"Ports" in sign_in(officer).get(reverse("newsroom_making")).content


def test_a_mission_writes_its_own(sign_in, officer, mission, three):
    client = sign_in(officer)
    answer = client.post(reverse("newsroom_write"), {"unit": mission.unit.slug}, follow=True)
    assert b"There is no text yet" in answer.content


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_every_screen_is_drawn_in_every_language(sign_in, officer, made, item, language):
    officer.language = language
    officer.save()
    client = sign_in(officer)
    for address in (
        reverse("newsroom_pool"),
        reverse("newsroom_item", args=[item.pk]),
        reverse("newsroom_adapt", args=[made.pk]),
        reverse("newsroom_making"),
    ):
        assert client.get(address).status_code == 200
