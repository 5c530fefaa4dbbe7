"""A real browser for tests: pages of signed-in people, watched for errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def require_browser() -> None:
    """Skip with the reason where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (./heraut test --install-servers)")


def session_cookie(person: Any, url: str) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key), "url": url}


@contextmanager
def browsing(url: str) -> Iterator[Callable[..., Any]]:
    """``open_as(person, viewport=PHONE, **context)`` -> a page; ``person`` None: nobody.

    ``page.wrong`` collects script errors and breaches of the content security policy.
    """
    from playwright.sync_api import sync_playwright

    require_browser()
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )

        def open_as(person: Any, viewport: Any = None, **more: Any) -> Any:
            context = browser.new_context(viewport=viewport or PHONE, **more)
            if person is not None:
                context.add_cookies([session_cookie(person, url)])
            page = context.new_page()
            page.set_default_timeout(15_000)
            wrong: list[str] = []
            page.wrong = wrong
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "console",
                lambda said: (
                    wrong.append(said.text) if "Content Security Policy" in said.text else None
                ),
            )
            return page

        yield open_as
        # What pages say when they close must not meet the emptying of the tables.
        for context in browser.contexts:
            context.set_offline(True)
        browser.close()
