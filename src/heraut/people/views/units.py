"""The tree of units: the ministry, its directorates, missions and partners."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.people import queries
from heraut.people.actions.create_unit import create_unit
from heraut.people.forms import UnitForm
from heraut.people.gate import desk_view
from heraut.people.models import UnitKind, User
from heraut.people.rights import Right


@require_safe
@desk_view(Right.PEOPLE_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Directorates and partners one by one, missions folded away: there are many."""
    found = list(queries.units(cast(User, request.user)))
    context = {
        "units": [each for each in found if each.kind != UnitKind.MISSION],
        "missions": [each for each in found if each.kind == UnitKind.MISSION],
        "nav_key": "people",
    }
    return render(request, "people/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PEOPLE_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    by = cast(User, request.user)
    form = UnitForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            unit = create_unit(UnitKind(said["kind"]), form.names(), said["parent"].pk, by=by)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": unit.name})
            return redirect("people_units")
    context = {"form": form, "nav_key": "people"}
    status = 422 if form.is_bound else 200
    return render(request, "people/unit_new.html", context, status=status)
