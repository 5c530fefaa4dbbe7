"""What this app brings to the Adapt screen: when it goes out, who clears it, the button."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.template.loader import render_to_string

from heraut.dispatch import queries
from heraut.dispatch.models import Dispatch, DispatchState
from heraut.guidance.queries import clearers
from heraut.kernel import clock
from heraut.newsroom.models import Adaptation
from heraut.people import access
from heraut.people.models import Unit
from heraut.people.rights import Right


def zone_of(unit: Unit) -> ZoneInfo:
    """The clock on the unit's wall: its mission's, else the ministry's."""
    mission = getattr(unit, "mission", None)
    if mission is not None:
        return ZoneInfo(mission.time_zone)
    from django.conf import settings

    return ZoneInfo(settings.TIME_ZONE)


def place_of(unit: Unit) -> str:
    mission = getattr(unit, "mission", None)
    return mission.city if mission is not None else ""


def suggested(zone: ZoneInfo) -> datetime:
    """The next good moment there: five in the afternoon, or ten the next morning."""
    local = clock.now().astimezone(zone)
    today = local.replace(hour=17, minute=0, second=0, microsecond=0)
    if today - local > timedelta(minutes=45):
        return today
    return (local + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)


def asked_for(request: HttpRequest, zone: ZoneInfo) -> datetime | None:
    """The moment to come that the address names (``?at=``, with its offset), on the clock there."""
    try:
        at = datetime.fromisoformat(request.GET.get("at", ""))
    except ValueError:
        return None
    return at.astimezone(zone) if at.tzinfo is not None and at > clock.now() else None


def _latest(adaptation: Adaptation) -> Dispatch | None:
    # access: whoever has the text open may know its dispatch
    found = queries.with_deliveries(Dispatch.objects.filter(adaptation=adaptation))
    return found.order_by("-created_at").first()


def footer(request: HttpRequest, adaptation: Adaptation) -> str:
    """See ``newsroom.slots.ADAPT_FOOTER``."""
    unit = adaptation.unit
    zone = zone_of(unit)
    asked = asked_for(request, zone)
    authors = {editor.pk for editor in adaptation.editors.all()} | {request.user.pk}
    latest = _latest(adaptation)
    open_ = latest is not None and latest.state in (
        DispatchState.ASKED,
        DispatchState.HANDED_OVER,
    )
    context = {
        "adaptation": adaptation,
        "zone": zone,
        "place": place_of(unit),
        "asked_for": asked,
        # Without its zone, or the page would turn it to the reader's own clock.
        "suggested": (asked or suggested(zone)).replace(tzinfo=None),
        "clearers": clearers(unit, set(authors))[:3],
        "may_submit": access.can(request.user, Right.DISPATCH, unit),
        "open_dispatch": latest if open_ else None,
    }
    return render_to_string("dispatch/_footer.html", context, request=request)


def notice(request: HttpRequest, adaptation: Adaptation) -> str:
    """See ``newsroom.slots.ADAPT_NOTICE``: what an edit would take back, or why it came back."""
    latest = _latest(adaptation)
    if latest is None or latest.state == DispatchState.CANCELLED:
        return ""
    context = {"dispatch": latest, "state": queries.summary(latest)[0]}
    return render_to_string("dispatch/_notice.html", context, request=request)
