"""Proposals with their reasons: accepted or set aside by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.network import queries
from heraut.network.actions._proposals import editable_units, may_answer
from heraut.network.actions.accept_proposal import accept_proposal
from heraut.network.actions.set_aside_proposal import set_aside_proposal
from heraut.network.planning.queries import world
from heraut.network.proposals import KINDS, Proposal, propose, words
from heraut.network.views._common import person
from heraut.people.gate import desk_view
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal in words. ``more``: where all its rows are, if only some stand beside it."""

    proposal: Proposal
    kind: str
    title: str
    reasons: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    accept: str
    may_answer: bool
    more: str

    @property
    def mark(self) -> str:
        """Tells its fields on the page from those of others."""
        return self.proposal.digest[:12]


def shown(user: User, proposals: Iterable[Proposal]) -> list[Shown]:
    editable = editable_units(user)
    return [_shown(user, each, editable) for each in proposals]


def _shown(user: User, each: Proposal, editable: frozenset[object]) -> Shown:
    return Shown(
        proposal=each,
        kind=str(words.KINDS[each.kind]),
        title=words.say(each.title),
        reasons=tuple(words.say(reason) for reason in each.reasons),
        rows=tuple(
            (
                row.label,
                reverse("channel", args=[row.channel])
                if row.channel
                else reverse("plan", args=[row.mission]),
            )
            for row in each.rows
        ),
        accept=words.say(each.accept) if each.accept else "",
        may_answer=may_answer(each, user, editable),
        more=_more(each),
    )


def _more(each: Proposal) -> str:
    """Proposals about a whole platform link to all of its rows."""
    what, _colon, platform = each.subject.partition(":")
    if each.kind == "quiet" and what == "custodian":
        return f"{reverse('plans')}?lack=custodian&platform={platform}"
    if each.kind == "quiet" and what == "certification":
        return f"{reverse('plans')}?lack=certification&platform={platform}"
    return ""


@require_safe
@desk_view(Right.NETWORK_READ)
def index(request: HttpRequest) -> HttpResponse:
    found = propose(world(), queries.answered())
    kind = request.GET.get("kind", "")
    counts = Counter(each.kind for each in found)
    chosen = [each for each in found if kind in ("", each.kind)]
    page = Paginator(chosen, 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "proposals": shown(person(request), page.object_list),
        "total": len(found),
        "kinds": [(each, words.KINDS[each], counts[each]) for each in KINDS if counts[each]],
        "kind": kind,
        "answers": queries.answers(),
        "back": request.get_full_path(),
        "tab": "proposals",
        "nav_key": "network",
    }
    return render(request, "network/proposals.html", context)


@require_POST
@desk_view(Right.PLAN_EDIT)
def accept(request: HttpRequest) -> HttpResponse:
    try:
        change = accept_proposal(
            request.POST.get("key", ""), request.POST.get("digest", ""), by=person(request)
        )
    except Refusal as refusal:
        explain(request, refusal)
        return _back(request)
    if change is not None:
        messages.success(request, _("Planned. Here is what its opening takes."))
        return redirect("change", change.pk)
    messages.success(request, _("Accepted: the plans say so now."))
    return _back(request)


@require_POST
@desk_view(Right.PLAN_EDIT)
def set_aside(request: HttpRequest) -> HttpResponse:
    said = request.POST
    try:
        set_aside_proposal(
            said.get("key", ""),
            said.get("digest", ""),
            by=person(request),
            reason=said.get("reason", ""),
        )
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Set aside, until something changes."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("proposals")
    return redirect(back)
