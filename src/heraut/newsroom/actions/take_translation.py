"""Take a translation in hand, so that two do not do the same, and keep what is typed of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Stale
from heraut.newsroom.actions._rules import locked_item, require_translator
from heraut.newsroom.models import TranslationWork
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form and is not saved as an edit yet (see ``TranslationWork``)."""

    title: str = ""
    summary: str = ""
    paragraphs: tuple[str, ...] = ()
    link: str = ""
    follows: int = 0
    seen: int = 0
    machine: str = ""


@transaction.atomic
def take_translation(
    item_id: UUID,
    language: str,
    *,
    by: User,
    typed: Typed | None = None,
    tick: int = 0,
    over: bool = False,
) -> TranslationWork:
    """Theirs from now on; ``typed`` is kept unless a later ``tick`` was kept already.

    Raises ``Stale("translation.taken", name, at)`` where somebody else has it, unless it is to be
    taken ``over``: then what they typed and kept goes along.
    """
    item = locked_item(item_id)
    require_translator(by, item, language)
    work = TranslationWork.objects.filter(item=item, language=language).first()
    now = clock.now()
    if work is None:
        work = TranslationWork(item=item, language=language)
    elif work.taken_by_id != by.pk and not over:
        raise Stale("translation.taken", name=str(work.taken_by), at=work.kept_at or work.taken_at)
    if work.taken_at is None or work.taken_by_id != by.pk:
        work.taken_by, work.taken_at, work.tick = by, now, 0
        audit.record(
            "translation.take",
            actor=by,
            subject=item,
            unit_id=item.unit_id,
            detail={"language": language, "over": over},
        )
    if typed is not None and tick >= work.tick:
        _keep(work, typed)
        work.kept_at, work.tick = now, tick
    work.save()
    return work


def _keep(work: TranslationWork, typed: Typed) -> None:
    work.title, work.summary, work.link = typed.title[:200], typed.summary, typed.link[:500]
    work.paragraphs = list(typed.paragraphs)
    work.follows, work.seen, work.machine = typed.follows, typed.seen, typed.machine[:20]
