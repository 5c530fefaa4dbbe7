"""Facts of an item: choosing one that is known, writing down a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal
from heraut.newsroom import queries
from heraut.newsroom.actions._rules import may_write
from heraut.newsroom.actions.attach_fact import attach_fact
from heraut.newsroom.actions.detach_fact import detach_fact
from heraut.newsroom.actions.record_fact import record_fact
from heraut.newsroom.forms import FactForm
from heraut.newsroom.models import Item
from heraut.newsroom.views._common import person
from heraut.people.gate import desk_view
from heraut.people.rights import Right


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def facts(request: HttpRequest, item_id: UUID) -> HttpResponse:
    user = person(request)
    item = queries.item_page(user, item_id)
    if not may_write(user, item.unit):
        raise Http404
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, item, form)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal.code, refusal.params))
        else:
            messages.success(request, _("Attached."))
            return redirect("newsroom_item", item.pk)
    text = request.GET.get("q", "")
    attached = {fact.pk for fact in item.facts.all()}
    found = queries.facts(user, text).exclude(pk__in=attached)
    context = {
        "item": item,
        "form": form,
        "q": text,
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "nav_key": "pool",
    }
    return render(request, "newsroom/facts.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _record(request: HttpRequest, item: Item, form: FactForm) -> None:
    data = form.cleaned_data
    fact = record_fact(
        item.unit,
        by=person(request),
        texts={item.original_language: data["text"]},
        source=data["source"],
        source_url=data["source_url"],
        figure=data["figure"],
        as_of=data["as_of"],
    )
    attach_fact(item.pk, fact.pk, by=person(request))


@require_POST
@desk_view(Right.ITEM_WRITE)
def attach(request: HttpRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    try:
        attach_fact(item.pk, fact_id, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_item", item.pk)


@require_POST
@desk_view(Right.ITEM_WRITE)
def detach(request: HttpRequest, item_id: UUID, fact_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    try:
        detach_fact(item.pk, fact_id, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_item", item.pk)
