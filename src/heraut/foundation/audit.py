"""The audit trail: ``record`` inside the acting transaction, ``seal`` afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from heraut.foundation.models import AuditEntry, AuditSeal
from heraut.kernel import clock

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

GENESIS = "0" * 64
_SEALER_LOCK = 0x48455241  # one sealer at a time


def record(
    verb: str,
    *,
    actor: AbstractBaseUser | None,
    subject: models.Model,
    unit_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one act in the running transaction. ``actor`` None means Heraut itself.

    ``detail`` holds no message bodies, addresses or secrets. Raises ``RuntimeError`` outside a
    transaction: an act and its entry stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"audit.record({verb!r}) outside a transaction")
    return AuditEntry.objects.create(
        verb=verb,
        actor=cast(Any, actor),
        actor_name=str(actor) if actor is not None else "",
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        unit_id=unit_id,
        detail=json.loads(json.dumps(dict(detail or {}), cls=DjangoJSONEncoder)),
    )


def canonical(entry: AuditEntry) -> bytes:
    """The bytes of an entry that the chain covers."""
    return json.dumps(
        [
            entry.pk,
            entry.created_at.isoformat(),
            entry.verb,
            str(entry.actor_id or ""),
            entry.actor_name,
            entry.subject_kind,
            entry.subject_id,
            str(entry.unit_id or ""),
            entry.detail,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def digest(previous: str, entries: Iterable[AuditEntry]) -> str:
    """The next link of the chain over ``entries`` in order of number."""
    link = hashlib.sha256(previous.encode())
    for entry in entries:
        link.update(hashlib.sha256(canonical(entry)).digest())
    return link.hexdigest()


def seal(limit: int = 5000) -> AuditSeal | None:
    """Chain the oldest committed, unsealed entries; None where there are none.

    Entries that commit late get their place in a later link, so writers never wait for the chain.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER_LOCK])
        entries = list(AuditEntry.objects.filter(seal=None).order_by("pk")[:limit])
        if not entries:
            return None
        latest = AuditSeal.objects.order_by("-number").first()
        previous = latest.digest if latest else GENESIS
        made = AuditSeal.objects.create(
            first=entries[0].pk,
            last=entries[-1].pk,
            count=len(entries),
            previous=previous,
            digest=digest(previous, entries),
            sealed_at=clock.now(),
        )
        AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(seal=made)
        return made


def broken_link() -> AuditSeal | None:
    """The first link that its entries no longer match; None while the chain is intact."""
    previous = GENESIS
    for link in AuditSeal.objects.order_by("number").iterator():
        entries = list(link.entries.order_by("pk"))
        if (
            link.previous != previous
            or link.count != len(entries)
            or link.digest != digest(previous, entries)
        ):
            return link
        previous = link.digest
    return None
