"""With real Postfix and Dovecot: what is sent arrives, its signature holds, what bounces comes back."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from heraut.audience.models import Subscription, Suppression
from heraut.kernel.dkim import Signer
from heraut.outbound import inbox, mail
from heraut.outbound.mail import MARK_LEAVE, Mail, Template
from heraut.outbound.models import MailingRow
from heraut_proving.servers.mail import DOMAIN, dkim_verified
from tests import builders
from tests.outbound.mailing import send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.servers,
    pytest.mark.xdist_group("mail"),
]


def signer(kind="rsa"):
    key = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if kind == "rsa"
        else ed25519.Ed25519PrivateKey.generate()
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Signer.load(DOMAIN, "heraut", pem)


def raw(text="Good morning.\n\n.hidden dot\n  two  spaces  \nÜber Brüssel 早上好\n"):
    return mail.compose(
        Mail(
            subject="Neues aus Brüssel: " + "lange Wörter " * 8,
            sender_name="Botschaft in Nairobi – Büro",
            sender=f"news@{DOMAIN}",
            text=f"{text}https://{DOMAIN}/leave/{MARK_LEAVE}\n",
            html=f"<p>{text}</p><a href='https://{DOMAIN}/leave/{MARK_LEAVE}'>x</a>",
            bounce=("bounces", DOMAIN),
            reply_to=f"nairobi@{DOMAIN}",
            list_name="Neues",
            list_id=f"neues.{DOMAIN}",
            leave_url=f"https://{DOMAIN}/leave/{MARK_LEAVE}/now",
        )
    )


def test_what_is_sent_arrives_signed_and_what_cannot_be_delivered_comes_back(
    mission, officer, mail_servers
):
    channel = builders.newsletter_channel(mission.unit)
    mail_servers.user("bounces")
    address = mail_servers.user("reader")
    builders.subscriber(channel, address)
    gone = builders.subscriber(channel, f"nobody@{DOMAIN}")
    mailing = builders.mailing(channel, officer, raw())
    signs = signer()
    patient = {"call_timeout": 15, "lease": 90}
    send(mail_servers.smtp_url, mailing, bounce=("bounces", DOMAIN), signer=signs, **patient)
    assert set(MailingRow.objects.values_list("state", flat=True)) == {"done"}

    (received,) = mail_servers.raw("reader")
    assert dkim_verified(received, signs.record, f"heraut._domainkey.{DOMAIN}") == "ok"
    tampered = received.replace(b"Good morning", b"Good evening")
    assert dkim_verified(tampered, signs.record, f"heraut._domainkey.{DOMAIN}") != "ok"
    (message,) = mail_servers.messages("reader")
    assert message["List-Id"].endswith(f"<neues.{DOMAIN}>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"].startswith("Neues aus Brüssel")
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "\n.hidden dot\n" in text and "Über Brüssel 早上好" in text

    assert mail_servers.raw("bounces"), "Postfix sends back what nobody takes"
    assert inbox.read(mail_servers.mailbox("bounces")) == 1
    row = MailingRow.objects.get(subscription_id=gone.pk)
    assert (row.state, row.reply) == ("bounced", "5.1.1")
    assert Suppression.objects.get().reason == "hard_bounce"
    assert Subscription.objects.get(pk=gone.pk).state == "ended"
    assert inbox.read(mail_servers.mailbox("bounces")) == 0, "taken in once, and gone"


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_an_independent_verifier_accepts_both_kinds_of_key(kind):
    from heraut_proving.servers.mail import DKIM

    if not DKIM.exists():
        pytest.skip("python3-dkim is missing (./heraut test --install-servers)")
    signs = signer(kind)
    values = {b"to": b"a@b.example", b"row": b"r" * 32, b"leave": b"l" * 45, b"date": b"Mon"}
    message = Template(raw(), signs).filled(values)
    said = dkim_verified(message, signs.record, f"heraut._domainkey.{DOMAIN}")
    if kind == "ed25519" and "nacl" in said:
        pytest.skip("Debian's dkim verifies no Ed25519 without python3-nacl")
    assert said == "ok"
