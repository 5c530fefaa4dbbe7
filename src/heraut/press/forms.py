"""What people fill in about the press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from heraut.kernel.walltime import to_utc
from heraut.newsroom import languages
from heraut.newsroom.models import Fact, Theme
from heraut.people.models import Unit, User
from heraut.press.actions.receive_enquiry import Asked
from heraut.press.actions.record_contact import ContactCard
from heraut.press.models import Ground, LineToTake, PressContact, Via
from heraut.press.text import LineText

_LOCAL = "%Y-%m-%dT%H:%M"
#: Empty pairs that a form offers beyond those that are filled.
_MORE_PAIRS = 2


def _moment(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=[_LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
    )


def _language(first: Sequence[str] = languages.MINISTRY) -> list[tuple[str, str]]:
    return languages.choices(*first)


class LineForm(forms.Form):
    """A line in one language; its questions and answers come as ``question-N``, ``answer-N``."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    title = forms.CharField(label=_("Subject"), max_length=200)
    message = forms.CharField(
        label=_("What we say"),
        help_text=_("A few sentences that can be said as they stand, to anybody who asks."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )

    def __init__(
        self, *args: Any, pairs: Sequence[Sequence[str]] = (), language: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            pairs = self._posted()
        self.pairs = [*((q, a) for q, a in pairs), *[("", "")] * _MORE_PAIRS]
        attributes = {"lang": language, "dir": languages.direction(language)} if language else {}
        for name in ("title", "message"):
            self.fields[name].widget.attrs.update(attributes)

    def _posted(self) -> list[tuple[str, str]]:
        asked = sorted(
            (int(name.removeprefix("question-")), name)
            for name in self.data
            if name.startswith("question-") and name.removeprefix("question-").isdecimal()
        )[:50]
        pairs = [
            (self.data[name][:1000], self.data.get(f"answer-{number}", "")[:4000])
            for number, name in asked
        ]
        return [(q, a) for q, a in pairs if q.strip() or a.strip()]

    def text(self) -> LineText:
        data = self.cleaned_data if self.is_valid() else self.data
        return LineText(
            data.get("title", ""), data.get("message", ""), tuple((q, a) for q, a in self.pairs)
        )


class NewLineForm(LineForm):
    language = forms.ChoiceField(label=_("Language"), choices=_language)
    expires_at = _moment(
        _("In force until"),
        _("From then on it is marked as expired and nobody sees it as current. By your own clock."),
        required=True,
    )
    field_order = ["seen", "language", "title", "message", "expires_at"]


class LineDetailsForm(forms.Form):
    valid_from = _moment(_("In force from"), _("Empty: as soon as it is cleared."))
    expires_at = _moment(
        _("In force until"), _("New dates have to be cleared anew; until then the old ones apply.")
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    facts = forms.ModelMultipleChoiceField(
        label=_("Facts it stands on"),
        queryset=Fact.objects.none(),  # access: the view says which
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ContactForm(forms.Form):
    """``known``: fields left empty keep what is known."""

    name = forms.CharField(label=_("Name"), max_length=150)
    outlet = forms.CharField(label=_("Outlet"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    notes = forms.CharField(
        label=_("Notes"),
        help_text=_(
            "Sealed like the address. Write only what the person could read over your shoulder."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=[], required=False)
    ground = forms.ChoiceField(
        label=_("Why we may keep this"), choices=Ground.choices, initial=Ground.ASKED
    )
    source = forms.CharField(
        label=_("Where it comes from"),
        help_text=_("For example: card given at the briefing of 12 May."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, known: PressContact | None = None, **kwargs: Any) -> None:
        if known is not None:
            names = ("name", "outlet", "language", "ground", "source")
            kwargs["initial"] = {name: getattr(known, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "—"), *_language()]  # type: ignore[attr-defined]
        self.known = known
        if known is not None:
            for name in ("email", "phone", "notes"):
                self.fields[name].help_text = _("Leave empty to keep what is known.")

    def card(self) -> ContactCard:
        data = dict(self.cleaned_data)
        if self.known is not None:
            data |= {name: data[name] or None for name in ("email", "phone", "notes")}
        return ContactCard(**data)


class DeadlineForm(forms.Form):
    """A moment on one of the clocks ``zones`` that may be meant."""

    deadline = _moment(_("Answer needed by"), required=True)
    zone = forms.ChoiceField(label=_("On the clock of"), choices=[])

    def __init__(self, *args: Any, zones: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(zone, zone.rsplit("/", 1)[-1].replace("_", " ")) for zone in zones]
        self.fields["zone"].choices = named  # type: ignore[attr-defined]

    def moment(self) -> datetime:
        """Raises ``Refusal("time.skipped")`` for an hour that a clock skips."""
        wall: datetime = self.cleaned_data["deadline"].replace(tzinfo=None)
        return to_utc(wall, ZoneInfo(self.cleaned_data["zone"]))


class EnquiryForm(DeadlineForm):
    """The least that can be typed while somebody is on the telephone."""

    name = forms.CharField(label=_("Who asks"), max_length=150)
    outlet = forms.CharField(label=_("Outlet"), max_length=150, required=False)
    reach = forms.CharField(
        label=_("E-mail address or telephone"),
        help_text=_("Kept sealed; reading it later asks for a reason."),
        max_length=150,
        required=False,
    )
    subject = forms.CharField(label=_("Subject"), max_length=200)
    question = forms.CharField(
        label=_("The question"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000
    )
    via = forms.ChoiceField(label=_("How it came"), choices=Via.choices, initial=Via.EMAIL)
    field_order = ["name", "outlet", "reach", "subject", "question", "deadline", "zone", "via"]

    def asked(self) -> Asked:
        """Raises what ``moment`` raises."""
        data = self.cleaned_data
        return Asked(
            subject=data["subject"],
            question=data["question"],
            deadline=self.moment(),
            time_zone=data["zone"],
            via=data["via"],
        )

    def card(self) -> ContactCard:
        reach = self.cleaned_data["reach"].strip()
        return ContactCard(
            name=self.cleaned_data["name"],
            outlet=self.cleaned_data["outlet"],
            ground=Ground.ASKED,
            email=reach if "@" in reach else None,
            phone=reach if reach and "@" not in reach else None,
        )


class AnswerForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), choices=_language)
    answer = forms.CharField(
        label=_("Answer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20000
    )
    # access: the view says which
    lines = forms.ModelMultipleChoiceField(LineToTake.objects.none(), required=False)
    facts = forms.ModelMultipleChoiceField(Fact.objects.none(), required=False)  # access: so too

    def __init__(self, *args: Any, lines: Any, facts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].queryset = lines  # type: ignore[attr-defined]
        self.fields["facts"].queryset = facts  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Who answers"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, workers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = User.objects.filter(pk__in=[each.pk for each in workers])  # type: ignore[attr-defined]


class PassForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=Unit.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]
        self.fields["to"].label_from_instance = lambda unit: unit.name  # type: ignore[attr-defined]


class AnsweredForm(forms.Form):
    via = forms.ChoiceField(label=_("How it was given"), choices=Via.choices, initial=Via.EMAIL)
    at = _moment(_("When"), _("Empty: just now. By your own clock."))


class CloseForm(forms.Form):
    how = forms.ChoiceField(
        label=_("What became of it"),
        choices=[
            ("declined", _("Declined: the asker was told that there is no answer")),
            ("closed", _("Closed: no answer is needed any more")),
        ],
        widget=forms.RadioSelect,
        initial="closed",
    )
    reason = forms.CharField(label=_("Why"), max_length=300)


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you need it"),
        help_text=_("Noted in the audit trail with your name. A few words are enough."),
        max_length=200,
    )
