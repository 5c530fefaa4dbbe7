"""Items: writing, translating, offering, and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.newsroom import queries
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions.attach_fact import attach_fact
from heraut.newsroom.actions.create_item import create_item
from heraut.newsroom.actions.detach_fact import detach_fact
from heraut.newsroom.actions.edit_details import edit_details
from heraut.newsroom.actions.offer_item import offer_item
from heraut.newsroom.actions.record_fact import record_fact
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.withdraw_item import withdraw_item
from heraut.newsroom.models import ItemState, Version
from tests import builders

pytestmark = pytest.mark.django_db

PORTS = Text("Ports", "The port grew by 3 %.", "One *large* port.")


def test_an_item_begins_as_a_draft_with_its_first_edit(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    version = item.versions.get()
    assert item.state == ItemState.DRAFT
    assert (version.edit, version.edits.get().number) == (1, 1)
    assert AuditEntry.objects.filter(verb="item.create", subject_id=str(item.pk)).exists()


def test_an_item_needs_a_title(editor):
    with pytest.raises(Refusal, match="title_missing"):
        create_item(builders.ministry(), by=editor, language="en", text=Text("  "))


def test_who_only_reads_writes_nothing(clearer):
    with pytest.raises(Forbidden):
        create_item(builders.ministry(), by=clearer, language="en", text=PORTS)


def test_every_save_makes_an_edit_and_keeps_the_former(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    save_version(item.pk, "en", by=editor, text=Text("Ports", "It shrank."), seen=1)
    summaries = list(item.versions.get().edits.values_list("number", "summary"))
    assert summaries == [(2, "It shrank."), (1, "The port grew by 3 %.")]


def test_saving_what_stands_there_makes_no_edit(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    save_version(item.pk, "en", by=editor, text=PORTS, seen=1)
    assert item.versions.get().edit == 1


def test_the_second_of_two_who_edit_is_told_and_overwrites_nothing(editor):
    other = builders.person(builders.Role.HQ_EDITOR, name="Anna")
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    save_version(item.pk, "en", by=other, text=Text("Ports", "Hers."), seen=1)
    with pytest.raises(Stale) as told:
        save_version(item.pk, "en", by=editor, text=Text("Ports", "Mine."), seen=1)
    assert told.value.params["name"] == "Anna"
    assert item.versions.get().summary == "Hers."


def test_a_translation_knows_what_changed_since_in_its_original(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    french = Text("Les ports", "Le port a grandi de 3 %.")
    save_version(item.pk, "fr", by=editor, text=french, seen=0, follows=1)
    assert queries.what_changed(item.versions.get(language="fr")) is None
    grown = Text("Ports", "The port grew by <b>4</b> %.", "One *large* port.")
    save_version(item.pk, "en", by=editor, text=grown, seen=1)
    lag = queries.what_changed(item.versions.get(language="fr"))
    assert lag is not None and lag.edits == 1
    [changed] = lag.changed
    assert changed.part == "summary"
    assert "<del>3</del>" in changed.html
    assert "&lt;" in changed.html and "<b>" not in changed.html


def test_a_translation_that_caught_up_is_up_to_date(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    save_version(item.pk, "fr", by=editor, text=Text("Ports"), seen=0, follows=1)
    save_version(item.pk, "en", by=editor, text=Text("Ports", "It shrank."), seen=1)
    save_version(item.pk, "fr", by=editor, text=Text("Ports"), seen=1, follows=2)
    assert queries.what_changed(item.versions.get(language="fr")) is None


def test_offering_says_everything_that_is_missing(editor):
    from heraut.newsroom.actions.offer_item import obstacles

    item = create_item(builders.ministry(), by=editor, language="en", text=Text("Ports"))
    assert [each.code for each in obstacles(item)] == ["item.summary_missing"]
    with pytest.raises(Refusal, match="summary_missing"):
        offer_item(item.pk, by=editor)


def test_an_item_is_offered_and_withdrawn(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    assert offer_item(item.pk, by=editor).state == ItemState.OFFERED
    with pytest.raises(Refusal, match="not_draft"):
        offer_item(item.pk, by=editor)
    assert withdraw_item(item.pk, by=editor).state == ItemState.WITHDRAWN
    assert offer_item(item.pk, by=editor).state == ItemState.OFFERED


def test_an_officer_writes_and_headquarters_offers(officer, editor, mission):
    item = create_item(mission.unit, by=officer, language="en", text=PORTS)
    with pytest.raises(Forbidden):
        offer_item(item.pk, by=officer)
    assert offer_item(item.pk, by=editor).offered_at is not None


def test_nobody_at_the_federal_level_edits_a_partners_text(partner, editor):
    unit = builders.partner_unit()
    item = create_item(unit, by=partner, language="fr", text=PORTS)
    with pytest.raises(Forbidden, match="partner_text"):
        save_version(item.pk, "fr", by=editor, text=Text("Ours now"), seen=1)
    save_version(item.pk, "fr", by=partner, text=Text("Ours"), seen=1)
    assert item.versions.get().title == "Ours"


def test_an_item_cannot_expire_before_its_embargo_ends(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    with pytest.raises(Refusal, match="dates"):
        edit_details(
            item.pk,
            by=editor,
            themes=[],
            countries=[],
            embargo_until=clock.now() + timedelta(days=2),
            expires_at=clock.now() + timedelta(days=1),
        )


def test_a_fact_carries_source_and_date_and_is_attached_once(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    with pytest.raises(Refusal, match="incomplete"):
        record_fact(
            item.unit, by=editor, texts={"en": "Big."}, source=" ", as_of=clock.now().date()
        )
    fact = record_fact(
        item.unit,
        by=editor,
        texts={"en": "565 municipalities", "fr": ""},
        source="Statbel",
        as_of=clock.now().date(),
    )
    attach_fact(item.pk, fact.pk, by=editor)
    attach_fact(item.pk, fact.pk, by=editor)
    assert list(item.facts.all()) == [fact]
    assert fact.texts == {"en": "565 municipalities"}
    detach_fact(item.pk, fact.pk, by=editor)
    assert not item.facts.exists()


def test_a_version_is_worded_for_search_when_it_is_saved(editor):
    item = create_item(builders.ministry(), by=editor, language="en", text=PORTS)
    assert Version.objects.filter(item=item, search__isnull=False).exists()
