"""The ledger of recipients: nobody lost, nobody doubled, whatever the mail server does."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from heraut.audience.models import Recipient, Subscription, Suppression
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.outbound import queries
from heraut.outbound.actions.end_hold import end_hold
from heraut.outbound.actions.place_hold import place_hold
from heraut.outbound.actions.release_mailing import release_mailing
from heraut.outbound.actions.resolve_unknown_rows import resolve_unknown_rows
from heraut.outbound.actions.stop_mailing import stop_mailing
from heraut.outbound.mailer import Shape
from heraut.outbound.models import (
    HoldScope,
    Mailing,
    MailingAttempt,
    MailingBatch,
    MailingRow,
)
from tests import builders
from tests.outbound.mailing import send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.newsletter_channel(mission.unit)


@pytest.fixture
def server(sandbox):
    """The sandbox's mail server, well behaved unless told otherwise."""
    sandbox.plan_mail()
    yield sandbox
    sandbox.plan_mail()


def states():
    return Counter(MailingRow.objects.values_list("state", flat=True))


def copies(server, people):
    accepted = server.accepted()
    return {each: len(accepted.get(address, [])) for each, address in people.items()}


def test_everybody_on_the_list_gets_one(channel, officer, server):
    people = builders.subscribers(channel, 30, "all.example.org")
    mailing = builders.mailing(channel, officer)
    send(server.mail_url, mailing)
    assert states() == {"done": 30}
    assert set(copies(server, people).values()) == {1}
    mailing.refresh_from_db()
    assert mailing.state == "sent"
    assert queries.totals([mailing.pk])[mailing.pk].done == 30


def test_each_gets_links_and_an_id_of_their_own(channel, officer, server):
    builders.subscribers(channel, 5, "own.example.org")
    send(server.mail_url, builders.mailing(channel, officer))
    mails = [each for each in server.mails() if "own.example.org" in each["to"]]
    assert len({each["message-id"] for each in mails}) == 5
    assert len({each["list-unsubscribe"] for each in mails}) == 5
    assert len({each["text"] for each in mails}) == 5


@pytest.mark.parametrize(
    ("kind", "state", "many"),
    [
        ("no_such", "rejected", 0),
        ("refused", "rejected", 0),
        ("full", "retry", 0),
        ("busy", "retry", 0),
        ("later", "retry", 0),
        ("hang_up", "retry", 0),
        ("drop_before", "retry", 0),
        ("drop_in", "unknown", 0),
        ("drop_after", "unknown", 1),
        ("stall_after", "unknown", 1),
        ("slow", "done", 1),
    ],
)
def test_what_a_server_does_to_one_is_known_of_that_one(
    channel, officer, server, kind, state, many
):
    people = builders.subscribers(channel, 1, f"{kind.replace('_', '-')}.example.org")
    mailing = builders.mailing(channel, officer)
    server.plan_mail(rate=1.0, kinds=[kind], stall=5)
    send(server.mail_url, mailing, shape=Shape(1, 1), call_timeout=0.6, backoff=3600)
    assert states() == {state: 1}
    assert set(copies(server, people).values()) == {many}


def test_an_address_that_does_not_exist_is_never_written_to_again(channel, officer, server):
    builders.subscribers(channel, 1, "gone.example.org")
    server.plan_mail(rate=1.0, kinds=["no_such"])
    send(server.mail_url, builders.mailing(channel, officer))
    assert Suppression.objects.get().reason == "hard_bounce"
    assert Subscription.objects.get().state == "ended"
    again = builders.mailing(channel, officer)
    send(server.mail_url, again)
    assert not MailingRow.objects.filter(batch__mailing=again).exists()


def test_a_refusal_that_is_not_the_address_fault_suppresses_nobody(channel, officer, server):
    builders.subscribers(channel, 1, "policy.example.org")
    server.plan_mail(rate=1.0, kinds=["refused"])
    send(server.mail_url, builders.mailing(channel, officer))
    assert not Suppression.objects.exists()


def test_what_a_dead_process_had_on_its_way_is_unknown_and_never_sent_again(
    channel, officer, server
):
    people = builders.subscribers(channel, 4, "dead.example.org")
    mailing = builders.mailing(channel, officer)
    batch = MailingBatch.objects.create(
        mailing=mailing,
        next_at=clock.now(),
        lease_owner="dead",
        lease_until=clock.now() - timedelta(seconds=1),
    )
    attempt = MailingAttempt.objects.create(batch=batch, worker="dead", started_at=clock.now())
    for number, each in enumerate(people):
        MailingRow.objects.create(
            batch=batch,
            recipient_id=each,
            subscription_id=Subscription.objects.get(recipient=each).pk,
            state="calling" if number == 0 else "waiting",
            attempt=attempt.pk,
            next_at=clock.now(),
            changed_at=clock.now(),
        )
    Mailing.objects.filter(pk=mailing.pk).update(state="sending")
    send(server.mail_url, mailing)
    assert states() == {"unknown": 1, "done": 3}
    assert sorted(copies(server, people).values()) == [0, 1, 1, 1]


