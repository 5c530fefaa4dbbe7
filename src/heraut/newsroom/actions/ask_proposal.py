"""Have a machine propose a translation of an item's latest original."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction

from heraut.foundation import audit
from heraut.foundation.jobs import defer_once
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.newsroom.actions._rules import locked_item, require_translator
from heraut.newsroom.jobs import translate
from heraut.newsroom.models import (
    PROPOSAL,
    Edit,
    Item,
    ItemState,
    MachineProposal,
    ProposalState,
)
from heraut.newsroom.translating.choosing import chosen
from heraut.people.models import User


@transaction.atomic
def ask_proposal(item_id: UUID, language: str, *, by: User) -> MachineProposal:
    """Once for an edit, a language and a provider: asking again brings what there is, and tries
    again what failed. Raises ``Refusal`` (``translation.no_provider``, ``.pair``, ``.embargo``)."""
    item = locked_item(item_id)
    require_translator(by, item, language)
    provider = chosen()
    if provider is None:
        raise Refusal("translation.no_provider")
    _may_leave_the_house(item)
    if language == item.original_language or not provider.speaks(item.original_language, language):
        raise Refusal("translation.pair")
    now = clock.now()
    proposal, made = MachineProposal.objects.select_for_update().get_or_create(
        source=_latest(item),
        language=language,
        provider=provider.slug,
        defaults={"asked_by": by, "asked_at": now, "next_at": now},
    )
    if not made:
        if proposal.state != ProposalState.FAILED:
            return proposal
        PROPOSAL.check(proposal.state, ProposalState.WAITING)
        proposal.state, proposal.code, proposal.tries = ProposalState.WAITING, "", 0
        proposal.asked_by, proposal.asked_at, proposal.next_at = by, now, now
        proposal.save()
    defer_once(translate, f"translate:{proposal.pk}", proposal_id=str(proposal.pk))
    audit.record(
        "translation.ask",
        actor=by,
        subject=item,
        unit_id=item.unit_id,
        detail={"language": language, "provider": provider.slug, "edit": proposal.source.number},
    )
    return proposal


def _may_leave_the_house(item: Item) -> None:
    if item.state in (ItemState.WITHDRAWN, ItemState.DISMISSED):
        raise Refusal("item.withdrawn")
    embargo = item.embargo_until
    if embargo and embargo > clock.now() and not settings.HERAUT.translation_embargoed:
        raise Refusal("translation.embargo")


def _latest(item: Item) -> Edit:
    version = item.versions.get(language=item.original_language)
    return version.edits.get(number=version.edit)
