"""Reads for who translates: what waits in a language, and all that one translation needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from heraut.kernel import clock
from heraut.network.models import Jurisdiction, Mission
from heraut.newsroom import languages
from heraut.newsroom.actions._rules import own_languages
from heraut.newsroom.models import (
    Edit,
    Item,
    ItemState,
    MachineProposal,
    ProposalState,
    Term,
    TranslationWork,
    Version,
)
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import RIGHTS, Right

KINDS = ("missing", "outdated", "machine")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of the list. ``kind``: one of ``KINDS`` or empty; ``days``: needed within
    so many, 0 for whenever."""

    language: str = ""
    kind: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of work. ``behind``: edits of the original since; ``needed``: when it is needed
    first, and ``because``: embargo or expiry; ``proposed``: a machine's proposal lies there."""

    item: Item
    title: str
    kind: str
    behind: int
    needed: datetime | None
    because: str
    work: TranslationWork | None
    proposed: bool


def languages_of(user: User) -> tuple[str, ...]:
    """The languages this person's lists are kept in: their own first, the ministry's four, those of
    their missions."""
    if not access.holds(user, Right.ITEM_WRITE):
        return ()
    found = [*languages.MINISTRY, *sorted(own_languages(user))]
    return tuple(dict.fromkeys([*(each for each in found if each == user.language), *found]))


def waiting(user: User, wanted: Wanted) -> Any:
    """Items that wait for a text in ``wanted.language``, what is needed first first; those without
    a date by how far they are behind, then the latest.

    Constant number of queries. Each carries ``kind``, ``behind``, ``needed`` and ``proposed``.
    """
    found = _kinds(_mine(user, wanted.language, own_languages(user)), wanted.language).exclude(
        kind=""
    )
    if wanted.kind in KINDS:
        found = found.filter(kind=wanted.kind)
    if wanted.days:
        found = found.filter(needed__lte=clock.now() + timedelta(days=wanted.days))
    ready = MachineProposal.objects.filter(
        source__version__item=OuterRef("pk"),
        language=wanted.language,
        state=ProposalState.READY,
    )
    works = TranslationWork.objects.filter(language=wanted.language).select_related("taken_by")
    return (
        found.annotate(proposed=Exists(ready))
        .order_by(F("needed").asc(nulls_last=True), "-behind", "-changed_at", "-pk")
        .select_related("unit")
        .prefetch_related(
            Prefetch("versions", Version.objects.defer("body", "search")),
            Prefetch("works", works, to_attr="in_hand"),
        )
    )


def listed(items: list[Any]) -> list[Waiting]:
    """Rows of a page of ``waiting``."""
    now = clock.now()
    rows = []
    for item in items:
        titles = {version.language: version.title for version in item.versions.all()}
        embargo = item.embargo_until is not None and item.embargo_until > now
        rows.append(
            Waiting(
                item=item,
                title=titles.get(item.original_language, ""),
                kind=item.kind,
                behind=item.behind,
                needed=item.needed,
                because="embargo" if embargo else "expiry",
                work=item.in_hand[0] if item.in_hand else None,
                proposed=item.proposed,
            )
        )
    return rows


def counts(user: User, of: tuple[str, ...] = ()) -> dict[str, int]:
    """language -> how many items wait; one query for each of the few languages."""
    own = own_languages(user)
    return {
        language: _kinds(_mine(user, language, own), language).exclude(kind="").count()
        for language in of or languages_of(user)
    }


def kinds(user: User, language: str) -> dict[str, int]:
    """kind -> how many items wait in ``language``."""
    found = _kinds(_mine(user, language, own_languages(user)), language).exclude(kind="")
    rows = found.order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in rows}


def own(user: User) -> QuerySet[TranslationWork]:
    """What this person has in hand, the latest first."""
    # access: one's own by the condition
    return (
        TranslationWork.objects.filter(taken_by=user)
        .select_related("item__unit")
        .prefetch_related(Prefetch("item__versions", Version.objects.defer("body", "search")))
        .order_by("-taken_at")
    )


