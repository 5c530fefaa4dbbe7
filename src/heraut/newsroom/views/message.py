"""Key messages: what is in force, writing one, ending one; the values behind them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsroom import messages, queries
from heraut.newsroom.actions.end_key_message import end_key_message
from heraut.newsroom.actions.end_value import end_value
from heraut.newsroom.actions.name_value import name_value
from heraut.newsroom.actions.put_in_force import put_in_force
from heraut.newsroom.actions.save_key_message import save_key_message
from heraut.newsroom.aim_forms import KeyMessageForm, ValueForm
from heraut.newsroom.models import KeyMessage, KeyMessageState
from heraut.newsroom.views._common import adapting_units, person
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 50


@require_safe
@desk_view(Right.ITEM_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What the ministry and the missions want to be known now; the person's own drafts first."""
    user = person(request)
    ended = request.GET.get("state") == "ended"
    found = messages.key_messages(user)
    found = (
        found.filter(state=KeyMessageState.ENDED)
        if ended
        else found.exclude(state=KeyMessageState.ENDED)
    )
    page = page_of(request, found, _A_PAGE)
    _units, at = adapting_units(request)
    edits = set(access.units(user, Right.PLAN_EDIT).values_list("pk", flat=True))
    plan = messages.plan_of(at) if at else None
    context = {
        "page": page,
        "rows": [(each, each.unit_id in edits) for each in page.object_list],
        "ended": ended,
        "may_write": bool(edits),
        "may_see_coverage": access.holds(user, Right.DISPATCH_READ),
        "at": at,
        "may_plan": at is not None and at.pk in edits,
        "planned": {each.pk for each in plan.key_messages.all()} if plan else set(),
        "tab": "messages",
        "nav_key": "pool",
    }
    return render(request, "newsroom/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def new(request: HttpRequest) -> HttpResponse:
    units = queries.own_units(person(request), Right.PLAN_EDIT)
    form = KeyMessageForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        saved = _saved(
            form,
            lambda: save_key_message(form.cleaned_data["unit"], form.said(), by=person(request)),
        )
        if saved is not None:
            told.success(request, _("Saved as a draft. Put it in force when it is ready."))
            return redirect("newsroom_messages")
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PLAN_EDIT)
def edit(request: HttpRequest, key_message_id: UUID) -> HttpResponse:
    message = _own(request, key_message_id)
    form = KeyMessageForm(request.POST or None, units=[], message=message)
    if request.method == "POST" and form.is_valid():
        saved = _saved(
            form,
            lambda: save_key_message(
                message.unit,
                form.said(),
                by=person(request),
                key_message_id=message.pk,
                revision=form.cleaned_data["revision"] or 0,
            ),
        )
        if saved is not None:
            told.success(request, _("Saved."))
            return redirect("newsroom_messages")
    return _form(request, form, message)


def _saved(form: KeyMessageForm, save: Callable[[], KeyMessage]) -> KeyMessage | None:
    try:
        return save()
    except Refusal as refusal:
        form.add_error(None, sentence(refusal.code, refusal.params))
        return None


def _form(request: HttpRequest, form: KeyMessageForm, message: KeyMessage | None) -> HttpResponse:
    context = {"form": form, "message": message, "tab": "messages", "nav_key": "pool"}
    status = 422 if form.errors else 200
    return render(request, "newsroom/message.html", context, status=status)


def _own(request: HttpRequest, key_message_id: UUID) -> KeyMessage:
    return access.get_or_404(person(request), Right.PLAN_EDIT, KeyMessage, pk=key_message_id)


@require_POST
@desk_view(Right.PLAN_EDIT)
def force(request: HttpRequest, key_message_id: UUID) -> HttpResponse:
    message = _own(request, key_message_id)
    try:
        put_in_force(message.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        told.success(request, _("In force. Missions see it and may carry it."))
    return redirect("newsroom_messages")


@require_POST
@desk_view(Right.PLAN_EDIT)
def end(request: HttpRequest, key_message_id: UUID) -> HttpResponse:
    message = _own(request, key_message_id)
    try:
        end_key_message(message.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        told.success(request, _("Ended. What carried it stays counted."))
    return redirect("newsroom_messages")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_READ)
def values(request: HttpRequest) -> HttpResponse:
    """The ministry's values; who edits the ministry's plan adds to them."""
    user = person(request)
    root = Unit.objects.filter(parent=None).first()
    may_edit = root is not None and access.can(user, Right.PLAN_EDIT, root)
    form = ValueForm(request.POST or None) if may_edit else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            name_value(form.spoken(), by=user)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
        else:
            told.success(request, _("Saved."))
            return redirect("newsroom_values")
    context = {
        "values": messages.values(day=False),
        "holding": set(messages.values().values_list("pk", flat=True)),
        "form": form,
        "tab": "messages",
        "nav_key": "pool",
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "newsroom/values.html", context, status=status)


@require_POST
@desk_view(Right.PLAN_EDIT)
def value_end(request: HttpRequest) -> HttpResponse:
    """Which one is told by the form: ``slug``."""
    slug = request.POST.get("slug", "")
    try:
        if messages.values().filter(pk=slug).exists():
            end_value(slug, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_values")
