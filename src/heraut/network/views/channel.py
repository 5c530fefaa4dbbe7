"""A channel's page, and what can be done to it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.connectors import catalogue
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import connecting
from heraut.network.actions.add_channel import add_channel
from heraut.network.actions.certify_channel import certify_channel
from heraut.network.actions.change_channel import change_channel
from heraut.network.actions.connect_channel import connect_channel
from heraut.network.actions.set_by_hand import set_by_hand
from heraut.network.forms import AddChannelForm, ChannelForm, ConnectForm
from heraut.network.models import Channel, Mission
from heraut.network.reality.asking import connector_of
from heraut.network.reality.queries import of_channel, shown
from heraut.network.slots import CHANNEL_PARTS, CHANNEL_RECONNECTED
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["add", "by_hand", "certify", "change", "connect", "show"]


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _channel(request: HttpRequest, channel_id: UUID, right: Right) -> Channel:
    return access.get_or_404(_user(request), right, Channel, pk=channel_id)


@require_safe
@desk_view(Right.NETWORK_READ)
def show(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    return _page(request, _channel(request, channel_id, Right.NETWORK_READ))


def _page(
    request: HttpRequest, channel: Channel, form: ChannelForm | None = None, status: int = 200
) -> HttpResponse:
    connector = catalogue.find(channel.platform)
    initial = {
        "name": channel.name,
        "state": channel.state,
        "klass": channel.klass,
        "languages": " ".join(channel.languages),
        "note": channel.note,
    }
    may_manage = access.can(_user(request), Right.CHANNEL_MANAGE, channel.holder)
    context: dict[str, Any] = {
        "channel": channel,
        "platform": platform_name(channel.platform),
        "handles": channel.handles.all(),
        "limits": channel.limits or (connector.declaration.limits.to_json() if connector else None),
        "may_manage": may_manage,
        "may_connect": may_manage
        and connector is not None
        and bool(connector.declaration.account_fields),
        "findings": shown(_user(request), of_channel(channel)),
        "may_verify": may_manage and connector_of(channel) is not None,
        "may_by_hand": may_manage
        and not channel.is_by_hand
        and catalogue.person(channel.platform) is not None,
        "form": form or ChannelForm(initial=initial),
        "parts": [part(request, channel) for part in CHANNEL_PARTS],
        "nav_key": "network",
    }
    return render(request, "network/channel.html", context, status=status)


@require_POST
@desk_view(Right.CHANNEL_MANAGE)
def add(request: HttpRequest, key: str) -> HttpResponse:
    user = _user(request)
    mission = access.get_or_404(user, Right.CHANNEL_MANAGE, Mission, key=key)
    form = AddChannelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the platform and the account."))
        return redirect("mission", key)
    said = form.cleaned_data
    try:
        made = add_channel(
            said["platform"],
            said["handle"],
            mission.unit,
            by=user,
            klass=said["klass"],
            by_hand=said["by_hand"],
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("mission", key)
    if made.is_by_hand:
        messages.success(request, _("Added. Cleared texts for it become tasks to publish by hand."))
    else:
        messages.success(request, _("Added. Connect it, so that texts can go out there."))
    return redirect("channel", made.pk)


@require_POST
@desk_view(Right.CHANNEL_MANAGE)
def change(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    channel = _channel(request, channel_id, Right.CHANNEL_MANAGE)
    form = ChannelForm(request.POST)
    if not form.is_valid():
        return _page(request, channel, form, status=422)
    try:
        change_channel(channel.pk, form.cleaned_data, by=_user(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Saved."))
    return redirect("channel", channel.pk)


@require_POST
@desk_view(Right.CHANNEL_MANAGE)
def by_hand(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """From now on a person publishes there; what waited for a sign-in becomes a task."""
    channel = _channel(request, channel_id, Right.CHANNEL_MANAGE)
    try:
        set_by_hand(channel.pk, by=_user(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        for told in CHANNEL_RECONNECTED:
            told(channel.pk)
        messages.success(request, _("Cleared texts for it become tasks to publish by hand."))
    return redirect("channel", channel.pk)


@require_POST
@desk_view(Right.CHANNEL_MANAGE)
def certify(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    channel = _channel(request, channel_id, Right.CHANNEL_MANAGE)
    try:
        certify_channel(channel.pk, by=_user(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Certified in your name for half a year."))
    return redirect("channel", channel.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.CHANNEL_MANAGE)
def connect(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """Sign in to the platform; it says who the account is before anything is kept."""
    channel = _channel(request, channel_id, Right.CHANNEL_MANAGE)
    if catalogue.find(channel.platform) is None:
        return redirect("channel", channel.pk)
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
            for told in CHANNEL_RECONNECTED:
                told(channel.pk)
            messages.success(
                request, _("Connected: the platform confirmed the account. What waited goes on.")
            )
            return redirect("channel", channel.pk)
    context = {
        "channel": channel,
        "platform": platform_name(channel.platform),
        "form": form,
        "nav_key": "network",
    }
    status = 422 if form.is_bound else 200
    return render(request, "network/connect.html", context, status=status)
