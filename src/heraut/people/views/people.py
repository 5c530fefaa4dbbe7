"""Administering people: who there is, who may do what where."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heraut.foundation.words import explain
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access, invitation, queries
from heraut.people.actions.deactivate_person import deactivate_person
from heraut.people.actions.end_role import end_role
from heraut.people.actions.grant_role import grant_role
from heraut.people.actions.invite_person import invite_person
from heraut.people.actions.reset_second_factor import reset_second_factor
from heraut.people.forms import InviteForm, RoleForm
from heraut.people.gate import desk_view
from heraut.people.models import Membership, Role, User
from heraut.people.rights import Right


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)


def _person(request: HttpRequest, user_id: UUID) -> User:
    found = queries.people(_by(request)).filter(pk=user_id).first()
    if found is None:
        raise Http404("person")
    return found


@require_GET
@desk_view(Right.PEOPLE_MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    text, role = request.GET.get("q", ""), request.GET.get("role", "")
    found = queries.people(_by(request), text, role)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "text": text,
        "role": role,
        "roles": Role.choices,
        "today": clock.now().date(),
        "nav_key": "people",
    }
    return render(request, "people/index.html", context)


@require_GET
@desk_view(Right.PEOPLE_MANAGE)
def show(request: HttpRequest, user_id: UUID) -> HttpResponse:
    return _page(request, _person(request, user_id))


def _page(
    request: HttpRequest, person: User, form: RoleForm | None = None, status: int = 200
) -> HttpResponse:
    by = _by(request)
    context = {
        "person": person,
        "today": clock.now().date(),
        "factors": list(Authenticator.objects.filter(user=person, type__in=["totp", "webauthn"])),
        "sessions": list(UserSession.objects.filter(user=person)),
        "needs_second_factor": access.needs_second_factor(person),
        "form": form or RoleForm(by=by, initial={"valid_from": clock.now().date()}),
        "oneself": person.pk == by.pk,
        "nav_key": "people",
    }
    return render(request, "people/person.html", context, status=status)


@require_http_methods(["GET", "POST"])
@desk_view(Right.PEOPLE_MANAGE)
def invite(request: HttpRequest) -> HttpResponse:
    by = _by(request)
    form = InviteForm(request.POST or None, by=by, initial={"valid_from": clock.now().date()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                person = invite_person(
                    said["email"], said["name"], said["language"], by=by, unit=said["unit"]
                )
                grant_role(
                    person.pk,
                    Role(said["role"]),
                    said["unit"],
                    by=by,
                    valid_from=said["valid_from"],
                    valid_until=said["valid_until"],
                )
        except Refusal as refusal:
            explain(request, refusal)
        else:
            invitation.send(person)
            messages.success(request, _("Invited: a link to set a password is on its way."))
            return redirect("person", person.pk)
    context = {"form": form, "nav_key": "people"}
    status = 422 if form.is_bound else 200
    return render(request, "people/invite.html", context, status=status)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person, by = _person(request, user_id), _by(request)
    form = RoleForm(request.POST, by=by)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    said = form.cleaned_data
    try:
        grant_role(
            person.pk,
            Role(said["role"]),
            said["unit"],
            by=by,
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
        )
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("The role is granted."))
    return redirect("person", person.pk)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    membership = Membership.objects.filter(
        access.within(_by(request), Right.PEOPLE_MANAGE, "unit"), pk=membership_id
    ).first()
    if membership is None:
        raise Http404("membership")
    try:
        end_role(membership.pk, by=_by(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("The role has ended."))
    return redirect("person", membership.user_id)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person = _person(request, user_id)
    try:
        deactivate_person(person.pk, by=_by(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("The account is closed and all its sessions have ended."))
    return redirect("person", person.pk)


@require_POST
@desk_view(Right.PEOPLE_MANAGE)
def reset(request: HttpRequest, user_id: UUID) -> HttpResponse:
    person = _person(request, user_id)
    try:
        reset_second_factor(person.pk, by=_by(request))
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, _("The second factor is gone; the person sets up a new one."))
    return redirect("person", person.pk)
