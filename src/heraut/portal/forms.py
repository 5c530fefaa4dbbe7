from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    account = forms.CharField(
        label=_("Address or name of the account"),
        help_text=_("As you copied it: https://x.com/…, @name, name.bsky.social"),
        max_length=500,
        widget=forms.TextInput(
            attrs={"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
