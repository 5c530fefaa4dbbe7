"""Key messages, values and audience groups: who writes them, who sees them, what carries them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.newsroom import messages, relevance
from heraut.newsroom.actions.aim_adaptation import aim_adaptation
from heraut.newsroom.actions.aim_plan import aim_plan
from heraut.newsroom.actions.end_audience import end_audience
from heraut.newsroom.actions.end_key_message import end_key_message
from heraut.newsroom.actions.end_value import end_value
from heraut.newsroom.actions.name_value import name_value
from heraut.newsroom.actions.put_in_force import put_in_force
from heraut.newsroom.actions.save_audience import Described, save_audience
from heraut.newsroom.actions.save_key_message import Said, save_key_message
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import KeyMessage, KeyMessageState
from heraut.people.days import today
from tests import builders

pytestmark = pytest.mark.django_db


def _written(by, unit=None, **said):
    texts = said.pop("texts", {"en": " Rules  hold "})
    return save_key_message(unit or builders.ministry(), Said(texts, **said), by=by)


def test_a_draft_is_its_own_units_and_in_force_everybodys(editor, officer, partner, mission):
    own = _written(officer, mission.unit)
    stranger = builders.person(builders.Role.MISSION_OFFICER, builders.mission("kigali").unit)
    assert list(messages.key_messages(officer)) == [own]
    assert not messages.key_messages(stranger)
    put_in_force(own.pk, by=officer)
    assert list(messages.key_messages(stranger)) == [own]
    assert list(messages.key_messages(partner)) == [own]


def test_it_is_said_in_one_language_at_least_and_spaces_are_mended(editor):
    assert _written(editor).texts == {"en": "Rules hold"}
    with pytest.raises(Refusal, match="empty"):
        _written(editor, texts={"en": " ", "fr": ""})
    with pytest.raises(Refusal, match="dates"):
        _written(editor, valid_from=today(), valid_until=today())


@pytest.mark.parametrize("who", ["local_officer", "clearer", "partner", "duty_officer", "officer"])
def test_the_ministrys_messages_are_written_by_its_editors(who, editor, request):
    person = request.getfixturevalue(who)
    message = _written(editor)
    for act in (put_in_force, end_key_message):
        with pytest.raises(Forbidden):
            act(message.pk, by=person)
    with pytest.raises(Forbidden):
        _written(person)


def test_who_comes_second_is_told_and_overwrites_nothing(editor):
    message = _written(editor)
    save_key_message(
        message.unit, Said({"en": "One"}), by=editor, key_message_id=message.pk, revision=1
    )
    with pytest.raises(Stale, match="stale"):
        save_key_message(
            message.unit, Said({"en": "Two"}), by=editor, key_message_id=message.pk, revision=1
        )
    message.refresh_from_db()
    assert (message.texts, message.revision) == ({"en": "One"}, 2)


def test_what_has_ended_is_neither_carried_nor_worded_anew(editor):
    message = put_in_force(_written(editor).pk, by=editor)
    assert message.is_current
    end_key_message(message.pk, by=editor)
    message.refresh_from_db()
    assert not message.is_current
    assert not KeyMessage.objects.filter(KeyMessage.current())
    with pytest.raises(Refusal, match="ended"):
        save_key_message(
            message.unit, Said({"en": "X"}), by=editor, key_message_id=message.pk, revision=1
        )
    with pytest.raises(Refusal, match="move"):
        put_in_force(message.pk, by=editor)


def test_its_dates_hold_from_the_first_day_and_not_on_the_last(editor):
    day = today()
    periods = {
        (None, None): True,
        (day, None): True,
        (day + timedelta(days=1), None): False,
        (None, day): False,
        (None, day + timedelta(days=1)): True,
    }
    for (since, until), holds in periods.items():
        made = builders.key_message(editor, valid_from=since, valid_until=until)
        assert made.is_current is holds
        assert KeyMessage.objects.filter(KeyMessage.current(), pk=made.pk).exists() is holds


def test_values_are_the_ministrys_own_and_ended_ones_stay_with_what_bears_them(editor, officer):
    value = name_value({"en": "Human rights", "fr": "Droits de l’homme"}, by=editor)
    assert value.slug == "human-rights"
    with pytest.raises(Refusal, match="known"):
        name_value({"en": "Human rights"}, by=editor)
    with pytest.raises(Forbidden):
        name_value({"en": "Peace"}, by=officer)
    message = _written(editor, values=[value])
    end_value(value.slug, by=editor)
    assert not messages.values()
    assert list(message.values.all()) == [value]


def test_a_number_of_people_has_its_source_and_day(officer, mission):
    with pytest.raises(Refusal, match="size_unsourced"):
        save_audience(mission.unit, Described({"en": "Students"}, "en", size=10), by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.audience(mission.unit, size=10)
    described = Described(
        {"en": "Students"}, "en", country="ke", size=10, size_source="A count", size_as_of=today()
    )
    assert save_audience(mission.unit, described, by=officer).country == "KE"


def test_a_mission_writes_for_the_countries_it_serves_and_for_everywhere(officer, mission):
    mission.jurisdictions.create(country="SO")
    other = builders.mission("paris", "FR").unit
    here, served = builders.audience(mission.unit), builders.audience(other, country="SO")
    everywhere = builders.audience(other, country="")
    builders.audience(other, country="FR")
    ended = builders.audience(mission.unit)
    end_audience(ended.pk, by=officer)
    found = messages.audiences_for(officer, relevance.reader(mission.unit))
    assert set(found) == {here, served, everywhere}


def test_a_mission_carries_the_ministrys_messages_and_its_own(officer, editor, mission):
    ministrys = builders.key_message(editor)
    own = builders.key_message(officer, mission.unit)
    builders.key_message(editor, builders.mission("paris", "FR").unit)
    assert set(messages.current(officer, mission.unit)) == {ministrys, own}


def test_two_people_who_choose_for_a_plan_at_once_keep_what_both_chose(officer, head, mission):
    one, two = builders.key_message(head), builders.key_message(head)
    shown = [one.pk, two.pk]
    aim_plan(mission.unit, by=officer, messages=[one.pk], audiences=[], shown=shown)
    aim_plan(mission.unit, by=head, messages=[one.pk, two.pk], audiences=[], shown=shown)
    new = builders.key_message(head)
    aim_plan(mission.unit, by=officer, messages=[new.pk, one.pk], audiences=[], shown=[one.pk])
    assert set(mission.unit.plan.key_messages.all()) == {one, two, new}


def test_an_adaptation_inherits_what_its_item_carries_while_it_is_in_force(
    officer, editor, mission
):
    builders.channel(mission.unit)
    item = builders.item(editor)
    lives, ended = builders.key_message(editor), builders.key_message(editor, state="ended")
    item.key_messages.set([lives, ended])
    made = start_adaptation(mission.unit, by=officer, item_id=item.pk)
    assert list(made.key_messages.all()) == [lives]


def test_a_text_is_given_only_what_is_in_force_and_may_be_read(officer, editor, mission):
    text = builders.adaptation(officer, mission.unit, [builders.channel(mission.unit)])
    draft = builders.key_message(editor, state=KeyMessageState.DRAFT)
    lives, group = builders.key_message(editor), builders.audience(mission.unit)
    aim_adaptation(
        text.pk, by=officer, messages=[draft.pk, lives.pk], audiences=[group.pk], shown=[]
    )
    assert list(text.key_messages.all()) == [lives]
    assert list(text.audiences.all()) == [group]
    aim_adaptation(text.pk, by=officer, messages=[], audiences=[], shown=[lives.pk])
    assert not text.key_messages.exists()
    assert list(text.audiences.all()) == [group], "it was not on the screen"


def test_strangers_choose_nothing(mission, officer, editor):
    text = builders.adaptation(officer, mission.unit, [builders.channel(mission.unit)])
    stranger = builders.person(builders.Role.MISSION_OFFICER, builders.mission("kigali").unit)
    with pytest.raises(Forbidden):
        aim_adaptation(text.pk, by=stranger, messages=[], audiences=[])
    with pytest.raises(Forbidden):
        aim_plan(mission.unit, by=stranger, messages=[], audiences=[])
