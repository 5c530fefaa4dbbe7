"""Asking a colleague: the list of what was asked, one thread, live."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.foundation import live
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.newsroom import colleagues, offers, queries, questions
from heraut.newsroom.actions.ask_colleague import ask_colleague
from heraut.newsroom.actions.close_question import close_question
from heraut.newsroom.actions.reply import reply as write_reply
from heraut.newsroom.models import Adaptation, Item, Question, QuestionState
from heraut.newsroom.posted import uuids
from heraut.newsroom.views._common import person, reads
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 30


@require_safe
@desk_view(Right.ITEM_READ)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for this person's answer, what was answered, and everything of theirs."""
    user = person(request)
    page = page_of(request, questions.mine(user), _A_PAGE)
    waiting = list(questions.to_answer(user)[:_A_PAGE])
    ids = [each.pk for each in page.object_list] + [each.pk for each in waiting]
    stamp = live.stamp(ids, *questions.live_stamp_parts(ids))
    if (answer := live.unchanged(request, stamp)) is not None:
        return answer
    shown = {each.pk for each in waiting}
    context = {
        "page": page,
        "waiting": waiting,
        "rest": [each for each in page.object_list if each.pk not in shown],
        "asking": list(offers.asking(user)[:_A_PAGE]),
        "reads": reads(),
        "stamp": stamp,
        "tab": "asked",
        "nav_key": "pool",
    }
    part = request.GET.get("stamp")
    return render(request, "newsroom/_asked.html" if part else "newsroom/asked.html", context)


@require_safe
@desk_view(Right.ITEM_READ)
def show(request: HttpRequest, question_id: UUID) -> HttpResponse:
    user = person(request)
    question = access.get_or_404(user, Right.ITEM_READ, Question, pk=question_id)
    stamp = live.stamp(*questions.live_stamp_parts([question.pk]))
    if (answer := live.unchanged(request, stamp)) is not None:
        return answer
    full = questions.questions(user).prefetch_related("replies__by").get(pk=question.pk)
    context = {
        "question": full,
        "reads": reads(),
        "stamp": stamp,
        "open": full.state != QuestionState.CLOSED,
        "may_close": _may_close(user, full),
        "tab": "asked",
        "nav_key": "pool",
    }
    part = request.GET.get("stamp")
    return render(request, "newsroom/_thread.html" if part else "newsroom/question.html", context)


def _may_close(user: User, question: Question) -> bool:
    theirs = question.by_id == user.pk or access.can(user, Right.ADAPT, question.unit)
    return theirs and question.state != QuestionState.CLOSED


@require_POST
@desk_view(Right.ITEM_READ)
def ask_item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    item = queries.item_page(person(request), item_id)
    return _ask(request, item, item_id=item.pk, back="newsroom_item")


@require_POST
@desk_view(Right.ITEM_READ)
def ask_text(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    adaptation = colleagues.open_text(person(request), adaptation_id)
    return _ask(request, adaptation, adaptation_id=adaptation.pk, back="newsroom_look")


def _ask(
    request: HttpRequest,
    about: Item | Adaptation,
    *,
    back: str,
    item_id: UUID | None = None,
    adaptation_id: UUID | None = None,
) -> HttpResponse:
    user = person(request)
    to_unit, to_person = _addressee(request.POST.get("to", ""))
    try:
        question = ask_colleague(
            _for(user),
            request.POST.get("text", "")[:4000],
            by=user,
            item_id=item_id,
            adaptation_id=adaptation_id,
            to_unit=to_unit,
            to_person=to_person,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect(back, about.pk)
    messages.success(request, _("Asked. The answer appears here and on your home."))
    return redirect("newsroom_question", question.pk)


def _for(user: User) -> Unit:
    """The unit for which a person asks: the nearest to the ground in which they hold a role."""
    return queries.own_units(user, Right.ITEM_READ)[0]


def _addressee(to: str) -> tuple[Unit | None, User | None]:
    """``unit:id`` or ``person:id``; nobody for anything else."""
    kind, _colon, value = to.partition(":")
    found = uuids([value])
    if not found:
        return None, None
    if kind == "person":
        return None, User.objects.filter(pk=found[0], is_active=True).first()
    return Unit.objects.filter(pk=found[0]).first(), None


@require_POST
@desk_view(Right.ITEM_READ)
def reply(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = access.get_or_404(person(request), Right.ITEM_READ, Question, pk=question_id)
    try:
        write_reply(question.pk, request.POST.get("text", "")[:4000], by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    return redirect("newsroom_question", question.pk)


@require_POST
@desk_view(Right.ITEM_READ)
def close(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = access.get_or_404(person(request), Right.ITEM_READ, Question, pk=question_id)
    try:
        close_question(question.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("Closed. The thread stays with what it is about."))
    return redirect("newsroom_asked")
