"""Reads of findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from heraut.network.models import Channel, Finding
from heraut.network.reality import words
from heraut.network.words import platform_name
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in words. ``kind``: of its status for the eye."""

    finding: Finding
    what: str
    todo: str
    platform: str
    kind: str
    may_set_aside: bool


def standing(user: User, kind: str = "") -> QuerySet[Finding]:
    """What differs now and nobody set aside, the grave ones first."""
    found = access.rows(user, Right.NETWORK_READ, Finding).filter(
        resolved_at=None, set_aside_at=None
    )
    if kind:
        found = found.filter(kind=kind)
    grave = Case(When(kind__in=words.GRAVE, then=Value(0)), default=Value(1))
    return (
        found.annotate(weight=grave)
        .select_related("channel__holder")
        .order_by("weight", "-since", "id")
    )


def counts(user: User) -> dict[str, int]:
    """Kind -> how many stand."""
    # Distinct rows are counted, not their joins.
    ids = standing(user).order_by().values("pk")
    # access: the ids came through the door
    rows = Finding.objects.filter(pk__in=ids).order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in rows}


def ended(user: User) -> QuerySet[Finding]:
    """What was set aside or is over, the latest first."""
    return (
        access.rows(user, Right.NETWORK_READ, Finding)
        .exclude(resolved_at=None, set_aside_at=None)
        .select_related("channel", "set_aside_by")
        .order_by("-seen_at")
    )


def of_channel(channel: Channel) -> QuerySet[Finding]:
    """Of a channel that came through the door, those set aside too."""
    found = channel.findings.filter(resolved_at=None)
    return found.select_related("channel__holder", "set_aside_by").order_by("-since")


def kept_by(user: User) -> QuerySet[Finding]:
    """What differs on the channels that this person keeps, or manages in the own mission."""
    managed = access.rows(user, Right.CHANNEL_MANAGE, Channel).values("pk")
    # access: the channels came through the door, or are the person's own
    found = Finding.objects.filter(resolved_at=None, set_aside_at=None).filter(
        Q(channel__in=managed) | Q(channel__custodian=user)
    )
    return found.select_related("channel__holder").order_by("-since", "id")


def shown(user: User, findings: Iterable[Finding]) -> list[Shown]:
    """No query of its own."""
    made = []
    for each in findings:
        what, todo = words.say(each)
        made.append(
            Shown(
                finding=each,
                what=what,
                todo=todo,
                platform=platform_name(each.channel.platform),
                kind="stop" if each.kind in words.GRAVE else "wait",
                may_set_aside=access.can(user, Right.NETWORK_CHANGE, each.channel.holder),
            )
        )
    return made


def as_json(user: User, most: int = 1000) -> list[dict[str, Any]]:
    """For auditors: what stands and what ended, the latest first."""
    rows = (
        access.rows(user, Right.NETWORK_READ, Finding)
        .select_related("channel__holder")
        .order_by("-since", "id")[:most]
    )
    return [
        {
            "channel": str(each.channel_id),
            "platform": each.channel.platform,
            "handle": each.channel.handle,
            "unit": each.channel.holder.slug,
            "kind": each.kind,
            "params": each.params,
            "since": each.since.isoformat(),
            "seen_at": each.seen_at.isoformat(),
            "resolved_at": each.resolved_at.isoformat() if each.resolved_at else None,
            "set_aside_at": each.set_aside_at.isoformat() if each.set_aside_at else None,
            "reason": each.reason,
        }
        for each in rows
    ]
