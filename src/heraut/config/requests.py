"""One line and one measurement a request, named by its route."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from heraut.config import logs, measures

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("heraut.requests")
#: What a proxy may hand on; anything else could be a browser's way to write into the log.
_ID = re.compile(r"[0-9a-f]{16,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Asked every few seconds by machines: only what goes wrong with them is worth a line.
_QUIET = {"health_live", "health_ready", "metrics", "static"}


class Requests:
    """First of all middleware, so that it sees every answer."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _ID.fullmatch(given) else uuid4().hex
        token = logs.request_id.set(number)
        begun = time.perf_counter()
        try:
            response = self.get_response(request)
            self._note(request, response, time.perf_counter() - begun)
        finally:
            logs.request_id.reset(token)
        response.headers["X-Request-ID"] = number
        return response

    @staticmethod
    def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        view = (match.view_name or "unnamed") if match else _unmatched(request)
        method = request.method if request.method in measures.METHODS else "other"
        measures.note(view, str(method), response.status_code, seconds)
        if view in _QUIET and response.status_code < 400:
            return
        log.log(
            logging.ERROR if response.status_code >= 500 else logging.INFO,
            "%s %s %d",
            method,
            view,
            response.status_code,
            extra={
                "view": view,
                "method": method,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )


@receiver(got_request_exception)
def _note_fault(**_: Any) -> None:
    """A fault on its way to the page that says sorry; Django's own logger would add the path."""
    log.error("a request failed", exc_info=sys.exc_info())


def _unmatched(request: HttpRequest) -> str:
    return "static" if request.path_info.startswith("/static/") else "unmatched"
