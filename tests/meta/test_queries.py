"""No page asks more of the database because there are more rows."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.meta import examples
from tests.meta.test_urls import BACKEND, NAMES, address

#: Whose pages are measured; None is nobody, for the public ones.
READERS = ("officer", "head", "duty", "editor", "admin", "auditor", None)
#: Pages that hold no list, or one that cannot grow with use.
STILL = {"health_live", "health_ready", "official_feed", "newsroom_picture", "newsroom_film"}
#: Asked once a minute, whatever the page: when the session was last seen.
_NOISE = re.compile(r"usersessions_usersession|SAVEPOINT")
#: Rows added of every kind: enough that one query a row cannot hide in the one allowed.
ADDED = 9
#: Lists that must be among the pages measured, each with a reader who sees it.
LISTS = {
    "officer": {
        "today", "newsroom_pool", "newsroom_making", "newsroom_item", "dispatches", "holds",
        "missions", "mission", "channel", "coverage",
    },
    "head": {"clearances"},
    "admin": {"people", "person", "people_units"},
    "auditor": {"audit"},
    None: {"official_channels", "official_json", "official_missions", "official_mission"},
}  # fmt: skip


def queries(client: Client, url: str) -> list[str] | None:
    """What the page asked of the database; None where the reader gets no page."""
    with CaptureQueriesContext(connection) as caught:
        if client.get(url).status_code != 200:
            return None
    return [query["sql"] for query in caught.captured_queries if not _NOISE.search(query["sql"])]


@pytest.mark.parametrize("who", READERS)
@pytest.mark.django_db
def test_no_pages_number_of_queries_grows_with_its_rows(who, settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})
    everything = examples.build()
    examples.more(everything, 2, "a")
    client = Client()
    if who:
        client.force_login(everything.people[who], backend=BACKEND)
    urls = {name: address(everything, name) for name in NAMES if name not in STILL}
    # The first look fills what is cached for good.
    readable = {name: url for name, url in urls.items() if queries(client, url) is not None}
    few = {name: queries(client, url) for name, url in readable.items()}
    examples.more(everything, ADDED, "b")
    grown = []
    for name, url in readable.items():
        many = queries(client, url)
        if len(many) > len(few[name]) + 1:
            new = [sql for sql in many if sql not in few[name]][-3:]
            grown.append(f"{name}: {len(few[name])} -> {len(many)}\n  " + "\n  ".join(new))
    assert not grown, "\n".join(grown)
    assert LISTS.get(who, set()) <= readable.keys()
