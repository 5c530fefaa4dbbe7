"""When a text goes out, in the mission's own time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from heraut.kernel.errors import Refusal
from heraut.kernel.walltime import to_utc


class WhenForm(forms.Form):
    """``when``: now or at; ``at``: the clock on the mission's wall."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[("now", _("As soon as it is cleared")), ("at", _("At a time"))],
        widget=forms.RadioSelect,
        initial="now",
    )
    at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    #: Where it stood when the page was drawn: a moment in ISO 8601, or ``none``.
    stood = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    @property
    def seen(self) -> datetime | Literal["any"] | None:
        """What ``reschedule`` compares; ``any`` where the form does not say."""
        said = str(self.data.get("stood", ""))
        if said == "none":
            return None
        try:
            return datetime.fromisoformat(said)
        except ValueError:
            return "any"

    def moment(self, zone: ZoneInfo) -> datetime | None:
        """The moment meant, None for now. Raises ``Refusal("time.skipped")`` or
        ``Refusal("dispatch.when_missing")``."""
        if not self.is_valid():
            raise Refusal("dispatch.when_missing")
        if self.cleaned_data["when"] == "now":
            return None
        wall = self.cleaned_data["at"]
        if wall is None:
            raise Refusal("dispatch.when_missing")
        return to_utc(wall.replace(tzinfo=None), zone)


class HoldForm(forms.Form):
    scope = forms.ChoiceField(label=_("What to hold"), widget=forms.RadioSelect)
    country = forms.ChoiceField(label=_("Country"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Everybody whose text is held reads this."),
        max_length=300,
    )

    def __init__(
        self,
        *args: object,
        scopes: list[tuple[str, str]],
        countries: list[tuple[str, str]],
        channels: list[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["scope"].choices = scopes  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", "—"), *countries]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", "—"), *channels]  # type: ignore[attr-defined]
        if scopes:
            self.initial.setdefault("scope", scopes[0][0])


class ResolveForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What did you see on the channel?"),
        choices=[
            ("published", _("It is there")),
            ("not_published", _("It is not there, and must not go out any more")),
            ("try_again", _("It is not there: try again")),
        ],
        widget=forms.RadioSelect,
    )
    url = forms.URLField(label=_("Address where you saw it"), required=False, assume_scheme="https")


class ByHandForm(forms.Form):
    """Two forms of the page share it: that it was done, and that it was not."""

    #: Whether the address looked like somebody else's: then the box to say it is right is shown.
    doubted = False

    answer = forms.ChoiceField(choices=[("published", ""), ("not_published", "")])
    url = forms.CharField(required=False, max_length=2000)
    reason = forms.CharField(required=False, max_length=300)
    sure = forms.BooleanField(required=False)
