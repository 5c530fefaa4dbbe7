"""The ministry's registrations at platforms, for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.connectors import catalogue
from heraut.connectors.contract import SignIn
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import custody, queries, sign_ins
from heraut.network.actions.forget_app import forget_app
from heraut.network.actions.register_app import register_app
from heraut.network.forms import AppForm
from heraut.network.models import PlatformApp
from heraut.network.words import platform_name
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["forget", "index", "register"]


@dataclass(frozen=True, slots=True)
class Line:
    """A platform to which one signs in on its own pages. ``form`` None: it registers by itself."""

    platform: str
    name: str
    sign_in: SignIn
    apps: list[PlatformApp]
    form: AppForm | None


def _require(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not custody.at_the_ministry(user, Right.PLATFORM_APPS):
        raise Http404("applications")
    return user


@require_safe
@desk_view(Right.PLATFORM_APPS)
def index(request: HttpRequest) -> HttpResponse:
    _require(request)
    return _page(request, {})


def _page(request: HttpRequest, forms: dict[str, AppForm], status: int = 200) -> HttpResponse:
    registered = queries.apps()
    lines = []
    for each in catalogue.every():
        sign_in = each.declaration.sign_in
        if sign_in is None:
            continue
        held = registered.get(each.platform, [])
        form = None if sign_in.per_server else forms.get(each.platform, _form(each.platform, held))
        lines.append(Line(each.platform, platform_name(each.platform), sign_in, held, form))
    lines.sort(key=lambda line: line.name.casefold())
    context = {
        "lines": lines,
        "redirect": sign_ins.redirect_address(),
        "tab": "apps",
        "nav_key": "network",
    }
    return render(request, "network/apps.html", context, status=status)


def _form(platform: str, held: list[PlatformApp], data: object = None) -> AppForm:
    here = next((each for each in held if each.origin == settings.HERAUT.sandbox_origin), None)
    initial = {"client_id": here.client_id} if here else {}
    return AppForm(data, initial=initial, prefix=platform)  # type: ignore[arg-type]


@require_POST
@desk_view(Right.PLATFORM_APPS)
def register(request: HttpRequest, platform: str) -> HttpResponse:
    user = _require(request)
    connector = catalogue.find(platform)
    if connector is None or connector.declaration.sign_in is None:
        raise Http404("platform")
    form = _form(platform, [], request.POST)
    if not form.is_valid():
        return _page(request, {platform: form}, status=422)
    said = form.cleaned_data
    origin = settings.HERAUT.sandbox_origin
    try:
        register_app(platform, origin, said["client_id"], said["client_secret"], by=user)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Kept. Channels of this platform can be signed in now."))
    return redirect("platform_apps")


@require_POST
@desk_view(Right.PLATFORM_APPS)
def forget(request: HttpRequest, app_id: UUID) -> HttpResponse:
    forget_app(app_id, by=_require(request))
    messages.success(request, _("Forgotten. Channels that are signed in stay so."))
    return redirect("platform_apps")
