"""Reads of the press: lines to take, contacts, enquiries and their deadlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString

from heraut.guidance.models import Clearance
from heraut.kernel import clock
from heraut.newsroom import diffs, search
from heraut.newsroom import queries as newsroom
from heraut.newsroom.models import Fact
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.queries import holders, paths_above
from heraut.people.rights import Right
from heraut.press.actions._lines import LINE_KIND
from heraut.press.models import (
    OPEN,
    Enquiry,
    LineEdit,
    LineRead,
    LineToTake,
    LineVersion,
    PressContact,
)

#: Units that answer the press; partners answer their own.
_HANDLES = (UnitKind.MINISTRY, UnitKind.DIRECTORATE, UnitKind.MISSION)
#: A deadline this close needs somebody now.
SOON = timedelta(hours=2)

# -- lines to take ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asks of the lines. ``state``: current, expired, drafts or all."""

    text: str = ""
    theme: str = ""
    state: str = "current"


def standing(line: LineToTake, version: LineVersion) -> str:
    """``draft``, ``ended``, ``expired``, ``coming`` or ``current``: what holds now. Reads
    ``version.in_force``."""
    held, now = version.in_force, clock.now()
    if held is None:
        return "draft"
    if line.ended_at is not None:
        return "ended"
    if held.expires_at is not None and held.expires_at <= now:
        return "expired"
    return "coming" if held.valid_from is not None and held.valid_from > now else "current"


def _in_state(state: str) -> Q:
    now = clock.now()
    held = LineVersion.objects.filter(line=OuterRef("pk"), in_force__isnull=False)
    expired = Q(in_force__expires_at__lte=now)
    current = Q(Exists(held.exclude(expired)), ended_at=None)
    newer = LineVersion.objects.filter(line=OuterRef("pk")).exclude(in_force__number=F("edit"))
    conditions = {
        "current": current,
        "expired": Q(Exists(held)) & ~current,
        "drafts": Q(Exists(newer), ended_at=None),
    }
    return conditions.get(state, Q())


def lines(user: User, filters: Filters = Filters()) -> QuerySet[LineToTake]:
    """The lines this person may read that match: what changed last first, the best match first
    where a text is sought. Constant number of queries."""
    found = access.rows(user, Right.PRESS_READ, LineToTake)
    if filters.state == "drafts":
        found = found.filter(access.within(user, Right.PRESS_WRITE, "unit"))
    else:
        # A draft of one's own unit is met under drafts, not among what holds.
        found = found.filter(LineToTake.open_rows(Right.PRESS_READ))
    found = found.filter(_in_state(filters.state))
    if filters.theme:
        found = found.filter(themes=filters.theme)
    order = ["-changed_at", "-pk"]
    if filters.text.strip():
        matching = LineVersion.objects.filter(search.match(filters.text))
        versions = LineVersion.objects.filter(line=OuterRef("pk"))
        found = found.filter(pk__in=matching.values("line"))
        found = found.annotate(rank=Subquery(search.ranks(versions, filters.text)))
        order = ["-rank", *order]
    return found.order_by(*order).select_related("unit").prefetch_related("themes", _versions())


