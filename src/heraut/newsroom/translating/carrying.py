"""Asking the provider, outside of any transaction; the row says how far it is.

A proposal is claimed for as long as a call may take; a process that dies leaves it to be asked
again when that time is over. Asking twice costs characters and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import Signer
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Outbound
from heraut.newsroom.actions.settle_proposal import settle_proposal
from heraut.newsroom.models import MachineProposal, ProposalState
from heraut.newsroom.translating.choosing import chosen
from heraut.newsroom.translating.contract import (
    Ask,
    Later,
    Malformed,
    Outcome,
    Provider,
    Refused,
    Translated,
)
from heraut.newsroom.translating.glossary import pairs
from heraut.newsroom.translating.sheet import sheet

log = logging.getLogger(__name__)
#: Seconds for one call, and for all the calls that a long text takes.
CALL, ALL_CALLS = 60.0, 240.0
_CLAIM = timedelta(seconds=ALL_CALLS + 60)


@dataclass(frozen=True, slots=True)
class _Job:
    proposal_id: UUID
    provider: str
    tries: int
    ask: Ask


def carry_out(proposal_id: UUID) -> bool:
    """Ask for one proposal, if it is due; whether anything was asked."""
    provider = chosen()
    job = _claim(proposal_id)
    if job is None:
        return False
    if provider is None or provider.slug != job.provider:
        settle_proposal(proposal_id, Refused("translation.no_provider"), tries=job.tries)
        return False
    # The connection would lie idle during the call; the next transaction opens another.
    if not connection.in_atomic_block:
        connection.close()
    outcome = asyncio.run(_call(provider, job.ask))
    settle_proposal(proposal_id, outcome, tries=job.tries)
    return True


@transaction.atomic
def _claim(proposal_id: UUID) -> _Job | None:
    now = clock.now()
    proposal = (
        MachineProposal.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("source__version")
        .filter(pk=proposal_id, state=ProposalState.WAITING, next_at__lte=now)
        .first()
    )
    if proposal is None:
        return None
    source = proposal.source.version.language
    proposal.tries += 1
    proposal.next_at = now + _CLAIM
    proposal.terms = [[each.term, each.translation] for each in pairs(source, proposal.language)]
    proposal.save(update_fields=["tries", "next_at", "terms"])
    ask = Ask(
        source=source,
        target=proposal.language,
        segments=sheet(proposal.source, proposal.terms).segments,
        reference=str(proposal.pk),
        callback=callback(proposal.pk),
    )
    return _Job(proposal.pk, proposal.provider, proposal.tries, ask)


async def _call(provider: Provider, ask: Ask) -> Outcome:
    if not ask.segments:
        return Translated(())
    env = settings.HERAUT
    try:
        async with (
            asyncio.timeout(ALL_CALLS),
            Outbound(private_origins=frozenset(env.origins()), timeout=CALL) as http,
        ):
            return await provider.translate(ask, http)
    except (CallFailed, TimeoutError) as error:
        log.warning("translation: %s does not answer (%s)", provider.slug, type(error).__name__)
        return Later("translation.unavailable")
    except Malformed as error:
        log.warning("translation: %s", error)
        return Later("translation.malformed")
    except Exception:
        log.exception("translation: provider %s failed", provider.slug)
        return Later("translation.malformed")


# -- answers that come later -----------------------------------------------------------------


def _signer() -> Signer:
    return Signer(salt="heraut.newsroom.proposal")


def callback(proposal_id: UUID) -> str:
    """The address that an answer is posted to: nobody can guess another's."""
    token = _signer().signature(str(proposal_id)).replace("=", "")
    path = reverse("newsroom_answer", args=[proposal_id, token])
    return settings.HERAUT.origin.rstrip("/") + path


def is_token(proposal_id: UUID, token: str) -> bool:
    return constant_time_compare(callback(proposal_id).rstrip("/").rsplit("/", 1)[-1], token)


def expected(proposal: MachineProposal) -> int:
    """How many segments an answer has to have."""
    return len(sheet(proposal.source, proposal.terms).segments)


def expire() -> int:
    """Give up on answers that did not come in their time; how many."""
    late = MachineProposal.objects.filter(state=ProposalState.SENT, next_at__lte=clock.now())
    found = list(late.values_list("pk", flat=True)[:100])
    return sum(settle_proposal(pk, Refused("translation.no_answer")) for pk in found)
