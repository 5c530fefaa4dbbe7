"""Enquiries: what journalists wait for, by deadline; one enquiry on its way to an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain, sentence
from heraut.guidance.queries import clearers
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom.models import Fact
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit
from heraut.people.rights import Right
from heraut.press import queries
from heraut.press.actions.assign_enquiry import assign_enquiry
from heraut.press.actions.close_enquiry import close_enquiry
from heraut.press.actions.draft_answer import Answer, draft_answer
from heraut.press.actions.move_deadline import move_deadline
from heraut.press.actions.pass_enquiry import pass_enquiry
from heraut.press.actions.receive_enquiry import receive_enquiry
from heraut.press.actions.record_answered import record_answered
from heraut.press.actions.record_contact import record_contact
from heraut.press.actions.submit_answer import submit_answer
from heraut.press.forms import (
    AnsweredForm,
    AnswerForm,
    AssignForm,
    CloseForm,
    DeadlineForm,
    EnquiryForm,
    PassForm,
)
from heraut.press.models import OPEN, Enquiry, EnquiryState, LineToTake
from heraut.press.reach import can_answer
from heraut.press.views.common import do, own_unit, person, reads, zones
from heraut.ui.paging import page_of

_FILTERS = [
    ("open", gettext_lazy("Open")),
    ("mine", gettext_lazy("Mine")),
    ("over", gettext_lazy("Over")),
]


@require_safe
@desk_view(Right.PRESS_READ)
def index(request: HttpRequest) -> HttpResponse:
    """By deadline. Who only reads lines to take is led there."""
    user = person(request)
    if not access.holds(user, Right.PRESS_WORK):
        return redirect("press_lines")
    chosen = request.GET.get("show", "open")
    page = page_of(request, queries.enquiries(user, chosen), 30)
    now = clock.now()
    context = {
        "page": page,
        "now": now,
        "soon": now + queries.SOON,
        "chosen": chosen,
        "filters": _FILTERS,
        "may_work": True,
        "tab": "enquiries",
        "nav_key": "press",
    }
    return render(request, "press/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WORK)
def new(request: HttpRequest) -> HttpResponse:
    """Who asks, what, until when; a person who is not known yet is recorded with it."""
    user, unit = person(request), own_unit(request, Right.PRESS_WORK)
    known = queries.known_contact(user, request.GET.get("contact", ""))
    initial = {"name": known.name, "outlet": known.outlet} if known else {}
    form = EnquiryForm(request.POST or None, zones=zones(request, unit), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _received(request, unit, form)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Written down. It stands with its deadline from now on."))
            return redirect("press_enquiry", made.pk)
    context = {"form": form, "unit": unit, "known": known, "nav_key": "press"}
    return render(request, "press/enquiry_form.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _received(request: HttpRequest, unit: Unit, form: EnquiryForm) -> Enquiry:
    user, asked, card = person(request), form.asked(), form.card()
    contact = queries.contact_named(user, unit, card.name, card.outlet)
    if contact is None:
        contact = record_contact(unit, card, by=user)
    return receive_enquiry(unit, contact.pk, asked, by=user)


@require_safe
@desk_view(Right.PRESS_WORK)
@never_cache
def show(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    return _page(request, queries.enquiry_page(person(request), enquiry_id))


def _page(request: HttpRequest, enquiry: Enquiry, status: int = 200, **more: Any) -> HttpResponse:
    user = person(request)
    works = access.can(user, Right.PRESS_WORK, enquiry.unit)
    open_ = enquiry.state in OPEN
    linked = list(enquiry.lines.all())
    fitting = queries.fitting_lines(user, enquiry.subject) if works and open_ else []
    offered = list({line.pk: line for line in [*linked, *fitting]}.values())
    workers = queries.workers(enquiry.unit) if works and open_ else []
    asked = enquiry.clearance if enquiry.clearance_id else None
    now = clock.now()
    context = {
        "enquiry": enquiry,
        "works": works and open_,
        "open": open_,
        "now": now,
        "soon": now + queries.SOON,
        "asked": asked,
        "clearers": clearers(enquiry.unit, {user.pk})[:2] if works and open_ else [],
        "lines": queries.listed(offered, user, reads()),
        "linked": {line.pk for line in linked},
        "facts": queries.offered_facts(offered, enquiry),
        "linked_facts": {fact.pk for fact in enquiry.facts.all()},
        "answer_form": _answer_form(enquiry, None),
        "deadline_form": _deadline_form(request, enquiry),
        "assign_form": AssignForm(workers=workers, initial={"to": user.pk}),
        "pass_form": PassForm(units=queries.may_pass_to(user, enquiry)),
        "answered_form": AnsweredForm(),
        "may_answer": enquiry.state == EnquiryState.CLEARED and can_answer(user, enquiry),
        "close_form": CloseForm(),
        "nav_key": "press",
        **more,
    }
    return render(request, "press/enquiry.html", context, status=status)


def _answer_form(enquiry: Enquiry, data: Any) -> AnswerForm:
    initial = {
        "seen": enquiry.revision,
        "answer": enquiry.answer,
        "language": enquiry.answer_language or enquiry.contact.language or reads(),
    }
    # access: the action asks the door again for each that is named
    lines, facts = LineToTake.objects.all(), Fact.objects.all()
    return AnswerForm(data, initial=initial, lines=lines, facts=facts)


def _enquiry(request: HttpRequest, enquiry_id: UUID) -> Enquiry:
    return queries.enquiry_page(person(request), enquiry_id)


@require_POST
@desk_view(Right.PRESS_WORK)
def answer(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    """Saves the answer; with ``act=ask`` it is put before somebody who may clear it."""
    enquiry = _enquiry(request, enquiry_id)
    form = _answer_form(enquiry, request.POST)
    if not form.is_valid():
        return _page(request, enquiry, 422, answer_form=form)
    data, user = form.cleaned_data, person(request)
    given = Answer(
        text=data["answer"],
        language=data["language"],
        lines=[each.pk for each in data["lines"]],
        facts=[each.pk for each in data["facts"]],
    )
    ask = request.POST.get("act") == "ask"
    try:
        saved = draft_answer(enquiry.pk, given, by=user, seen=data["seen"])
        if ask:
            submit_answer(saved.pk, by=user, seen=saved.revision)
    except Stale as stale:
        return _stale(request, enquiry_id, stale)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("press_enquiry", enquiry.pk)
    said = _("Saved. Somebody else has been asked to clear it.") if ask else _("Saved.")
    messages.success(request, said)
    return redirect("press_enquiry", enquiry.pk)


def _stale(request: HttpRequest, enquiry_id: UUID, stale: Stale) -> HttpResponse:
    """The person's own text stays in the form, theirs beside it; saving again is a decision."""
    theirs = _enquiry(request, enquiry_id)
    data = request.POST.copy()
    data["seen"] = str(theirs.revision)
    told = sentence(stale.code, stale.params)
    return _page(request, theirs, 409, answer_form=_answer_form(theirs, data), stale=told)


