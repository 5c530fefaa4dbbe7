"""What people fill in, but for the Adapt screen (see ``posted``)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heraut.newsroom import countries, languages
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.models import KeyMessage, Theme
from heraut.people.models import Unit

_LOCAL = "%Y-%m-%dT%H:%M"


class CountriesField(forms.CharField):
    """Names or codes, parted by commas -> ISO 3166-1 alpha-2 codes."""

    def prepare_value(self, value: Any) -> Any:
        return countries.names(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        codes, unknown = countries.parse(super().clean(value))
        if unknown:
            raise forms.ValidationError(
                _now("Not known as a country: %(words)s."), params={"words": ", ".join(unknown)}
            )
        return codes


class FilterForm(forms.Form):
    """Nothing is required and nothing wrong is said: an unknown choice counts as none."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    language = forms.CharField(required=False, max_length=12)
    theme = forms.CharField(required=False, max_length=60)
    country = forms.CharField(required=False, max_length=2)
    state = forms.CharField(required=False, max_length=10)


class TextForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        help_text=_(
            "Two or three sentences that stand on their own. Missions publish this most often:"
            " below 300 characters it fits every channel."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
    )
    body = forms.CharField(
        label=_("The whole story"),
        help_text=_(
            "For whoever wants to know more. **bold**, *italic*, - lists and [links](https://…)."
        ),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        max_length=20000,
    )
    link = forms.URLField(
        label=_("Link"),
        help_text=_("Where readers find out more."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    def written_in(self, language: str) -> None:
        """Tell the browser which language is typed here, for its spelling and its direction."""
        for name in ("title", "summary", "body"):
            attributes = {"lang": language, "dir": languages.direction(language)}
            self.fields[name].widget.attrs.update(attributes)

    def text(self) -> Text:
        data = self.cleaned_data
        return Text(data["title"], data["summary"], data["body"], data["link"])


class VersionForm(TextForm):
    """``seen``: the edit on the screen; ``follows``: the original's edit beside it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    follows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class NewItemForm(TextForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Written by"))
    language = forms.ChoiceField(label=_("Language"))

    field_order = ["unit", "language", "title", "summary", "body", "link"]

    def __init__(self, *args: Any, units: list[Unit], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_unit(self.fields["unit"], units)
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)
        spoken.choices = languages.choices(language, *languages.MINISTRY)
        spoken.initial = language


def _choose_unit(field: forms.Field, units: list[Unit]) -> None:
    """One of ``units``; nothing to choose where there is one."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    field.empty_label = None
    if len(units) == 1:
        field.widget = forms.HiddenInput()
        field.initial = units[0].pk


class LanguageForm(forms.Form):
    """Which language to translate into."""

    language = forms.ChoiceField(label=_("Language"))

    def __init__(
        self, *args: Any, but: set[str], only: set[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)
        spoken.choices = [
            each
            for each in languages.choices(*languages.MINISTRY)
            if each[0] not in but and (only is None or each[0] in only)
        ]


class DetailsForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    countries = CountriesField(
        label=_("Where it matters"),
        help_text=_(
            "Countries, separated by commas. Missions there see it first. Empty means everywhere."
        ),
        required=False,
        max_length=2000,
    )
    embargo_until = forms.DateTimeField(
        label=_("Not before"),
        help_text=_("Nothing made of it goes out earlier."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        input_formats=[_LOCAL, "%Y-%m-%dT%H:%M:%S"],
        required=False,
    )
    expires_at = forms.DateTimeField(
        label=_("Not after"),
        help_text=_("From then on nothing new is made of it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        input_formats=[_LOCAL, "%Y-%m-%dT%H:%M:%S"],
        required=False,
    )

    key_messages = forms.ModelMultipleChoiceField(
        label=_("Key messages that it carries"),
        help_text=_("What is made of it carries them too, unless the mission takes one off."),
        queryset=KeyMessage.objects.none(),  # access: none, the view says which
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    field_order = ["themes", "key_messages", "countries", "embargo_until", "expires_at"]

    def __init__(self, *args: Any, messages: QuerySet[KeyMessage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carried = self.fields["key_messages"]
        assert isinstance(carried, forms.ModelMultipleChoiceField)
        carried.queryset = messages
        if not messages.exists():
            del self.fields["key_messages"]
        zone = timezone.get_current_timezone_name().rsplit("/", 1)[-1].replace("_", " ")
        for name in ("embargo_until", "expires_at"):
            field = self.fields[name]
            field.label = _now("%(label)s, %(place)s time") % {"label": field.label, "place": zone}


class FeedForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("What people here call it. Empty takes the address."),
        max_length=120,
        required=False,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes of its items"),
        queryset=Theme.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    countries = CountriesField(
        label=_("Where they matter"),
        help_text=_("Countries, separated by commas. Empty means everywhere."),
        required=False,
        max_length=2000,
    )
    active = forms.BooleanField(label=_("Read it"), required=False)


class NewFeedForm(FeedForm):
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Proposed to"))
    url = forms.URLField(
        label=_("Address of the feed"),
        help_text=_("RSS or Atom, beginning with https."),
        max_length=500,
        assume_scheme="https",
    )
    language = forms.ChoiceField(label=_("Language it is written in"))

    field_order = ["url", "name", "unit", "language", "themes", "countries"]

    def __init__(self, *args: Any, units: list[Unit], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active"]
        _choose_unit(self.fields["unit"], units)
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)
        spoken.choices = languages.choices(language, *languages.MINISTRY)
        spoken.initial = language


class TermForm(forms.Form):
    source_language = forms.ChoiceField(label=_("From"))
    term = forms.CharField(label=_("Term"), max_length=120)
    target_language = forms.ChoiceField(label=_("Into"))
    translation = forms.CharField(label=_("Translation"), max_length=120)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Where it comes from, or when it holds."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("source_language", "target_language"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = languages.choices(*languages.MINISTRY)


class FactForm(forms.Form):
    text = forms.CharField(
        label=_("The fact in a sentence"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
    figure = forms.CharField(label=_("The figure"), max_length=60, required=False)
    source = forms.CharField(label=_("Source"), max_length=200)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    as_of = forms.DateField(
        label=_("True as of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )


class PictureForm(forms.Form):
    """Pillow judges the content, not Django's field: one decoder, one set of limits."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, up to 20 MB. Place and camera data are taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(
        label=_("What it shows"),
        help_text=_("For everyone who cannot see it. A sentence."),
        max_length=1500,
        required=False,
    )
    credit = forms.CharField(label=_("Credit"), max_length=200, required=False)
