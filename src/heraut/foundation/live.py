"""Live state by polling, cheaply.

A page holds a fragment with ``hx-get`` to its own address plus ``?stamp=…`` every few seconds.
The view computes a stamp from one aggregate query; where it has not changed the answer is 204 and
htmx leaves the page alone.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse


def stamp(*parts: object) -> str:
    """A short word that changes when any of ``parts`` does."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def unchanged(request: HttpRequest, current: str) -> HttpResponse | None:
    """204 where the page already shows ``current``, else None: render it."""
    if request.GET.get("stamp") == current:
        return HttpResponse(status=204)
    return None
