"""No page asks more of the database because there are more rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.meta import examples
from tests.meta.test_urls import BACKEND, NAMES, address

#: Whose pages are measured; None is nobody, for the public ones.
READERS = ("officer", "head", "duty", "editor", "admin", "auditor", None)
#: Pages that hold no list, or one that cannot grow with use.
STILL = {"health_live", "health_ready", "official_feed", "newsroom_picture"}


@pytest.fixture
def pages(db, settings):
    """``(everything, {(URL name, reader): (client, url)})``, every page that answers its reader."""
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})
    everything = examples.build()
    examples.more(everything, 2, "a")
    found = {}
    for who in READERS:
        client = Client()
        if who:
            client.force_login(everything.people[who], backend=BACKEND)
        for name in NAMES:
            url = address(everything, name)
            if name not in STILL and client.get(url).status_code == 200:
                found[name, who] = (client, url)
    return everything, found


def count(client, url):
    client.get(url)  # what is cached for good is cached now
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


@pytest.mark.django_db
def test_no_pages_number_of_queries_grows_with_its_rows(pages):
    everything, found = pages
    few = {key: count(*page) for key, page in found.items()}
    examples.more(everything, 27, "b")
    grown = []
    for key, page in found.items():
        many = count(*page)
        if len(many) > len(few[key]) + 1:
            new = [sql for sql in many if sql not in few[key]][-3:]
            grown.append(f"{key}: {len(few[key])} -> {len(many)}\n  " + "\n  ".join(new))
    assert not grown, "\n".join(grown)


@pytest.mark.django_db
def test_the_pages_that_matter_are_among_those_measured(pages):
    _, found = pages
    lists = {
        "today", "newsroom_pool", "newsroom_making", "newsroom_item", "clearances", "dispatches",
        "holds", "missions", "mission", "channel", "coverage", "people", "person", "people_units",
        "audit", "official_channels", "official_json", "official_missions", "official_mission",
    }  # fmt: skip
    assert lists <= {name for name, _ in found}
