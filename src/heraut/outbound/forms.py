"""Forms of the room."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _


class BudgetForm(forms.Form):
    monthly = forms.DecimalField(
        label=_("US dollars a month"),
        min_value=Decimal(0),
        max_value=Decimal(1_000_000),
        decimal_places=2,
        help_text=_("It holds from now on, for this month too. 0 stops all spending."),
    )

    @property
    def amount(self) -> int:
        """In millionths of a US dollar."""
        return int(self.cleaned_data["monthly"] * 1_000_000)
