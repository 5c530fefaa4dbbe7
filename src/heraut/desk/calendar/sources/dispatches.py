"""Dispatches: one entry each, its channels together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, ExtractHour, RowNumber, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from heraut.desk.calendar.entry import Answer, Ask, Entry, Filters, Kind, Mark
from heraut.dispatch import footer, queries
from heraut.dispatch.models import Delivery, Dispatch, DispatchState
from heraut.kernel import clock
from heraut.network.words import platform_name
from heraut.outbound.models import Hold, ParcelState
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: Texts without a time of their own that wait for clearance; the rest stands in the list.
_MOST_UNTIMED = 20
_ICONS = {"ok": "ok", "wait": "wait", "stop": "error", "info": "clock"}


def answer(ask: Ask) -> Answer:
    """A constant number of queries: which dispatches, then what is shown of each."""
    placed = list(_placed(ask))
    counts = {day: total for _pk, day, total, _hour, _in_hour in placed}
    hours = {(day, hour): number for _pk, day, _total, hour, number in placed}
    ids = [each[0] for each in placed]
    untimed = _untimed(ask)
    if untimed is not None:
        ids += list(untimed.values_list("pk", flat=True)[:_MOST_UNTIMED])
    today = clock.now().astimezone(ask.zone).date()
    found = [_entry(each, ask.user, today) for each in shown(ids)]
    return Answer(found, counts, hours)


def stamp(ask: Ask) -> tuple[object, ...]:
    """Aggregates over the same dispatches; a hold changes states without touching a row."""
    ids = _timed(ask).values("pk")
    own = Dispatch.objects.filter(pk__in=ids).aggregate(  # access: ids came through the door
        newest=Max("changed_at"), count=Count("pk")
    )
    # access: the ids came through the door
    sent = Delivery.objects.filter(dispatch__in=ids).aggregate(
        sent=Max("parcel__changed_at"), recalled=Max("recall__changed_at")
    )
    untimed = _untimed(ask)
    waiting = untimed.aggregate(count=Count("pk"), newest=Max("changed_at")) if untimed else {}
    held = Hold.objects.aggregate(  # access: how many, told to nobody
        placed=Max("placed_at"), ended=Max("ended_at")
    )
    return (*own.values(), *sent.values(), *waiting.values(), *held.values())


def shown(ids: Iterable[Any]) -> QuerySet[Dispatch]:
    """What an entry shows of each, in the order of their moments."""
    # access: the ids came through the door
    found = Dispatch.objects.filter(pk__in=list(ids)).select_related(
        "unit__mission", "adaptation__item"
    )
    found = found.defer("adaptation__title", "adaptation__pen_form", "adaptation__pen_tick")
    return queries.with_states(found).order_by(Coalesce("at", "changed_at"), "id")


def _mine(ask: Ask) -> QuerySet[Dispatch]:
    """What the scope and the filters leave of what this person may read."""
    found = access.rows(ask.user, Right.DISPATCH_READ, Dispatch)
    if ask.scope.units is not None:
        found = found.filter(unit__in=ask.scope.units)
    taken_up = Dispatch.objects.filter(  # access: a condition on rows that came through the door
        adaptation=OuterRef("adaptation"), created_at__gt=OuterRef("created_at")
    )
    found = found.exclude(state=DispatchState.CANCELLED).exclude(
        Q(state=DispatchState.RETURNED) & Exists(taken_up)
    )
    return _filtered(found, ask.filters)


def _filtered(found: QuerySet[Dispatch], filters: Filters) -> QuerySet[Dispatch]:
    found = found.filter(queries.FILTERS.get(filters.state, Q()))
    # access: a condition on rows that came through the door
    deliveries = Delivery.objects.filter(dispatch=OuterRef("pk"))
    if filters.platform:
        found = found.filter(Exists(deliveries.filter(channel__platform=filters.platform)))
    if filters.channel is not None:
        found = found.filter(Exists(deliveries.filter(channel=filters.channel)))
    return found


_AT_ONCE = Q(at=None, state=DispatchState.ASKED)


def _timed(ask: Ask) -> QuerySet[Dispatch]:
    """Those with a moment in the span. What had none went out when its row last changed."""
    return (
        _mine(ask)
        .alias(moment=Coalesce("at", "changed_at"))
        .filter(moment__gte=ask.span.start, moment__lt=ask.span.end)
        .exclude(_AT_ONCE)
    )


def _placed(ask: Ask) -> Any:
    """(id, day, how many that day, hour, how many in it), of each day or hour those that are asked
    for."""
    moment = Coalesce("at", "changed_at")
    day, hour = [F("day")], [F("day"), F("hour")]
    most = ask.per_hour or ask.per_day
    return (
        _timed(ask)
        .annotate(day=TruncDate(moment, tzinfo=ask.zone), hour=ExtractHour(moment, tzinfo=ask.zone))
        .annotate(
            number=Window(
                RowNumber(),
                partition_by=hour if ask.per_hour else day,
                order_by=["moment", "id"],
            ),
            total=Window(Count("pk"), partition_by=day),
            in_hour=Window(Count("pk"), partition_by=hour),
        )
        .filter(number__gt=ask.skip, number__lte=ask.skip + most)
        .order_by()
        .values_list("pk", "day", "total", "hour", "in_hour")
    )


def _untimed(ask: Ask) -> QuerySet[Dispatch] | None:
    """What goes out as soon as it is cleared stands on today, above the times."""
    if not ask.span.start <= clock.now() < ask.span.end or ask.skip:
        return None
    return _mine(ask).filter(_AT_ONCE).order_by("created_at")


def _entry(dispatch: Dispatch, user: User, today: Any) -> Entry:
    state, _counts = queries.summary(dispatch)
    word, tone = queries.STATES[state]
    at_once = dispatch.at is None and dispatch.state == DispatchState.ASKED
    unit, made_from = dispatch.unit, dispatch.adaptation
    item = made_from.item if made_from is not None else None
    embargo = item.embargo_until if item is not None else None
    return Entry(
        key=f"dispatch-{dispatch.pk}",
        kind=Kind.DISPATCH,
        title=dispatch.title or _("Without a title"),
        at=None if at_once else dispatch.at or dispatch.changed_at,
        day=today if at_once else None,
        url=reverse("dispatch", args=[dispatch.pk]),
        state=state,
        tone=tone,
        word=word,
        detail=_("as soon as it is cleared") if at_once else "",
        unit=unit.name,
        zone=footer.zone_of(unit),
        place=footer.place_of(unit),
        marks=_marks(dispatch, state),
        move_url=reverse("calendar_move", args=[dispatch.pk])
        if movable(dispatch) and access.can(user, Right.DISPATCH, unit)
        else "",
        seen=dispatch.at.isoformat() if dispatch.at else "",
        icon=_ICONS.get(tone, "dispatch"),
        changed_at=dispatch.changed_at,
        created_at=dispatch.created_at,
        secret=embargo is not None and embargo > clock.now(),
    )


def movable(dispatch: Dispatch) -> bool:
    """Nothing of it has begun to go out (``reschedule`` asks again, with the rows locked)."""
    if dispatch.state not in (DispatchState.ASKED, DispatchState.HANDED_OVER):
        return False
    return all(
        each.parcel is None or each.parcel.state == ParcelState.WAITING
        for each in dispatch.deliveries.all()
    )


def _marks(dispatch: Dispatch, whole: str) -> tuple[Mark, ...]:
    """The platforms; one whose state is not the whole's says so."""
    found: dict[tuple[str, str], Mark] = {}
    for each in dispatch.deliveries.all():
        platform, state = each.channel.platform, queries.delivery_state(each)
        own = queries.STATES[state][0] if state != whole else ""
        found[platform, state] = Mark(platform, platform_name(platform), own)
    return tuple(found.values())
