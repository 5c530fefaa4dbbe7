"""The public addresses that stand in mails, whole."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from heraut.newsletter.rendering import Urls
from heraut.outbound.mail import MARK_CONFIRM, MARK_LEAVE


def absolute(name: str, *args: object) -> str:
    return f"{settings.HERAUT.origin}{reverse(name, args=args)}"


def picture(sha256: str) -> str:
    return absolute("newsletter_picture", sha256)


def of_issue(slug: str, number: int) -> Urls:
    """For the mail itself: the recipient's own link stands as a mark."""
    return Urls(
        picture=picture,
        archive=absolute("newsletter_public_issue", slug, number),
        leave=absolute("newsletter_leave", MARK_LEAVE),
    )


def one_click() -> str:
    """For List-Unsubscribe: mail programs post there (RFC 8058)."""
    return absolute("newsletter_leave_now", MARK_LEAVE)


def confirm() -> str:
    return absolute("newsletter_confirm", MARK_CONFIRM)
