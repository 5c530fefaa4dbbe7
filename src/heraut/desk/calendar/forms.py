"""Days that matter and calendars from outside, as people fill them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heraut.desk.calendar.reading import MAX_BYTES
from heraut.network.actions.add_day import DayValues
from heraut.network.models import Day, DayKind, DayReach
from heraut.people.models import Unit

_YEARLY = "FREQ=YEARLY"


class DayForm(forms.Form):
    """A day that matters. ``units``: those that this person keeps days for."""

    kind = forms.ChoiceField(label=_("What it is"), choices=DayKind.choices)
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: one day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=[
            ("", _("Never")),
            ("date", _("Every year on this date")),
            ("weekday", _("Every year on this weekday of the month")),
            ("rule", _("By a rule")),
        ],
        required=False,
    )
    rule = forms.CharField(
        label=_("Rule"),
        required=False,
        max_length=200,
        help_text=_("For “By a rule” only, as calendars write it: FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"),
    )
    reach = forms.ChoiceField(label=_("Whom it concerns"), choices=DayReach.choices)
    country = forms.ChoiceField(label=_("Country"), required=False)
    unit = forms.ChoiceField(label=_("Kept by"))
    caution = forms.BooleanField(
        label=_("Hold back cheerful texts"),
        required=False,
        help_text=_("Whoever plans a text on this day is warned."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where it is written: a decree, an announcement, an address."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        units: list[Unit],
        countries: list[tuple[str, str]],
        day: Day | None = None,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**_initial(day), **(initial or {})}
        self.by_slug = {each.slug: each for each in units}
        choice: Any = self.fields["unit"]
        choice.choices = [(each.slug, each.name) for each in units]
        country: Any = self.fields["country"]
        country.choices = [("", "—"), *countries]
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language},
                required=False,
                max_length=120,
            )
            if day is not None:
                self.fields[f"name_{code}"].initial = day.names.get(code, "")
        own = (get_language() or "en")[:2]
        codes = sorted(
            (code for code, _language in settings.LANGUAGES), key=lambda code: code != own
        )
        self.fields[f"name_{codes[0]}"].help_text = _("In one language at least.")
        self.order_fields([*(f"name_{code}" for code in codes), "kind"])
        if all(each.parent_id is not None for each in units):
            reach: Any = self.fields["reach"]
            reach.choices = [
                (DayReach.UNIT, DayReach.UNIT.label),
                (DayReach.COUNTRY, DayReach.COUNTRY.label),
            ]
        if len(units) == 1 or day is not None:
            choice.widget = forms.HiddenInput()
            choice.initial = day.unit.slug if day is not None else units[0].slug
            choice.required = day is None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(f"name_{code}", "").strip() for code, _name in settings.LANGUAGES):
            self.add_error("name_en", _("Give the day a name in at least one language."))
        if said.get("reach") == DayReach.COUNTRY and not said.get("country"):
            self.add_error("country", _("Choose the country."))
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("A day ends on the day it begins or later, within a year."))
        return said

    @property
    def values(self) -> DayValues:
        """What a valid form says."""
        said = self.cleaned_data
        return DayValues(
            kind=DayKind(said["kind"]),
            reach=DayReach(said["reach"]),
            names={code: said[f"name_{code}"] for code, _language in settings.LANGUAGES},
            first=said["first"],
            last=said["last"] or said["first"],
            country=said["country"],
            rule=self._rule(),
            caution=said["caution"],
            source=said["source"],
        )

    def _rule(self) -> str:
        said = self.cleaned_data
        first = said["first"]
        if said["repeats"] == "date":
            return _YEARLY
        if said["repeats"] == "weekday":
            number = (first.day - 1) // 7 + 1
            which = -1 if number == 5 else number
            name = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[first.weekday()]
            return f"{_YEARLY};BYMONTH={first.month};BYDAY={which}{name}"
        return str(said["rule"]) if said["repeats"] == "rule" else ""


def _initial(day: Day | None) -> dict[str, Any]:
    if day is None:
        return {"kind": DayKind.OWN}
    repeats = "date" if day.rule == _YEARLY else "rule" if day.rule else ""
    return {
        "kind": day.kind,
        "first": day.first,
        "last": day.last if day.last != day.first else None,
        "repeats": repeats,
        "rule": day.rule if repeats == "rule" else "",
        "reach": day.reach,
        "country": day.country,
        "caution": day.caution,
        "source": day.source,
        "revision": day.revision,
    }


class FeedForm(forms.Form):
    """``of``: a key of the calendar's chooser."""

    of = forms.CharField(max_length=90)
    with_days = forms.BooleanField(required=False)


class OutsideForm(forms.Form):
    """By address or as a file, one of the two."""

    name = forms.CharField(label=_("Name"), max_length=120)
    unit = forms.ChoiceField(label=_("For"))
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=2000,
        help_text=_("The calendar’s own address, ending in .ics most often. Fetched every hour."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("An .ics file. Its entries stay as they are until another file comes."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {each.slug: each for each in units}
        choice: Any = self.fields["unit"]
        choice.choices = [(each.slug, each.name) for each in units]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("address")) == bool(said.get("file")):
            self.add_error("address", _("Give an address or a file, one of the two."))
        if said.get("file") and said["file"].size > MAX_BYTES:
            self.add_error("file", _("This file is too large for a calendar. Nothing was changed."))
        return said