def _versions() -> Any:
    return Prefetch(
        "versions", LineVersion.objects.select_related("in_force", "in_force_by").defer("search")
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A line as a row. ``state``: see ``standing``; ``changed``: since the person read it."""

    line: LineToTake
    version: LineVersion
    state: str
    languages: tuple[str, ...]
    changed: bool

    @property
    def expires_at(self) -> datetime | None:
        held = self.version.in_force
        return held.expires_at if held else self.line.expires_at


def listed(found: Iterable[LineToTake], user: User, language: str) -> list[Listed]:
    """Rows in the reader's language, else the original; one query for what they read."""
    rows = [(line, _for_reader(line, language)) for line in found]
    wanted = [version.pk for _line, version in rows if version]
    read = dict(
        LineRead.objects.filter(user=user, version__in=wanted).values_list(
            "version", "edit__number"
        )
    )
    return [
        Listed(
            line,
            version,
            standing(line, version),
            tuple(each.language for each in line.versions.all() if each.in_force),
            changed=version.in_force is not None
            and read.get(version.pk, version.in_force.number) < version.in_force.number,
        )
        for line, version in rows
        if version is not None
    ]


def _for_reader(line: LineToTake, language: str) -> LineVersion | None:
    versions = list(line.versions.all())
    held = [each for each in versions if each.in_force] or versions
    by_language = {each.language: each for each in held}
    wanted = (language, line.original_language)
    return next((by_language[code] for code in wanted if code in by_language), None) or next(
        iter(held), None
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """One language of a line, as it is read.

    ``edit`` is what is in force (for its writers, the draft where nothing is yet); ``read``: the
    edit that the person read last, if it is older; ``clearance``: the latest that was asked.
    """

    line: LineToTake
    version: LineVersion
    edit: LineEdit
    state: str
    read: LineRead | None
    noted: bool
    clearance: Clearance | None

    @property
    def revised(self) -> bool:
        """Whether its writers are at work on a newer text."""
        return self.version.in_force is not None and self.version.edit > self.edit.number

    @property
    def message(self) -> SafeString | str:
        """What is said, with what changed since the person read it marked in it."""
        if self.read is None:
            return self.edit.message
        return diffs.words(self.read.edit.message, self.edit.message)

    @property
    def pairs(self) -> list[tuple[SafeString | str, SafeString | str]]:
        """Questions and answers, likewise."""
        before = dict(map(tuple, self.read.edit.pairs)) if self.read else None
        if before is None:
            return [(question, answer) for question, answer in self.edit.pairs]
        return [
            (
                question if question in before else diffs.words("", question),
                diffs.words(before.get(question, ""), answer),
            )
            for question, answer in self.edit.pairs
        ]


def line_page(user: User, line_id: UUID) -> LineToTake:
    """A line with all that its page shows; 404 alike for missing and hidden."""
    found = access.get_or_404(user, Right.PRESS_READ, LineToTake, pk=line_id)
    return (
        LineToTake.objects.select_related("unit", "author", "ended_by")
        .prefetch_related("themes", "facts", _versions())
        .get(pk=found.pk)
    )


def written_line(user: User, line_id: UUID) -> LineToTake:
    """A line to be written; 404 for who may not."""
    found = access.get_or_404(user, Right.PRESS_WRITE, LineToTake, pk=line_id)
    return line_page(user, found.pk)


def reading(user: User, line: LineToTake, language: str) -> Reading | None:
    """The line in ``language``, else as ``listed`` would choose; None where this person may
    read none of it. Drafts are shown to those who write them."""
    writes = access.can(user, Right.PRESS_WRITE, line.unit)
    asked = next((each for each in line.versions.all() if each.language == language), None)
    version = asked if asked and (writes or asked.in_force) else _for_reader(line, language)
    if version is None or (version.in_force is None and not writes):
        return None
    edit = version.in_force or version.edits.get(number=version.edit)
    read = LineRead.objects.filter(user=user, version=version).select_related("edit").first()
    clearance = (
        Clearance.objects.filter(subject_kind=LINE_KIND, subject_id=version.pk)
        .select_related("decided_by")
        .order_by("-created_at")
        .first()
    )
    older = read if read and read.edit.number < edit.number else None
    state = standing(line, version)
    return Reading(line, version, edit, state, older, read is not None and not older, clearance)


def fitting_lines(user: User, text: str) -> list[LineToTake]:
    """Lines in force that have a word of ``text``: to lean an answer on. At most eight."""
    words = [word for word in text.replace('"', " ").split() if len(word.strip("-")) > 3][:12]
    if not words:
        return []
    found = lines(user, Filters(text=" or ".join(words)))
    return list(found.prefetch_related("facts")[:8])


# -- contacts -----------------------------------------------------------------------


def contacts(user: User, text: str = "") -> QuerySet[PressContact]:
    """The contacts this person may work with, by name; the sealed part is not among it."""
    found = access.rows(user, Right.PRESS_WORK, PressContact).filter(forgotten_at=None)
    if text.strip():
        found = found.filter(Q(name__icontains=text.strip()) | Q(outlet__icontains=text.strip()))
    return found.select_related("unit").defer("details").order_by("name", "pk")


def known_contact(user: User, contact_id: str) -> PressContact | None:
    """The contact that an address names; None for nonsense and for somebody else's."""
    try:
        return contacts(user).filter(pk=UUID(contact_id)).first()
    except ValueError:
        return None


def contact_named(user: User, unit: Unit, name: str, outlet: str) -> PressContact | None:
    """The contact of ``unit`` with exactly that name and outlet: who asks again is not doubled."""
    found = contacts(user).filter(
        unit=unit,
        name__iexact=" ".join(name.split()),
        outlet__iexact=" ".join(outlet.split()),
    )
    return found.first()


# -- enquiries ----------------------------------------------------------------------


def enquiries(user: User, chosen: str = "open") -> QuerySet[Enquiry]:
    """Enquiries of this person's units: the nearest deadline first, what is over latest first."""
    found = access.rows(user, Right.PRESS_WORK, Enquiry).select_related(
        "unit__mission", "contact", "assigned_to"
    )
    found = found.defer("question", "contact__details")
    if chosen == "mine":
        found = found.filter(assigned_to=user, state__in=OPEN)
    elif chosen == "over":
        return found.exclude(state__in=OPEN).order_by("-ended_at", "-pk")
    else:
        found = found.filter(state__in=OPEN)
    return found.order_by("deadline", "pk")


def enquiries_of(user: User, contact: PressContact) -> QuerySet[Enquiry]:
    """What a contact asked, the latest first, as far as this person may read it."""
    found = access.rows(user, Right.PRESS_WORK, Enquiry).filter(contact=contact)
    return found.select_related("unit").defer("question").order_by("-received_at")[:20]


def may_pass_to(user: User, enquiry: Enquiry) -> QuerySet[Unit]:
    """The units above the one that has it, and those where this person works on the press."""
    above = Q(path__in=paths_above(enquiry.unit.path))
    theirs = access.within(user, Right.PRESS_WORK, "") & Q(kind__in=_HANDLES)
    return Unit.objects.filter(above | theirs).exclude(pk=enquiry.unit_id).order_by("path")


def enquiry_page(user: User, enquiry_id: UUID) -> Enquiry:
    """An enquiry with all that its page shows; 404 alike for missing and hidden."""
    found = access.get_or_404(user, Right.PRESS_WORK, Enquiry, pk=enquiry_id)
    return (
        Enquiry.objects.select_related(
            "unit__mission",
            "origin",
            "contact",
            "assigned_to",
            "author",
            "ended_by",
            "clearance__decided_by",
        )
        .prefetch_related(
            "facts", Prefetch("lines", LineToTake.objects.prefetch_related(_versions(), "facts"))
        )
        .get(pk=found.pk)
    )


def workers(unit: Unit) -> list[User]:
    """Who could answer an enquiry that ``unit`` has."""
    return holders(unit, Right.PRESS_WORK)


def offered_facts(found: Iterable[LineToTake], enquiry: Enquiry) -> list[Fact]:
    """The facts of the lines that an answer may lean on, and those it has already."""
    facts = {fact.pk: fact for line in found for fact in line.facts.all()}
    return list((facts | {fact.pk: fact for fact in enquiry.facts.all()}).values())


def due_soon(user: User) -> QuerySet[Enquiry]:
    """What needs this person now: theirs, or nobody's at their own unit, due within two hours
    or overdue."""
    own = newsroom.own_units(user, Right.PRESS_WORK)
    mine = Q(assigned_to=user) | Q(assigned_to=None, unit__in=own)
    return enquiries(user).filter(mine, deadline__lte=clock.now() + SOON)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which a journalist needs an answer, for a calendar."""

    at: datetime
    title: str
    url: str
    time_zone: str
    unit: Unit


def deadlines(user: User, since: datetime, until: datetime) -> list[Deadline]:
    """The open enquiries' deadlines in a span of time, the soonest first."""
    found = enquiries(user).filter(deadline__gte=since, deadline__lt=until)
    return [
        Deadline(
            each.deadline,
            each.subject,
            reverse("press_enquiry", args=[each.pk]),
            each.time_zone,
            each.unit,
        )
        for each in found
    ]