def test_an_unreachable_server_is_nobodys_fault(channel, officer):
    builders.subscribers(channel, 3)
    mailing = builders.mailing(channel, officer)
    send("smtp://127.0.0.1:1", mailing)
    mailing.refresh_from_db()
    assert (mailing.code, mailing.state) == ("mail.unreachable", "sending")
    assert states() == {"waiting": 3}


def test_a_hold_stops_it_and_a_named_person_lets_it_go(channel, officer, duty_officer, server):
    builders.subscribers(channel, 3, "held.example.org")
    mailing = builders.mailing(channel, officer)
    hold = place_hold(HoldScope.CHANNEL, by=duty_officer, reason="Test", channel=channel)
    send(server.mail_url, mailing)
    assert states() == {}
    assert list(queries.held_mailings(duty_officer)) == [mailing]
    end_hold(hold.pk, by=duty_officer)
    send(server.mail_url, mailing)
    assert states() == {}, "what was held waits for a person"
    with pytest.raises(Forbidden):
        release_mailing(mailing.pk, by=officer)
    release_mailing(mailing.pk, by=duty_officer)
    send(server.mail_url, mailing)
    assert states() == {"done": 3}


def test_a_stop_in_the_middle_leaves_the_rest_out(channel, officer, server):
    builders.subscribers(channel, 3, "stop.example.org")
    mailing = builders.mailing(channel, officer)
    server.plan_mail(rate=1.0, kinds=["later"])
    send(server.mail_url, mailing, backoff=3600)
    server.plan_mail()
    stop_mailing(mailing.pk, by=officer)
    MailingBatch.objects.update(next_at=clock.now())
    send(server.mail_url, mailing)
    assert states() == {"skipped": 3}
    with pytest.raises(Refusal, match="over"):
        stop_mailing(mailing.pk, by=officer)


@pytest.mark.parametrize(("answer", "state"), [("leave", "done"), ("try_again", "done")])
def test_a_person_decides_about_those_of_whom_nobody_can_tell(
    channel, officer, outsider, server, answer, state
):
    people = builders.subscribers(channel, 2, f"{answer.replace('_', '-')}.example.org")
    mailing = builders.mailing(channel, officer)
    server.plan_mail(rate=1.0, kinds=["drop_in"])
    send(server.mail_url, mailing, shape=Shape(1, 1))
    assert states() == {"unknown": 2}
    server.plan_mail()
    send(server.mail_url, mailing, times=2)
    assert states() == {"unknown": 2}, "nothing is sent again by itself"
    with pytest.raises(Forbidden):
        resolve_unknown_rows(mailing.pk, by=outsider, answer=answer)
    resolve_unknown_rows(mailing.pk, by=officer, answer=answer)
    mailing.refresh_from_db()
    send(server.mail_url, mailing)
    assert states() == {state: 2}
    assert set(copies(server, people).values()) == {0 if answer == "leave" else 1}


def test_who_was_erased_meanwhile_is_left_out(channel, officer, server):
    people = builders.subscribers(channel, 2, "erased.example.org")
    mailing = builders.mailing(channel, officer)
    Recipient.objects.filter(pk=next(iter(people))).update(data_key=None)
    send(server.mail_url, mailing)
    assert states() == {"skipped": 1, "done": 1}


def test_nothing_of_a_mailing_goes_before_it_is_due(channel, officer, server):
    builders.subscribers(channel, 1)
    send(server.mail_url, builders.mailing(channel, officer, due=builders.soon()))
    assert states() == {}


def test_no_domain_gets_more_than_its_share_and_nobody_is_lost_while_it_waits(
    channel, officer, server
):
    people = builders.subscribers(channel, 6, "slow.example.org")
    builders.subscribers(channel, 2, "quick.example.org")
    started = clock.now()
    # One lane, a lease that is shorter than the whole takes.
    send(
        server.mail_url,
        builders.mailing(channel, officer),
        per_domain=60,
        shape=Shape(1, 4),
        lease=2.0,
    )
    assert states() == {"done": 8}
    assert set(copies(server, people).values()) == {1}
    assert clock.now() - started >= timedelta(seconds=5)
