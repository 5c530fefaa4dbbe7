"""Key messages: who carried which to whom, and where nobody did."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from heraut.dispatch import coverage as reading
from heraut.dispatch import previews
from heraut.dispatch.coverage import Period
from heraut.dispatch.models import Delivery, Dispatch
from heraut.dispatch.published import standing
from heraut.dispatch.views.common import person
from heraut.network import regions
from heraut.newsroom.models import KeyMessage
from heraut.people import access
from heraut.people.days import today
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_USUAL = (30, 90, 365)
_DEFAULT = 30
_A_PAGE = 20


@require_safe
@desk_view(Right.DISPATCH_READ)
def coverage(request: HttpRequest) -> HttpResponse:
    period = period_of(request)
    region = request.GET.get("region", "")
    region = region if regions.name(region) != region else ""
    context = {
        "coverage": reading.coverage(person(request), period, region),
        "region": region,
        "region_name": regions.name(region) if region else "",
        **_period_context(period),
    }
    return render(request, "dispatch/coverage.html", context)


@require_safe
@desk_view(Right.DISPATCH_READ)
def carried(request: HttpRequest, key_message_id: UUID) -> HttpResponse:
    """The texts behind one count, as their readers see them."""
    message = access.get_or_404(person(request), Right.ITEM_READ, KeyMessage, pk=key_message_id)
    period = period_of(request)
    where = request.GET.get("in", "")
    page = page_of(request, reading.carrying(message, period, where), _A_PAGE)
    context = {
        "message": message,
        "page": page,
        "rows": _rows(request, list(page.object_list)),
        "where": regions.name(where),
        **_period_context(period),
    }
    return render(request, "dispatch/carried.html", context)


def _rows(request: HttpRequest, dispatches: list[Dispatch]) -> list[dict[str, Any]]:
    ids = [each.pk for each in dispatches]
    found: dict[UUID, list[Delivery]] = {}
    texts = standing().filter(dispatch__in=ids).select_related("channel", "parcel")
    for delivery in texts.order_by("channel__platform", "pk"):
        found.setdefault(delivery.dispatch_id, []).append(delivery)
    readable = access.rows(person(request), Right.DISPATCH_READ, Dispatch).filter(pk__in=ids)
    mine = set(readable.values_list("pk", flat=True))
    return [
        {
            "dispatch": each,
            "readable": each.pk in mine,
            "texts": [_text(delivery) for delivery in found.get(each.pk, [])],
        }
        for each in dispatches
    ]


def _text(delivery: Delivery) -> dict[str, Any]:
    parcel = delivery.parcel
    receipt = (parcel.receipt if parcel else None) or {}
    return {"preview": previews.of(delivery), "url": receipt.get("url", "")}


def period_of(request: HttpRequest) -> Period:
    """``?since=…&until=…`` or ``?days=…``; what makes no sense is the last thirty days."""
    since, until = _day(request, "since"), _day(request, "until")
    if since and until and since <= until:
        return Period(since, until)
    if since and since <= today():
        return Period(since, today())
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and 0 < len(asked) < 5 else _DEFAULT
    return reading.last_days(min(max(days, 1), 3660))


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None


def _period_context(period: Period) -> dict[str, Any]:
    return {
        "period": period,
        "usual": _USUAL,
        "is_usual": period.until == today() and period.days in _USUAL,
        "tab": "messages",
        "nav_key": "pool",
    }
