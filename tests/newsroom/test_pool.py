"""The pool: who sees what, what is found, what comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heraut.kernel import clock
from heraut.newsroom import queries, relevance
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Theme
from heraut.newsroom.queries import Filters
from tests import builders

pytestmark = pytest.mark.django_db


def _written(editor, language, title, body):
    item = create_item(
        builders.ministry(), by=editor, language=language, text=Text(title, "", body)
    )
    item.state = "offered"
    item.save()
    return item


def _found(user, text, language=""):
    return list(queries.pool(user, None, Filters(text=text, language=language)))


@pytest.mark.parametrize(
    ("language", "body", "asked"),
    [
        ("nl", "De havens van Antwerpen groeien.", "haven"),
        ("nl", "Het bezoek van de koning.", "bezoeken"),
        ("fr", "Les entreprises wallonnes exportent.", "entreprise"),
        ("de", "Die Häfen wachsen in Antwerpen.", "hafen"),
        ("en", "The ports are growing quickly.", "port"),
        ("es", "Los puertos crecen.", "puerto"),
        ("ar", "السفارات مفتوحة", "السفارة"),
        ("pt-BR", "Os portos crescem.", "porto"),
        ("sw", "Bandari inakua haraka.", "bandari"),
    ],
)
def test_a_word_is_found_in_another_form_of_it(editor, officer, language, body, asked):
    item = _written(editor, language, "X", body)
    assert _found(officer, asked) == [item]


def test_each_language_is_read_by_its_own_rules(editor, officer):
    item = _written(editor, "nl", "X", "Het bezoek van de koning.")
    assert _found(officer, "bezoeken", "nl") == [item]
    assert not _found(officer, "bezoeken", "en")


def test_quotes_and_minus_are_understood(editor, officer):
    ports = _written(editor, "en", "Big ports", "Growing.")
    _written(editor, "en", "Ports whose water is big", "Growing.")
    assert _found(officer, '"big ports"') == [ports]
    assert _found(officer, "growing -water") == [ports]
    assert _found(officer, "& | ! :* )(") == []


def test_the_title_weighs_more_than_the_body(editor, officer):
    body = _written(editor, "en", "Water", "A word about ports.")
    title = _written(editor, "en", "Ports", "A word about water.")
    assert _found(officer, "ports") == [title, body]


def test_a_saved_translation_is_found_too(editor, officer):
    item = _written(editor, "en", "Ports", "Growing.")
    save_version(item.pk, "nl", by=editor, text=Text("Havens"), seen=0, follows=1)
    assert _found(officer, "haven") == [item]


def test_what_concerns_the_host_country_comes_first_then_what_is_for_everywhere(editor, mission):
    officer = builders.person(builders.Role.MISSION_OFFICER, mission.unit)
    elsewhere = builders.item(editor, countries=["JP"])
    everywhere = builders.item(editor)
    here = builders.item(editor, countries=["KE", "UG"])
    builders.item(editor, countries=["JP"])
    found = list(queries.pool(officer, relevance.reader(mission.unit)))
    assert found[:2] == [here, everywhere]
    assert elsewhere in found


def test_the_countries_of_the_jurisdiction_count_as_the_host_country(editor, mission):
    mission.jurisdictions.create(country="SO")
    mission.jurisdictions.create(country="ER", valid_until=clock.now().date())
    assert relevance.reader(mission.unit).countries == ("KE", "SO")


def test_a_text_in_the_channels_languages_comes_before_one_that_is_not(editor, officer, mission):
    builders.channel(mission.unit, languages=["fr"])
    french = builders.item(editor, texts={"fr": ("Ports", "Les ports.")})
    builders.item(editor, texts={"ja": ("港", "港")})
    assert next(iter(queries.pool(officer, relevance.reader(mission.unit)))) == french


def test_the_fresh_comes_before_the_old_that_would_matter_as_much(editor, officer, mission):
    old = builders.item(editor, countries=["KE"])
    old.changed_at = clock.now() - timedelta(days=90)
    old.save()
    fresh = builders.item(editor)
    assert list(queries.pool(officer, relevance.reader(mission.unit))) == [fresh, old]


def test_filters_narrow_the_pool(editor, officer):
    energy = Theme.objects.create(slug="energy", names={"en": "Energy"})
    item = builders.item(editor, texts={"fr": ("Vent", "Le vent.")}, countries=["KE"])
    item.themes.add(energy)
    builders.item(editor, texts={"en": ("Sea", "The sea.")}, countries=["JP"])
    for filters in (Filters(theme="energy"), Filters(language="fr"), Filters(country="KE")):
        assert list(queries.pool(officer, None, filters)) == [item]


def test_drafts_expired_and_withdrawn_items_are_not_in_the_pool(editor, officer):
    builders.item(editor, offered=False)
    builders.item(editor, expires_at=clock.now() - timedelta(hours=1))
    assert not queries.pool(officer, None).exists()
    assert queries.pool(officer, None, Filters(state="expired")).count() == 1
    assert not queries.pool(officer, None, Filters(state="drafts")).exists()
    assert queries.pool(editor, None, Filters(state="drafts")).count() == 1


def test_who_sees_which_items(editor, partner, officer, outsider):
    theirs = builders.item(partner, builders.partner_unit(), offered=False)
    draft = builders.item(editor, offered=False)
    offered = builders.item(editor)
    everything = Filters(state="all")
    assert set(queries.pool(partner, None, everything)) == {theirs, offered}
    assert set(queries.pool(officer, None, everything)) == {offered}
    assert set(queries.pool(editor, None, everything)) == {theirs, draft, offered}
    assert not queries.pool(outsider, None, everything).exists()


def test_the_pool_takes_as_many_queries_for_fifty_as_for_five(editor, officer, mission):
    builders.channel(mission.unit)
    reader = relevance.reader(mission.unit)

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = queries.pool(officer, reader, Filters(text="port"))
            for row in queries.listed(found, reader, "en"):
                assert row.version and row.item.unit.name and list(row.item.themes.all()) == []
        return len(captured)

    for _ in range(5):
        _written(editor, "en", "Ports", "Growing.")
    taken()
    few = taken()
    for _ in range(45):
        _written(editor, "en", "Ports", "Growing.")
    assert taken() == few


def test_the_row_shows_the_reader_s_language_else_one_of_the_channels(editor, officer, mission):
    builders.channel(mission.unit, languages=["fr"])
    reader = relevance.reader(mission.unit)
    builders.item(editor, texts={"nl": ("Havens", "x"), "fr": ("Ports", "x")})
    [row] = queries.listed(queries.pool(officer, reader), reader, "en")
    assert row.version is not None and row.version.title == "Ports"
    assert (row.why, row.speaks, set(row.languages)) == ("everywhere", True, {"nl", "fr"})


def test_who_used_an_item_is_told_with_languages(editor, officer, mission):
    builders.channel(mission.unit)
    item = builders.item(editor)
    start_adaptation(mission.unit, by=officer, item_id=item.pk)
    [use] = queries.used_by(item)
    assert (use.unit, use.languages, use.dispatched) == (mission.unit, ("en",), 0)
    assert queries.used_by(item, but=mission.unit) == []


def test_used_by_takes_as_many_queries_for_twenty_missions_as_for_two(editor):
    item = builders.item(editor)

    def use(slug):
        other = builders.mission(slug)
        builders.channel(other.unit)
        start_adaptation(other.unit, by=editor, item_id=item.pk)

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert queries.used_by(item)
        return len(captured)

    use("a"), use("b")
    few = taken()
    for number in range(18):
        use(f"m{number}")
    assert taken() == few
