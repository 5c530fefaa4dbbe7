"""The desk's pages with ten dispatches and with ten thousand: the same queries, hardly more time.

In process, through Django's own client, median of thirty; first with ten dispatches, then with
10,000, on Belgium's 145 missions and 1,000 channels.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

from heraut_proving.house import House, say

PAGES = {
    "home": "/",
    "pool": "/newsroom/",
    "texts": "/newsroom/texts/",
    "clearances": "/clearance/",
    "dispatches": "/dispatches/",
    "scheduled": "/dispatches/?show=scheduled",
    "trouble": "/dispatches/?show=trouble",
    "hold": "/dispatches/hold/",
    "network": "/network/",
    "coverage": "/network/coverage/",
    "official": "/official/?account=BelgiuminQatar",
    "audit": "/account/audit/",
}
MEASURED = 30


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench pages")
    parser.add_argument("--dispatches", type=int, default=10_000)
    parser.add_argument("--channels", type=int, default=1_000)
    chosen = parser.parse_args(arguments)
    result = run(chosen.dispatches, chosen.channels)
    print(json.dumps(result))
    return 0


def run(dispatches: int, channels: int) -> dict[str, Any]:
    with House(fast=True) as _house:
        from django.core.management import call_command
        from django.db import connections

        call_command("collectstatic", interactive=False, verbosity=0)
        people = _network(channels)
        say("ten dispatches")
        _dispatches(people, 0, 10)
        few = _measure(people)
        say(f"{dispatches} dispatches")
        _dispatches(people, 10, dispatches)
        with connections["default"].cursor() as cursor:
            cursor.execute("ANALYZE")
        many = _measure(people)
        connections.close_all()
    pages = {}
    for name in PAGES:
        (few_ms, few_queries), (many_ms, many_queries) = few[name], many[name]
        pages[name] = {
            "ms_few": round(few_ms, 1),
            "ms_many": round(many_ms, 1),
            "ratio": round(many_ms / few_ms, 2),
            "queries_few": few_queries,
            "queries_many": many_queries,
        }
        say(f"{name:12} {pages[name]}")
    return {
        "bench": "pages",
        "dispatches": dispatches,
        "channels": channels,
        "worst_ratio": max(page["ratio"] for page in pages.values()),
        "same_queries": all(p["queries_few"] == p["queries_many"] for p in pages.values()),
        "pages": pages,
    }


def _network(channels: int) -> dict[str, Any]:
    from pathlib import Path

    from heraut.network.actions.import_network import import_network
    from heraut.network.importing import parse
    from heraut.network.models import Channel, ChannelHandle, Mission
    from heraut.people.models import Role, Unit
    from heraut_proving import builders

    data = Path(__file__).parents[1] / "demo" / "network"
    missions = parse((data / "belgium_missions.csv").read_bytes(), "m.csv").missions
    listed = parse((data / "belgium_channels.csv").read_bytes(), "c.csv").channels
    import_network(missions, listed, by=None)
    held = list(Mission.objects.filter(status="open").select_related("unit"))
    wanted = channels - Channel.objects.count()
    made = Channel.objects.bulk_create(
        Channel(
            platform=("bluesky", "mastodon", "web_feed")[number % 3],
            handle=f"bench{number}",
            platform_id=f"id{number}",
            holder=held[number % len(held)].unit,
            state="active",
            health="good",
            languages=["en"],
        )
        for number in range(wanted)
    )
    ChannelHandle.objects.bulk_create(
        ChannelHandle(channel=each, handle=each.handle, folded=each.handle) for each in made
    )
    nairobi = Unit.objects.get(slug="nairobi")
    editor = builders.person(Role.HQ_EDITOR)
    for number in range(60):
        builders.item(editor, texts={"en": (f"Title {number}", "Body."), "fr": ("Titre", "Corps")})
    return {
        "editor": editor,
        "officer": builders.person(Role.MISSION_OFFICER, nairobi),
        "clearer": builders.person(Role.HQ_CLEARER),
        "auditor": builders.person(Role.AUDITOR),
        "channels": made,
    }


def _dispatches(people: dict[str, Any], start: int, end: int) -> None:
    """In bulk, in every state; the product's actions would take an hour."""
    from heraut.dispatch.models import Delivery, Dispatch
    from heraut.foundation.models import AuditEntry
    from heraut.guidance.models import Clearance
    from heraut.kernel import clock
    from heraut.newsroom.models import Adaptation
    from heraut.outbound.models import Parcel

    now, officer, channels = clock.now(), people["officer"], people["channels"]
    adaptations, clearances, dispatches, parcels, deliveries = [], [], [], [], []
    for number in range(start, end):
        channel = channels[number % len(channels)]
        unit_id, asked = channel.holder_id, number % 50 == 0
        moment = now - timedelta(minutes=end - number)
        adaptation = Adaptation(
            unit_id=unit_id,
            author=officer,
            title=f"Text {number}",
            changed_at=moment,
            changed_by=officer,
        )
        clearance = Clearance(
            subject_kind="adaptation",
            subject_id=adaptation.pk,
            digest="x",
            unit_id=unit_id,
            title=f"Text {number}",
            state="asked" if asked else "cleared",
            asked_by=officer,
            authors=[officer.pk],
        )
        dispatch = Dispatch(
            unit_id=unit_id,
            adaptation=adaptation,
            clearance=clearance,
            title=f"Text {number}",
            time_zone="UTC",
            state="asked" if asked else "handed_over",
            author=officer,
            changed_at=moment,
            created_at=moment,
        )
        state = ("done", "done", "done", "done", "rejected", "waiting")[number % 6]
        content = {"text": f"Text {number}", "language": "en"}
        parcel = None
        if not asked:
            parcel = Parcel(
                number=number,
                channel=channel,
                unit_id=unit_id,
                content=content,
                due_at=moment,
                next_at=moment,
                changed_at=moment,
                state=state,
            )
            parcels.append(parcel)
        deliveries.append(
            Delivery(dispatch=dispatch, channel=channel, content=content, parcel=parcel)
        )
        adaptations.append(adaptation)
        clearances.append(clearance)
        dispatches.append(dispatch)
    Adaptation.objects.bulk_create(adaptations, batch_size=1000)
    Clearance.objects.bulk_create(clearances, batch_size=1000)
    Dispatch.objects.bulk_create(dispatches, batch_size=1000)
    Parcel.objects.bulk_create(parcels, batch_size=1000)
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            verb="dispatch.submit",
            actor=officer,
            actor_name=str(officer),
            subject_kind="dispatch.dispatch",
            subject_id=str(each.pk),
            unit_id=each.unit_id,
        )
        for each in dispatches
    )


def _measure(people: dict[str, Any]) -> dict[str, tuple[float, int]]:
    """Median milliseconds and number of queries of each page, as somebody who sees all of it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, url in PAGES.items():
        client = Client()
        who = {"clearances": "clearer", "hold": "clearer", "audit": "auditor"}.get(name, "editor")
        client.force_login(
            people[who], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        for _ in range(3):
            assert client.get(url).status_code == 200, url
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
            queries = len(caught)
        spent = []
        for _ in range(MEASURED):
            started = time.perf_counter()
            client.get(url)
            spent.append((time.perf_counter() - started) * 1000)
        found[name] = (statistics.median(spent), queries)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
