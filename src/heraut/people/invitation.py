"""The link by which an invited person sets a password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heraut.people.models import User


def link(user: User) -> str:
    """Good as long as settings.PASSWORD_RESET_TIMEOUT, and until a password is set."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.HERAUT.origin}{path}"


def send(user: User) -> None:
    """Write to the person in their own language; ``OSError`` where nothing could be sent."""
    with translation.override(user.language):
        body = _(
            "Dear %(name)s,\n\nYou have been given access to Heraut. Set your password here:\n"
            "%(link)s\n\nThe link works for three days. If you did not expect it, do nothing."
        ) % {"name": user.name, "link": link(user)}
        if not send_mail(_("Your access to Heraut"), body, None, [user.email]):
            raise OSError("no outgoing mail")
