"""The pool: what there is, what matters here first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from heraut.newsroom import countries, languages, offers, queries
from heraut.newsroom.feeds import queries as feeds
from heraut.newsroom.forms import FilterForm
from heraut.newsroom.offers import Received
from heraut.newsroom.queries import Filters
from heraut.newsroom.relevance import Reader
from heraut.newsroom.slots import POOL_PARTS
from heraut.newsroom.translating import queries as translating
from heraut.newsroom.views._common import adapting_units, person, reader_of, reads
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.models import Unit, User
from heraut.people.rights import Right

#: So many offers of neighbours stand above the pool.
_OFFERED = 6
_STATES = ("current", "drafts", "expired", "withdrawn", "all")


@require_safe
@desk_view(Right.ITEM_READ)
def pool(request: HttpRequest) -> HttpResponse:
    user = person(request)
    units, at = adapting_units(request)
    reader = reader_of(at)
    filters = _filters(request)
    page = Paginator(queries.pool(user, reader, filters), 50).get_page(request.GET.get("page"))
    writing = access.holds(user, Right.ADAPT)
    composes = access.holds(user, Right.ITEM_WRITE)
    context = {
        "page": page,
        "rows": queries.listed(page.object_list, reader, reads()),
        "reader": reader,
        "units": units,
        "at": at,
        "filters": filters,
        "language_choices": languages.choices(*languages.MINISTRY),
        "themes": queries.themes(),
        "countries": countries.choices(),
        "drafts": queries.adaptations(user)[:3] if writing else [],
        "may_write": composes,
        "to_translate": _to_translate(user) if composes else 0,
        "proposed": feeds.waiting(user) if composes else 0,
        "query": _query(request),
        "offered": _offered(request, at, reader),
        "tab": "pool",
        "parts": _parts(request, page.number),
        "nav_key": "pool",
    }
    return render(request, "newsroom/pool.html", context)


def _offered(request: HttpRequest, at: Unit | None, reader: Reader | None) -> list[Received]:
    """What neighbours offer this unit; what it has taken up already comes last."""
    if at is None or request.GET.get("page", "1") != "1":
        return []
    found = offers.received(person(request), at)[:_OFFERED]
    return offers.listed(found, reader, reads())


def _to_translate(user: User) -> int:
    """What waits in any of the person's languages."""
    return sum(translating.counts(user).values())


def _parts(request: HttpRequest, number: int) -> list[str]:
    """What the layers above bring, on the first page; they render templates: safe as it comes."""
    return [mark_safe(each(request)) for each in POOL_PARTS] if number == 1 else []  # noqa: S308


def _filters(request: HttpRequest) -> Filters:
    form = FilterForm(request.GET)
    form.is_valid()
    data = form.cleaned_data
    state = data.get("state") or "current"
    return Filters(
        text=data.get("q") or "",
        language=data.get("language") or "",
        theme=data.get("theme") or "",
        country=(data.get("country") or "").upper(),
        state=state if state in _STATES else "current",
    )


def _query(request: HttpRequest) -> str:
    """The address's own query without the page, to go on from."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
