"""What is done for channels without being asked: upkeep, revocations, notices."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from heraut.foundation.jobs import app, defer_once
from heraut.kernel import clock
from heraut.network.models import Revocation

#: Taken up by one sweep; the next one comes in seconds.
_A_SWEEP = 20


@app.task(name="network.upkeep", queue="network")
async def look_after(channel_id: str) -> None:
    from heraut.network import upkeep

    await upkeep.look_after(UUID(channel_id), frozenset(settings.HERAUT.origins()))


@app.task(name="network.revoke", queue="network")
async def revoke(revocation_id: str) -> None:
    from heraut.network import revoking

    await revoking.carry_out(UUID(revocation_id), frozenset(settings.HERAUT.origins()))


@app.task(name="network.notice", queue="network")
async def send_notice(notice_id: str) -> None:
    from heraut.network import notices

    await sync_to_async(notices.send)(UUID(notice_id))


def wake_revocation(revocation_id: UUID) -> None:
    """Have it revoked soon; call inside the transaction that made it necessary."""
    defer_once(revoke, f"revocation:{revocation_id}", revocation_id=str(revocation_id))


def sweep() -> None:
    """Defer what is due and has no job. Called by any worker every few seconds."""
    from heraut.network import notices, sign_ins, upkeep

    now = clock.now()
    notices.write_daily()
    with transaction.atomic():
        for channel_id in upkeep.due().values_list("pk", flat=True)[:_A_SWEEP]:
            defer_once(look_after, f"upkeep:{channel_id}", channel_id=str(channel_id))
        waiting = Revocation.objects.filter(done_at=None, next_at__lte=now).filter(
            Q(busy_until=None) | Q(busy_until__lt=now)
        )
        for revocation_id in waiting.values_list("pk", flat=True)[:_A_SWEEP]:
            wake_revocation(revocation_id)
        for notice_id in notices.due().values_list("pk", flat=True)[:_A_SWEEP]:
            defer_once(send_notice, f"notice:{notice_id}", notice_id=str(notice_id))
        sign_ins.forget_old()
