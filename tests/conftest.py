"""The house for a test: an embedded PostgreSQL of its own, and the people who work in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator

import hypothesis
import pytest

from tests import settings as house

# How fast a machine is says nothing about a promise.
hypothesis.settings.register_profile(
    "heraut", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("heraut")


def pytest_unconfigure(config: pytest.Config) -> None:
    house.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where the servers were to be installed, a test that is skipped is a test that failed."""
    report = yield
    if report.skipped and os.environ.get("HERAUT_REQUIRE_SERVERS"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: skipped, and here nothing may be: {report.longrepr}"
    return report


@pytest.fixture
def mission(db: None):  # type: ignore[no-untyped-def]
    from tests import builders

    return builders.mission()


def _persona(role: str | None, at: str = "ministry") -> Callable[..., object]:
    @pytest.fixture
    def persona(db: None, mission):  # type: ignore[no-untyped-def]
        from heraut.people.models import Role
        from tests import builders

        unit = {
            "ministry": builders.ministry,
            "mission": lambda: mission.unit,
            "partner": builders.partner_unit,
        }[at]()
        return builders.person(Role(role) if role else None, unit)

    return persona


admin = _persona("administrator")
editor = _persona("hq_editor")
clearer = _persona("hq_clearer")
duty_officer = _persona("duty_officer")
analyst = _persona("analyst")
auditor = _persona("auditor")
head = _persona("head_of_mission", "mission")
officer = _persona("mission_officer", "mission")
local_officer = _persona("local_officer", "mission")
helpdesk_agent = _persona("helpdesk_agent")
partner = _persona("partner", "partner")
outsider = _persona(None)


@pytest.fixture(scope="session")
def sandbox():  # type: ignore[no-untyped-def]
    """The simulated platforms, in a process of their own."""
    from heraut_proving.sandbox import running

    with running() as made:
        yield made


@pytest.fixture(scope="session")
def pds():  # type: ignore[no-untyped-def]
    """A real Bluesky server; skipped with the reason where it is not installed."""
    from heraut_proving.servers import missing
    from heraut_proving.servers.pds import running_pds

    if reason := missing():
        pytest.skip(reason)
    with running_pds() as made:
        yield made


@pytest.fixture(scope="session")
def mail_servers():  # type: ignore[no-untyped-def]
    """Real Postfix and Dovecot; skipped with the reason where they cannot run."""
    import os

    from heraut_proving.servers.mail import missing, running_mail

    reason = missing()
    if reason and os.environ.get("HERAUT_REQUIRE_SERVERS"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with running_mail() as made:
        yield made


@pytest.fixture
def sign_in(client, settings):  # type: ignore[no-untyped-def]
    """``sign_in(person)`` -> a test client of theirs; the second factor counts as passed."""
    from django.test import Client

    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})

    def sign(person, **headers):  # type: ignore[no-untyped-def]
        theirs = Client(**headers)
        theirs.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return theirs

    return sign


@pytest.fixture(autouse=True)
def _fresh_language() -> Iterator[None]:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def open_as(live_server, monkeypatch, settings):  # type: ignore[no-untyped-def]
    """``open_as(person)`` -> a browser's page of theirs (see tests.browsing)."""
    from django.db import connections

    from tests.browsing import browsing

    # The browser's own loop runs in this thread; the ORM is used between its steps only.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # Connections that outlive their request would keep the test database from being dropped.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    settings.HERAUT = settings.HERAUT.model_copy(
        update={"second_factor": "offered", "demo": True, "origin": live_server.url}
    )
    with browsing(live_server.url) as opener:
        yield opener
