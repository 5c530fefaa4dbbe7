from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heraut.connectors import catalogue
from heraut.network.models import Channel, ChannelClass, ChannelState
from heraut.network.words import FIELDS, platform_name


def platform_choices() -> list[tuple[str, str]]:
    known = [*(each.platform for each in catalogue.every()), *catalogue.LISTED_ONLY]
    return sorted(((each, platform_name(each)) for each in known), key=lambda one: one[1])


class ConnectForm(forms.Form):
    """Made from the connector's declaration: a new platform needs no form of its own."""

    def __init__(self, channel: Channel, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._secret = []
        for each in catalogue.get(channel.platform).declaration.account_fields:
            label, help_text = FIELDS[each.code]
            widget = (
                forms.PasswordInput(attrs={"autocomplete": "off"})
                if each.secret
                else forms.TextInput()
            )
            field: forms.Field = forms.CharField(
                label=label, help_text=help_text, widget=widget, max_length=500
            )
            if each.code == "account.server":
                field = forms.URLField(label=label, help_text=help_text, assume_scheme="https")
            self.fields[each.name] = field
            if each.secret:
                self._secret.append(each.name)
        if "handle" in self.fields:
            self.fields["handle"].initial = channel.handle
        if "origin" in self.fields:
            self.fields["origin"].initial = channel.origin

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self._secret}


class ChannelForm(forms.Form):
    name = forms.CharField(label=_("Name, as readers see it"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=ChannelState.choices)
    klass = forms.ChoiceField(label=_("Class"), choices=ChannelClass.choices)
    languages = forms.CharField(
        label=_("Languages"), help_text=_("Codes with spaces between, as: fr nl"), required=False
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_languages(self) -> list[str]:
        return list(dict.fromkeys(str(self.cleaned_data["languages"]).split()))


class AddChannelForm(forms.Form):
    platform = forms.ChoiceField(label=_("Platform"), choices=platform_choices)
    handle = forms.CharField(label=_("Account name"), max_length=200)
    klass = forms.ChoiceField(label=_("Class"), choices=ChannelClass.choices)
