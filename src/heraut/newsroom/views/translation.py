"""Translating: the original beside its translation, what is typed kept as one writes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation import live
from heraut.foundation.words import explain, sentence
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import diffs, languages, queries
from heraut.newsroom.actions._edits import Text
from heraut.newsroom.actions._rules import may_translate
from heraut.newsroom.actions.ask_proposal import ask_proposal
from heraut.newsroom.actions.leave_translation import leave_translation
from heraut.newsroom.actions.save_version import save_version
from heraut.newsroom.actions.settle_proposal import settle_proposal
from heraut.newsroom.actions.take_translation import Typed, take_translation
from heraut.newsroom.models import Item, MachineProposal, ProposalState, Version
from heraut.newsroom.translating import carrying, choosing, pairs, screen
from heraut.newsroom.translating import queries as reads
from heraut.newsroom.translating.contract import Malformed, Refused, Translated
from heraut.newsroom.translating.screen import Screen
from heraut.newsroom.views._common import person
from heraut.people.gate import desk_view, public_view
from heraut.people.rights import Right

_PARTS = ("title", "summary", "body", "link")


# -- the page --------------------------------------------------------------------------------


def show(request: HttpRequest, item: Item, language: str) -> HttpResponse:
    """For who may write it; the version's view has asked that already."""
    return _page(request, screen.build(item, language, list(item.versions.all())))


def _page(request: HttpRequest, shown: Screen, status: int = 200, **more: Any) -> HttpResponse:
    user = person(request)
    work = shown.work
    other = work if work is not None and work.taken_by_id != user.pk else None
    version = shown.version
    context = {
        "screen": shown,
        "item": shown.item,
        "language": shown.language,
        "direction": languages.direction(shown.language),
        "original": shown.original,
        "version": version,
        "other": other,
        "mine": work is not None and other is None,
        "provider": _provider(shown),
        "machine_label": choosing.label(shown.machine) if shown.machine else "",
        "history": list(queries.history(version)[:10]) if version else [],
        "nav_key": "pool",
        **_proposal(shown.proposal if shown.fresh_proposal else None),
        **more,
    }
    return render(request, "newsroom/translation.html", context, status=status)


def _provider(shown: Screen) -> str:
    """Who could be asked; empty where nobody is, or does not speak these languages."""
    provider = choosing.chosen()
    if provider is None or not provider.speaks(shown.item.original_language, shown.language):
        return ""
    return choosing.label(provider.slug)


def _proposal(proposal: MachineProposal | None) -> dict[str, Any]:
    if proposal is None:
        return {"proposal": None}
    return {
        "proposal": proposal,
        "proposal_label": choosing.label(proposal.provider),
        "proposal_trouble": sentence(proposal.code, {}) if proposal.code else "",
        "proposal_stamp": live.stamp(proposal.state, proposal.code, proposal.tries),
    }


def _work(request: HttpRequest, item_id: UUID, language: str) -> tuple[Item, list[Version]]:
    """The item and its versions, or 404 for who may not write it in ``language``."""
    user = person(request)
    item = queries.item_page(user, item_id)
    known = language in dict(languages.choices())
    versions = list(item.versions.all())
    if not known and language not in {version.language for version in versions}:
        raise Http404
    if language == item.original_language or not may_translate(user, item, language):
        raise Http404
    return item, versions


def _typed(data: QueryDict) -> Typed:
    """What the form holds; numbers that are none count as 0."""
    return Typed(
        title=data.get("title", ""),
        summary=data.get("summary", ""),
        paragraphs=tuple(data.getlist("paragraph") or pairs.paragraphs(data.get("body", ""))),
        link=data.get("link", ""),
        follows=_number(data.get("follows", "")),
        seen=_number(data.get("seen", "")),
        machine=data.get("machine", ""),
    )


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 16 else 0


# -- saving ----------------------------------------------------------------------------------


def save(request: HttpRequest, item: Item, language: str, text: Text) -> HttpResponse:
    """A new edit; ``confirm`` in the form says that a person has read a machine's words."""
    typed = _typed(request.POST)
    confirmed = "confirm" in request.POST
    try:
        saved = save_version(
            item.pk,
            language,
            by=person(request),
            text=text,
            seen=typed.seen,
            follows=typed.follows or None,
            machine=typed.machine if typed.machine in choosing.PROVIDERS else "",
            confirmed=confirmed,
        )
    except Stale as stale:
        return _second(request, item, language, typed, stale)
    except Refusal as refusal:
        explain(request, refusal)
        return again(request, item, language)
    messages.success(request, _saved(saved, confirmed))
    return redirect(reverse("newsroom_item", args=[item.pk]) + f"?text={language}")


def _saved(version: Version, confirmed: bool) -> str:
    if version.machine:
        return _("Saved. It stays marked as a machine’s translation until somebody confirms it.")
    return _("Confirmed.") if confirmed else _("Saved.")


def again(
    request: HttpRequest, item: Item, language: str, errors: list[str] | None = None
) -> HttpResponse:
    """The page with what the person sent, and what is wrong with it."""
    shown = screen.build(item, language, list(item.versions.all()), _typed(request.POST))
    return _page(request, shown, status=422, errors=errors or [])


