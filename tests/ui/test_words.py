"""What every language writes its own way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from heraut.network.words import platform_name
from heraut.ui.templatetags.ui import day, moment, pair


@pytest.mark.parametrize(
    ("language", "said", "shown"),
    [
        ("en", "State: open", "24 Nov 2026"),
        ("nl", "State: open", "24 nov 2026"),
        ("fr", "State\u202f: open", "24 nov. 2026"),
        ("de", "State: open", "24. Nov. 2026"),
    ],
)
def test_colons_and_days_are_written_as_the_language_does(language, said, shown):
    with translation.override(language):
        assert pair("State", "open") == said
        assert day(date(2026, 11, 24)) == shown


def test_a_moment_names_its_city_in_the_readers_language():
    with translation.override("fr"):
        shown = moment(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "Europe/Brussels")
    assert "mar. 24 nov., 10:00 Bruxelles" in shown


def test_our_own_platform_is_translated_and_no_other():
    with translation.override("fr"):
        assert platform_name("web_feed") == "Flux web"
        assert platform_name("bluesky") == "Bluesky"
