"""What a person has on the screen of an issue, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from heraut.newsletter.models import Issue


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """``id``: the row it stands for."""

    id: UUID
    title: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """``entries`` in the order in which they are to stand."""

    subject: str
    preview: str
    intro: str
    entries: tuple[EntryDraft, ...] = ()

    def moved(self, entry_id: UUID, by: int) -> IssueDraft:
        """With one entry ``by`` places further down; at an end it stays."""
        found = list(self.entries)
        place = next((n for n, each in enumerate(found) if each.id == entry_id), None)
        if place is None:
            return self
        target = min(len(found) - 1, max(0, place + by))
        found.insert(target, found.pop(place))
        return IssueDraft(self.subject, self.preview, self.intro, tuple(found))

    def without(self, entry_id: UUID) -> IssueDraft:
        kept = tuple(each for each in self.entries if each.id != entry_id)
        return IssueDraft(self.subject, self.preview, self.intro, kept)


def of(issue: Issue) -> IssueDraft:
    return IssueDraft(
        issue.subject,
        issue.preview,
        issue.intro,
        tuple(EntryDraft(each.pk, each.title, each.text, each.link) for each in issue.items.all()),
    )


def posted(issue: Issue, data: Mapping[str, str]) -> IssueDraft:
    """What a form holds; entries that it does not name are not in it."""
    entries: Sequence[EntryDraft] = [
        EntryDraft(
            each.pk,
            data[f"title-{each.pk}"].strip()[:200],
            data.get(f"text-{each.pk}", "").strip(),
            data.get(f"link-{each.pk}", "").strip()[:500],
        )
        for each in issue.items.all()
        if f"title-{each.pk}" in data
    ]
    return IssueDraft(
        " ".join(data.get("subject", "").split())[:150],
        " ".join(data.get("preview", "").split())[:150],
        data.get("intro", "").strip()[:5000],
        tuple(entries),
    )
