"""Write down what a unit wants to be known, or word it anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsroom.actions._aims import spoken
from heraut.newsroom.models import EssentialValue, KeyMessage, KeyMessageState, Theme
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


@dataclass(frozen=True, slots=True)
class Said:
    """A key message as it is written down. ``valid_until``: the first day it holds no more."""

    texts: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    source_url: str = ""
    themes: Iterable[Theme] = field(default=())
    values: Iterable[EssentialValue] = field(default=())
    valid_from: date | None = None
    valid_until: date | None = None


@transaction.atomic
def save_key_message(
    unit: Unit, said: Said, *, by: User, key_message_id: UUID | None = None, revision: int = 0
) -> KeyMessage:
    """A new one is a draft. ``revision``: what the person saw of one that exists; who comes second
    is told (``Stale``). What was carried already keeps the words it was carried in."""
    kept = spoken(said.texts)
    if not kept:
        raise Refusal("message.empty")
    if said.valid_from and said.valid_until and said.valid_until <= said.valid_from:
        raise Refusal("message.dates")
    if key_message_id is None:
        access.require(by, Right.PLAN_EDIT, unit)
        message = KeyMessage(unit=unit, revision=0)
    else:
        message = _locked(key_message_id, by, revision)
    message.texts, message.names = kept, spoken(said.names)
    message.source, message.source_url = said.source.strip(), said.source_url.strip()
    message.valid_from, message.valid_until = said.valid_from, said.valid_until
    message.revision += 1
    message.changed_at, message.changed_by = clock.now(), by
    message.save()
    message.themes.set(said.themes)
    message.values.set(said.values)
    audit.record(
        "message.save",
        actor=by,
        subject=message,
        unit_id=message.unit_id,
        detail={"revision": message.revision, "languages": sorted(kept)},
    )
    return message


def _locked(key_message_id: UUID, by: User, revision: int) -> KeyMessage:
    message = (
        KeyMessage.objects.select_for_update(of=("self",))
        .select_related("unit", "changed_by")
        .get(pk=key_message_id)
    )
    access.require(by, Right.PLAN_EDIT, message.unit)
    if message.state == KeyMessageState.ENDED:
        raise Refusal("message.ended")
    if message.revision != revision:
        raise Stale("message.stale", name=str(message.changed_by))
    return message
