from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """``seen`` is the digest of the text that was on the page."""

    seen = forms.CharField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What has to change, and why"),
        help_text=_("The author reads this and mends the text. A sentence is enough."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
