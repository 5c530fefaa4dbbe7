"""What comes back is understood, whoever wrote it, and nonsense does nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heraut.audience import tokens
from heraut.audience.models import Subscription, Suppression
from heraut.outbound import inbox
from heraut.outbound.models import MailingRow
from heraut.outbound.returned import Returned, parse
from tests import builders
from tests.outbound.mailing import send


def token(number: int = 7) -> str:
    return tokens.make("row", number.to_bytes(8, "big"))


def dsn(to: str, action: str = "failed", status: str = "5.1.1", diagnostic: str = "") -> bytes:
    return (
        f"From: MAILER-DAEMON@relay.example\r\nTo: {to}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay\r\n\r\n"
        f"Final-Recipient: rfc822; x@y.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"{diagnostic}\r\n--b--\r\n"
    ).encode()


def report(kind: str = "abuse") -> bytes:
    """As RFC 5965 shows one: the address is in the fields of the report."""
    return (
        "From: <fbl@provider.example>\r\nTo: <postmaster@ministry.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nreport\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: x/1\r\nVersion: 1\r\n"
        f"Original-Mail-From: <bounces+{token()}@ministry.example>\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: News\r\n\r\nx\r\n--b--\r\n"
    ).encode()


BOUNCES = "bounces+{}@ministry.example"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (dsn(BOUNCES.format(token())), Returned("bounced", 7, "5.1.1")),
        (dsn(BOUNCES.format(token()).upper()), Returned("bounced", 7, "5.1.1")),
        (dsn(BOUNCES.format(token()), status="4.2.2"), Returned("bounced", 7, "4.2.2")),
        (
            dsn(
                BOUNCES.format(token()),
                status="5.0.0",
                diagnostic="Diagnostic-Code: smtp; 550 5.1.1 no such\r\n",
            ),
            Returned("bounced", 7, "5.1.1"),
        ),
        (dsn(BOUNCES.format(token()), action="delayed"), None),
        (dsn(BOUNCES.format("a" * 32)), None),
        (dsn("postmaster@ministry.example"), None),
        (report(), Returned("complaint", 7)),
        (report("not-spam"), None),
        (f"To: bounces+u{token()}@ministry.example\r\n\r\nx".encode(), Returned("leave", 7)),
        (f"To: bounces+{token()}@ministry.example\r\nSubject: away\r\n\r\nx".encode(), None),
    ],
    # Not by their content: a token is another one in every process.
    ids=[
        "bounced",
        "bounced, in capitals",
        "mailbox full",
        "told by the diagnostic",
        "delayed",
        "forged",
        "somebody else's",
        "complaint",
        "no complaint",
        "asked to leave",
        "away",
    ],
)
def test_each_kind_of_answer_is_understood(raw, expected):
    assert parse(raw) == expected


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_nonsense_is_nothing(raw):
    assert parse(raw) is None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_report_that_was_cut_or_mangled_breaks_nothing(data):
    raw = data.draw(st.sampled_from([dsn(BOUNCES.format(token())), report()]))
    place = data.draw(st.integers(0, len(raw)))
    noise = data.draw(st.binary(max_size=40))
    found = parse(raw[:place] + noise + raw[place + data.draw(st.integers(0, 60)) :])
    assert found is None or found.row == 7


@given(st.binary(min_size=1, max_size=20), st.sampled_from(["row", "leave", "confirm"]))
@settings(max_examples=100, deadline=None)
def test_a_token_opens_what_it_was_made_for_and_nothing_else(subject, purpose):
    made = tokens.make(purpose, subject)
    assert made == made.lower() and made.isalnum()
    assert tokens.read(purpose, made) == tokens.read(purpose, made.upper()) == subject
    assert tokens.read("other", made) is None
    changed = ("b" if made[-3] != "b" else "c").join([made[:-3], made[-2:]])
    assert tokens.read(purpose, changed) is None


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_word_of_somebody_else_is_a_token(word):
    assert tokens.read("leave", word) is None


@pytest.mark.django_db(transaction=True)
def test_a_complaint_ends_the_subscription_and_newsletters_alone(mission, officer, sandbox):
    channel = builders.newsletter_channel(mission.unit)
    builders.subscribers(channel, 1, "angry.example.org")
    sandbox.plan_mail(rate=1.0, kinds=["drop_after"])
    send(sandbox.mail_url, builders.mailing(channel, officer))
    sandbox.plan_mail()
    row = MailingRow.objects.get()
    assert row.state == "unknown"
    number = row.pk.to_bytes(8, "big")
    raw = report().replace(token().encode(), tokens.make("row", number).encode())
    assert inbox.take_in(raw)
    row.refresh_from_db()
    assert row.state == "done", "who complains has it"
    assert Subscription.objects.get().why == "complained"
    assert Suppression.objects.get().purpose == "newsletter"
    assert inbox.take_in(raw), "told twice, done once"
    assert Suppression.objects.count() == 1
