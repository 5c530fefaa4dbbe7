"""Whose texts may be cleared: upper layers register their kind and are told what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heraut.foundation.slots import Slot
from heraut.guidance.models import Clearance
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """How the pages of clearance speak of one kind of text.

    ``due``: before the moment it is meant for; ``at_once``: where it has none; ``cleared``: after
    it was cleared, with its ``title``; ``see``: the link to it.
    """

    due: str | Promise
    at_once: str | Promise
    cleared: str | Promise
    see: str | Promise


GOES_OUT = SubjectWords(
    due=_("goes out"),
    at_once=_("goes out as soon as it is cleared"),
    cleared=_("Cleared. “%(title)s” goes out."),
    see=_("See the dispatch"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of text.

    ``digest`` computes the text as it stands now; the decisions run in the clearance's own
    transaction. ``render`` gives the HTML that the clearer reads: the text as it will look;
    ``render_many`` the same of several by clearance id, in a constant number of queries.
    """

    digest: Callable[[UUID], str]
    url: Callable[[UUID], str]
    render: Callable[[HttpRequest, Clearance], str]
    on_cleared: Callable[[Clearance, User], None]
    on_rejected: Callable[[Clearance, User], None]
    on_withdrawn: Callable[[Clearance, User | None], None]
    render_many: Callable[[HttpRequest, Sequence[Clearance]], Mapping[UUID, str]] | None = None
    words: SubjectWords = GOES_OUT


SUBJECTS: Slot[Subject] = Slot("guidance.subjects")


def rendered(request: HttpRequest, clearances: Sequence[Clearance]) -> dict[UUID, str]:
    """Every text as its clearer reads it, by clearance id."""
    by_kind: dict[str, list[Clearance]] = {}
    for each in clearances:
        by_kind.setdefault(each.subject_kind, []).append(each)
    found: dict[UUID, str] = {}
    for kind, theirs in by_kind.items():
        subject = SUBJECTS.get(kind)
        if subject.render_many is not None:
            found.update(subject.render_many(request, theirs))
        else:
            found.update({each.pk: subject.render(request, each) for each in theirs})
    return found
