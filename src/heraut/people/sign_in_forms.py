"""allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]
    """The e-mail field also offers passkeys, where the browser has some."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail address")
        login.widget.attrs = {"autocomplete": "username webauthn", "autocapitalize": "off"}
        password.widget.attrs.pop("placeholder", None)
        password.help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label = _("What to call it")
        name.help_text = _("So that you know later which device it is on.")
        alone.label = _("Sign in with it alone, without a password")
        alone.help_text = _(
            "The device then asks for your fingerprint, face or PIN. "
            "Leave this out for a plain security key without a PIN."
        )
        alone.initial = True