def _second(
    request: HttpRequest, item: Item, language: str, typed: Typed, stale: Stale
) -> HttpResponse:
    """Somebody was faster: the person's text stays in the form, the difference stands above it.
    Saving again from here is a decision, so the form now carries the newer edit."""
    versions = list(Version.objects.select_related("follows").filter(item=item))
    theirs = next(version for version in versions if version.language == language)
    mine = {"title": typed.title, "summary": typed.summary, "link": typed.link}
    mine["body"] = pairs.joined(typed.paragraphs)
    told = {
        "name": stale.params["name"],
        "at": stale.params["at"],
        "parts": [
            (part, diffs.words(getattr(theirs, part), mine[part]))
            for part in _PARTS
            if getattr(theirs, part).strip() != mine[part].strip()
        ],
    }
    held = Typed(
        typed.title,
        typed.summary,
        typed.paragraphs,
        typed.link,
        typed.follows,
        theirs.edit,
        typed.machine,
    )
    shown = screen.build(item, language, versions, held)
    return _page(request, shown, status=409, stale=told)


# -- in hand ---------------------------------------------------------------------------------


@require_POST
@desk_view(Right.ITEM_WRITE)
def keep(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    """Keeps what is typed, and takes the work in hand; ``insert`` puts a proposed paragraph in."""
    item, versions = _work(request, item_id, language)
    typed = _typed(request.POST)
    if request.POST.get("insert"):
        typed = _with_inserted(request, screen.build(item, language, versions, typed), typed)
    tick = _number(request.POST.get("tick", ""))
    try:
        work = take_translation(item.pk, language, by=person(request), typed=typed, tick=tick)
    except Stale as stale:
        return _taken(request, stale, item, language)
    if _htmx(request):
        response = render(request, "newsroom/translation_kept.html", {"work": work})
        response.headers["Heraut-Saved"] = "1"
        return response
    messages.success(request, _("Kept for you. It is not saved as the item’s text yet."))
    return redirect("newsroom_version", item.pk, language)


def _with_inserted(request: HttpRequest, shown: Screen, typed: Typed) -> Typed:
    """For browsers without script: the proposed words of one row, or of all, in their fields."""
    asked = request.POST.get("insert", "")
    if shown.proposal is None:
        return typed
    rows = [row for row in shown.rows if row.proposed and asked in (row.key, "all")]
    said = {row.key: row.proposed for row in rows}
    paragraphs = list(typed.paragraphs)
    for number, row in enumerate(row for row in shown.rows if row.name == "paragraph"):
        if row.key in said and number < len(paragraphs):
            paragraphs[number] = said[row.key]
    return Typed(
        said.get("title", typed.title),
        said.get("summary", typed.summary),
        tuple(paragraphs),
        typed.link,
        typed.follows,
        typed.seen,
        shown.proposal.provider if said else typed.machine,
    )


def _taken(request: HttpRequest, stale: Stale, item: Item, language: str) -> HttpResponse:
    told = sentence(stale.code, stale.params)
    if _htmx(request):
        context = {"told": told}
        return render(request, "newsroom/translation_taken.html", context, status=409)
    messages.error(request, told)
    return again(request, item, language)


@require_POST
@desk_view(Right.ITEM_WRITE)
def take(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    """Take it in hand, over from somebody else where the person says so."""
    item, _versions = _work(request, item_id, language)
    try:
        take_translation(item.pk, language, by=person(request), over="over" in request.POST)
    except Stale as stale:
        explain(request, stale)
    return redirect("newsroom_version", item.pk, language)


@require_POST
@desk_view(Right.ITEM_WRITE)
def leave(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    item, _versions = _work(request, item_id, language)
    leave_translation(item.pk, language, by=person(request))
    messages.success(request, _("Given back. Somebody else can take it."))
    return redirect(reverse("newsroom_translations") + f"?language={language}")


def _htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


# -- a machine's proposal --------------------------------------------------------------------


@require_POST
@desk_view(Right.ITEM_WRITE)
def propose(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    item, _versions = _work(request, item_id, language)
    try:
        ask_proposal(item.pk, language, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_version", item.pk, language)


@require_safe
@desk_view(Right.ITEM_WRITE)
@never_cache
def proposed(request: HttpRequest, item_id: UUID, language: str) -> HttpResponse:
    """How far a proposal is, asked every few seconds."""
    item, _versions = _work(request, item_id, language)
    context = _proposal(reads.proposal(item, language))
    same = live.unchanged(request, context.get("proposal_stamp", ""))
    if same is not None:
        return same
    context |= {"item": item, "language": language, "arrived": "stamp" in request.GET}
    return render(request, "newsroom/translation_proposal.html", context)


@csrf_exempt
@public_view
@require_POST
def answer(request: HttpRequest, proposal_id: UUID, token: str, kind: str = "") -> HttpResponse:
    """Where a provider posts what it translated; the address is its secret. Posting twice changes
    nothing."""
    if not carrying.is_token(proposal_id, token):
        raise Http404
    # access: the token is the right to answer this one
    proposal = (
        MachineProposal.objects.select_related("source__version").filter(pk=proposal_id).first()
    )
    provider = choosing.reader(proposal.provider) if proposal else None
    if proposal is None or provider is None:
        raise Http404
    if proposal.state not in (ProposalState.WAITING, ProposalState.SENT):
        return HttpResponse(status=204)
    if kind == "error":
        settle_proposal(proposal_id, Refused("translation.refused"))
        return HttpResponse(status=204)
    try:
        said = provider.read(request.body, carrying.expected(proposal))
    except Malformed:
        return HttpResponse(status=400)
    settle_proposal(proposal_id, Translated(said))
    return HttpResponse(status=204)
