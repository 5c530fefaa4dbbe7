"""What other missions let us see of what they write."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from heraut.newsroom import queries
from heraut.newsroom.models import Adaptation, AdaptationText, Openness, Sharing
from heraut.newsroom.slots import USES
from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def in_progress(user: User) -> QuerySet[Adaptation]:
    """Texts of others that stand open to this person, the latest first; those of the person's
    own units are on their own page."""
    own = [unit.pk for unit in queries.own_units(user, Right.ADAPT)]
    return (
        access.rows(user, Right.ITEM_READ, Adaptation)
        .exclude(unit__in=own)
        .select_related("unit", "changed_by", "item")
        .prefetch_related(Prefetch("texts", AdaptationText.objects.select_related("channel")))
        .order_by("-changed_at", "-pk")
    )


def open_text(user: User, adaptation_id: UUID) -> Adaptation:
    """To be looked at; 404 for whom it does not stand open to."""
    found = access.get_or_404(user, Right.ITEM_READ, Adaptation, pk=adaptation_id)
    # access: found through the door above
    return queries.with_texts(Adaptation.objects.all()).get(pk=found.pk)


def sharing_of(unit: Unit) -> Sharing | None:
    return Sharing.objects.filter(unit=unit).prefetch_related("neighbours").first()


def openness(adaptation: Adaptation) -> Openness:
    """To whom a text stands open: by its own word, else by its unit's."""
    if adaptation.open_to:
        return Openness(adaptation.open_to)
    sharing = sharing_of(adaptation.unit)
    return Openness(sharing.drafts) if sharing else Openness.NOBODY


def sent(adaptations: Sequence[Adaptation]) -> set[UUID]:
    """Which of them were submitted or went out already."""
    found: set[UUID] = set()
    for uses in USES:
        found |= set(uses([each.pk for each in adaptations]))
    return found
