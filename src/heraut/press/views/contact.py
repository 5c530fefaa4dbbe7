"""Press contacts: who they are; how they are reached only with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.press import queries
from heraut.press.actions.forget_contact import forget_contact
from heraut.press.actions.record_contact import record_contact
from heraut.press.actions.reveal_contact import reveal_contact
from heraut.press.forms import ContactForm, RevealForm
from heraut.press.models import PressContact
from heraut.press.views.common import do, own_unit, person
from heraut.ui.paging import page_of


@require_safe
@desk_view(Right.PRESS_WORK)
def index(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:100]
    page = page_of(request, queries.contacts(person(request), text), 50)
    context = {"page": page, "q": text, "tab": "contacts", "nav_key": "press"}
    return render(request, "press/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WORK)
def new(request: HttpRequest) -> HttpResponse:
    unit = own_unit(request, Right.PRESS_WORK)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = record_contact(unit, form.card(), by=person(request))
        messages.success(request, _("Recorded. How to reach them is sealed."))
        return redirect("press_contact", made.pk)
    context = {"form": form, "unit": unit, "nav_key": "press"}
    return render(request, "press/contact_form.html", context, status=422 if form.is_bound else 200)


def _contact(request: HttpRequest, contact_id: UUID) -> PressContact:
    return access.get_or_404(person(request), Right.PRESS_WORK, PressContact, pk=contact_id)


@require_safe
@desk_view(Right.PRESS_WORK)
def show(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    return _page(request, _contact(request, contact_id), RevealForm())


def _page(
    request: HttpRequest,
    contact: PressContact,
    form: RevealForm,
    revealed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person(request)
    context = {
        "contact": contact,
        "form": form,
        "revealed": revealed,
        "known": sorted(contact.details or {}),
        "enquiries": queries.enquiries_of(user, contact),
        "may_change": access.can(user, Right.PRESS_WORK, contact.unit)
        and contact.forgotten_at is None,
        "nav_key": "press",
    }
    return render(request, "press/contact.html", context, status=status)


@require_POST
@desk_view(Right.PRESS_WORK)
@never_cache
def reveal(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """The address, on this page alone; a reload asks again."""
    contact, form = _contact(request, contact_id), RevealForm(request.POST)
    if not form.is_valid():
        return _page(request, contact, form, status=422)
    try:
        found = reveal_contact(contact.pk, by=person(request), reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("press_contact", contact.pk)
    return _page(request, contact, RevealForm(), revealed=found)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view(Right.PRESS_WORK)
def change(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    contact = _contact(request, contact_id)
    form = ContactForm(request.POST or None, known=contact)
    if request.method == "POST" and form.is_valid():
        try:
            record_contact(contact.unit, form.card(), by=person(request), contact_id=contact.pk)
        except Refusal as refusal:
            explain(request, refusal)
        else:
            messages.success(request, _("Saved."))
        return redirect("press_contact", contact.pk)
    context = {"form": form, "contact": contact, "unit": contact.unit, "nav_key": "press"}
    return render(request, "press/contact_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@desk_view(Right.PRESS_WORK)
def forget(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    contact = _contact(request, contact_id)
    return do(
        request,
        lambda: forget_contact(contact.pk, by=person(request)),
        _("Forgotten. Nothing of them is kept."),
        "press_contacts",
    )
