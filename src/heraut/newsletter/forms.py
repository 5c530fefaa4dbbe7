from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heraut.newsroom import languages
from heraut.people.models import Unit


class SubscribeForm(forms.Form):
    """``website`` is a trap: people do not see it, robots fill it in."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    agree = forms.BooleanField(label="")
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, wording: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agree"].label = wording


class ListForm(forms.Form):
    """What a list says of itself; see ``actions.change_list.FIELDS``."""

    sender_name = forms.CharField(
        label=_("Sender, as readers see it"),
        help_text=_("For example “Embassy of Belgium in Nairobi”."),
        max_length=100,
    )
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        help_text=_("An address that somebody reads. Empty: the sender’s address."),
        required=False,
    )
    about = forms.CharField(
        label=_("What it brings, and how often"),
        help_text=_("On the page where people subscribe, in the list’s language."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    wording = forms.CharField(
        label=_("What people agree to"),
        help_text=_("Kept with every subscription, as proof, in the list’s language."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    footer = forms.CharField(
        label=_("At the end of each mail"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
    )
    postal_address = forms.CharField(
        label=_("Postal address"),
        help_text=_("Many countries’ laws require it in every mail."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
    )
    accepts = forms.BooleanField(label=_("Takes new subscribers"), required=False, initial=True)


class OpenListForm(ListForm):
    name = forms.CharField(label=_("Name of the newsletter"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    language = forms.ChoiceField(label=_("Language"))

    field_order = ["name", "unit", "language"]

    def __init__(self, *args: Any, units: Any, first: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["language"].choices = languages.choices(*first)  # type: ignore[attr-defined]
        del self.fields["accepts"]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV with a column “email”; if there are any, “consented” (day) and “evidence”."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    proof = forms.CharField(
        label=_("Where is the proof that they agreed?"),
        help_text=_(
            "For example “Sign-up sheets of the national day 2025, kept in archive box 12”."
        ),
        max_length=500,
    )


class LookUpForm(forms.Form):
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why you look"),
        help_text=_("Kept in the audit trail beside your name. The address is not."),
        max_length=300,
    )
