"""A number as a test mail to whoever makes it: the same mail, outside the ledger of recipients."""

from __future__ import annotations

import smtplib
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsletter import addresses, content, rendering
from heraut.newsletter.models import Issue
from heraut.newsletter.rendering import Urls
from heraut.outbound import mail_settings


def send(issue: Issue, address: str) -> None:
    """One short call, in no transaction. Raises ``Refusal("newsletter.test_failed")``."""
    shown = content.of(issue)
    urls = Urls(
        picture=addresses.picture,
        archive=addresses.absolute("newsletter_archive", issue.list.slug),
        leave=addresses.absolute("newsletter_leave", "test"),
    )
    message = EmailMultiAlternatives(
        subject=f"[Test] {shown.subject}",
        body=rendering.text(shown, urls),
        from_email=f"{_quoted(shown.sender_name)} <{mail_settings.sender()}>",
        to=[address],
        headers={"Date": format_datetime(clock.now())},
    )
    message.attach_alternative(rendering.html(shown, urls), "text/html")
    try:
        message.send()
    except (OSError, smtplib.SMTPException):
        raise Refusal("newsletter.test_failed") from None


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "").replace('"', "") + '"'
