"""What is to be published by hand: the list, one task, its files, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.dispatch import by_hand, footer, queries
from heraut.dispatch.forms import ByHandForm
from heraut.dispatch.models import Delivery
from heraut.dispatch.views.common import person
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal
from heraut.outbound.actions.finish_by_hand import finish_by_hand
from heraut.outbound.queries import is_held
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_A_PAGE = 20


def _delivery(request: HttpRequest, delivery_id: UUID) -> Delivery:
    return access.get_or_404(person(request), Right.DISPATCH, Delivery, pk=delivery_id)


@require_safe
@desk_view(Right.DISPATCH)
def index(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person, what waits longest first."""
    page = page_of(request, queries.by_hand(person(request)), _A_PAGE)
    tasks = [by_hand.task_of(each) for each in page.object_list]
    context = {
        "page": page,
        "tasks": [each for each in tasks if each is not None],
        "nav_key": "dispatches",
    }
    return render(request, "dispatch/by_hand_list.html", context)


@require_safe
@desk_view(Right.DISPATCH)
def show(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    return _page(request, _delivery(request, delivery_id), ByHandForm())


def _page(
    request: HttpRequest, delivery: Delivery, form: ByHandForm, status: int = 200
) -> HttpResponse:
    task = by_hand.task_of(delivery)
    if task is None:
        messages.info(request, _("There is nothing left to do by hand here."))
        return redirect("dispatch", delivery.dispatch_id)
    # access: the parcel of a delivery that came through the door
    held = type(task.parcel).objects.filter(is_held(), pk=task.parcel.pk).exists()
    unit = delivery.dispatch.unit
    context = {
        "task": task,
        "delivery": delivery,
        "held": held,
        "form": form,
        "zone": footer.zone_of(unit),
        "place": footer.place_of(unit),
        "nav_key": "dispatches",
    }
    return render(request, "dispatch/by_hand.html", context, status=status)


@require_safe
@desk_view(Right.DISPATCH)
def file(request: HttpRequest, delivery_id: UUID, sha256: str) -> HttpResponse:
    """A picture, film or document of the text, to be saved and uploaded by hand."""
    task = by_hand.task_of(_delivery(request, delivery_id))
    found = by_hand.file_of(task, sha256) if task is not None else None
    if found is None:
        raise Http404
    data, mime, name = found
    answer = HttpResponse(data, content_type=mime)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@desk_view(Right.DISPATCH)
def finish(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    delivery = _delivery(request, delivery_id)
    form = ByHandForm(request.POST)
    parcel = by_hand.parcel_of(delivery)
    if parcel is None:
        explain(request, Refusal("parcel.not_by_hand"))
        return redirect("dispatch", delivery.dispatch_id)
    if not form.is_valid():
        return _page(request, delivery, form, status=422)
    said = form.cleaned_data
    try:
        finish_by_hand(
            parcel.pk,
            by=person(request),
            answer=said["answer"],
            url=said["url"],
            reason=said["reason"],
            sure=said["sure"],
        )
    except Refusal as refusal:
        form.doubted = refusal.code == "parcel.address_elsewhere"
        explain(request, refusal)
        return _page(request, delivery, form, status=422)
    if said["answer"] == "published":
        messages.success(request, _("Noted in your name. It is marked as not verified by machine."))
    else:
        messages.success(request, _("Noted in your name: it was not published."))
    return redirect("dispatch", delivery.dispatch_id)
