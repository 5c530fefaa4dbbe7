from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heraut.people import access
from heraut.people.actions.create_unit import KINDS
from heraut.people.models import Role, Theme, Unit, User
from heraut.people.rights import Right

if TYPE_CHECKING:
    _UnitChoice = forms.ModelChoiceField[Unit]
else:
    _UnitChoice = forms.ModelChoiceField


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SettingsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (zone, zone.replace("_", " ")) for zone in zones if not zone.startswith("Etc/")
        ]


class _UnitField(_UnitChoice):
    """Units by name, indented as they lie below each other."""

    def label_from_instance(self, obj: object) -> str:
        unit = cast(Unit, obj)
        return "\u2003" * (unit.path.count("/") - 1) + unit.name


def _offer(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    cast(Any, form.fields[name]).queryset = units


class RoleForm(forms.Form):
    unit = _UnitField(label=_("Where"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=[("", "---------"), *Role.choices])
    valid_from = forms.DateField(label=_("From"), widget=_day())
    valid_until = forms.DateField(label=_("Until, not including"), required=False, widget=_day())

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer(self, "unit", access.units(by, Right.PEOPLE_MANAGE))


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = ["name", "email", "language", "unit", "role", "valid_from", "valid_until"]


class EndForm(forms.Form):
    on = forms.DateField(label=_("From this day on"), widget=_day())


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices]
    )
    unit = _UnitField(
        label=_("Where"),
        required=False,
        queryset=Unit.objects.none(),
        to_field_name="slug",
        empty_label=_("Anywhere"),
    )
    state = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ("", _("Everybody")),
            ("ending", _("With a role that ends within 30 days")),
            ("none", _("Without a role today")),
            ("closed", _("Closed accounts")),
        ],
    )

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer(self, "unit", access.units(by, Right.PEOPLE_MANAGE))


class UnitForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[(kind.value, kind.label) for kind in KINDS]
    )
    parent = _UnitField(label=_("Belongs to"), queryset=Unit.objects.none(), empty_label=None)
    name_nl = forms.CharField(label=_("Name in Dutch"), required=False, max_length=150)
    name_fr = forms.CharField(label=_("Name in French"), required=False, max_length=150)
    name_de = forms.CharField(label=_("Name in German"), required=False, max_length=150)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=150)

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _offer(self, "parent", access.units(by, Right.PEOPLE_MANAGE))

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"name_{code}"] for code in ("nl", "fr", "de", "en")}


class TrailForm(forms.Form):
    verb = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.CharField(label=_("Who"), required=False, max_length=100)
    unit = _UnitField(
        label=_("Where"), required=False, queryset=Unit.objects.none(), empty_label=_("Anywhere")
    )
    subject = forms.CharField(required=False, max_length=150, widget=forms.HiddenInput)
    since = forms.DateField(label=_("From"), required=False, widget=_day())
    until = forms.DateField(label=_("To"), required=False, widget=_day())
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, by: User, verbs: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]
        _offer(self, "unit", access.units(by, Right.AUDIT_READ))
