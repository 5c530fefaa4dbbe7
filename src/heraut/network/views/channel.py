"""A channel's page, and what can be done to it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.connectors import catalogue
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import custody, queries
from heraut.network.actions.add_channel import add_channel
from heraut.network.actions.certify_channel import certify_channel
from heraut.network.actions.change_channel import change_channel
from heraut.network.actions.set_by_hand import set_by_hand
from heraut.network.forms import AddChannelForm, ChannelForm, UnfreezeForm
from heraut.network.models import Channel, ChannelState, Mission
from heraut.network.reality.asking import connector_of
from heraut.network.reality.queries import of_channel, shown
from heraut.network.slots import CHANNEL_PARTS, CHANNEL_RECONNECTED
from heraut.network.views.connect import can_connect
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right

__all__ = ["add", "by_hand", "certify", "change", "show"]


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
        "custodian": channel.custodian_id,
    }
    user = _user(request)
    may_manage = access.can(user, Right.CHANNEL_MANAGE, channel.holder)
    may_sign_in = custody.may(user, Right.CHANNEL_MANAGE, channel)
    freeze = queries.freeze_of(channel)
    hq = freeze is not None and custody.at_the_ministry(user, Right.CHANNEL_UNFREEZE)
    context: dict[str, Any] = {
        "channel": channel,
        "platform": platform_name(channel.platform),
        "handles": channel.handles.all(),
        "limits": channel.limits or (connector.declaration.limits.to_json() if connector else None),
        "may_manage": may_manage,
        "may_connect": may_sign_in and can_connect(channel) and (freeze is None or hq),
        "may_end": may_sign_in and channel.credentials and freeze is None,
        "may_freeze": freeze is None
        and channel.state != ChannelState.PLANNED
        and custody.may(user, Right.CHANNEL_FREEZE, channel),
        "freeze": freeze,
        "may_unfreeze": hq,
        "verified_since": freeze is not None
        and channel.verified_at is not None
        and channel.verified_at > freeze.created_at,
        "unfreeze_form": UnfreezeForm() if hq else None,
        "days_left": queries.ends_soon(channel),
        "left_behind": queries.is_left_behind(channel),
        "revocations": channel.revocations.all()[:3],
        "findings": shown(user, of_channel(channel)),
        "may_verify": may_manage and connector_of(channel) is not None,
        "may_by_hand": may_manage
        and not channel.is_by_hand
        and catalogue.person(channel.platform) is not None,
        "form": form or (ChannelForm(channel.holder, initial=initial) if may_manage else None),
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
    form = ChannelForm(channel.holder, request.POST)
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
