"""Whom may we reach, and how: under seal, with consent, until they say otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heraut.audience import addresses, importing, queries, tokens
from heraut.audience.actions.confirm import confirm
from heraut.audience.actions.erase_recipient import erase_recipient
from heraut.audience.actions.import_subscribers import import_subscribers
from heraut.audience.actions.lift_suppression import lift_suppression
from heraut.audience.actions.purge_unconfirmed import purge_unconfirmed
from heraut.audience.actions.read_recipient import read_recipient
from heraut.audience.actions.subscribe import subscribe
from heraut.audience.actions.suppress import suppress
from heraut.audience.actions.unsubscribe import unsubscribe
from heraut.audience.models import (
    SUBSCRIPTION,
    Consent,
    Reason,
    Recipient,
    RecipientAddress,
    Subscription,
    Suppression,
)
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.envelope import Unreadable
from heraut.kernel.errors import Forbidden, Refusal
from tests import builders

ADDRESS = "Ada@Readers.Example.org"


@pytest.fixture
def channel(mission):
    return builders.newsletter_channel(mission.unit)


def ask(channel, address=ADDRESS):
    return subscribe(channel, address, language="en", wording="I agree.", ip="192.0.2.1")


def link(subscription):
    return tokens.make("confirm", subscription.pk.bytes)


@pytest.mark.django_db
def test_nobody_is_subscribed_before_the_owner_of_the_address_says_so(channel):
    asked = ask(channel)
    assert queries.subscriber_counts([channel.pk]) == {}
    confirm(link(asked))
    confirm(link(asked))
    assert queries.subscriber_counts([channel.pk]) == {channel.pk: 1}
    consent = Consent.objects.get()
    assert consent.wording == "I agree." and consent.confirmed_at is not None
    assert "192.0.2.1" not in consent.ip_hash


@pytest.mark.django_db
def test_a_link_that_is_too_old_or_of_something_else_confirms_nothing(channel):
    asked = ask(channel)
    Subscription.objects.update(confirm_until=clock.now() - timedelta(seconds=1))
    for wrong in (link(asked), tokens.make("leave", asked.pk.bytes), "x" * 45, ""):
        with pytest.raises(Refusal, match=r"subscription\.link"):
            confirm(wrong)
    assert Subscription.objects.get().state == "pending"


@pytest.mark.django_db
def test_the_same_address_in_another_spelling_is_the_same_person(channel):
    ask(channel)
    assert ask(channel, "ADA@readers.EXAMPLE.org ") is None
    assert Recipient.objects.count() == 1


@pytest.mark.django_db
def test_who_never_confirms_is_forgotten(channel):
    ask(channel)
    Subscription.objects.update(confirm_until=clock.now() - timedelta(seconds=1))
    assert purge_unconfirmed() == 1
    assert not RecipientAddress.objects.exists()
    assert not Subscription.objects.exists()
    assert Recipient.objects.get().data_key is None


@pytest.mark.django_db
def test_who_left_and_comes_back_begins_anew(channel):
    first = ask(channel)
    confirm(link(first))
    unsubscribe(first.pk)
    unsubscribe(first.pk)
    assert Consent.objects.get().withdrawn_at is not None
    second = ask(channel)
    assert second.pk != first.pk
    with pytest.raises(Refusal):
        confirm(link(first))
    confirm(link(second))
    assert Consent.objects.count() == 2


@pytest.mark.django_db
def test_who_complained_is_left_alone_by_newsletters_and_warned_in_an_emergency(channel):
    asked = ask(channel)
    confirm(link(asked))
    suppress(asked.recipient_id, Reason.COMPLAINT)
    assert ask(channel) is None
    lookup = addresses.look_up(addresses.normal(ADDRESS))
    assert queries.is_suppressed(lookup, "newsletter")
    assert not queries.is_suppressed(lookup, "alert")
    suppress(asked.recipient_id, Reason.HARD_BOUNCE)
    assert queries.is_suppressed(lookup, "alert")


@pytest.mark.django_db
def test_a_suppression_lasts_as_long_as_the_longer_of_two(channel):
    asked = ask(channel)
    soon, late = clock.now() + timedelta(days=1), clock.now() + timedelta(days=9)
    for until in (soon, late, soon):
        suppress(asked.recipient_id, Reason.SOFT_BOUNCE, until=until)
    assert Suppression.objects.get().until == late
    suppress(asked.recipient_id, Reason.HARD_BOUNCE)
    assert Suppression.objects.get().until is None


@pytest.mark.django_db
def test_erasing_makes_it_unreadable_for_ever_and_keeps_the_suppression(channel, admin):
    asked = ask(channel)
    confirm(link(asked))
    row = RecipientAddress.objects.get()
    sealed, recipient = bytes(row.sealed), asked.recipient
    recipient.refresh_from_db()
    key = bytes(recipient.data_key)
    assert addresses.open_sealed(sealed, recipient.pk, key) == addresses.normal(ADDRESS)
    suppress(recipient.pk, Reason.MANUAL)
    erase_recipient(recipient.pk, by=admin, reason="Asked for")
    assert Recipient.objects.get().data_key is None
    assert not RecipientAddress.objects.exists()
    with pytest.raises(Unreadable):
        addresses.open_sealed(sealed, recipient.pk, b"")
    with pytest.raises(Unreadable):
        addresses.open_sealed(sealed, Recipient(data_key=key).pk, key)
    assert Suppression.objects.exists()
    with pytest.raises(Refusal, match="erased"):
        erase_recipient(recipient.pk, by=admin, reason="Again")


@pytest.mark.django_db
def test_every_look_at_a_person_needs_a_right_and_a_reason_and_is_kept(
    channel, admin, officer, head
):
    confirm(link(ask(channel)))
    for by in (officer, head):
        with pytest.raises(Forbidden):
            read_recipient(ADDRESS, by=by, reason="Curious")
    with pytest.raises(Refusal, match="reason"):
        read_recipient(ADDRESS, by=admin, reason=" ")
    held = read_recipient(ADDRESS, by=admin, reason="Asked by phone")
    assert held.to_json()["consents"][0]["words"] == "I agree."
    entry = AuditEntry.objects.filter(verb="recipient.read").get()
    assert entry.detail == {"reason": "Asked by phone"}
    with pytest.raises(Refusal, match="unknown"):
        read_recipient("nobody@example.org", by=admin, reason="Asked by phone")


@pytest.mark.django_db
def test_the_audit_trail_holds_no_address(channel, admin):
    asked = ask(channel)
    confirm(link(asked))
    read_recipient(ADDRESS, by=admin, reason="Asked")
    suppress(asked.recipient_id, Reason.MANUAL)
    lift_suppression(Suppression.objects.get().pk, by=admin)
    erase_recipient(asked.recipient_id, by=admin, reason="Asked")
    for entry in AuditEntry.objects.all():
        assert "ada" not in f"{entry.detail} {entry.subject_id} {entry.actor_name}".lower()


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_the_database_holds_no_address_of_a_subscriber(channel, officer, admin):
    """Every table, as COPY writes it; look-up hashes and sealed values say nothing."""
    from django.db import connection

    confirm(link(ask(channel, "ada.lovelace@readers.example.org")))
    import_subscribers(
        channel,
        [importing.Line(2, "grace.hopper@readers.example.org", evidence="hopper signed")],
        [],
        by=admin,
        proof="Sign-up sheets",
        language="en",
        apply=True,
    )
    builders.mailing(channel, officer)
    suppress(Recipient.objects.first().pk, Reason.HARD_BOUNCE, code="5.1.1")
    dumped = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                for chunk in copy:
                    dumped += bytes(chunk)
    assert len(dumped) > 1000
    for word in (b"lovelace", b"hopper", b"readers.example.org"):
        assert word not in bytes(dumped).lower()
        assert word.hex().encode() not in bytes(dumped).lower()


# -- taking over an earlier list ------------------------------------------------------


def test_a_file_is_read_line_by_line():
    data = (
        "E-Mail;Consented;Proof\nada@example.org;2024-05-01;sheet 3\n\nnonsense;;\n"
        "ADA@example.org;;\nbob@example.org;yesterday;\ncy@exämple.org;;\n"
    )
    lines, troubles = importing.parse(data.encode())
    assert [each.address for each in lines] == ["ada@example.org", "cy@xn--exmple-cua.org"]
    assert lines[0].consented_at.year == 2024 and lines[0].evidence == "sheet 3"
    assert [(each.number, each.code) for each in troubles] == [
        (4, "address"),
        (5, "twice"),
        (6, "date"),
    ]


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfe", "import.not_csv"), (b"name\nx\n", "import.no_column")]
)
def test_a_file_that_is_none_is_refused(data, code):
    with pytest.raises(Refusal, match=code):
        importing.parse(data)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_file_breaks_the_reader(data):
    try:
        lines, troubles = importing.parse(b"email,consented\n" + data)
    except Refusal:
        return
    assert all("@" in each.address for each in lines)
    assert all(each.number > 1 for each in troubles)


@pytest.mark.django_db
def test_a_check_changes_nothing_and_taking_over_leaves_out_who_left(channel, admin, officer):
    left = ask(channel, "left@example.org")
    unsubscribe(left.pk)
    lines, troubles = importing.parse(b"email\nleft@example.org\nnew@example.org\n")
    terms = {"by": admin, "proof": "Sheets", "language": "en"}
    with pytest.raises(Forbidden):
        import_subscribers(channel, lines, troubles, **{**terms, "by": officer}, apply=True)
    with pytest.raises(Refusal, match="proof"):
        import_subscribers(channel, lines, troubles, **{**terms, "proof": ""}, apply=True)
    checked = import_subscribers(channel, lines, troubles, **terms, apply=False)
    assert (checked.added, checked.known, Recipient.objects.count()) == (1, 1, 1)
    assert import_subscribers(channel, lines, troubles, **terms, apply=True).added == 1
    assert import_subscribers(channel, lines, troubles, **terms, apply=True).added == 0
    assert queries.subscriber_counts([channel.pk]) == {channel.pk: 1}


# -- the machine ----------------------------------------------------------------------


ACTS = st.lists(
    st.sampled_from(["ask", "confirm", "leave", "complain", "late", "purge", "lift"]), max_size=10
)


@pytest.mark.django_db
@given(ACTS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_happens_in_whatever_order_consent_decides(channel, admin, acts):
    """At most one open subscription; confirmed only with a consent in force; nothing is asked of
    an address that is suppressed."""
    from django.db import transaction

    with transaction.atomic():
        _run(channel, admin, acts)
        transaction.set_rollback(True)


def _run(channel, admin, acts):
    now = clock.now()
    for act in acts:
        latest = Subscription.objects.order_by("pk").last()
        stopped = Suppression.objects.filter(lifted_at=None).exists()
        if act == "ask":
            Subscription.objects.update(asked_at=now - timedelta(hours=1))
            assert not (ask(channel) and stopped)
        elif act == "purge":
            purge_unconfirmed()
        elif act == "lift":
            for each in Suppression.objects.filter(lifted_at=None):
                lift_suppression(each.pk, by=admin)
        elif latest is not None:
            _act(act, latest, now)
        _hold(channel)


def _act(act, latest, now):
    before = latest.state
    if act == "confirm":
        try:
            confirm(link(latest))
        except Refusal:
            assert before == "ended" or latest.confirm_until < clock.now()
    elif act == "leave":
        unsubscribe(latest.pk)
    elif act == "complain":
        suppress(latest.recipient_id, Reason.COMPLAINT)
    elif act == "late":
        Subscription.objects.filter(state="pending").update(
            confirm_until=now - timedelta(seconds=1)
        )
    latest.refresh_from_db()
    assert latest.state == before or SUBSCRIPTION.allows(before, latest.state)


def _hold(channel):
    open_ones = Subscription.objects.filter(channel=channel).exclude(state="ended")
    assert open_ones.count() <= 1
    for each in Subscription.objects.filter(state="confirmed"):
        assert each.consent.withdrawn_at is None and each.consent.confirmed_at is not None
    for each in Subscription.objects.filter(state="ended"):
        assert each.consent is None or each.consent.withdrawn_at is not None
