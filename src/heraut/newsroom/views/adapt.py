"""The Adapt screen: one text, several channels, saved as one writes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal, Stale
from heraut.network.models import Channel
from heraut.newsroom import (
    aiming,
    campaigns,
    channels,
    colleagues,
    diffs,
    drafts,
    languages,
    posted,
    queries,
    screen,
    threads,
)
from heraut.newsroom.actions.add_picture import add_picture
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.drafts import Draft
from heraut.newsroom.models import Adaptation, Openness, Version
from heraut.newsroom.outgoing import tags_of
from heraut.newsroom.screen import Screen
from heraut.newsroom.slots import ADAPT_FOOTER, ADAPT_NOTICE
from heraut.newsroom.views._common import person
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.ui.paging import page_of


@require_safe
@desk_view(Right.ADAPT)
def making(request: HttpRequest) -> HttpResponse:
    """What this person's units are working on."""
    found = queries.adaptations(person(request))
    page = page_of(request, found, 50)
    units = queries.own_units(person(request), Right.ADAPT)
    context = {"page": page, "units": units, "nav_key": "write"}
    return render(request, "newsroom/making.html", context)


@require_POST
@desk_view(Right.ADAPT)
def start(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """From an item to a ready draft, in one tap."""
    item = queries.item_page(person(request), item_id)
    return _start(request, item.pk, back="newsroom_item")


@require_POST
@desk_view(Right.ADAPT)
def write(request: HttpRequest) -> HttpResponse:
    """A text of the mission's own."""
    return _start(request, None, back="newsroom_making")


def _start(request: HttpRequest, item_id: UUID | None, back: str) -> HttpResponse:
    user = person(request)
    units = queries.own_units(user, Right.ADAPT)
    asked = request.POST.get("unit", "")
    unit: Unit | None = next((each for each in units if each.slug == asked), None)
    unit = unit or (units[0] if units else None)
    try:
        if unit is None:
            raise Refusal("adaptation.no_channels", unit="")
        made = start_adaptation(unit, by=user, item_id=item_id)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect(back, item_id) if item_id else redirect(back)
    at = request.POST.get("at", "")
    there = reverse("newsroom_adapt", args=[made.pk])
    return redirect(f"{there}?{urlencode({'at': at})}" if at else there)


@require_safe
@desk_view(Right.ADAPT)
@never_cache  # going back must not bring back an older text
def show(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    adaptation = queries.adaptation(person(request), adaptation_id)
    return _page(request, screen.build(adaptation))


def _page(request: HttpRequest, shown: Screen, status: int = 200, **more: Any) -> HttpResponse:
    adaptation = shown.adaptation
    item = adaptation.item
    versions = list(item.versions.all()) if item else []
    context = {
        "screen": shown,
        "adaptation": adaptation,
        "item": item,
        "facts": list(item.facts.all()) if item else [],
        "uses": queries.used_by(item, but=adaptation.unit)[:6] if item else [],
        "aims": aiming.build(person(request), shown),
        "openness": colleagues.openness(adaptation),
        "open_choices": Openness.choices,
        "not_before": queries.not_before(adaptation),
        "unconfirmed": [each.language for each in versions if each.machine],
        "language_choices": languages.choices(*_near(versions, shown)),
        "notices": rendered(request, adaptation, ADAPT_NOTICE),
        "footers": rendered(request, adaptation, ADAPT_FOOTER),
        "nav_key": "write",
        **more,
    }
    return render(request, "newsroom/adapt.html", context, status=status)


def _near(versions: list[Version], shown: Screen) -> list[str]:
    """The languages that stand on top of the choice: the item's, the channels', our own."""
    written = [each.language for each in versions if not each.machine]
    spoken = [language for view in shown.channels for language in view.channel.languages]
    used = [view.text.language for view in shown.channels]
    return list(dict.fromkeys([*written, *spoken, *used, *languages.MINISTRY]))


def rendered(request: HttpRequest, adaptation: Adaptation, slot: Any) -> list[str]:
    """What the layers above bring; they render templates, so it is safe as it comes."""
    return [mark_safe(each(request, adaptation)) for each in slot]  # noqa: S308


@require_POST
@desk_view(Right.ADAPT)
def save(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Saves; htmx gets what changed on the screen, a form without it the page again."""
    user = person(request)
    adaptation = queries.adaptation(user, adaptation_id)
    before = screen.shape(drafts.of(adaptation))
    try:
        posted.save_posted(adaptation, request.POST, by=user)
    except Stale as stale:
        return stale_answer(request, adaptation_id, stale)
    except Refusal as refusal:
        return _refused(request, adaptation, refusal)
    saved = queries.adaptation(user, adaptation_id)
    if not is_htmx(request):
        messages.success(request, _("Saved."))
        return redirect("newsroom_adapt", adaptation_id)
    response = _live(request, screen.build(saved), saved=True)
    response.headers["Heraut-Saved"] = str(saved.revision)
    if screen.shape(drafts.of(saved)) != before:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@desk_view(Right.ADAPT)
def check(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Counts and looks as one writes; saves nothing."""
    adaptation = queries.adaptation(person(request), adaptation_id)
    held = drafts.cleaned(posted.draft(adaptation, request.POST))
    return _live(request, screen.build(adaptation, held), saved=False)


def _live(request: HttpRequest, shown: Screen, *, saved: bool) -> HttpResponse:
    context = {
        "screen": shown,
        "adaptation": shown.adaptation,
        "saved": saved,
        "hints": aiming.live_hints(person(request), shown),
    }
    return render(request, "newsroom/adapt_live.html", context)


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _refused(request: HttpRequest, adaptation: Adaptation, refusal: Refusal) -> HttpResponse:
    """Nothing was saved: the person's text stays on the screen, with the reason above it."""
    told = sentence(refusal.code, refusal.params)
    if is_htmx(request):
        context = {"refused": told, "adaptation": adaptation}
        return render(request, "newsroom/adapt_refused.html", context, status=409)
    held = drafts.cleaned(posted.draft(adaptation, request.POST))
    shown = screen.build(adaptation, held, revision=posted.revision(request.POST))
    return _page(request, shown, status=409, refused=told)


def stale_answer(request: HttpRequest, adaptation_id: UUID, stale: Stale) -> HttpResponse:
    """Somebody saved in between: both texts, and a way to take either.

    The person's own text stays in their form; who submits elsewhere (the dispatch) answers with
    this as well.
    """
    theirs = queries.adaptation(person(request), adaptation_id)
    mine = drafts.cleaned(posted.draft(theirs, request.POST))
    told = {
        "sentence": sentence(stale.code, stale.params),
        "name": stale.params["name"],
        "at": stale.params["at"],
        "revision": theirs.revision,
        "parts": _differences(screen.build(theirs), mine),
    }
    if is_htmx(request):
        context = {"stale": told, "adaptation": theirs}
        return render(request, "newsroom/adapt_stale.html", context, status=409)
    shown = screen.build(theirs, mine, revision=posted.revision(request.POST))
    return _page(request, shown, status=409, stale=told)


def _differences(theirs: Screen, mine: Draft) -> list[dict[str, Any]]:
    """Per channel text that differs: theirs with mine marked in it, each text once."""
    own = mine.by_channel()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for view in theirs.channels:
        here = own.get(view.id)
        if here is None or here.whole == view.text.whole:
            continue
        part = found.setdefault(
            (view.text.whole, here.whole),
            {
                "labels": [],
                "language": view.text.language,
                "direction": view.direction,
                "theirs": view.text.whole,
                "html": diffs.words(view.text.whole, here.whole),
            },
        )
        part["labels"].append(view.label)
    return list(found.values())


@require_POST
@desk_view(Right.ADAPT)
def thread(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Saves the texts that came along and does to a channel's thread what the button says."""
    user = person(request)
    adaptation = queries.adaptation(user, adaptation_id)
    command = request.POST.get("do", "")
    known = [text.channel for text in adaptation.texts.all()] + channels.of(adaptation.unit)

    def change(draft: Draft) -> Draft:
        def tags(channel: Channel) -> campaigns.Tags:
            return tags_of(adaptation, channel, draft.campaign, tracked=draft.tracked)

        return threads.change(draft, command, known, tags)

    try:
        posted.save_posted(adaptation, request.POST, by=user, change=change)
    except Stale as stale:
        return stale_answer(request, adaptation_id, stale)
    except Refusal as refusal:
        return _refused(request, adaptation, refusal)
    channel = command.split(":")[1] if ":" in command else ""
    return redirect(f"{reverse('newsroom_adapt', args=[adaptation_id])}#channel-{channel}")


@require_POST
@desk_view(Right.ADAPT)
def picture(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """Saves the texts that came along and adds the picture to every channel that goes out."""
    user = person(request)
    adaptation = queries.adaptation(user, adaptation_id)
    upload = request.FILES.get("file")
    try:
        posted.save_posted(adaptation, request.POST, by=user)
    except Stale as stale:
        return stale_answer(request, adaptation_id, stale)
    except Refusal as refusal:
        return _refused(request, adaptation, refusal)
    if upload is None:
        messages.error(request, _("Choose a picture first."))
        return redirect("newsroom_adapt", adaptation_id)
    try:
        _attach(request, adaptation_id, upload)
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Picture added. Say below what it shows."))
    return redirect("newsroom_adapt", adaptation_id)


@transaction.atomic
def _attach(request: HttpRequest, adaptation_id: UUID, upload: Any) -> None:
    user = person(request)
    adaptation = queries.adaptation(user, adaptation_id)
    added = add_picture(upload.file, upload.size, by=user, unit=adaptation.unit)
    draft = drafts.with_picture(drafts.of(adaptation), added.pk)
    save_adaptation(adaptation_id, by=user, revision=adaptation.revision, draft=draft)
