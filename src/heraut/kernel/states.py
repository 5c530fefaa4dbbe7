"""State machines as data: declared once, checked when declared, asked at every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heraut.kernel.errors import Refusal


class StateMachine:
    """A named set of states and the moves between them.

    ``moves`` maps each state to the states that may follow it; a state that maps to nothing is
    final. Raises ``ValueError`` when a move leads to an undeclared state or a state cannot be
    reached from ``start``.
    """

    def __init__(self, name: str, start: str, moves: Mapping[str, Iterable[str]]) -> None:
        self.name = name
        self.start = start
        self.moves = {state: frozenset(after) for state, after in moves.items()}
        self._validate()
        registry[name] = self

    def _validate(self) -> None:
        for state, after in self.moves.items():
            unknown = after - self.moves.keys()
            if unknown:
                raise ValueError(f"{self.name}: {state} leads to undeclared {sorted(unknown)}")
        unreachable = self.moves.keys() - self.reachable(self.start)
        if unreachable:
            raise ValueError(f"{self.name}: {sorted(unreachable)} cannot be reached")

    def reachable(self, state: str) -> frozenset[str]:
        """Every state that can follow ``state``, itself included."""
        seen, todo = {state}, [state]
        while todo:
            for after in self.moves[todo.pop()] - seen:
                seen.add(after)
                todo.append(after)
        return frozenset(seen)

    @property
    def states(self) -> frozenset[str]:
        return frozenset(self.moves)

    @property
    def final(self) -> frozenset[str]:
        """The states that nothing follows."""
        return frozenset(state for state, after in self.moves.items() if not after)

    def stuck(self) -> frozenset[str]:
        """Non-final states from which no final state can be reached; must be empty."""
        return frozenset(s for s in self.moves if not self.reachable(s) & self.final)

    def allows(self, before: str, after: str) -> bool:
        return after in self.moves[before]

    def check(self, before: str, after: str) -> None:
        """Raise ``Refusal("state.move")`` unless ``after`` may follow ``before``."""
        if not self.allows(before, after):
            raise Refusal("state.move", machine=self.name, before=before, after=after)


registry: dict[str, StateMachine] = {}
