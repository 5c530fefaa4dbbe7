"""Write down a fact, with its source and date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import require_writer
from heraut.newsroom.models import Fact
from heraut.people.models import Unit, User


@transaction.atomic
def record_fact(
    unit: Unit,
    *,
    by: User,
    texts: Mapping[str, str],
    source: str,
    as_of: date,
    source_url: str = "",
    figure: str = "",
) -> Fact:
    """``texts``: language -> the fact in a sentence. ``Refusal("fact.incomplete")`` if it is."""
    require_writer(by, unit)
    said = {language: text.strip() for language, text in texts.items() if text.strip()}
    if not said or not source.strip():
        raise Refusal("fact.incomplete")
    fact = Fact.objects.create(
        unit=unit,
        texts=said,
        figure=figure.strip(),
        source=source.strip(),
        source_url=source_url.strip(),
        as_of=as_of,
    )
    audit.record("fact.record", actor=by, subject=fact, unit_id=unit.pk)
    return fact
