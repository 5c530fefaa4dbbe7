"""What the newsroom does later, outside of requests, and what wakes it again."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from heraut.foundation.jobs import app, defer_once
from heraut.kernel import clock
from heraut.newsroom import converting
from heraut.newsroom.feeds import fetching
from heraut.newsroom.models import FeedSource, MachineProposal, ProposalState
from heraut.newsroom.translating import carrying

#: At most so many of each kind are woken by one sweep; the next takes the rest.
_MOST = 100


@app.task(name="newsroom.translate", queue="newsroom")
def translate(proposal_id: str) -> None:
    """Ask a machine for one proposal."""
    try:
        carrying.carry_out(UUID(proposal_id))
    finally:
        connection.close()


@app.task(name="newsroom.read_feed", queue="newsroom")
def read_feed(source_id: str) -> None:
    """Read one feed for what is new."""
    try:
        fetching.carry_out(UUID(source_id))
    finally:
        connection.close()


@app.task(name="newsroom.convert_film", queue="newsroom")
def convert(conversion_id: str) -> None:
    """Convert one film, or one for a channel."""
    try:
        converting.carry_out(UUID(conversion_id))
    finally:
        connection.close()


def sweep() -> None:
    """Wake what is due and has no job; give up on answers that never came."""
    now = clock.now()
    carrying.expire()
    due = MachineProposal.objects.filter(state=ProposalState.WAITING, next_at__lte=now)
    for pk in due.values_list("pk", flat=True)[:_MOST]:
        defer_once(translate, f"translate:{pk}", proposal_id=str(pk))
    # access: the sweeper serves every unit
    feeds = FeedSource.objects.filter(active=True, next_at__lte=now)
    for pk in feeds.values_list("pk", flat=True)[:_MOST]:
        defer_once(read_feed, f"feed:{pk}", source_id=str(pk))
    for pk in converting.expired():
        defer_once(convert, f"film:{pk}", conversion_id=str(pk))
