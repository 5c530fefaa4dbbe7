"""What follows from an answer: pure, without rows or clocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from heraut.connectors.contract import Absent, Identity, Rejected, Retry
from heraut.network.handles import fold
from heraut.network.models.finding import FindingKind
from heraut.network.reality.asking import Heard

#: A certification that ends within this is told of.
ENDS_SOON = timedelta(days=30)

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """The channel as the registry has it. ``seen_name``, ``seen_badge``: what readers saw there when it
    was last asked; ``open``: the findings that stand, with what they say; ``quiet``: days since which
    nothing went out although the plan asks for it, None while the plan is kept or says nothing."""

    platform_id: str
    handle: str
    name: str
    today: date
    seen_name: str = ""
    seen_badge: str = ""
    certified_until: date | None = None
    quiet: Params | None = None
    open: Mapping[str, Params] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``found``: kind -> what differs. ``judged``: the kinds that were looked at; those of them that were
    not found are over. The others stay as they are: nobody could tell."""

    found: Mapping[str, Params]
    judged: frozenset[str]


def judge(known: Known, heard: Heard) -> Judgement:
    found: dict[str, Params] = {}
    judged: set[str] = set()
    for kinds, finding in _all(known, heard):
        judged |= kinds
        if finding is not None:
            found[finding[0]] = finding[1]
    return Judgement(found, frozenset(judged))


Said = tuple[frozenset[str], tuple[str, Params] | None]
_ACCOUNT = frozenset(
    {FindingKind.SUSPENDED, FindingKind.MISSING, FindingKind.ANOTHER, FindingKind.SIGN_IN}
)


def _all(known: Known, heard: Heard) -> Iterator[Said]:
    yield _certification(known)
    yield frozenset({FindingKind.SILENT}), _as(FindingKind.SILENT, known.quiet)
    if isinstance(heard.answer, Rejected):
        yield _ACCOUNT, _refused(heard.answer, heard)
    elif isinstance(heard.answer, Identity):
        yield from _identified(known, heard.answer)
    if heard.answer is not None and not isinstance(heard.answer, Retry):
        yield from _former(known, heard)


def _as(kind: str, params: Params | None) -> tuple[str, Params] | None:
    return (kind, params) if params is not None else None


def _certification(known: Known) -> Said:
    until = known.certified_until
    ends = until is not None and until <= known.today + ENDS_SOON
    params = {"until": until.isoformat()} if until is not None and ends else None
    return frozenset({FindingKind.CERTIFICATION}), _as(FindingKind.CERTIFICATION, params)


def _refused(answer: Rejected, heard: Heard) -> tuple[str, Params]:
    if answer.code == "account.suspended":
        return FindingKind.SUSPENDED, {}
    if answer.code == "account.another":
        return FindingKind.ANOTHER, {"found": str(answer.params.get("found", ""))}
    if isinstance(heard.own, Absent) or answer.code in ("account.missing", "record.missing"):
        return FindingKind.MISSING, {}
    return FindingKind.SIGN_IN, {"code": answer.code}


def _identified(known: Known, identity: Identity) -> Iterator[Said]:
    if known.platform_id and identity.platform_id != known.platform_id:
        yield _ACCOUNT, (FindingKind.ANOTHER, {"found": identity.handle})
        return
    yield _ACCOUNT, None
    before = _before(known, FindingKind.HANDLE, known.handle, identity.handle)
    same = fold(before) == fold(identity.handle)
    changed = None if same else {"old": before, "new": identity.handle}
    yield frozenset({FindingKind.HANDLE}), _as(FindingKind.HANDLE, changed)
    if identity.name:
        yield _renamed(known, identity.name)
    if identity.badge:
        yield _badge(known, identity.badge)


def _before(known: Known, kind: str, last: str, now: str) -> str:
    """What it was before a change that is still told of; else what it was last."""
    return str(known.open[kind]["old"]) if kind in known.open else last


def _renamed(known: Known, name: str) -> Said:
    """Told of until the registry says the same, or the platform the former name again."""
    before = _before(known, FindingKind.NAME, known.seen_name, name)
    agree = not before or before == name or known.name == name
    params = None if agree else {"old": before, "new": name}
    return frozenset({FindingKind.NAME}), _as(FindingKind.NAME, params)


def _badge(known: Known, badge: str) -> Said:
    had = known.seen_badge not in ("", "none") or FindingKind.BADGE in known.open
    params: Params | None = {} if had and badge == "none" else None
    return frozenset({FindingKind.BADGE}), _as(FindingKind.BADGE, params)


def _former(known: Known, heard: Heard) -> Iterator[Said]:
    free = [name for name, owner in heard.former.items() if isinstance(owner, Absent)]
    taken = [
        name
        for name, owner in heard.former.items()
        if isinstance(owner, Identity) and owner.platform_id != known.platform_id
    ]
    for kind, names in ((FindingKind.HANDLE_FREE, free), (FindingKind.HANDLE_TAKEN, taken)):
        found = _as(kind, {"handles": ", ".join(names)} if names else None)
        if found is not None or heard.all_former:
            yield frozenset({kind}), found
