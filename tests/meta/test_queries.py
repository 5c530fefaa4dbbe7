"""No page asks more of the database because there are more rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heraut.dispatch.actions.submit import submit
from heraut.guidance.actions.clear import clear
from heraut.people.models import Role
from tests import builders
from tests.meta import examples

PAGES = [
    ("today", "officer"), ("today", "head"), ("today", "duty"), ("newsroom_pool", "officer"),
    ("newsroom_making", "officer"), ("clearances", "head"), ("dispatches", "officer"),
    ("holds", "duty"), ("missions", "officer"), ("coverage", "officer"), ("people", "admin"),
    ("audit", "auditor"), ("official_channels", None), ("official_json", None),
    ("official_missions", None), ("mission", "officer"), ("channel", "officer"),
    ("newsroom_item", "officer"), ("official_mission", None), ("desk_more", "officer"),
]  # fmt: skip


def more(everything, times):
    """More of everything that a list may hold."""
    officer, head = everything.people["officer"], everything.people["head"]
    unit = everything.mission.unit
    for number in range(times):
        mission = builders.mission(f"place-{number}", "UG")
        channel = builders.channel(mission.unit)
        own = builders.channel(unit, "bluesky")
        builders.person(Role.MISSION_OFFICER, mission.unit)
        builders.item(everything.people["editor"], countries=["KE"])
        for cleared in (True, False):
            draft = builders.adaptation(officer, unit, [own])
            made = submit(draft.pk, by=officer, revision=1, at=builders.soon(), time_zone="UTC")
            if cleared:
                clear(made.clearance_id, by=head, seen=made.clearance.digest)
        del channel


def count(client, url):
    client.get(url)  # what is cached for good is cached now
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in caught.captured_queries]


@pytest.mark.django_db
def test_no_pages_number_of_queries_grows_with_its_rows(settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})
    everything = examples.build()
    more(everything, 2)
    clients = {}
    for _, who in PAGES:
        clients[who] = Client()
        if who:
            clients[who].force_login(
                everything.people[who],
                backend="allauth.account.auth_backends.AuthenticationBackend",
            )
    urls = {(name, who): reverse(name, kwargs=everything.kwargs.get(name)) for name, who in PAGES}
    few = {key: count(clients[key[1]], url) for key, url in urls.items()}
    _more_again(everything)
    many = {key: count(clients[key[1]], url) for key, url in urls.items()}
    grown = {
        key: (len(few[key]), len(many[key]), many[key][-3:])
        for key in urls
        if len(many[key]) > len(few[key]) + 1
    }
    assert not grown, grown


def _more_again(everything):
    from unittest import mock

    original = builders.mission
    with mock.patch.object(
        builders, "mission", lambda slug, country: original(f"m{slug}", country)
    ):
        more(everything, 12)
