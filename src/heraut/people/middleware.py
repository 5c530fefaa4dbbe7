"""The signed-in person's own language and time zone, and where they are signed in."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Next = Callable[[HttpRequest], HttpResponse]


class Person:
    """Turns the page to the person's language and clock."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if "lang" not in request.GET:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        try:
            zone = zoneinfo.ZoneInfo(user.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = None
        with timezone.override(zone):
            return self.get_response(request)


class Seen:
    """Notes from where and when a session was last used: once a minute, not at every request."""

    EVERY = 60.0
    _MOST = 10_000

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self._noted: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and self._due(key):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _due(self, key: str) -> bool:
        now = time.monotonic()
        if now - self._noted.get(key, -self.EVERY) < self.EVERY:
            return False
        if len(self._noted) >= self._MOST:
            self._noted.clear()
        self._noted[key] = now
        return True
