"""How many mails a worker sends, beside a bare SMTP client that only sends the same bodies.

The limit is a loop over the same number of connections to the same mail server in the same run,
with prepared messages and without a ledger: what is left is what sealed addresses, personal links
and writing everything down cost. ``--dkim`` signs with RSA 2048 as well, in both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from heraut_proving.benches.dispatch import cpu_seconds
from heraut_proving.house import House, say

CONNECTIONS = 8


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench newsletter")
    parser.add_argument("--recipients", type=int, default=50000)
    parser.add_argument("--dkim", action="store_true")
    chosen = parser.parse_args(arguments)
    print(json.dumps(run(chosen.recipients, dkim=chosen.dkim)))
    return 0


def run(recipients: int, *, dkim: bool = False) -> dict[str, Any]:
    environment = {"HERAUT_MAIL_CONNECTIONS": str(CONNECTIONS), "HERAUT_SWEEP": "1"}
    with tempfile.TemporaryDirectory() as folder:
        if dkim:
            environment["HERAUT_DKIM_KEY_FILE"] = str(_make_key(Path(folder)))
        return _run(recipients, environment)


def _run(recipients: int, environment: dict[str, str]) -> dict[str, Any]:
    with House(environment=environment) as house:
        say(f"{recipients} recipients")
        house.sandbox.plan_mail(keep=False)
        raw = _prepare(recipients)
        limit = asyncio.run(_limit(house.sandbox.mail_url, min(recipients, 20000), raw))
        say(f"limit: {limit:.0f} mails/s")
        seconds, cpu = _send(house, recipients)
    per_second = recipients / seconds
    return {
        "bench": "newsletter",
        "messages_per_s": round(per_second, 1),
        "cpu_ms_per_message": round(cpu * 1000 / recipients, 3),
        "limit_per_s": round(limit, 1),
        "ratio": round(per_second / limit, 3),
    }


def _make_key(folder: Path) -> Path:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "dkim.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def _prepare(recipients: int) -> bytes:
    """A list with its subscribers, and a mailing that is due in an hour; its template."""
    from django.db import connections

    from heraut_proving import builders

    mission = builders.mission("bench")
    channel = builders.newsletter_channel(mission.unit)
    builders.subscribers(channel, recipients)
    raw = builders.template()
    officer = builders.person(None, mission.unit)
    builders.mailing(channel, officer, raw, due=builders.soon())
    connections.close_all()
    return raw


async def _limit(url: str, count: int, raw: bytes) -> float:
    """Mails a second of a bare client: the same messages, filled beforehand, nothing written."""
    from heraut.outbound import mail_settings, smtp
    from heraut.outbound.mail import Template

    server = smtp.Server.parse(url)
    assert server is not None
    signer = mail_settings.signer()
    template = Template(raw, signer)
    values = {
        b"to": b"reader0@example.org",
        b"row": b"a" * 40,
        b"leave": b"b" * 56,
        b"date": b"Wed, 25 Nov 2026 10:00:00 +0000",
    }
    message = template.filled(values)
    numbers = iter(range(count))

    async def send() -> None:
        session = await smtp.connect(server, 10)
        for number in numbers:
            to = f"bare{number}@example.org"
            body = message if signer is None else template.filled(values)
            assert await session.envelope("bounces@ministry.example", to, 10) is None
            reply = await session.content(body, 10)
            assert reply.code == 250, reply
        session.quit()

    started = time.perf_counter()
    await asyncio.gather(*(send() for _ in range(CONNECTIONS)))
    return count / (time.perf_counter() - started)


def _send(house: House, recipients: int) -> tuple[float, float]:
    """Seconds from the first turn at a batch to the last, and the worker's CPU seconds."""
    from django.db import connections
    from django.db.models import Max, Min

    from heraut.kernel import clock
    from heraut.outbound.models import Mailing, MailingAttempt, MailingRow

    process = house.start_worker("worker")
    time.sleep(4)  # what the start costs is paid once, not for each message
    first_cpu = cpu_seconds(process.pid)
    Mailing.objects.update(due_at=clock.now())
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        time.sleep(0.5)
        if Mailing.objects.filter(state="sent").exists():
            break
    cpu = cpu_seconds(process.pid) - first_cpu
    done = MailingRow.objects.filter(state="done").count()
    if done != recipients:
        raise SystemExit(f"only {done} of {recipients} were sent:\n{house.tail('worker')}")
    span = MailingAttempt.objects.aggregate(first=Min("started_at"), last=Max("ended_at"))
    connections.close_all()
    return (span["last"] - span["first"]).total_seconds(), cpu


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
