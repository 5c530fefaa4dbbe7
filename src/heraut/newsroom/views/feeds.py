"""The feeds that a unit reads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heraut.foundation.words import sentence
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions.add_feed import add_feed
from heraut.newsroom.actions.change_feed import change_feed
from heraut.newsroom.feeds import queries
from heraut.newsroom.forms import FeedForm, NewFeedForm
from heraut.newsroom.models import FeedSource
from heraut.newsroom.queries import own_units
from heraut.newsroom.views._common import person, reads
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of


@require_safe
@desk_view(Right.ITEM_WRITE)
def feeds(request: HttpRequest) -> HttpResponse:
    page = page_of(request, queries.feeds(person(request)), 50)
    rows = [(source, trouble(source)) for source in page.object_list]
    context = {"page": page, "rows": rows, "nav_key": "pool"}
    return render(request, "newsroom/feeds.html", context)


def trouble(source: FeedSource) -> str:
    """What went wrong last, for people; empty where nothing did."""
    return sentence(source.trouble, {}) if source.trouble else ""


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    units = own_units(user, Right.ITEM_WRITE)
    form = NewFeedForm(request.POST or None, units=units, language=reads())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_feed(
                data["unit"],
                by=user,
                name=data["name"],
                url=data["url"],
                language=data["language"],
                themes=data["themes"],
                countries=data["countries"],
            )
        except Refusal as refusal:
            form.add_error("url", sentence(refusal.code, refusal.params))
        else:
            messages.success(request, _("The feed is being read. What it holds is proposed soon."))
            return redirect("newsroom_feeds")
    status = 422 if form.errors else 200
    context = {"form": form, "nav_key": "pool"}
    return render(request, "newsroom/feed.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.ITEM_WRITE)
def change(request: HttpRequest, source_id: UUID) -> HttpResponse:
    user = person(request)
    source = queries.feed(user, source_id)
    initial = {
        "name": source.name,
        "themes": list(source.themes.all()),
        "countries": source.countries,
        "active": source.active,
    }
    form = FeedForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        change_feed(
            source.pk,
            by=user,
            name=data["name"],
            themes=data["themes"],
            countries=data["countries"],
            active=data["active"],
        )
        messages.success(request, _("Saved."))
        return redirect("newsroom_feeds")
    status = 422 if form.errors else 200
    context = {"form": form, "source": source, "trouble": trouble(source), "nav_key": "pool"}
    return render(request, "newsroom/feed.html", context, status=status)
