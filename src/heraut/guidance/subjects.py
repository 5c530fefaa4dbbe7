"""Whose texts may be cleared: upper layers register their kind and are told what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from heraut.foundation.slots import Slot
from heraut.guidance.models import Clearance
from heraut.people.models import User


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of text.

    ``digest`` computes the text as it stands now; the decisions run in the clearance's own
    transaction. ``render`` gives the HTML that the clearer reads: the text as it will look.
    """

    digest: Callable[[UUID], str]
    url: Callable[[UUID], str]
    render: Callable[[HttpRequest, Clearance], str]
    on_cleared: Callable[[Clearance, User], None]
    on_rejected: Callable[[Clearance, User], None]
    on_withdrawn: Callable[[Clearance, User | None], None]


SUBJECTS: Slot[Subject] = Slot("guidance.subjects")
