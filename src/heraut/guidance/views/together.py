"""Everything that waits at one unit, read on one page and cleared in one go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import sentence
from heraut.guidance import queries
from heraut.guidance.actions.clear_many import clear_many
from heraut.guidance.forms import ReasonForm
from heraut.guidance.models import Clearance
from heraut.guidance.subjects import rendered
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: More than a person reads in one go; the rest comes afterwards.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Text:
    """One text as its clearer reads it."""

    clearance: Clearance
    html: SafeString

    @property
    def seen(self) -> str:
        """What the form brings back: which text, and exactly which."""
        return f"{self.clearance.pk}:{self.clearance.digest}"


@require_safe
@desk_view(Right.CLEAR)
@never_cache  # going back must not bring back a text that was changed since
def show(request: HttpRequest, unit: str) -> HttpResponse:
    at, user = _unit(request, unit), cast(User, request.user)
    waiting = list(queries.waiting_for(user).filter(unit=at)[: _MOST + 1])
    shown = waiting[:_MOST]
    html = rendered(request, shown)
    context = {
        "unit": at,
        "texts": [Text(each, mark_safe(html[each.pk])) for each in shown],  # noqa: S308 (its app's)
        "more": len(waiting) > _MOST,
        "form": ReasonForm(),
        "nav_key": "clearance",
    }
    return render(request, "guidance/together.html", context)


def _unit(request: HttpRequest, slug: str) -> Unit:
    found = access.units(cast(User, request.user), Right.CLEAR).filter(slug=slug).first()
    if found is None:
        raise Http404("unit")
    return found


@require_POST
@desk_view(Right.CLEAR)
def clear_view(request: HttpRequest, unit: str) -> HttpResponse:
    """Clears what was read and is ticked; what changed since is named and stays."""
    at = _unit(request, unit)
    seen = _seen(request.POST.getlist("seen"))
    if not seen:
        messages.error(request, _("Tick at least one text to clear."))
        return redirect("clearances_together", at.slug)
    done = clear_many(at, seen, by=cast(User, request.user))
    for clearance, refusal in done.left:
        said = sentence(refusal.code, refusal.params)
        messages.error(request, f"“{clearance.title}”: {said}")
    if done.cleared:
        told = ngettext(
            "One text is cleared and goes out as planned.",
            "%(n)s texts are cleared and go out as planned.",
            len(done.cleared),
        )
        messages.success(request, told % {"n": len(done.cleared)})
    return redirect("clearances_together", at.slug) if done.left else redirect("clearances")


def _seen(values: Iterable[str]) -> dict[UUID, str]:
    found = {}
    for value in values:
        key, _colon, digest = value.partition(":")
        try:
            found[UUID(key)] = digest
        except ValueError:
            continue
    return found
