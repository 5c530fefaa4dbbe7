"""Connecting a channel: one screen for every platform, made from what its connector declares.

A platform with a form of its own (an app password) is asked at once. Where one signs in on the
platform's own pages, the button leads there and ``back`` is where people return. A form may only
lead within Heraut (content policy), so its answer names the way on: htmx follows it, and without
script it stands there as a link.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from heraut.connectors import catalogue
from heraut.connectors.contract import Candidate, SignIn
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import connecting, custody, sign_ins
from heraut.network.actions.begin_sign_in import begin_sign_in
from heraut.network.actions.connect_channel import connect_channel
from heraut.network.actions.forget_app import forget_app
from heraut.network.actions.register_app import register_app
from heraut.network.forms import ConnectForm, ServerForm
from heraut.network.models import Channel, ChannelState, PlatformApp, SignInAttempt
from heraut.network.registry import fold
from heraut.network.slots import CHANNEL_RECONNECTED
from heraut.network.words import platform_name
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["back", "can_connect", "choose", "connect"]

_METHODS = ("GET", "HEAD", "POST")


def can_connect(channel: Channel) -> bool:
    """Whether there is anything to connect it with."""
    connector = catalogue.find(channel.platform)
    if connector is None or channel.state == ChannelState.RETIRED:
        return False
    return bool(connector.declaration.sign_in or connector.declaration.account_fields)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""


@require_http_methods(_METHODS)
@desk_view(Right.NETWORK_READ)
def connect(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    channel = custody.channel_or_404(_user(request), Right.CHANNEL_MANAGE, channel_id)
    if not can_connect(channel):
        return redirect("channel", channel.pk)
    sign_in = catalogue.get(channel.platform).declaration.sign_in
    if sign_in is not None:
        return _on_its_own_pages(request, channel, sign_in)
    return _by_form(request, channel)


def _by_form(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The platform says who the account is before anything is kept."""
    form = ConnectForm(channel, request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = str(form.cleaned_data.get("origin", "")).rstrip("/")
        handle = str(form.cleaned_data.get("handle", channel.handle))
        try:
            identity, limits = connecting.ask(channel, origin, handle, form.secrets)
            connect_channel(
                channel.pk,
                by=_user(request),
                origin=origin,
                secrets=form.secrets,
                identity=identity,
                limits=limits,
            )
        except Refusal as refusal:
            explain(request, refusal)
        else:
            return _connected(request, channel)
    status = 422 if form.is_bound else 200
    return render(request, "network/connect.html", _context(channel, form=form), status=status)


def _on_its_own_pages(request: HttpRequest, channel: Channel, sign_in: SignIn) -> HttpResponse:
    form = None
    origin = channel.origin or settings.HERAUT.sandbox_origin
    if sign_in.per_server:
        form = ServerForm(request.POST or None, initial={"origin": origin or _server(channel)})
    status = 200
    if request.method == "POST":
        if form is None or form.is_valid():
            if form is not None:
                origin = form.cleaned_data["origin"]
            try:
                return _leave(request, channel, sign_in, origin)
            except Refusal as refusal:
                explain(request, refusal)
        # htmx shows the page again for a 200 alone.
        status = 200 if getattr(request, "htmx", False) else 422
    registered = sign_in.per_server or _is_registered(channel.platform, origin)
    context = _context(channel, form=form, registered=registered)
    context["may_register"] = custody.at_the_ministry(_user(request), Right.PLATFORM_APPS)
    return render(request, "network/connect_away.html", context, status=status)


def _server(channel: Channel) -> str:
    """The server that a handle names, as in name@server."""
    _name, _at, server = channel.handle.lstrip("@").partition("@")
    return f"https://{server}" if server else ""


def _is_registered(platform: str, origin: str) -> bool:
    return PlatformApp.objects.filter(platform=platform, origin=origin).exists()


def _leave(request: HttpRequest, channel: Channel, sign_in: SignIn, origin: str) -> HttpResponse:
    """On the way to the platform."""
    if sign_in.per_server and not _is_registered(channel.platform, origin):
        made = connecting.register_at(
            channel.platform, origin, name="Heraut", redirect=sign_ins.redirect_address()
        )
        register_app(channel.platform, origin, made.client_id, made.client_secret, by=None)
    app = sign_ins.app_of(channel.platform, origin).as_app()
    begun = begin_sign_in(
        channel.pk, by=_user(request), session_key=_session(request), origin=origin
    )
    url = catalogue.get(channel.platform).authorize_url(
        app,
        state=begun.state,
        redirect=begun.redirect,
        challenge=begun.challenge if sign_in.pkce else "",
    )
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return render(request, "network/connect_go.html", _context(channel, url=url))


@never_cache
@require_safe
@desk_view(Right.NETWORK_READ)
def back(request: HttpRequest) -> HttpResponse:
    """Where every platform sends people back to, with a code or with a refusal."""
    if "state" not in request.GET:
        return redirect("missions")
    try:
        attempt = sign_ins.take(request.GET["state"], _user(request), _session(request))
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("missions")
    try:
        found = _came_back(request, attempt)
    except Refusal as refusal:
        sign_ins.close(attempt)
        explain(request, refusal)
        return redirect("channel_connect", attempt.channel_id)
    if found is None:
        return redirect("sign_in_choose", attempt.pk)
    return _keep(request, attempt, found)


def _came_back(request: HttpRequest, attempt: SignInAttempt) -> Candidate | None:
    """The account that is surely meant; None where the person has to choose."""
    said = request.GET.get("error", "")
    if said or not request.GET.get("code"):
        denied = said in ("access_denied", "user_cancelled_authorize", "user_cancelled_login")
        reason = {} if denied else {"reason": said[:80] or "code"}
        raise Refusal("sign_in.denied" if denied else "sign_in.platform_said", **reason)
    channel = attempt.channel
    app = sign_ins.app_of(channel.platform, attempt.origin)
    try:
        found = connecting.accounts(
            channel.platform,
            app.as_app(),
            code=request.GET["code"],
            redirect=sign_ins.redirect_address(),
            verifier=sign_ins.verifier_of(attempt),
        )
    except Refusal as refusal:
        if refusal.code == "sign_in.app" and app.registered_by_id is None:
            forget_app(app.pk, by=None)
            raise Refusal("sign_in.app_again") from None
        raise
    return _meant(attempt, found)


def _meant(attempt: SignInAttempt, found: tuple[Candidate, ...]) -> Candidate | None:
    """A channel that was verified is that account and no other; one that never was is taken for the
    account of its name if that is the only one. Else the person chooses."""
    channel = attempt.channel
    if channel.platform_id:
        for each in found:
            if each.identity.platform_id == channel.platform_id:
                return each
        raise Refusal("channel.another_account", handle=found[0].identity.handle)
    if len(found) == 1 and fold(found[0].identity.handle) == fold(channel.handle):
        return found[0]
    sign_ins.keep(attempt, found)
    return None


@never_cache
@require_http_methods(_METHODS)
@desk_view(Right.NETWORK_READ)
def choose(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Which of the accounts it is; their tokens stay here, sealed."""
    try:
        attempt = sign_ins.open_choice(attempt_id, _user(request), _session(request))
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("missions")
    found = sign_ins.candidates_of(attempt)
    if request.method == "POST":
        wanted = request.POST.get("account", "")
        for each in found:
            if each.identity.platform_id == wanted:
                return _keep(request, attempt, each)
        explain(request, Refusal("sign_in.gone"))
    channel = attempt.channel
    context = _context(
        channel,
        candidates=[each.identity for each in found],
        same=any(fold(each.identity.handle) == fold(channel.handle) for each in found),
    )
    status = 422 if request.method == "POST" else 200
    return render(request, "network/choose_account.html", context, status=status)


def _keep(request: HttpRequest, attempt: SignInAttempt, chosen: Candidate) -> HttpResponse:
    channel, tokens = attempt.channel, chosen.tokens
    sign_ins.close(attempt)
    try:
        connect_channel(
            channel.pk,
            by=_user(request),
            origin=attempt.origin,
            secrets=tokens.secrets,
            identity=chosen.identity,
            limits=connecting.limits(channel, attempt.origin, chosen),
            tokens_expire_at=tokens.expires_at,
            refreshable=tokens.refreshable and tokens.expires_at is not None,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("channel_connect", channel.pk)
    return _connected(request, channel)


def _connected(request: HttpRequest, channel: Channel) -> HttpResponse:
    if channel.frozen_at is not None:
        messages.success(
            request, _("The platform confirmed the account. It stays frozen until you end that.")
        )
        return redirect("channel", channel.pk)
    for told in CHANNEL_RECONNECTED:
        told(channel.pk)
    messages.success(
        request, _("Connected: the platform confirmed the account. What waited goes on.")
    )
    return redirect("channel", channel.pk)


def _context(channel: Channel, **more: Any) -> dict[str, Any]:
    return {
        "channel": channel,
        "platform": platform_name(channel.platform),
        "nav_key": "network",
        **more,
    }
