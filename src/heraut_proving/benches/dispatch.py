"""How many deliveries a worker carries out, beside a bare loop that only sends the same bodies.

The limit is an aiohttp keep-alive loop against the same stub with the same bodies and concurrency,
in the same run: what is left is what the ledger costs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from typing import Any

import aiohttp

from heraut_proving.house import House, say

CONCURRENCY = 32
CHANNELS = 100


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench dispatch")
    parser.add_argument("--deliveries", type=int, default=2000)
    chosen = parser.parse_args(arguments)
    print(json.dumps(run(chosen.deliveries)))
    return 0


def run(deliveries: int) -> dict[str, Any]:
    environment = {"HERAUT_WORKER_CONCURRENCY": str(CONCURRENCY), "HERAUT_SWEEP": "1"}
    with House(environment=environment) as house:
        say(f"{deliveries} deliveries on {CHANNELS} channels")
        _prepare(house, deliveries)
        limit = asyncio.run(_limit(house.sandbox.origin, deliveries))
        say(f"limit: {limit:.0f} calls/s")
        seconds, cpu = _deliver(house, deliveries)
    per_second = deliveries / seconds
    return {
        "bench": "dispatch",
        "deliveries_per_s": round(per_second, 1),
        "cpu_ms_per_delivery": round(cpu * 1000 / deliveries, 2),
        "limit_per_s": round(limit, 1),
        "ratio": round(per_second / limit, 3),
    }


def _prepare(house: House, deliveries: int) -> None:
    from datetime import timedelta

    from django.db import connections, transaction

    from heraut.connectors.contract import Outgoing
    from heraut.kernel import clock
    from heraut.outbound.models import Parcel, Queue
    from heraut_proving import builders

    mission = builders.mission("bench")
    channels = []
    for number in range(CHANNELS):
        handle = f"bench{number}.test"
        did = house.sandbox.account("bluesky", handle, "secret")
        channels.append(
            builders.channel(
                mission.unit,
                handle=handle,
                platform_id=did,
                origin=house.sandbox.origin,
                credentials={"password": "secret"},
            )
        )
    Queue.objects.bulk_create(
        # The platform's allowance is not what is measured.
        Queue(channel=channel, allowance=1e9, allowance_at=clock.now() + timedelta(days=1))
        for channel in channels
    )
    now = clock.now()
    with transaction.atomic():
        Parcel.objects.bulk_create(
            [
                Parcel(
                    number=number,
                    channel=channels[number % CHANNELS],
                    unit=mission.unit,
                    content=Outgoing(f"Bench text {number} #bench", "en").to_json(),
                    due_at=now,
                    next_at=now,
                    changed_at=now,
                )
                for number in range(deliveries)
            ],
            batch_size=500,
        )
    connections.close_all()


async def _limit(origin: str, calls: int) -> float:
    """Calls a second of a bare loop: one sign-in, then the same bodies as fast as it goes."""
    async with aiohttp.ClientSession() as session:
        login = {"identifier": "bench0.test", "password": "secret"}
        url = f"{origin}/xrpc/com.atproto.server.createSession"
        async with session.post(url, json=login) as answer:
            me = await answer.json()
        headers = {"Authorization": f"Bearer {me['accessJwt']}"}
        numbers = iter(range(calls))

        async def send() -> None:
            for number in numbers:
                record = {
                    "$type": "app.bsky.feed.post",
                    "text": f"Bench text {number} #bench",
                    "createdAt": "2026-01-01T00:00:00.000Z",
                }
                body = {
                    "repo": me["did"],
                    "collection": "app.bsky.feed.post",
                    "rkey": f"3k{number:011d}".replace("0", "a")
                    .replace("1", "b")
                    .replace("8", "c")
                    .replace("9", "d"),
                    "record": record,
                    "validate": True,
                }
                put = f"{origin}/xrpc/com.atproto.repo.putRecord"
                async with session.post(put, json=body, headers=headers) as answer:
                    await answer.read()

        started = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(CONCURRENCY)))
        return calls / (time.perf_counter() - started)


def _deliver(house: House, deliveries: int) -> tuple[float, float]:
    """Seconds from the first attempt to the last outcome, and the worker's CPU seconds."""
    from django.db import connections
    from django.db.models import Max, Min

    from heraut.outbound.models import Attempt, Parcel

    process = house.start_worker("worker")
    deadline = time.monotonic() + 300
    first_cpu = None
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if first_cpu is None and Attempt.objects.exists():
            # What the start costs is paid once, not for each delivery.
            first_cpu = cpu_seconds(process.pid)
        if not Parcel.objects.exclude(state="done").exists():
            break
    cpu = cpu_seconds(process.pid) - (first_cpu or 0.0)
    done = Parcel.objects.filter(state="done").count()
    if done != deliveries:
        raise SystemExit(f"only {done} of {deliveries} were delivered:\n{house.tail('worker')}")
    span = Attempt.objects.aggregate(first=Min("started_at"), last=Max("ended_at"))
    connections.close_all()
    return (span["last"] - span["first"]).total_seconds(), cpu


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process so far (proc(5), fields 14 and 15)."""
    import os

    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
