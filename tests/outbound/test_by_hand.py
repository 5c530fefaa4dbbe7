from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.connectors import catalogue
from heraut.connectors.contract import Capability, Outgoing, Part, Receipt
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.outbound.actions.cancel import cancel
from heraut.outbound.actions.finish_by_hand import finish_by_hand
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.actions.release import release
from heraut.outbound.models import Attempt, HoldScope, Parcel, Queue, Verb
from tests import builders
from tests.outbound.fake import FakePlatform, drain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit, "telegram", handle="BelgiumInKenya")


def give(channel, by, text="Good morning", *, verb=Verb.PUBLISH, content=None):
    return hand_over(
        channel,
        content or Outgoing(text, "en").to_json(),
        unit=channel.holder,
        due_at=clock.now(),
        by=by,
        verb=verb,
    )


def serve(channel):
    channel.refresh_from_db()
    drain({channel.pk: catalogue.of(channel.platform, by_hand=channel.by_hand)})


def state(parcel):
    parcel.refresh_from_db()
    return parcel.state


def test_a_due_text_becomes_a_task_and_holds_back_nobody(channel, officer):
    first, second = give(channel, officer, "one"), give(channel, officer, "two")
    serve(channel)
    assert [state(first), state(second)] == ["by_hand", "by_hand"]
    assert first.finished_at is None
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["by_hand", "by_hand"]


def test_what_a_person_published_is_done_in_that_persons_name_and_marked(channel, officer):
    parcel = give(channel, officer)
    serve(channel)
    url = "https://t.me/BelgiumInKenya/12"
    finish_by_hand(parcel.pk, by=officer, answer="published", url=url)
    assert state(parcel) == "done"
    receipt = Receipt.from_json(parcel.receipt)
    assert (receipt.url, receipt.is_by_hand, receipt.extra["by"]) == (url, True, str(officer.pk))
    entry = AuditEntry.objects.get(verb="parcel.by_hand")
    assert entry.actor_id == officer.pk


def test_an_address_of_somebody_else_is_doubted_and_needs_a_second_word(channel, officer):
    parcel = give(channel, officer)
    serve(channel)
    for url, code in (
        ("", "address_missing"),
        ("not an address", "address_wrong"),
        ("javascript:alert(1)", "address_wrong"),
        ("https://t.me/another/12", "address_elsewhere"),
        ("https://example.org/x", "address_elsewhere"),
    ):
        with pytest.raises(Refusal, match=code):
            finish_by_hand(parcel.pk, by=officer, answer="published", url=url)
    url = "https://example.org/x"
    finish_by_hand(parcel.pk, by=officer, answer="published", url=url, sure=True)
    assert state(parcel) == "done"


def test_where_texts_have_no_address_the_accounts_own_is_kept(mission, officer):
    line = builders.channel(mission.unit, "line", handle="belgium", url="")
    parcel = give(line, officer)
    serve(line)
    finish_by_hand(parcel.pk, by=officer, answer="published")
    assert Receipt.from_json(Parcel.objects.get().receipt).url == "https://page.line.me/belgium"


def test_what_was_not_published_says_why_and_a_second_answer_is_refused(channel, officer):
    parcel = give(channel, officer)
    serve(channel)
    with pytest.raises(Refusal, match="reason_missing"):
        finish_by_hand(parcel.pk, by=officer, answer="not_published", reason=" ")
    finish_by_hand(parcel.pk, by=officer, answer="not_published", reason="The visit was moved.")
    assert (state(parcel), parcel.code) == ("rejected", "person.not_published")
    with pytest.raises(Refusal, match="not_by_hand"):
        finish_by_hand(parcel.pk, by=officer, answer="published", url="https://t.me/x/1")


def test_only_who_may_dispatch_there_says_it_was_done(channel, officer, outsider):
    parcel = give(channel, officer)
    serve(channel)
    with pytest.raises(Forbidden):
        finish_by_hand(parcel.pk, by=outsider, answer="not_published", reason="x")


def test_a_task_can_be_cancelled_and_is_gone(channel, officer):
    parcel = give(channel, officer)
    serve(channel)
    assert cancel([parcel.pk], by=officer) == 1
    with pytest.raises(Refusal, match="not_by_hand"):
        finish_by_hand(parcel.pk, by=officer, answer="not_published", reason="x")


def test_what_is_held_becomes_a_task_only_when_it_is_released(channel, officer, duty_officer):
    place_hold(by=duty_officer, scope=HoldScope.NETWORK, reason="An attack")
    parcel = give(channel, officer)
    serve(channel)
    assert state(parcel) == "waiting"
    release([parcel.pk], by=duty_officer)
    serve(channel)
    assert state(parcel) == "by_hand"


def test_a_process_that_dies_while_it_gives_a_task_away_loses_and_doubles_nothing(channel, officer):
    parcel = give(channel, officer)
    serve(channel)
    # As a kill between the two transactions of a call leaves it.
    Parcel.objects.update(state="calling")
    Attempt.objects.update(outcome="", ended_at=None)
    for _turn in range(3):
        Parcel.objects.exclude(state="by_hand").update(next_at=clock.now())
        Queue.objects.update(blocked_until=None, lease_until=None)
        serve(channel)
    assert state(parcel) == "by_hand"
    assert Parcel.objects.count() == 1


def test_a_thread_is_one_task(channel, officer):
    content = Outgoing("one", "en", parts=(Part("two"), Part("three"))).to_json()
    parcel = give(channel, officer, content=content)
    serve(channel)
    finish_by_hand(parcel.pk, by=officer, answer="published", url="https://t.me/BelgiumInKenya/12")
    assert (state(parcel), parcel.step) == ("done", 0)


def test_what_a_person_published_no_machine_deletes_even_once_it_is_signed_in(mission, officer):
    channel = builders.channel(mission.unit, "mastodon", by_hand=True)
    platform = FakePlatform()
    receipt = Receipt.by_hand("https://be.test/@belgium/77", str(officer.pk)).to_json()
    channel.by_hand = False
    channel.save()
    parcel = give(channel, officer, verb=Verb.RECALL, content=receipt)
    drain({channel.pk: platform})
    assert (state(parcel), platform.calls) == ("by_hand", 0)
    finish_by_hand(parcel.pk, by=officer, answer="published")
    assert state(parcel) == "done"


def test_a_channel_with_a_connector_counts_and_refuses_by_it_while_a_person_publishes():
    machine, person = catalogue.get("bluesky"), catalogue.of("bluesky", by_hand=True)
    limits = machine.declaration.limits
    assert person.count("é" * 301, limits) == machine.count("é" * 301, limits)
    long = Outgoing("x" * 301, "en")
    assert person.objections(long, limits) == machine.objections(long, limits)
    has = person.declaration.capabilities
    assert Capability.BY_HAND in has
    assert not has & {Capability.KEY, Capability.READ_BACK, Capability.SIGN_IN}


@given(st.text(max_size=80))
def test_no_address_whatever_breaks_the_question_whose_it_is(url):
    for connector in catalogue.every():
        person = catalogue.person(connector.platform)
        if person is not None:
            assert person.belongs(f"https://{url}", "belgium") in (True, False, None)
