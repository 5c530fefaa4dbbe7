"""Fetching calendars from outside: every hour, later and later while one fails."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from heraut.desk.calendar import reading
from heraut.desk.models import OutsideCalendar
from heraut.foundation.jobs import app, defer_once
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound, Response

_EVERY = timedelta(hours=1)
_LEASE = timedelta(minutes=3)
_MOST_PAUSE = timedelta(hours=24)
_REDIRECTS = 3
#: Fetched by one sweep; the next one comes in seconds.
_A_SWEEP = 20


class Failed(Exception):
    """No calendar came of it; ``code`` is a key of ``words.PROBLEMS``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@app.task(name="desk.fetch_calendar", queue="desk")
async def fetch_calendar(calendar_id: str) -> None:
    """Claim, call without a transaction, store: whoever dies in between loses the lease."""
    claimed = await sync_to_async(_claim)(UUID(calendar_id))
    if claimed is None:
        return
    try:
        answer = await _get(claimed)
        if answer.status == 304:
            await sync_to_async(_same)(claimed)
            return
        read = await asyncio.to_thread(_read, answer.body)
    except Failed as failed:
        await sync_to_async(_note)(claimed, failed.code)
        return
    await sync_to_async(_store)(claimed, answer, read)


def wake(calendar_id: UUID) -> None:
    """Have it fetched soon; call inside the transaction that made it necessary."""
    defer_once(fetch_calendar, f"calendar:{calendar_id}", calendar_id=str(calendar_id))


def sweep() -> None:
    """Defer what is due and has no job. Called by any worker every few seconds."""
    with transaction.atomic():
        for calendar_id in _due().values_list("pk", flat=True)[:_A_SWEEP]:
            wake(calendar_id)


def _due() -> Any:
    now = clock.now()
    # access: Heraut's own work, shown to nobody
    return OutsideCalendar.objects.filter(next_at__lte=now).filter(
        Q(busy_until=None) | Q(busy_until__lt=now)
    )


def _claim(calendar_id: UUID) -> OutsideCalendar | None:
    """The calendar with a lease of one's own, or None where somebody else has it or nothing is
    due."""
    with transaction.atomic():
        found: OutsideCalendar | None = (
            _due().select_for_update(skip_locked=True).filter(pk=calendar_id).first()
        )
        if found is not None:
            found.busy_until = clock.now() + _LEASE
            found.save(update_fields=["busy_until"])
        return found


async def _get(calendar: OutsideCalendar) -> Response:
    """What stands at its address, after a few redirects, each checked as the first."""
    headers = {"Accept": "text/calendar, */*;q=0.1"}
    if calendar.etag:
        headers["If-None-Match"] = calendar.etag
    if calendar.last_modified:
        headers["If-Modified-Since"] = calendar.last_modified
    url = str(calendar.address)
    private = frozenset(settings.HERAUT.origins())
    async with Outbound(private_origins=private, max_bytes=reading.MAX_BYTES) as http:
        for _ in range(_REDIRECTS + 1):
            try:
                answer = await http.request("GET", url, headers=headers)
            except CallFailed as failed:
                raise Failed(failed.code) from None
            if answer.status in (200, 304):
                return answer
            if answer.status not in (301, 302, 303, 307, 308):
                raise Failed("status")
            url = urljoin(url, answer.headers.get("location", ""))
    raise Failed("redirects")


def _read(body: bytes) -> reading.Read:
    try:
        return reading.read(body, clock.now())
    except reading.Unreadable:
        raise Failed("unreadable") from None


def _store(calendar: OutsideCalendar, answer: Response, read: reading.Read) -> None:
    from heraut.desk.actions.store_calendar import store_calendar

    with transaction.atomic():
        if store_calendar(calendar.pk, read, by=None, busy_until=calendar.busy_until):
            _rest(
                calendar,
                clock.now() + _EVERY,
                etag=answer.headers.get("etag", "")[:255],
                last_modified=answer.headers.get("last-modified", "")[:64],
            )


def _same(calendar: OutsideCalendar) -> None:
    now = clock.now()
    _rest(calendar, now + _EVERY, checked_at=now, failures=0, code="")


def _note(calendar: OutsideCalendar, code: str) -> None:
    """Tried again after a quarter of an hour, then half, one … up to a day."""
    pause = min(timedelta(minutes=15) * 2 ** min(calendar.failures, 8), _MOST_PAUSE)
    _rest(calendar, clock.now() + pause, failures=calendar.failures + 1, code=code[:80])


def _rest(calendar: OutsideCalendar, next_at: datetime, **columns: object) -> None:
    """Give the lease back, unless it is somebody else's by now."""
    # access: Heraut's own work, shown to nobody
    OutsideCalendar.objects.filter(pk=calendar.pk, busy_until=calendar.busy_until).update(
        busy_until=None, next_at=next_at, **columns
    )
