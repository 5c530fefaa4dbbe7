"""A person's sessions, wherever they are signed in."""

from __future__ import annotations

import re

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from heraut.kernel import clock
from heraut.people.models import User

#: What a browser calls itself -> its name; the first that fits, for all of them claim to be others.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def live(user: User) -> QuerySet[UserSession]:
    """The sessions that still work, the latest used first."""
    working = Session.objects.filter(expire_date__gt=clock.now())
    found: QuerySet[UserSession] = UserSession.objects.filter(
        user=user, session_key__in=working.values("session_key")
    ).order_by("-last_seen_at")
    return found


def end_sessions(user: User, but: str | None = None) -> int:
    """End all of them, or all but the one with the key ``but``; how many there were."""
    count = 0
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()
        count += 1
    return count


def device(user_agent: str) -> tuple[str, str]:
    """The browser and the system by name; empty where they do not tell."""
    text = re.sub(r"\s+", " ", user_agent)
    browser = next((name for mark, name in _BROWSERS if mark in text), "")
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    return browser, system
