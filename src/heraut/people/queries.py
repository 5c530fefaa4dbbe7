"""Reads of people, units and of the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from heraut.foundation.models import AuditEntry
from heraut.people import access
from heraut.people.days import today
from heraut.people.models import Membership, Role, Unit, User
from heraut.people.rights import RIGHTS, Right

#: A role that ends within so many days is shown as ending soon.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which people are wanted; empty parts do not count."""

    text: str = ""
    role: str = ""
    unit: str = ""  # a slug; units below it count too
    state: str = ""  # "ending", "none" (no role today), "closed"


def running(day: date) -> Q:
    """The condition on memberships that hold on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def people(user: User, sought: Sought | None = None) -> QuerySet[User]:
    """Whom this person administers: all with a role below, and those without any role if the
    ministry itself is theirs."""
    sought = sought or Sought()
    within = Membership.objects.filter(access.within(user, Right.PEOPLE_MANAGE, "unit"))
    condition = Q(pk__in=within.values("user"))
    if access.units(user, Right.PEOPLE_MANAGE).filter(parent=None).exists():
        condition |= ~Q(pk__in=Membership.objects.values("user"))
    found = User.objects.filter(condition)
    if text := sought.text.strip():
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    found = _in_state(found, within, sought)
    memberships = Membership.objects.select_related("unit")
    return found.prefetch_related(Prefetch("memberships", memberships)).order_by("name", "email")


def _in_state(
    found: QuerySet[User], within: QuerySet[Membership], sought: Sought
) -> QuerySet[User]:
    now = within.filter(running(today()))
    if sought.role or sought.unit:
        chosen = now
        if sought.role:
            chosen = chosen.filter(role=sought.role)
        if sought.unit:
            units = Unit.objects.filter(slug=sought.unit).values_list("path", flat=True)
            chosen = chosen.filter(unit__path__startswith=next(iter(units), "/"))
        found = found.filter(pk__in=chosen.values("user"))
    if sought.state == "ending":
        ending = now.filter(valid_until__lte=today() + SOON)
        found = found.filter(pk__in=ending.values("user"))
    if sought.state == "none":
        holding = Membership.objects.filter(running(today()), user=OuterRef("pk"))
        found = found.filter(~Exists(holding), is_active=True)
    if sought.state == "closed":
        found = found.filter(is_active=False)
    return found


def holders(unit: Unit, right: Right, but: Iterable[object] = ()) -> list[User]:
    """Whoever holds ``right`` in ``unit`` today, the nearest unit first."""
    roles = [role for role in Role if right in RIGHTS[role]]
    held = (
        Membership.objects.filter(
            running(today()),
            unit__path__in=paths_above(unit.path),
            role__in=roles,
            user__is_active=True,
        )
        .exclude(user__in=list(but))
        .select_related("user", "unit")
    )
    nearest = sorted(held, key=lambda each: -len(each.unit.path))
    return list(dict.fromkeys(each.user for each in nearest))


def paths_above(path: str) -> list[str]:
    """The path itself and that of every unit above."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def units(user: User) -> QuerySet[Unit]:
    """The units whose people this person administers, with how many hold a role there today."""
    day = today()
    holds = Q(memberships__valid_from__lte=day) & (
        Q(memberships__valid_until=None) | Q(memberships__valid_until__gt=day)
    )
    return (
        access.units(user, Right.PEOPLE_MANAGE)
        .annotate(holders=Count("memberships__user", filter=holds, distinct=True))
        .order_by("path")
    )


@dataclass(frozen=True, slots=True)
class Trace:
    """Which entries of the trail are wanted; empty parts do not count."""

    verb: str = ""
    actor: str = ""
    unit: UUID | None = None  # units below it count too
    subject: str = ""  # "kind", "id" or "kind id"
    since: date | None = None
    until: date | None = None
    before: int | None = None  # a number: the entries older than that one


def trail(user: User, trace: Trace | None = None) -> QuerySet[AuditEntry]:
    """The audit trail of the units whose trail this person may read, the latest first; at the
    ministry, all of it."""
    trace = trace or Trace()
    readable = access.units(user, Right.AUDIT_READ)
    found = AuditEntry.objects.select_related("actor", "seal")
    if not readable.filter(parent=None).exists():
        found = found.filter(unit_id__in=readable.values("pk"))
    if trace.unit:
        top = readable.filter(pk=trace.unit).values_list("path", flat=True)
        below = readable.filter(path__startswith=next(iter(top), "/"))
        found = found.filter(unit_id__in=below.values("pk"))
    return _narrowed(found, trace).order_by("-pk")


def _narrowed(found: QuerySet[AuditEntry], trace: Trace) -> QuerySet[AuditEntry]:
    if trace.verb:
        found = found.filter(verb=trace.verb)
    if trace.actor.strip():
        found = found.filter(actor_name__icontains=trace.actor.strip())
    for part in trace.subject.split():
        found = found.filter(subject_kind=part) if "." in part else found.filter(subject_id=part)
    if trace.since:
        found = found.filter(created_at__gte=_midnight(trace.since))
    if trace.until:
        found = found.filter(created_at__lt=_midnight(trace.until + timedelta(days=1)))
    if trace.before:
        found = found.filter(pk__lt=trace.before)
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
