"""What the week brings back; nothing in it is typed by hand."""

from __future__ import annotations

from django import forms


class OpeningForm(forms.Form):
    """The moment that is meant, in UTC."""

    at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])


class PlanForm(OpeningForm):
    """``seen``: the digest of the texts that were read."""

    item = forms.UUIDField()
    seen = forms.CharField(max_length=64)
