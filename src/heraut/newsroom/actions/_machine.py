"""What a machine proposed and a person took over, known by its words."""

from __future__ import annotations

import re

from heraut.newsroom.actions._edits import Text
from heraut.newsroom.models import Item, MachineProposal, ProposalState, Version

#: Shorter paragraphs say the same whoever writes them.
_TELLING = 20


def paragraphs(*texts: str) -> set[str]:
    """The telling paragraphs of ``texts``, white space as one."""
    found = (" ".join(part.split()) for text in texts for part in re.split(r"\n\s*\n", text))
    return {part for part in found if len(part) >= _TELLING}


def words_of_a_machine(version: Version, text: Text) -> str:
    """The provider a paragraph of whose proposal comes into ``version`` with ``text``; else empty.

    What stood there before is not asked about again: it was confirmed, or is marked already.
    """
    new = paragraphs(text.title, text.summary, text.body)
    new -= paragraphs(version.title, version.summary, version.body)
    if not new:
        return ""
    for proposal in MachineProposal.objects.filter(
        source__version__item=version.item_id,
        language=version.language,
        state__in=[ProposalState.READY, ProposalState.CLOSED],
    ):
        if new & paragraphs(proposal.title, proposal.summary, proposal.body):
            return proposal.provider
    return ""


def close_proposals(item: Item, language: str) -> None:
    """A text was saved: what was proposed waits no longer, and can still be read."""
    MachineProposal.objects.filter(
        source__version__item=item, language=language, state=ProposalState.READY
    ).update(state=ProposalState.CLOSED)
