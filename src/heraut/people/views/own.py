"""One's own settings, sessions, and the second factor that a role asks for."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.people.actions.change_settings import FIELDS, change_settings
from heraut.people.actions.end_other_sessions import end_other_sessions
from heraut.people.actions.end_session import end_session
from heraut.people.days import today
from heraut.people.forms import SettingsForm
from heraut.people.gate import lacks_second_factor, public_view, signed_in_view
from heraut.people.models import Theme, User
from heraut.people.sessions import live

_YEAR = 365 * 86400


@require_http_methods(["GET", "HEAD", "POST"])
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
        "today": today(),
        "nav_key": "settings",
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/settings.html", context, status=status)


@require_POST
@public_view
def language(request: HttpRequest) -> HttpResponse:
    """Change the language from any page, and go back to it."""
    code, answer = request.POST.get("language", ""), _back(request)
    if code not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        change_settings(request.user, {"language": code})
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, **_cookie(request))
    return answer


@require_POST
@public_view
def theme(request: HttpRequest) -> HttpResponse:
    """Change the colours from any page, and go back to it."""
    chosen, answer = request.POST.get("theme", ""), _back(request)
    if chosen not in Theme.values:
        return answer
    if request.user.is_authenticated:
        change_settings(request.user, {"theme": chosen})
    answer.set_cookie("theme", chosen, **_cookie(request))
    return answer


def _back(request: HttpRequest) -> HttpResponse:
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return redirect(there if safe else "/")


def _cookie(request: HttpRequest) -> dict[str, Any]:
    return {"max_age": _YEAR, "samesite": "Lax", "secure": request.is_secure()}


@require_safe
@signed_in_view
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    key = request.session.session_key
    rows = [{"session": each, "here": each.session_key == key} for each in live(_self(request))]
    context = {"rows": rows, "others": len(rows) > 1, "nav_key": "settings"}
    return render(request, "people/sessions.html", context)


@require_POST
@signed_in_view
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    try:
        end_session(session_id, by=_self(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("That device is signed out."))
    return redirect("people_sessions")


@require_POST
@signed_in_view
def sessions_end(request: HttpRequest) -> HttpResponse:
    end_other_sessions(request.session.session_key or "", by=_self(request))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people_sessions")


def _self(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed, and the two ways to get one."""
    if not lacks_second_factor(_self(request)):
        return redirect("today")
    return render(request, "people/second_factor.html")


second_factor.heraut_signed_in = True  # type: ignore[attr-defined]


@require_safe
@signed_in_view
def email(request: HttpRequest) -> HttpResponse:
    """allauth would let people change their own address; here that is the administrator's."""
    return redirect("people_settings")


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """allauth's own, which does not ask whether it is the last second factor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from allauth.mfa.adapter import get_adapter

        if request.user.is_authenticated:
            passkey = self.get_queryset().filter(pk=kwargs["pk"]).first()
            if passkey is not None and not get_adapter().can_delete_authenticator(passkey):
                messages.error(
                    request, _("Your role asks for a second factor. Add another one first.")
                )
                return redirect("mfa_index")
        return cast(HttpResponseBase, super().dispatch(request, *args, **kwargs))


remove_passkey: Any = RemovePasskey.as_view()
remove_passkey.heraut_signed_in = True
