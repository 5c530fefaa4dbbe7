"""Moving a dispatch in the calendar: what was meant, what to be careful of, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import dates
from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heraut.dispatch import footer
from heraut.dispatch.models import Dispatch
from heraut.foundation.models import AuditEntry
from heraut.foundation.words import audit_verbs, sentence
from heraut.kernel.errors import Refusal
from heraut.kernel.walltime import to_utc
from heraut.network import days
from heraut.network.days import Occurrence
from heraut.network.models import DayKind
from heraut.network.queries import days as kept_days
from heraut.people.models import User
from heraut.ui.templatetags.ui import locale

#: Kinds of days that one is warned of even without a caution.
_NOTABLE = frozenset({DayKind.MOURNING, DayKind.EMBARGO, DayKind.HOLIDAY, DayKind.NATIONAL})


class MoveForm(forms.Form):
    """``zone``: the clock that ``day`` and ``time`` are read on; empty: the mission's. ``seen``:
    the moment that stood there, in ISO 8601; empty for none."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    zone = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def clean_zone(self) -> ZoneInfo | None:
        name = self.cleaned_data["zone"]
        try:
            return ZoneInfo(name) if name else None
        except (KeyError, ValueError, OSError):
            raise forms.ValidationError(_("This clock is not known.")) from None

    def clean_seen(self) -> datetime | None:
        said = self.cleaned_data["seen"]
        try:
            found = parse_datetime(said) if said else None
        except ValueError:
            found = None
        if said and (found is None or found.tzinfo is None):
            raise forms.ValidationError(_("Load the page again, then move it."))
        return found


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody wants it: a moment, and the moment they saw it at."""

    at: datetime
    seen: datetime | None


def target(form: MoveForm, dispatch: Dispatch) -> Target:
    """The moment meant by a valid ``form``: without a time the one that stood there, on the same
    clock. Raises ``Refusal("time.skipped")`` or ``Refusal("dispatch.when_missing")``."""
    said = form.cleaned_data
    zone: ZoneInfo = said["zone"] or footer.zone_of(dispatch.unit)
    return Target(moved(said["seen"], said["day"], said["time"], zone), said["seen"])


def moved(seen: datetime | None, day: date, time: object, zone: ZoneInfo) -> datetime:
    """``day`` at ``time``, or at the time of ``seen``, on the wall clock of ``zone``."""
    if time is None and seen is None:
        raise Refusal("dispatch.when_missing")
    wall = time if time is not None else seen.astimezone(zone).time()  # type: ignore[union-attr]
    return to_utc(datetime.combine(day, wall), zone)  # type: ignore[arg-type]


def cautions(user: User, dispatch: Dispatch, at: datetime) -> list[Occurrence]:
    """The days that matter, where the text goes out, at that moment."""
    unit = dispatch.unit
    mission = getattr(unit, "mission", None)
    day = at.astimezone(footer.zone_of(unit)).date()
    countries = frozenset({settings.HERAUT.country} | ({mission.country} if mission else set()))
    rows = kept_days(user, day, day, countries, [unit.pk])
    found = [*days.kept(rows, day, day), *days.computed(countries, day, day)]
    return [each for each in found if each.caution or each.kind in _NOTABLE]


def told(at: datetime, dispatch: Dispatch) -> str:
    """``Thu 26 Nov, 10:00 Nairobi``, on the mission's clock."""
    local = at.astimezone(footer.zone_of(dispatch.unit))
    day = dates.format_skeleton("yMMMEd", local, locale=locale())
    return f"{day}, {local:%H:%M} {footer.place_of(dispatch.unit)}".strip()


def explained(refusal: Refusal, dispatch: Dispatch) -> str:
    """Why it was not moved and, where somebody else was faster, who did what."""
    said = sentence(refusal.code, refusal.params)
    if refusal.code != "dispatch.over":
        return said
    # What takes a dispatch back says why in the act before it: an edit, a cancellation.
    acts = AuditEntry.objects.filter(
        subject_kind=dispatch._meta.label_lower, subject_id=str(dispatch.pk)
    )
    last = acts.exclude(verb="dispatch.take_back").first()
    if last is None or not last.actor_name:
        return said
    act = audit_verbs().get(last.verb, last.verb)
    return f"{said} {_('Last: %(name)s %(act)s.') % {'name': last.actor_name, 'act': act}}"
