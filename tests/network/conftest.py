from __future__ import annotations

import pytest

from heraut.kernel import clock
from heraut.network.models import PlatformApp
from tests.network.walking import Signing


@pytest.fixture
def platform(monkeypatch):
    """A platform that refreshes and offers three accounts, in the catalogue for one test."""
    from heraut.connectors import catalogue

    made = Signing()
    monkeypatch.setitem(catalogue._CONNECTORS, made.platform, made)
    return made


@pytest.fixture
def app(db, platform):
    return PlatformApp.objects.create(
        platform=platform.platform,
        client_id="ours",
        client_secret="sealed",
        registered_at=clock.now(),
    )
