"""What waits to be translated, in whose hands, by when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heraut.newsroom.translating import queries
from heraut.newsroom.translating.choosing import chosen
from heraut.newsroom.translating.queries import KINDS, Wanted
from heraut.newsroom.views._common import person
from heraut.people.gate import desk_view
from heraut.people.rights import Right
from heraut.ui.paging import page_of

_DAYS = (7, 30)


@require_safe
@desk_view(Right.ITEM_WRITE)
def translations(request: HttpRequest) -> HttpResponse:
    user = person(request)
    spoken = queries.languages_of(user)
    counts = queries.counts(user, spoken)
    asked = request.GET.get("language", "")
    language = asked if asked in spoken else _first(spoken, counts)
    wanted = Wanted(
        language=language,
        kind=request.GET.get("kind", "") if request.GET.get("kind") in KINDS else "",
        days=next((days for days in _DAYS if request.GET.get("days") == str(days)), 0),
    )
    page = page_of(request, queries.waiting(user, wanted), 50)
    context = {
        "page": page,
        "rows": queries.listed(list(page.object_list)),
        "wanted": wanted,
        "tabs": [(each, counts[each]) for each in spoken],
        "kinds": queries.kinds(user, language),
        "all": counts[language],
        "days": _DAYS,
        "own": list(queries.own(user)[:10]),
        "user_id": user.pk,
        "machine": chosen() is not None,
        "keeps_glossary": queries.glossary_unit(user) is not None,
        "nav_key": "pool",
    }
    return render(request, "newsroom/translations.html", context)


def _first(spoken: tuple[str, ...], counts: dict[str, int]) -> str:
    """The person's own language where something waits, else the one in which most does."""
    if counts[spoken[0]]:
        return spoken[0]
    return max(spoken, key=lambda each: counts[each])
