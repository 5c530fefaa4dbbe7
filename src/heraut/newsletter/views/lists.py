"""The lists: how many read them, their numbers, opening and changing one, taking people over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heraut.audience import importing
from heraut.audience import queries as audience
from heraut.audience.actions.import_subscribers import import_subscribers
from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsletter import charts, queries
from heraut.newsletter.actions.change_list import FIELDS, change_list
from heraut.newsletter.actions.open_list import open_list
from heraut.newsletter.forms import ImportForm, ListForm, OpenListForm
from heraut.newsletter.views.common import person, visible_list
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 20


@require_safe
@desk_view(Right.DISPATCH_READ)
def index(request: HttpRequest) -> HttpResponse:
    """The person's lists; what needs them first."""
    user = person(request)
    found = page_of(request, queries.lists(user), _A_PAGE)
    counts = audience.subscriber_counts(each.channel_id for each in found)
    context = {
        "page": found,
        "lists": [{"list": each, "subscribers": counts.get(each.channel_id, 0)} for each in found],
        "needs": queries.rows(queries.needs_person(user)[:6]),
        "issues": queries.rows(queries.issues(user)[:8]),
        "may_open": access.holds(user, Right.CHANNEL_MANAGE),
        "may_write": access.holds(user, Right.ADAPT),
        "may_look_up": access.holds(user, Right.AUDIENCE),
        "nav_key": "newsletter",
    }
    return render(request, "newsletter/index.html", context)


@require_safe
@desk_view(Right.DISPATCH_READ)
def show(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    user = person(request)
    chosen = visible_list(request, channel_id, Right.DISPATCH_READ)
    page = page_of(request, queries.issues(user).filter(list=chosen), _A_PAGE)
    counts = audience.subscriber_counts([chosen.channel_id])
    days = audience.history(chosen.channel)
    holder = chosen.channel.holder
    context = {
        "list": chosen,
        "subscribers": counts.get(chosen.channel_id, 0),
        "days": days[-30:],
        "chart": charts.line([day.total for day in days]) if len(days) > 1 else None,
        "page": page,
        "rows": queries.rows(page.object_list),
        "may_manage": access.can(user, Right.CHANNEL_MANAGE, holder),
        "may_write": access.can(user, Right.ADAPT, holder),
        "nav_key": "newsletter",
    }
    return render(request, "newsletter/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.CHANNEL_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    units = access.units(user, Right.CHANNEL_MANAGE).order_by("path")
    form = OpenListForm(request.POST or None, units=units, first=["nl", "fr", "de", "en"])
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        name, unit, language = said.pop("name"), said.pop("unit"), said.pop("language")
        try:
            made = open_list(unit, name, language, said, by=user)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
        else:
            messages.success(request, _("The list is open: people can subscribe now."))
            return redirect("newsletter_list", made.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "nav_key": "newsletter"}
    return render(request, "newsletter/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.CHANNEL_MANAGE)
def change(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    chosen = visible_list(request, channel_id, Right.CHANNEL_MANAGE)
    initial = {name: getattr(chosen, name) for name in FIELDS}
    form = ListForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("revision", "")
        revision = int(seen) if seen.isdecimal() else 0
        try:
            change_list(chosen.pk, form.cleaned_data, by=person(request), revision=revision)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
        else:
            messages.success(request, _("Saved."))
            return redirect("newsletter_list", chosen.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "list": chosen, "nav_key": "newsletter"}
    return render(request, "newsletter/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.CHANNEL_MANAGE)
def take_over(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    """An earlier list as a file: first only checked, then taken over."""
    chosen = visible_list(request, channel_id, Right.CHANNEL_MANAGE)
    form = ImportForm(request.POST or None, request.FILES or None)
    result = None
    apply = request.POST.get("act") == "import"
    if request.method == "POST" and form.is_valid():
        try:
            lines, troubles = importing.parse(form.cleaned_data["file"].read())
            result = import_subscribers(
                chosen.channel,
                lines,
                troubles,
                by=person(request),
                proof=form.cleaned_data["proof"],
                language=chosen.language,
                apply=apply,
            )
        except Refusal as refusal:
            explain(request, refusal)
    context = {
        "form": form,
        "list": chosen,
        "result": result,
        "applied": apply and result is not None,
        "nav_key": "newsletter",
    }
    status = 422 if form.errors else 200
    return render(request, "newsletter/import.html", context, status=status)
