"""Reads of people and of the audit trail."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from heraut.foundation.models import AuditEntry
from heraut.people import access
from heraut.people.models import Membership, User
from heraut.people.rights import Right


def people(user: User, text: str = "", role: str = "", unit: str = "") -> QuerySet[User]:
    """Whom this person administers: all with a role below, and those without any role if the
    ministry itself is theirs."""
    within = Membership.objects.filter(access.within(user, Right.PEOPLE_MANAGE, "unit"))
    condition = Q(pk__in=within.values("user"))
    if access.units(user, Right.PEOPLE_MANAGE).filter(parent=None).exists():
        condition |= Q(memberships=None)
    found = User.objects.filter(condition)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(email__icontains=text.strip()))
    if role or unit:
        chosen = within.filter(Q(role=role) if role else Q(), Q(unit__slug=unit) if unit else Q())
        found = found.filter(pk__in=chosen.values("user"))
    memberships = Membership.objects.select_related("unit")
    return found.prefetch_related(Prefetch("memberships", memberships)).order_by("name", "email")


def trail(
    user: User,
    verb: str = "",
    actor: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """The audit trail of the units whose trail this person may read; at the ministry, all of it."""
    units = access.units(user, Right.AUDIT_READ)
    found = AuditEntry.objects.select_related("actor", "seal")
    if not units.filter(parent=None).exists():
        found = found.filter(unit_id__in=units.values("pk"))
    if verb:
        found = found.filter(verb=verb)
    if actor.strip():
        found = found.filter(actor_name__icontains=actor.strip())
    if since:
        found = found.filter(created_at__date__gte=since)
    if until:
        found = found.filter(created_at__date__lte=until)
    return found.order_by("-pk")
