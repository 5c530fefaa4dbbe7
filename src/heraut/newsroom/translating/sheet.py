"""One edit as what goes to a machine, and the machine's answer as a text again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heraut.newsroom.models import Edit
from heraut.newsroom.translating.protecting import Finding, Pair, Protected, protect, restore


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; ``findings`` is what a person must look at."""

    title: str
    summary: str
    body: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    parts: tuple[Protected, Protected, Protected]

    @property
    def segments(self) -> tuple[str, ...]:
        """What there is to translate; what has no words stays at home."""
        return tuple(
            segment.xml for part in self.parts for segment in part.segments if segment.worded
        )

    def restored(self, answers: Sequence[str]) -> Said:
        """Raises ``ValueError`` where ``answers`` are not as many as ``segments``."""
        waiting = list(answers)
        if len(waiting) != len(self.segments):
            raise ValueError(f"{len(waiting)} answers to {len(self.segments)} segments")
        texts: list[str] = []
        findings: list[Finding] = []
        for part in self.parts:
            theirs = [waiting.pop(0) if each.worded else each.xml for each in part.segments]
            text, missing = restore(part, theirs)
            texts.append(text)
            findings += missing
        title, summary, body = texts
        return Said(" ".join(title.split())[:200], summary.strip(), body.strip(), tuple(findings))


def sheet(edit: Edit, terms: Sequence[Sequence[str]]) -> Sheet:
    """``terms``: (term, translation) each. The same edit and terms make the same sheet again."""
    pairs = [Pair(term, translation) for term, translation in terms]
    return Sheet(
        (
            protect(edit.title, pairs),
            protect(edit.summary, pairs),
            protect(edit.body, pairs, markdown=True),
        )
    )
