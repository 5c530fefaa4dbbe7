"""The house for a test: an embedded PostgreSQL of its own, and the people who work in it."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_folder = Path(tempfile.mkdtemp(prefix="heraut-test-"))
(_folder / "keys").write_text(f"test:{secrets.token_hex(32)}\n")
os.environ.setdefault("HERAUT_SECRET_KEY", secrets.token_hex(32))
os.environ["HERAUT_MASTER_KEY_FILE"] = str(_folder / "keys")
os.environ["HERAUT_DATA_DIR"] = str(_folder / "data")
os.environ["HERAUT_DEBUG"] = "true"
os.environ.setdefault("HERAUT_CALL_TIMEOUT", "5")

_postgres = None


def _start_postgres() -> str:
    """One server for a run: the first process starts it, the others are told its address."""
    global _postgres
    from heraut.config.launch.postgres import EmbeddedPostgres

    _postgres = EmbeddedPostgres(_folder / "postgres", fast=True)
    return _postgres.start()


if "HERAUT_TEST_DATABASE_URL" not in os.environ:
    os.environ["HERAUT_TEST_DATABASE_URL"] = _start_postgres()
os.environ["HERAUT_DATABASE_URL"] = os.environ["HERAUT_TEST_DATABASE_URL"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if _postgres is not None:
        _postgres.stop()
    shutil.rmtree(_folder, ignore_errors=True)


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
