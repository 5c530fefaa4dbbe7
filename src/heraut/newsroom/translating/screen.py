"""The page of one translation as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from heraut.newsroom.actions.take_translation import Typed
from heraut.newsroom.models import (
    Edit,
    Item,
    MachineProposal,
    ProposalState,
    TranslationWork,
    Version,
)
from heraut.newsroom.translating import pairs, queries
from heraut.newsroom.translating.glossary import pairs as terms_of
from heraut.newsroom.translating.protecting import Pair as Term
from heraut.newsroom.translating.protecting import occurring


@dataclass(frozen=True, slots=True)
class Row:
    """``name``: title, summary or paragraph; ``key`` tells it from the others of the page."""

    name: str
    key: str
    kind: str
    html: SafeString
    text: str
    proposed: str
    terms: tuple[Term, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Screen:
    """``follows``: the original's edit that stands there; ``behind``: how many edits it is ahead
    of what the translation was made from; ``findings``: what to look at in a proposal."""

    item: Item
    language: str
    original: Version
    version: Version | None
    rows: tuple[Row, ...]
    link: str
    follows: int
    seen: int
    machine: str
    behind: int
    work: TranslationWork | None
    proposal: MachineProposal | None
    fresh_proposal: bool

    @property
    def proposed(self) -> bool:
        return any(row.proposed for row in self.rows)


def build(
    item: Item, language: str, versions: Sequence[Version], typed: Typed | None = None
) -> Screen:
    """Of what is kept of this person's or another's typing, else of what is saved; ``typed`` stands
    for both where a form came back."""
    by_language = {version.language: version for version in versions}
    original, version = by_language[item.original_language], by_language.get(language)
    work = queries.work(item, language)
    typing = typed or _kept(work)
    held = typing or _saved(version, original)
    followed = _followed(version, original, held, typing is not None)
    proposal = queries.proposal(item, language)
    fresh = proposal is not None and proposal.source.number == original.edit
    shown = proposal if fresh and proposal and _readable(proposal) else None
    terms = terms_of(item.original_language, language)
    machine = held.machine or (version.machine if version else "")
    return Screen(
        item=item,
        language=language,
        original=original,
        version=version,
        rows=tuple(_rows(original, followed, held, shown, terms)),
        link=held.link,
        follows=original.edit,
        seen=held.seen,
        machine=machine,
        behind=original.edit - followed.number if followed else 0,
        work=work,
        proposal=proposal,
        fresh_proposal=fresh,
    )


def _readable(proposal: MachineProposal) -> bool:
    return proposal.state in (ProposalState.READY, ProposalState.CLOSED)


def _kept(work: TranslationWork | None) -> Typed | None:
    if work is None or work.kept_at is None:
        return None
    return Typed(
        title=work.title,
        summary=work.summary,
        paragraphs=tuple(work.paragraphs),
        link=work.link,
        follows=work.follows,
        seen=work.seen,
        machine=work.machine,
    )


def _saved(version: Version | None, original: Version) -> Typed:
    if version is None:
        return Typed(link=original.link, follows=original.edit)
    return Typed(
        title=version.title,
        summary=version.summary,
        paragraphs=tuple(pairs.paragraphs(version.body)),
        link=version.link,
        follows=version.follows.number if version.follows else 0,
        seen=version.edit,
        machine=version.machine,
    )


def _followed(version: Version | None, original: Version, held: Typed, typing: bool) -> Edit | None:
    """The edit that the page compares the original with; None where nothing changed since.

    For what is saved, and for what was typed beside the latest edit: the one that the translation
    follows. Where the original moved on while somebody typed: the one that stood beside.
    """
    if not typing or held.follows == original.edit:
        found = version.follows if version else None
    else:
        found = queries.edit(original, held.follows)
    return found if found is not None and found.number < original.edit else None


def _rows(
    original: Version,
    followed: Edit | None,
    held: Typed,
    proposal: MachineProposal | None,
    terms: Sequence[Term],
) -> list[Row]:
    rows = []
    for name in ("title", "summary"):
        before = getattr(followed, name) if followed else None
        pair = pairs.changed(before, getattr(original, name), getattr(held, name))
        said = getattr(proposal, name) if proposal else ""
        rows.append(_row(name, name, pair, said, terms))
    said = pairs.paragraphs(proposal.body) if proposal else []
    number = 0
    for index, pair in enumerate(_body(original, followed, held)):
        proposed = ""
        if pair.original:
            proposed = said[number] if number < len(said) else ""
            number += 1
        rows.append(_row("paragraph", f"paragraph-{index}", pair, proposed, terms))
    return rows


def _body(original: Version, followed: Edit | None, held: Typed) -> list[pairs.Pair]:
    latest = pairs.paragraphs(original.body)
    before = pairs.paragraphs(followed.body) if followed else None
    typed = list(held.paragraphs)
    found = pairs.paired(before, latest, [""] * len(before or latest))
    if held.follows == original.edit and len(typed) >= len(found):
        # Typed on this very page: its rows are the page's rows.
        texts, extra = typed[: len(found)], typed[len(found) :]
        shown = [
            pairs.Pair(pair.kind, pair.original, pair.html, text)
            for pair, text in zip(found, texts, strict=True)
        ]
        return shown + [pairs.Pair("extra", "", SafeString(""), text) for text in extra]
    return pairs.paired(before, latest, typed)


def _row(name: str, key: str, pair: pairs.Pair, said: str, terms: Sequence[Term]) -> Row:
    longest = max(len(pair.original), len(pair.text), len(said))
    return Row(
        name=name,
        key=key,
        kind=pair.kind,
        html=pair.html,
        text=pair.text,
        proposed=said if said.strip() != pair.text.strip() else "",
        terms=tuple(occurring(pair.original, terms)),
        size=1 if name == "title" else min(14, max(2, longest // 48 + 1)),
    )