@require_POST
@desk_view(Right.PRESS_WORK)
def assign(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    enquiry, user = _enquiry(request, enquiry_id), person(request)
    form = AssignForm(request.POST, workers=queries.workers(enquiry.unit))
    to = form.cleaned_data["to"] if form.is_valid() else user
    return do(
        request,
        lambda: assign_enquiry(enquiry.pk, by=user, to=to),
        _("%(name)s has it now.") % {"name": to},
        _there(enquiry),
    )


@require_POST
@desk_view(Right.PRESS_WORK)
def deadline(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    enquiry = _enquiry(request, enquiry_id)
    form = DeadlineForm(request.POST, zones=_clocks(request, enquiry))
    if not form.is_valid():
        return _page(request, enquiry, 422, deadline_form=form)
    return do(
        request,
        lambda: move_deadline(
            enquiry.pk,
            by=person(request),
            deadline=form.moment(),
            time_zone=form.cleaned_data["zone"],
        ),
        _("The deadline is moved."),
        _there(enquiry),
    )


def _clocks(request: HttpRequest, enquiry: Enquiry) -> list[str]:
    """The clock on which it was set, then those of who works on it."""
    return list(dict.fromkeys([enquiry.time_zone, *zones(request, enquiry.unit)]))


def _deadline_form(request: HttpRequest, enquiry: Enquiry) -> DeadlineForm:
    wall = enquiry.deadline.astimezone(ZoneInfo(enquiry.time_zone)).replace(tzinfo=None)
    initial = {"deadline": wall, "zone": enquiry.time_zone}
    return DeadlineForm(initial=initial, zones=_clocks(request, enquiry))


@require_POST
@desk_view(Right.PRESS_WORK)
def pass_on(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    enquiry, user = _enquiry(request, enquiry_id), person(request)
    form = PassForm(request.POST, units=queries.may_pass_to(user, enquiry))
    if not form.is_valid():
        explain(request, Refusal("press.pass_where"))
        return redirect("press_enquiry", enquiry.pk)
    to = form.cleaned_data["to"]
    return do(
        request,
        lambda: pass_enquiry(enquiry.pk, by=user, to=to),
        _("Passed on to %(unit)s. You go on seeing what becomes of it.") % {"unit": to.name},
        _there(enquiry),
    )


@require_POST
@desk_view(Right.PRESS_WORK)
def answered(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    enquiry, form = _enquiry(request, enquiry_id), AnsweredForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, 422, answered_form=form)
    data = form.cleaned_data
    return do(
        request,
        lambda: record_answered(enquiry.pk, by=person(request), via=data["via"], at=data["at"]),
        _("Recorded as answered."),
        _there(enquiry),
    )


@require_POST
@desk_view(Right.PRESS_WORK)
def close(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    enquiry, form = _enquiry(request, enquiry_id), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, 422, close_form=form)
    data = form.cleaned_data
    return do(
        request,
        lambda: close_enquiry(
            enquiry.pk,
            by=person(request),
            declined=data["how"] == "declined",
            reason=data["reason"],
        ),
        _("Closed, with your reason."),
        _there(enquiry),
    )


def _there(enquiry: Enquiry) -> str:
    return reverse("press_enquiry", args=[enquiry.pk])
