"""Ending, at the platform, a sign-in that was taken off its channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import Q

from heraut.connectors import catalogue
from heraut.connectors.contract import App, Done, Rejected, Retry
from heraut.kernel import clock
from heraut.kernel.http import Outbound
from heraut.network.models import PlatformApp, Revocation

_LEASE = timedelta(minutes=2)
_PAUSE = timedelta(minutes=1)
_MOST_PAUSE = timedelta(hours=6)
#: A platform that has not answered for so long is given up; the channel's page says so.
GIVE_UP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: UUID
    platform: str
    app: App
    secrets: dict[str, str]


async def carry_out(revocation_id: UUID, private_origins: frozenset[str]) -> None:
    """Claim, call without a transaction, write. Revoking twice is revoking once."""
    claimed = await sync_to_async(_claim)(revocation_id)
    if claimed is None:
        return
    connector = catalogue.get(claimed.platform)
    async with Outbound(private_origins=private_origins, timeout=15) as http:
        answer = await connector.revoke(claimed.app, claimed.secrets, http)
    await sync_to_async(_write)(claimed, answer)


def _claim(revocation_id: UUID) -> _Claimed | None:
    now = clock.now()
    with transaction.atomic():
        row = (
            Revocation.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=revocation_id, done_at=None, next_at__lte=now)
            .filter(Q(busy_until=None) | Q(busy_until__lt=now))
            .first()
        )
        if row is None:
            return None
        app = PlatformApp.objects.filter(platform=row.platform, origin=row.origin).first()
        row.busy_until = now + _LEASE
        row.save(update_fields=["busy_until"])
        registered = app.as_app() if app else App("", "", row.origin)
        return _Claimed(row.pk, row.platform, registered, row.sealed or {})


def _write(claimed: _Claimed, answer: Done | Rejected | Retry) -> None:
    """The secrets go once the platform has answered: whether it ended them or does not know them,
    it will not say anything else tomorrow."""
    now = clock.now()
    with transaction.atomic():
        row = Revocation.objects.select_for_update().get(pk=claimed.id)
        changed: dict[str, Any] = {"busy_until": None, "tries": row.tries + 1}
        if isinstance(answer, Retry) and now - row.created_at < GIVE_UP:
            pause = min(_PAUSE * 2 ** min(row.tries, 9), _MOST_PAUSE)
            changed |= {"next_at": max(now + pause, answer.not_before or now), "code": answer.code}
        else:
            code = "" if isinstance(answer, Done) else answer.code
            changed |= {"done_at": now, "sealed": None, "code": code[:80]}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
