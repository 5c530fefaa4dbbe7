"""What people fill in for key messages, values, audience groups and plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heraut.newsroom import countries, languages, messages
from heraut.newsroom.actions.save_audience import Described
from heraut.newsroom.actions.save_key_message import Said
from heraut.newsroom.models import AudienceGroup, EssentialValue, KeyMessage, Register, Theme
from heraut.people.models import Unit

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _in_each_language(prefix: str, label: Any, most: int, rows: int = 0) -> dict[str, forms.Field]:
    """A field for each language of the screens, named ``prefix-LANGUAGE``; none is required."""
    fields: dict[str, forms.Field] = {}
    for code, _name in settings.LANGUAGES:
        attributes: dict[str, Any] = {"lang": code, "dir": languages.direction(code)}
        widget: forms.Widget = forms.TextInput(attrs=attributes)
        if rows:
            widget = forms.Textarea(attrs={**attributes, "rows": rows})
        said = _now("%(what)s, %(language)s") % {"what": label, "language": languages.name(code)}
        fields[f"{prefix}-{code}"] = forms.CharField(
            label=said, max_length=most, required=False, widget=widget
        )
    return fields


class _Spoken(forms.Form):
    """One field for each language of the screens, ``text-LANGUAGE``; at least one is filled in."""

    spoken_label: Any = ""
    spoken_max = 200
    spoken_rows = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = _in_each_language("text", self.spoken_label, self.spoken_max, self.spoken_rows)
        self.fields = said | self.fields

    def spoken(self, prefix: str = "text") -> dict[str, str]:
        return {code: self.cleaned_data[f"{prefix}-{code}"] for code, _name in settings.LANGUAGES}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(f"text-{code}", "").strip() for code, _name in settings.LANGUAGES):
            raise forms.ValidationError(_now("Write it in at least one language."))
        return data

    @staticmethod
    def spoken_initial(texts: dict[str, str], prefix: str = "text") -> dict[str, str]:
        return {f"{prefix}-{code}": text for code, text in texts.items()}


class _OfUnit(forms.Form):
    """Whose it is; hidden where there is no choice."""

    def offer_units(self, units: list[Unit]) -> None:
        chosen = self.fields["unit"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        chosen.empty_label = None
        if len(units) == 1:
            chosen.widget = forms.HiddenInput()
            chosen.initial = units[0].pk


class KeyMessageForm(_Spoken, _OfUnit):
    spoken_label = _("The message in a sentence")
    spoken_max = 300
    spoken_rows = 2

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Whose message"))
    source = forms.CharField(
        label=_("Where it is said publicly"),
        help_text=_("A speech, a law, a policy note. Colleagues quote it."),
        max_length=200,
        required=False,
    )
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    values = forms.ModelMultipleChoiceField(
        label=_("Values"),
        queryset=EssentialValue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = forms.DateField(label=_("From"), widget=_DAY, required=False)
    valid_until = forms.DateField(
        label=_("Until, not including"),
        help_text=_("Empty: until somebody ends it."),
        widget=_DAY,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, units: list[Unit], message: KeyMessage | None = None, **kwargs: Any
    ) -> None:
        if message is not None:
            kwargs["initial"] = {
                **self.spoken_initial(message.texts),
                **self.spoken_initial(message.names, "name"),
                "unit": message.unit_id,
                "source": message.source,
                "source_url": message.source_url,
                "themes": list(message.themes.all()),
                "values": list(message.values.all()),
                "valid_from": message.valid_from,
                "valid_until": message.valid_until,
                "revision": message.revision,
            }
            units = [message.unit]
        super().__init__(*args, **kwargs)
        self.fields |= _in_each_language("name", _("In a few words"), 60)
        self.offer_units(units)
        chosen = self.fields["values"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        held = EssentialValue.objects.filter(key_messages=message) if message else None
        offered = messages.values()
        chosen.queryset = (offered | held).distinct() if held is not None else offered
        for name in ("themes", "values"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def few_words(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("name-")]

    def sentences(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("text-")]

    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(("name-", "text-"))]

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            texts=self.spoken(),
            names=self.spoken("name"),
            source=data["source"],
            source_url=data["source_url"],
            themes=list(data.get("themes") or ()),
            values=list(data.get("values") or ()),
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
        )


class ValueForm(_Spoken):
    spoken_label = _("The value")
    spoken_max = 80


class AudienceForm(_Spoken, _OfUnit):
    spoken_label = _("Name of the group")
    spoken_max = 120

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Described by"))
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("The language they read best"))
    register = forms.ChoiceField(
        label=_("Tone"),
        choices=Register.choices,
        initial=Register.NEUTRAL,
        help_text=_("How they expect a ministry to speak to them."),
    )
    cares = forms.CharField(
        label=_("What they care about"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    size = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=9_000_000_000, required=False
    )
    size_source = forms.CharField(label=_("Source of the number"), max_length=200, required=False)
    size_as_of = forms.DateField(label=_("True as of"), widget=_DAY, required=False)
    is_estimate = forms.BooleanField(label=_("An estimate"), required=False, initial=True)

    def __init__(
        self, *args: Any, units: list[Unit], group: AudienceGroup | None = None, **kwargs: Any
    ) -> None:
        if group is not None:
            names = ("country", "language", "register", "cares", "size", "size_source")
            kwargs["initial"] = {
                **self.spoken_initial(group.names),
                **{name: getattr(group, name) for name in names},
                "unit": group.unit_id,
                "size_as_of": group.size_as_of,
                "is_estimate": group.is_estimate,
            }
            units = [group.unit]
        super().__init__(*args, **kwargs)
        self.offer_units(units)
        places, spoken = self.fields["country"], self.fields["language"]
        assert isinstance(places, forms.ChoiceField)
        assert isinstance(spoken, forms.ChoiceField)
        places.choices = [("", _now("Everywhere")), *countries.choices()]
        first = [group.language] if group else []
        spoken.choices = languages.choices(*first, *languages.MINISTRY)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("size") and not (data.get("size_source") and data.get("size_as_of")):
            self.add_error("size_source", _now("A number needs its source and its day."))
        return data

    def described(self) -> Described:
        data = self.cleaned_data
        return Described(
            names=self.spoken(),
            language=data["language"],
            country=data["country"],
            register=data["register"],
            cares=data["cares"],
            size=data["size"],
            size_source=data["size_source"],
            size_as_of=data["size_as_of"],
            is_estimate=data["is_estimate"],
        )
