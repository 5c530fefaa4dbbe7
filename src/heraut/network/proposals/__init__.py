"""What could be done about the network, worked out from what is planned and what is: pure functions.

Nothing of it changes anything. A person accepts a proposal or sets it aside, by name.
"""

from __future__ import annotations

from collections.abc import Collection

from heraut.network.planning.compare import compare
from heraut.network.planning.facts import World
from heraut.network.proposals import digital, gaps, hubs, merges, quiet, regional
from heraut.network.proposals.proposal import Proposal

__all__ = ["KINDS", "Proposal", "propose"]

_MAKERS = (gaps, quiet, merges, regional, digital, hubs)
KINDS = tuple(maker.KIND for maker in _MAKERS)


def propose(world: World, answered: Collection[tuple[str, str]] = ()) -> list[Proposal]:
    """Every proposal that nobody answered, the weightiest first. ``answered``: (key, digest)."""
    lines = compare(world)
    found = [each for maker in _MAKERS for each in maker.propose(world, lines)]
    open_ones = [each for each in found if (each.key, each.digest) not in answered]
    return sorted(open_ones, key=lambda each: (-each.weight, each.key))
