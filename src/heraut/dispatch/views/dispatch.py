"""Dispatches: the list, one dispatch as it goes out, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heraut.dispatch import amplifying, footer, queries
from heraut.dispatch.actions import cancel as cancelling
from heraut.dispatch.actions import recall as recalling
from heraut.dispatch.actions import reschedule as rescheduling
from heraut.dispatch.actions import submit as submitting
from heraut.dispatch.actions import try_again as trying
from heraut.dispatch.forms import ResolveForm, WhenForm
from heraut.dispatch.models import Delivery, Dispatch, DispatchKind, DispatchState
from heraut.dispatch.views.common import mend_url, person, row, summarise, visible_dispatch
from heraut.foundation import live
from heraut.foundation.words import explain
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom import queries as newsroom
from heraut.newsroom.posted import save_posted
from heraut.newsroom.views.adapt import stale_answer
from heraut.outbound.actions import release as releasing
from heraut.outbound.actions import resolve_unknown as resolving
from heraut.outbound.models import Attempt, ParcelState
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

#: What a telephone shows in a few strokes of the thumb.
_A_PAGE = 20
_FILTERS = [
    ("all", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting for clearance")),
    ("returned", gettext_lazy("Sent back")),
    ("scheduled", gettext_lazy("On their way")),
    ("trouble", gettext_lazy("In trouble")),
    ("published", gettext_lazy("Published")),
]


@require_safe
@desk_view(Right.DISPATCH_READ)
def index(request: HttpRequest) -> HttpResponse:
    """The list; asked by htmx with its stamp, only what changed."""
    chosen = request.GET.get("show", "all")
    found = queries.visible(person(request), chosen)
    page = page_of(request, found, _A_PAGE)
    ids = [each.pk for each in page.object_list]
    stamp = live.stamp(ids, *queries.live_stamp_parts(ids))
    if (answer := live.unchanged(request, stamp)) is not None:
        return answer
    shown = queries.with_deliveries(
        # access: the ids came through the door above
        Dispatch.objects.filter(pk__in=ids).select_related("unit__mission")
    ).order_by("-created_at", "-id")
    context = {
        "page": page,
        "rows": [summarise(each) for each in shown],
        "stamp": stamp,
        "chosen": chosen,
        "filters": _FILTERS,
        "nav_key": "dispatches",
    }
    name = "dispatch/_rows.html" if request.GET.get("stamp") else "dispatch/index.html"
    return render(request, name, context)


@require_safe
@desk_view(Right.DISPATCH_READ)
def show(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """One dispatch, live."""
    dispatch = visible_dispatch(request, dispatch_id)
    stamp = live.stamp(*queries.live_stamp_parts([dispatch.pk]))
    if (answer := live.unchanged(request, stamp)) is not None:
        return answer
    user = person(request)
    unit = dispatch.unit
    mine = amplifying.own_channels(user)
    done = amplifying.reposted([each.pk for each in dispatch.deliveries.all()], mine)
    rows = [row(each, user, mine, done) for each in dispatch.deliveries.all()]
    waiting = all(
        each.parcel is None or each.parcel.state == ParcelState.WAITING
        for each in dispatch.deliveries.all()
    )
    is_open = dispatch.state in (DispatchState.ASKED, DispatchState.HANDED_OVER)
    zone = footer.zone_of(unit)
    context = {
        "dispatch": dispatch,
        "summary": summarise(dispatch),
        "rows": rows,
        "stamp": stamp,
        "moving": any(each["kind"] in ("info", "wait") for each in rows),
        "zone": zone,
        "place": footer.place_of(unit),
        "may_change": is_open and waiting and access.can(user, Right.DISPATCH, unit),
        "mend_url": mend_url(dispatch),
        "may_edit": dispatch.state != DispatchState.CANCELLED
        and dispatch.kind == DispatchKind.TEXT
        and waiting
        and access.can(user, Right.ADAPT, unit),
        "when_form": WhenForm(
            initial={
                "when": "at",
                "at": footer.suggested(zone).replace(tzinfo=None),
                "stood": dispatch.at.isoformat() if dispatch.at else "none",
            }
        ),
        "resolve_form": ResolveForm(),
        "nav_key": "dispatches",
    }
    name = "dispatch/_dispatch.html" if request.GET.get("stamp") else "dispatch/dispatch.html"
    return render(request, name, context)


@require_safe
@desk_view(Right.DISPATCH_READ)
def attempts(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """The ledger of one delivery: every call that was made."""
    delivery = access.get_or_404(person(request), Right.DISPATCH_READ, Delivery, pk=delivery_id)
    parcels = [each for each in (delivery.parcel_id, delivery.recall_id) if each is not None]
    made = Attempt.objects.filter(parcel__in=parcels).select_related("parcel").order_by("number")
    context = {
        "delivery": delivery,
        "dispatch": delivery.dispatch,
        "attempts": made,
        "nav_key": "dispatches",
    }
    return render(request, "dispatch/attempts.html", context)


@require_POST
@desk_view(Right.DISPATCH)
def submit(request: HttpRequest, adaptation_id: UUID) -> HttpResponse:
    """From the Adapt screen: the texts as they stand there are saved and submitted."""
    user = person(request)
    adaptation = newsroom.adaptation(user, adaptation_id)
    zone = footer.zone_of(adaptation.unit)
    try:
        saved = save_posted(adaptation, request.POST, by=user)
    except Stale as stale:
        return stale_answer(request, adaptation.pk, stale)
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsroom_adapt", adaptation.pk)
    try:
        dispatch = submitting.submit(
            adaptation.pk,
            by=user,
            revision=saved.revision,
            at=WhenForm(request.POST).moment(zone),
            time_zone=zone.key,
        )
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsroom_adapt", adaptation.pk)
    messages.success(request, _("Submitted. You are told here what becomes of it."))
    return redirect("dispatch", dispatch.pk)


@require_POST
@desk_view(Right.DISPATCH)
def cancel(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    dispatch = visible_dispatch(request, dispatch_id)
    reason = request.POST.get("reason", "")[:300]
    return _do(
        request,
        dispatch,
        lambda: cancelling.cancel(dispatch.pk, by=person(request), reason=reason),
        _("Cancelled. Nothing more of it goes out."),
    )


@require_POST
@desk_view(Right.DISPATCH)
def reschedule(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    dispatch = visible_dispatch(request, dispatch_id)
    zone = footer.zone_of(dispatch.unit)

    def move() -> object:
        form = WhenForm(request.POST)
        at = form.moment(zone)
        return rescheduling.reschedule(dispatch.pk, by=person(request), at=at, seen=form.seen)

    return _do(request, dispatch, move, _("Moved. What was cleared stays cleared."))


@require_POST
@desk_view(Right.RELEASE)
def release(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """Let one held dispatch go, by name."""
    dispatch = visible_dispatch(request, dispatch_id)
    parcels = [each.parcel_id for each in dispatch.deliveries.all() if each.parcel_id is not None]
    return _do(
        request,
        dispatch,
        lambda: releasing.release(parcels, by=person(request)),
        _("Released in your name. It goes out when it is due."),
    )


@require_POST
@desk_view(Right.RECALL)
def recall(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    delivery = _delivery(request, delivery_id)
    return _do(
        request,
        delivery.dispatch,
        lambda: recalling.recall(delivery.pk, by=person(request)),
        _("The text is being deleted on the channel."),
    )


@require_POST
@desk_view(Right.DISPATCH)
def try_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    delivery = _delivery(request, delivery_id)
    return _do(
        request,
        delivery.dispatch,
        lambda: trying.try_again(delivery.pk, by=person(request)),
        _("It is being tried again."),
    )


@require_POST
@desk_view(Right.DISPATCH)
def resolve(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """A person looked at the channel and says what is there."""
    delivery = _delivery(request, delivery_id)
    form = ResolveForm(request.POST)
    if not form.is_valid() or delivery.parcel_id is None:
        messages.error(request, _("Say what you saw on the channel."))
        return redirect("dispatch", delivery.dispatch_id)
    parcel_id, said = delivery.parcel_id, form.cleaned_data
    return _do(
        request,
        delivery.dispatch,
        lambda: resolving.resolve_unknown(
            parcel_id, by=person(request), answer=said["answer"], url=said["url"]
        ),
        _("Noted, in your name."),
    )


def _delivery(request: HttpRequest, delivery_id: UUID) -> Delivery:
    return access.get_or_404(person(request), Right.DISPATCH_READ, Delivery, pk=delivery_id)


def _do(
    request: HttpRequest, dispatch: Dispatch, action: Callable[[], object], done: str
) -> HttpResponse:
    """Carry out ``action``; back to the dispatch with what came of it."""
    try:
        action()
    except Refusal as refusal:
        explain(request, refusal)
    else:
        messages.success(request, done)
    return redirect("dispatch", dispatch.pk)
