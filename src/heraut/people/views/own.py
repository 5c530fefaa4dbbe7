"""One's own settings, and the second factor that a role asks for."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from heraut.people import access
from heraut.people.actions.change_settings import FIELDS, change_settings
from heraut.people.forms import SettingsForm
from heraut.people.gate import lacks_second_factor, signed_in_view
from heraut.people.models import User


@require_http_methods(["GET", "POST"])
@signed_in_view
def own_settings(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    initial = {name: getattr(user, name) for name in FIELDS}
    form = SettingsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_settings(user, form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("people_settings")
    context = {
        "form": form,
        "memberships": user.memberships.select_related("unit"),
        "needs_second_factor": access.needs_second_factor(user),
        "nav_key": "settings",
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/settings.html", context, status=status)


@require_GET
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the two ways to get one."""
    if not lacks_second_factor(cast(User, request.user)):
        return redirect("today")
    return render(request, "people/second_factor.html")


second_factor.heraut_signed_in = True  # type: ignore[attr-defined]
