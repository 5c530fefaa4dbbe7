"""Pages of a list that may be long: counted only as far as a reader is likely to turn."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

_AHEAD = 10


class LongPage(Page):  # type: ignore[type-arg]
    """``more`` is true where the list goes on behind the last page counted."""

    more: bool = False


def page_of(request: HttpRequest, found: QuerySet[Any], size: int) -> LongPage:
    """The page the address asks for (``?page=``), out of range or nonsense the nearest.

    Counting all rows costs as much as there are rows; only the next ten pages are counted.
    """
    asked = request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1
    limit = (number + _AHEAD) * size
    counted = found.order_by()[: limit + 1].count()
    paginator = _Paginator(found, size)
    paginator.count = min(counted, limit)
    page: LongPage = paginator.get_page(number)  # type: ignore[assignment]
    page.more = counted > limit
    return page


class _Paginator(Paginator):  # type: ignore[type-arg]
    count = 0

    def _get_page(self, *args: Any, **kwargs: Any) -> LongPage:
        return LongPage(*args, **kwargs)
