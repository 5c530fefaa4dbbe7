"""Add a calendar that somebody else keeps: by its address, or from a file."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import transaction

from heraut.desk import jobs
from heraut.desk.models import OutsideCalendar
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right

_MOST = 50


@transaction.atomic
def add_calendar(name: str, unit: Unit, *, by: User, address: str = "") -> OutsideCalendar:
    """With an address it is fetched at once and every hour; without, its entries are uploaded.

    Raises ``Refusal("calendar.address")``, ``"calendar.name_missing"``, ``"calendar.too_many"``.
    """
    access.require(by, Right.DAY_EDIT, unit)
    if not name.strip():
        raise Refusal("calendar.name_missing")
    if OutsideCalendar.objects.filter(unit=unit).count() >= _MOST:
        raise Refusal("calendar.too_many")
    address = _plain(address)
    calendar = OutsideCalendar.objects.create(
        unit=unit,
        name=name.strip()[:120],
        address=address or None,
        host=urlsplit(address).hostname or "" if address else "",
        added_by=by,
        next_at=clock.now() if address else None,
    )
    audit.record(
        "calendar.add",
        actor=by,
        subject=calendar,
        unit_id=unit.pk,
        detail={"name": calendar.name, "host": calendar.host},
    )
    if address:
        jobs.wake(calendar.pk)
    return calendar


def _plain(address: str) -> str:
    """``webcal://`` is how calendar programs write ``https://``."""
    plain = address.strip()
    if plain.lower().startswith("webcal://"):
        plain = "https://" + plain[len("webcal://") :]
    try:
        parts = urlsplit(plain)
        usable = not plain or (parts.scheme in ("https", "http") and bool(parts.hostname))
    except ValueError:
        usable = False
    if not usable or len(plain) > 2000 or any(sign.isspace() for sign in plain):
        raise Refusal("calendar.address")
    return plain
