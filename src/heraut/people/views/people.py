"""Administering people: who there is, who may do what where."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from typing import cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.people import access, invitation, queries
from heraut.people.actions.deactivate_person import deactivate_person
from heraut.people.actions.end_role import end_role
from heraut.people.actions.grant_role import grant_role
from heraut.people.actions.invite_again import invite_again
from heraut.people.actions.invite_person import invite_person
from heraut.people.actions.reopen_person import reopen_person
from heraut.people.actions.reset_second_factor import reset_second_factor
from heraut.people.actions.sign_out_person import sign_out_person
from heraut.people.days import today
from heraut.people.forms import EndForm, InviteForm, PeopleFilter, RoleForm
from heraut.people.gate import asks_second_factor, desk_view
from heraut.people.models import Membership, Role, User
from heraut.people.rights import Right
from heraut.people.sessions import live

log = logging.getLogger(__name__)


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)


def _person(request: HttpRequest, user_id: UUID) -> User:
    found = queries.people(_by(request)).filter(pk=user_id).first()
    if found is None:
        raise Http404("person")
    return found


@require_safe
@desk_view(Right.PEOPLE_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET or None, by=_by(request))
    sought = queries.Sought()
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        unit = said["unit"].slug if said["unit"] else ""
        sought = queries.Sought(said["q"], said["role"], unit, said["state"])
    context = {
        "page": Paginator(queries.people(_by(request), sought), 50).get_page(
            request.GET.get("page")
        ),
        "form": form,
        "today": today(),
        "soon": today() + queries.SOON,
        "nav_key": "people",
    }
    return render(request, "people/index.html", context)


@require_safe
@desk_view(Right.PEOPLE_MANAGE)
def show(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _page(request, _person(request, user_id))


def _page(
    request: HttpRequest, person: User, form: RoleForm | None = None, status: int = 200
) -> HttpResponse:
    by = _by(request)
    mine = set(access.units(by, Right.PEOPLE_MANAGE).values_list("pk", flat=True))
    context = {
        "person": person,
        "roles": [
            (each, phase, person != by and each.unit_id in mine and phase != "ended")
            for each in person.memberships.all()
            for phase in [each.phase(today())]
        ],
        "today": today(),
        "factors": list(Authenticator.objects.filter(user=person, type__in=["totp", "webauthn"])),
        "sessions": list(live(person)),
        "asks_factor": asks_second_factor(person),
        "form": form or RoleForm(by=by, initial={"valid_from": today()}),
        "oneself": person.pk == by.pk,
        "audits": access.holds(by, Right.AUDIT_READ),
        "nav_key": "people",
    }
    return render(request, "people/person.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PEOPLE_MANAGE)
def invite(request: HttpRequest) -> HttpResponse:
    by = _by(request)
    form = InviteForm(request.POST or None, by=by, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                person = invite_person(
                    said["email"], said["name"], said["language"], by=by, unit=said["unit"]
                )
                _grant(person, form, by)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            _send(request, person)
            return redirect("person", person.pk)
    context = {"form": form, "nav_key": "people"}
    status = 422 if form.is_bound else 200
    return render(request, "people/invite.html", context, status=status)


def _send(request: HttpRequest, person: User) -> None:
    """The account stands whether or not the mail server does."""
    try:
        invitation.send(person)
    except (OSError, smtplib.SMTPException):
        log.exception("the invitation could not be sent")
        messages.error(
            request,
            _("The invitation could not be sent: the mail server does not answer. Try again here."),
        )
    else:
        messages.success(request, _("Invited: a link to set a password is on its way."))


def _grant(person: User, form: RoleForm, by: User) -> None:
    said = form.cleaned_data
    grant_role(
        person.pk,
        Role(said["role"]),
        said["unit"],
        by=by,
        valid_from=said["valid_from"],
        valid_until=said["valid_until"],
    )


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person, by = _person(request, user_id), _by(request)
    form = RoleForm(request.POST, by=by)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    return _do(request, person.pk, lambda: _grant(person, form, by), _("The role is granted."))


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership = Membership.objects.filter(  # access: scoped by the condition
        access.within(_by(request), Right.PEOPLE_MANAGE, "unit"), pk=membership_id
    ).first()
    if membership is None:
        raise Http404("membership")
    form = EndForm(request.POST)
    day = form.cleaned_data["on"] if form.is_valid() else today()
    said = _("The role has ended.") if day <= today() else _("The role ends on that day.")
    return _do(
        request, membership.user_id, lambda: end_role(membership.pk, by=_by(request), on=day), said
    )


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person = _person(request, user_id)
    said = _("The account is closed and all its sessions have ended.")
    return _do(request, person.pk, lambda: deactivate_person(person.pk, by=_by(request)), said)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def reopen(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person, said = _person(request, user_id), _("The account is open again.")
    return _do(request, person.pk, lambda: reopen_person(person.pk, by=_by(request)), said)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person = _person(request, user_id)
    said = _("The second factor is gone; the person sets up a new one.")
    return _do(request, person.pk, lambda: reset_second_factor(person.pk, by=_by(request)), said)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def sign_out(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person, said = _person(request, user_id), _("Signed out on every device.")
    return _do(request, person.pk, lambda: sign_out_person(person.pk, by=_by(request)), said)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def invite_anew(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person = _person(request, user_id)
    try:
        invite_again(person.pk, by=_by(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        _send(request, person)
    return redirect("person", person.pk)


def _do(request: HttpRequest, user_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so, or say why not; either way back to the person."""
    try:
        act()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, said)
    return redirect("person", user_id)