def _mine(user: User, language: str, own: frozenset[str]) -> QuerySet[Item]:
    """The items whose text in ``language`` is this person's to write and wanted now; ``own``: the
    languages of their missions."""
    now = clock.now()
    direct = [
        grant.unit_id for grant in access.grants(user) if Right.ITEM_WRITE in RIGHTS[grant.role]
    ]
    partner = Q(unit__kind=UnitKind.PARTNER)
    theirs = Q(unit__in=direct) | (access.within(user, Right.ITEM_WRITE, "unit") & ~partner)
    offered = Q(state=ItemState.OFFERED)
    may = (theirs & offered) | Q(unit__in=direct, state=ItemState.DRAFT)
    if language in own:
        may |= offered & ~partner & _concerns(direct)
    return Item.objects.filter(may).exclude(expires_at__lte=now).exclude(original_language=language)


def _concerns(units: list[Any]) -> Q:
    """Meant for everywhere, or for a country that one of the missions serves."""
    missions = Mission.objects.filter(unit__in=units)
    today = clock.now().date()
    served = (
        Jurisdiction.objects.filter(mission__in=missions)
        .exclude(valid_from__gt=today)
        .exclude(valid_until__lte=today)
    )
    countries = {
        *missions.values_list("country", flat=True),
        *served.values_list("country", flat=True),
    }
    return (
        Q(countries=[]) | Q(countries__overlap=sorted(countries)) if countries else Q(countries=[])
    )


def _kinds(items: QuerySet[Item], language: str) -> Any:
    """``items`` with ``kind`` (of ``KINDS``, or empty where nothing waits), ``behind``, ``needed``."""
    version = Version.objects.filter(item=OuterRef("pk"), language=language)
    original = Version.objects.filter(item=OuterRef("pk"), language=OuterRef("original_language"))
    now = clock.now()
    return items.annotate(
        translated=Exists(version),
        by_machine=Subquery(version.values("machine")[:1]),
        followed=Subquery(version.values("follows__number")[:1]),
        latest=Subquery(original.values("edit")[:1]),
        behind=Case(
            When(followed__lt=F("latest"), then=F("latest") - F("followed")),
            default=Value(0),
            output_field=IntegerField(),
        ),
        needed=Coalesce(
            Case(When(embargo_until__gt=now, then=F("embargo_until")), default=None),
            F("expires_at"),
        ),
        kind=Case(
            When(translated=False, then=Value("missing")),
            When(~Q(by_machine=""), then=Value("machine")),
            When(behind__gt=0, then=Value("outdated")),
            default=Value(""),
            output_field=CharField(),
        ),
    )


# -- one translation -------------------------------------------------------------------------


def work(item: Item, language: str) -> TranslationWork | None:
    found = TranslationWork.objects.select_related("taken_by")
    return found.filter(item=item, language=language).first()


def proposal(item: Item, language: str) -> MachineProposal | None:
    """Of the latest edit that was sent to a machine."""
    return (
        MachineProposal.objects.filter(source__version__item=item, language=language)
        .select_related("source")
        .order_by("-source__number", "-asked_at")
        .first()
    )


def edit(version: Version, number: int) -> Edit | None:
    return version.edits.filter(number=number).first() if number else None


# -- the glossary ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Direction:
    """Which terms; empty parts narrow nothing."""

    source: str = ""
    target: str = ""
    text: str = ""


def terms(user: User, asked: Direction = Direction()) -> QuerySet[Term]:
    found = access.rows(user, Right.ITEM_READ, Term)
    if asked.source:
        found = found.filter(source_language=asked.source)
    if asked.target:
        found = found.filter(target_language=asked.target)
    if asked.text.strip():
        found = found.filter(
            Q(term__icontains=asked.text.strip()) | Q(translation__icontains=asked.text.strip())
        )
    return found.order_by("source_language", "target_language", "term", "pk")


def glossary_unit(user: User) -> Unit | None:
    """The unit whose glossary this person keeps; None for who only reads it."""
    root = Unit.objects.filter(parent=None).first()
    return root if root is not None and access.can(user, Right.POOL_OFFER, root) else None
