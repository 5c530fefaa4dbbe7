"""Reads of the newsroom: the pool, an item, who used it, an adaptation as it is edited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils.safestring import SafeString

from heraut.kernel import clock
from heraut.newsroom import diffs, search
from heraut.newsroom.models import (
    Adaptation,
    AdaptationText,
    Edit,
    Fact,
    Film,
    Item,
    ItemState,
    Picture,
    Rendition,
    Theme,
    Version,
)
from heraut.newsroom.relevance import Reader, relevance, why
from heraut.newsroom.slots import USES
from heraut.people import access
from heraut.people.models import Unit, UnitKind, User
from heraut.people.rights import RIGHTS, Right

# -- for whom ---------------------------------------------------------------------


def own_units(user: User, right: Right) -> list[Unit]:
    """The units in which ``user`` holds a role with ``right``; the nearest to the ground first."""
    held = [grant.unit_id for grant in access.grants(user) if right in RIGHTS[grant.role]]
    found = Unit.objects.filter(pk__in=held)
    return sorted(found, key=lambda unit: (unit.kind != UnitKind.MISSION, unit.path))


# -- the pool ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person asks of the pool. ``state``: current, drafts, expired, withdrawn or all; what
    feeds propose is a list of its own."""

    text: str = ""
    language: str = ""
    theme: str = ""
    country: str = ""
    state: str = "current"

    @property
    def any(self) -> bool:
        return self != Filters()


def pool(user: User, for_unit: Reader | None, filters: Filters = Filters()) -> QuerySet[Item]:
    """The items ``user`` may read that match, what matters to ``for_unit`` first.

    Each carries ``relevance``: 4 for a country the mission serves, 2 for items meant for
    everywhere, 1 more in a language of its channels, 3 less when older than ``relevance.FRESH``. With a
    search text the best match comes first. Constant number of queries, whatever the length.
    """
    found = access.rows(user, Right.ITEM_READ, Item).filter(_in_state(filters.state))
    if filters.theme:
        found = found.filter(themes=filters.theme)
    if filters.country:
        found = found.filter(Q(countries__contains=[filters.country]) | Q(countries=[]))
    versions = Version.objects.filter(item=OuterRef("pk"))
    if filters.language:
        found = found.filter(Exists(versions.filter(search.in_language(filters.language))))
    order = ["-relevance", "-changed_at", "-pk"]
    if filters.text.strip():
        matching = Version.objects.filter(search.match(filters.text, filters.language))
        found = found.filter(pk__in=matching.values("item"))
        found = found.annotate(rank=Subquery(search.ranks(versions, filters.text)))
        order = ["-rank", *order]
    return (
        found.annotate(relevance=relevance(for_unit), uses=_users())
        .order_by(*order)
        .select_related("unit")
        .prefetch_related("themes", Prefetch("versions", Version.objects.defer("body", "search")))
    )


def _in_state(state: str) -> Q:
    now = clock.now()
    expired = Q(expires_at__lte=now)
    conditions = {
        "current": Q(state=ItemState.OFFERED) & ~expired,
        "drafts": Q(state=ItemState.DRAFT),
        "expired": Q(state=ItemState.OFFERED) & expired,
        "withdrawn": Q(state=ItemState.WITHDRAWN),
    }
    return conditions.get(state, ~Q(state__in=[ItemState.PROPOSED, ItemState.DISMISSED]))


