from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from heraut.connectors import catalogue
from heraut.network.actions.save_plan import Wanted
from heraut.network.custody import keepers
from heraut.network.importing.fields import countries
from heraut.network.models import (
    ChangeKind,
    ChangeStep,
    Channel,
    ChannelClass,
    ChannelState,
    Confidence,
    Fate,
    Level,
    MissionKind,
    Presence,
    StepKind,
)
from heraut.network.words import FIELDS, platform_name
from heraut.people.days import today
from heraut.people.models import Unit, User

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
#: Bytes; a plan of a thousand missions has a tenth of it.
MOST_UPLOADED = 2_000_000


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


class ServerForm(forms.Form):
    """Where a platform has many servers: the one that the account lives on."""

    origin = forms.URLField(
        label=_("Server"),
        help_text=_("Its address, as https://mastodon.social"),
        assume_scheme="https",
        max_length=200,
    )

    def clean_origin(self) -> str:
        parts = urlsplit(self.cleaned_data["origin"])
        return f"{parts.scheme}://{parts.netloc}".lower()


class AppForm(forms.Form):
    """What the platform gave when the ministry registered its application there."""

    client_id = forms.CharField(label=_("Client id"), max_length=300)
    client_secret = forms.CharField(
        label=_("Client secret"),
        help_text=_(
            "Kept sealed and never shown again. Empty: there is none, or the one that is kept stays."
        ),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class FreezeForm(forms.Form):
    reason = forms.CharField(
        label=_("What happened"),
        help_text=_(
            "In a sentence: what it says, who noticed. Everybody who is warned reads this."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    since = forms.DateTimeField(
        label=_("Since when"),
        help_text=_("If somebody else has spoken through it for longer. Empty: from now on."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class UnfreezeForm(forms.Form):
    note = forms.CharField(
        label=_("How it was cleared up"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ChannelForm(forms.Form):
    name = forms.CharField(label=_("Name, as readers see it"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=ChannelState.choices)
    klass = forms.ChoiceField(label=_("Class"), choices=ChannelClass.choices)
    custodian = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Custodian"),
        help_text=_("Who answers for it, signs it in, and is warned when it needs them."),
        required=False,
    )
    languages = forms.CharField(
        label=_("Languages"), help_text=_("Codes with spaces between, as: fr nl"), required=False
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, holder: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["custodian"]).queryset = keepers(holder)

    def clean_languages(self) -> list[str]:
        return list(dict.fromkeys(str(self.cleaned_data["languages"]).split()))


class AddChannelForm(forms.Form):
    platform = forms.ChoiceField(label=_("Platform"), choices=platform_choices)
    handle = forms.CharField(label=_("Account name"), max_length=200)
    klass = forms.ChoiceField(label=_("Class"), choices=ChannelClass.choices)
    by_hand = forms.BooleanField(
        label=_("A person publishes there by hand"),
        help_text=_("Until it is signed in. On WeChat, LINE and the like always."),
        required=False,
    )


# -- plans ----------------------------------------------------------------------------


def _codes(text: str) -> list[str]:
    """Language codes with spaces, commas or bars between."""
    found = [each for each in re.split(r"[\s,;|]+", text) if each]
    wrong = [each for each in found if not _LANGUAGE.fullmatch(each)]
    if wrong:
        raise forms.ValidationError(
            _("“%(code)s” is not a language’s code, such as fr or pt-BR."),
            params={"code": wrong[0]},
        )
    return list(dict.fromkeys(found))


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices


class PlanForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    aim = forms.CharField(
        label=_("What it is for"),
        help_text=_("In a few sentences: whom the mission wants to reach, and with what."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TargetForm(forms.Form):
    """One line of a plan; an empty platform in a new line means there is none."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    presence = forms.ChoiceField(label=_("Intention"), choices=Presence.choices)
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        help_text=_("Empty: the mission’s own on that platform, or none yet."),
    )
    per_week = forms.DecimalField(
        label=_("Texts a week"),
        help_text=_("0.25 is one a month, 0 means no cadence."),
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=2,
        initial=0,
        required=False,
        localize=True,
    )
    languages = forms.CharField(
        label=_("Languages"), help_text=_("Codes with spaces between, as: fr nl"), required=False
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    is_hub = forms.BooleanField(label=_("A hub: others amplify it"), required=False)
    amplifies = forms.MultipleChoiceField(
        label=_("Passes on the texts of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    gone = forms.BooleanField(label=_("Take this line out"), required=False)

    def __init__(
        self,
        *args: Any,
        channels: list[tuple[str, str]] | None = None,
        hubs: Mapping[str, list[tuple[str, str]]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``hubs``: platform -> hubs there, of which a line offers those of its own platform."""
        super().__init__(*args, **kwargs)
        platform = self.data.get(self.add_prefix("platform")) or self.initial.get("platform", "")
        here = (hubs or {}).get(str(platform), [])
        _offer(self, "platform", [("", "–"), *platform_choices()])
        _offer(self, "channel", [("", "–"), *(channels or [])])
        _offer(self, "amplifies", here)
        if not here:
            del self.fields["amplifies"]

    def clean_languages(self) -> list[str]:
        return _codes(str(self.cleaned_data["languages"]))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("platform") and said.get("id") and not said.get("gone"):
            self.add_error("platform", _("Choose the platform, or take the line out."))
        return said

    def wanted(self) -> Wanted | None:
        """None for a line that is empty or taken out."""
        said = self.cleaned_data
        if said.get("gone") or not said.get("platform"):
            return None
        hubs = said.get("amplifies")
        return Wanted(
            id=said.get("id"),
            platform=said["platform"],
            channel_id=UUID(said["channel"]) if said.get("channel") else None,
            presence=said["presence"],
            reason=said["reason"].strip(),
            per_week=said.get("per_week") or Decimal(0),
            languages=tuple(said["languages"]),
            is_hub=said["is_hub"],
            amplifies=None if hubs is None else frozenset(UUID(each) for each in hubs),
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_("A spreadsheet (.xlsx, .ods) or CSV in UTF-8, up to 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.yaml,.yml"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_UPLOADED:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        return file


class RelevanceForm(forms.Form):
    platform = forms.ChoiceField(label=_("Platform"), choices=platform_choices)
    level = forms.ChoiceField(label=_("How much it is used"), choices=Level.choices)
    share = forms.DecimalField(
        label=_("Share in per cent"),
        help_text=_("Only where somebody counted; else leave it empty."),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    measure = forms.CharField(
        label=_("Share of whom"),
        help_text=_("For example: adults, people online, weekly for news."),
        required=False,
        max_length=120,
    )
    confidence = forms.ChoiceField(label=_("Certainty"), choices=Confidence.choices)
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Who measured or judged it. A judgement of your own: “own estimate”."),
        max_length=200,
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=500, assume_scheme="https"
    )
    as_of = forms.DateField(
        label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > today():
            raise forms.ValidationError(_("A day in the future cannot have been measured."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("share") is not None and not said.get("measure"):
            self.add_error("measure", _("Say of whom this is the share."))
        return said


# -- changes ---------------------------------------------------------------------------


class _DatedForm(forms.Form):
    day = forms.DateField(
        label=_("From which day"),
        help_text=_("At the ministry’s midnight. Empty while it is not decided."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    period = forms.CharField(
        label=_("What is known of the time"),
        help_text=_("While there is no day, for example: 2026–27."),
        required=False,
        max_length=40,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The decision or announcement that says so."),
        required=False,
        max_length=200,
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=500, assume_scheme="https"
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("day") and not said.get("period") and "day" not in self.errors:
            self.add_error("day", _("Give the day, or say below what is known of the time."))
        return said


class AmendForm(_DatedForm):
    pass


class ChangeForm(_DatedForm):
    kind = forms.ChoiceField(label=_("What changes"), choices=[("", "–"), *ChangeKind.choices])
    mission = forms.ChoiceField(label=_("Mission"))
    to_kind = forms.ChoiceField(
        label=_("Becomes"),
        help_text=_("Only for an upgrade or downgrade."),
        required=False,
        choices=[("", "–"), *MissionKind.choices],
    )
    countries = forms.CharField(
        label=_("Countries"),
        help_text=_(
            "Two capital letters each, for example: AL XK. For an opening, those that it takes "
            "over; for a transfer, those that it gives away."
        ),
        required=False,
    )
    field_order = ("kind", "mission", "to_kind", "countries", "day", "period")

    def __init__(self, missions: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "mission", [("", "–"), *missions])

    def clean_countries(self) -> list[str]:
        found = re.split(r"[\s,;|]+", str(self.cleaned_data["countries"]).strip().upper())
        codes = [each for each in found if each]
        wrong = [each for each in codes if each not in countries()]
        if wrong:
            raise forms.ValidationError(
                _("“%(code)s” is not a country’s code."), params={"code": wrong[0]}
            )
        return codes


class DecisionForm(forms.Form):
    """What becomes of a channel or a country."""

    fate = forms.ChoiceField(
        label=_("What becomes of it"), required=False, choices=[("", "–"), *Fate.choices]
    )
    to_unit = forms.ChoiceField(label=_("Who takes it"), required=False)
    text = forms.CharField(
        label=_("What followers are told"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, step: ChangeStep, units: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{step.pk}_%s")
        kwargs.setdefault(
            "initial",
            {"fate": step.fate, "to_unit": str(step.to_unit_id or ""), "text": step.text},
        )
        super().__init__(**kwargs)
        _offer(self, "to_unit", [("", str(_("nobody"))), *units])
        wanted = {
            StepKind.CHANNEL: {"fate", "to_unit"},
            StepKind.JURISDICTION: {"to_unit"},
            StepKind.FOLLOWERS: {"text"},
        }.get(StepKind(step.kind), set())
        for name in set(self.fields) - wanted:
            del self.fields[name]