def _users() -> Subquery:
    """How many units made an adaptation of the item."""
    used = (
        Adaptation.objects.filter(item=OuterRef("pk"))
        .order_by()
        .values("item")
        .annotate(units=Count("unit", distinct=True))
    )
    return Subquery(used.values("units"), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the pool. ``why``: here, everywhere, elsewhere or empty for no mission."""

    item: Item
    version: Version | None
    languages: tuple[str, ...]
    why: str
    speaks: bool


def listed(items: Iterable[Item], for_unit: Reader | None, reads: str) -> list[Listed]:
    """The items with the title that this reader should see: in ``reads``, the language of their
    screens, else one of their channels, else the original. No queries on a prefetched page."""
    rows = []
    for item in items:
        versions = list(item.versions.all())
        wanted = [reads, *(for_unit.languages if for_unit else ()), item.original_language]
        # A machine's words that nobody confirmed are not what the pool says.
        by_language = {version.language: version for version in versions if not version.machine}
        shown = next((by_language[code] for code in wanted if code in by_language), None)
        spoken = set(for_unit.languages if for_unit else ())
        rows.append(
            Listed(
                item=item,
                version=shown or next(iter(versions), None),
                languages=tuple(by_language),
                why=why(item, for_unit),
                speaks=bool(spoken & by_language.keys()),
            )
        )
    return rows


def themes() -> QuerySet[Theme]:
    return Theme.objects.all()


# -- one item ---------------------------------------------------------------------


def item_page(user: User, item_id: UUID) -> Item:
    """The item with all that its page shows, or 404 alike for missing and hidden."""
    found = access.get_or_404(user, Right.ITEM_READ, Item, pk=item_id)
    return (
        Item.objects.select_related("unit", "author")
        .prefetch_related(
            "themes",
            "key_messages",
            "facts",
            "pictures__alts",
            Prefetch("versions", Version.objects.select_related("follows").defer("search")),
        )
        .get(pk=found.pk)
    )


def history(version: Version) -> QuerySet[Edit]:
    return version.edits.select_related("author").order_by("-number")


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of the original that is no longer what a translation was made from."""

    part: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Lag:
    """``edits``: how many edits of the original came since; ``changed``: what they changed."""

    edits: int
    changed: tuple[Changed, ...]


def what_changed(version: Version, original: Version | None = None) -> Lag | None:
    """What changed in the original since ``version`` was translated from it.

    None for the original itself, for a translation that follows no edit, and for one that is up
    to date. Give ``original`` to spare the query.
    """
    followed = version.follows
    if followed is None:
        return None
    original = original or Version.objects.get(pk=followed.version_id)
    if original.pk == version.pk or original.edit <= followed.number:
        return None
    parts = ("title", "summary", "body", "link")
    changed = tuple(
        Changed(part, diffs.words(getattr(followed, part), getattr(original, part)))
        for part in parts
        if getattr(followed, part) != getattr(original, part)
    )
    return Lag(original.edit - followed.number, changed) if changed else None


@dataclass(frozen=True, slots=True)
class Use:
    """What one unit made of an item: an adaptation is a use; how often it went out beside it."""

    unit: Unit
    languages: tuple[str, ...]
    last: datetime
    dispatched: int


def used_by(item: Item, but: Unit | None = None) -> list[Use]:
    """Which units made something of ``item``, the latest first; two queries and those of USES."""
    texts = (
        AdaptationText.objects.filter(adaptation__item=item, included=True)
        .order_by()
        .values("adaptation__unit")
        .annotate(
            spoken=ArrayAgg("language", distinct=True),
            made=ArrayAgg("adaptation", distinct=True),
            last=Max("adaptation__changed_at"),
        )
    )
    rows = [row for row in texts if but is None or row["adaptation__unit"] != but.pk]
    units = Unit.objects.in_bulk([row["adaptation__unit"] for row in rows])
    sent = _dispatched([pk for row in rows for pk in row["made"]])
    uses = [
        Use(
            unit=units[row["adaptation__unit"]],
            languages=tuple(sorted(row["spoken"])),
            last=row["last"],
            dispatched=sum(sent.get(pk, 0) for pk in row["made"]),
        )
        for row in rows
    ]
    return sorted(uses, key=lambda use: use.last, reverse=True)


def _dispatched(adaptations: Sequence[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    if adaptations:
        for uses in USES:
            found.update(uses(adaptations))
    return found


def facts(user: User, text: str = "") -> QuerySet[Fact]:
    """The facts that may be attached; ``text`` narrows them by sentence, figure or source."""
    found = access.rows(user, Right.ITEM_READ, Fact).select_related("unit")
    if text.strip():
        found = found.filter(
            Q(texts__icontains=text) | Q(figure__icontains=text) | Q(source__icontains=text)
        )
    return found.order_by("-as_of", "-pk")


# -- adaptations ------------------------------------------------------------------


def with_texts(adaptations: QuerySet[Adaptation]) -> QuerySet[Adaptation]:
    """With everything that ``outgoing`` and ``adaptation_digest`` read, in a fixed number of
    queries; each text knows its adaptation already."""
    texts = AdaptationText.objects.select_related(
        "channel__holder", "film", "conversion", "captions"
    ).prefetch_related("pictures", "renditions")
    return adaptations.select_related(
        "unit", "item", "changed_by", "author", "source"
    ).prefetch_related(Prefetch("texts", texts), "alts", "key_messages", "audiences")


def adaptation(user: User, adaptation_id: UUID) -> Adaptation:
    """To be edited: 404 for who may not adapt for its unit."""
    found = access.get_or_404(user, Right.ADAPT, Adaptation, pk=adaptation_id)
    return with_texts(Adaptation.objects.all()).get(pk=found.pk)


def adaptations(user: User) -> QuerySet[Adaptation]:
    """What the person's units are working on, the latest first."""
    return (
        access.rows(user, Right.ADAPT, Adaptation)
        .select_related("unit", "changed_by")
        .prefetch_related(Prefetch("texts", AdaptationText.objects.select_related("channel")))
        .order_by("-changed_at", "-pk")
    )


def adaptations_of(user: User, item: Item) -> QuerySet[Adaptation]:
    return adaptations(user).filter(item=item)


def not_before(adaptation: Adaptation) -> datetime | None:
    """The end of the embargo that still lies on what it was made from; None where there is none.

    Who publishes asks this; nothing may go out earlier.
    """
    embargo = adaptation.item.embargo_until if adaptation.item else None
    return embargo if embargo is not None and embargo > clock.now() else None


def picture(user: User, sha256: str) -> Picture | None:
    """A picture whose item or unit ``user`` may read, or that a text of theirs carries: a text
    keeps its pictures when the item is withdrawn, and shows them to whom it stands open.
    ``sha256``: its own, or a rendition's."""
    # access: only from here to the picture itself, behind whose door it stands
    cut = Rendition.objects.filter(sha256=sha256).select_related("picture").first()
    if cut is not None:
        sha256 = cut.picture.sha256
    found = access.rows(user, Right.ITEM_READ, Picture).filter(sha256=sha256).first()
    if found is not None:
        return found
    carried = (
        access.rows(user, right, Adaptation).filter(texts__pictures__sha256=sha256)
        for right in (Right.DISPATCH_READ, Right.ITEM_READ)
    )
    return (
        Picture.objects.filter(sha256=sha256).first()
        if any(each.exists() for each in carried)
        else None
    )


def may_see_film(user: User, film: Film) -> bool:
    """Whose unit ``user`` may read, or that a text which they may read carries."""
    if access.rows(user, Right.ITEM_READ, Film).filter(pk=film.pk).exists():
        return True
    return any(
        access.rows(user, right, Adaptation).filter(texts__film=film).exists()
        for right in (Right.DISPATCH_READ, Right.ITEM_READ)
    )


def film(user: User, sha256: str) -> Film | None:
    """The film of which ``sha256`` is a writing, the poster or captions."""
    # access: the door is asked below
    found = Film.objects.filter(
        Q(conversions__sha256=sha256) | Q(captions__sha256=sha256) | Q(poster=sha256)
    ).distinct()
    return next((each for each in found[:20] if may_see_film(user, each)), None)
