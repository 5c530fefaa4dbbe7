"""The newsletter drill: a mail server that refuses, stalls and drops, workers that are killed while
they send, the database restarted once; then the ledger is compared with what the server took.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import time
from collections import Counter
from typing import Any
from uuid import UUID

from heraut_proving.house import QUICK, House, closing_connections, say
from heraut_proving.sandbox.mail import HIDDEN

WORKERS = ("worker-1", "worker-2")
#: Connections of one worker: what a kill leaves unclear at most.
CONNECTIONS = 8
RATE = 0.12


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="drill newsletter")
    parser.add_argument("--recipients", type=int, default=20000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker-module", default="django", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    result = run(chosen.recipients, chosen.kills, chosen.seed, chosen.worker_module)
    print(json.dumps(result))
    return 0 if holds(result) else 1


def holds(result: dict[str, Any]) -> bool:
    """Whether nobody was lost, doubled or stuck, and no more is unknown than must be."""
    return (
        not any(result[name] for name in ("lost", "doubled", "stuck"))
        and result["final_states"] == result["recipients"]
        and result["unknown"] <= result["hidden_faults"] + result["unclear_at_kills"]
    )


def run(recipients: int, kills: int, seed: int, worker_module: str = "django") -> dict[str, Any]:
    """The whole drill in a house of its own; the last line's keys and values."""
    environment = {**QUICK, "HERAUT_MAIL_CONNECTIONS": str(CONNECTIONS), "HERAUT_LEASE": "4"}
    with House(environment=environment) as house:
        return Drill(house, recipients, kills, seed, worker_module).run()


class Drill:
    def __init__(
        self, house: House, recipients: int, kills: int, seed: int, worker_module: str
    ) -> None:
        self.house = house
        self.count = recipients
        self.kills = kills
        self.killed = 0
        self.unclear_at_kills = 0
        self.worker_module = worker_module
        self.random = random.Random(seed)
        self.addresses: dict[UUID, str] = {}
        self.mailing_id: UUID

    def run(self) -> dict[str, Any]:
        say(f"{self.count} recipients, {self.kills} kills")
        with closing_connections():
            self._prepare()
        self.house.sandbox.plan_mail(rate=RATE, seed=7, stall=8, refuse_sessions=0.05, keep=False)
        for name in WORKERS:
            self.house.start_worker(name, self.worker_module)
        self._kill_and_wait()
        with closing_connections():
            return self._compare()

    def _prepare(self) -> None:
        from heraut_proving import builders

        mission = builders.mission("drill")
        officer = builders.person(None, mission.unit)
        channel = builders.newsletter_channel(mission.unit)
        self.addresses = builders.subscribers(channel, self.count)
        mailing = builders.mailing(channel, officer)
        self.mailing_id = mailing.pk

    # -- during -------------------------------------------------------------------------

    def _kill_and_wait(self) -> None:
        deadline = time.monotonic() + 180 + self.count / 15 + self.kills * 10
        step = self.count / (self.kills + 1)
        calm = 0
        while time.monotonic() < deadline and calm < 2:
            self._revive()
            with closing_connections(), contextlib.suppress(Exception):
                sent, state = self._progress()
                if self.killed < self.kills and sent >= (self.killed + 0.3) * step:
                    self._kill()
                calm = calm + 1 if state == "sent" else 0
            time.sleep(0.05 if self.killed < self.kills else 0.5)
        if calm < 2:
            say("time is over; what is open counts as stuck")

    def _progress(self) -> tuple[int, str]:
        from heraut.outbound.models import Mailing

        state = Mailing.objects.values_list("state", flat=True).get(pk=self.mailing_id)
        return int(self.house.sandbox.mail_counts()["messages"]), str(state)

    def _revive(self) -> None:
        for name in WORKERS:
            if self.house.processes[name].poll() is not None:
                self.house.start_worker(name, self.worker_module)

    def _kill(self) -> None:
        """Mostly the worker that is sending at this moment."""
        name = self._sending() or self.random.choice(WORKERS)
        pid = self.house.kill(name)
        open_rows = self._calling(pid)
        self.unclear_at_kills += open_rows
        self.killed += 1
        say(f"kill {self.killed}/{self.kills}: {name}, {open_rows} messages on their way")
        if self.killed == max(1, self.kills // 2):
            say("database restarted")
            self.house.postgres.kill()
            self.house.postgres.start()

    def _sending(self) -> str:
        from heraut.outbound.models import MailingRow

        pids = {f":{self.house.processes[name].pid}:": name for name in WORKERS}
        until = time.monotonic() + 2
        while time.monotonic() < until:
            attempts = self._attempts(MailingRow.objects.filter(state="calling"))
            names = [name for mark, name in pids.items() if any(mark in w for w in attempts)]
            if names:
                return self.random.choice(names)
        return ""

    @staticmethod
    def _attempts(rows: Any) -> list[str]:
        from heraut.outbound.models import MailingAttempt

        numbers = set(rows.values_list("attempt", flat=True))
        found = MailingAttempt.objects.filter(pk__in=numbers)
        return list(found.values_list("worker", flat=True))

    @staticmethod
    def _calling(pid: int) -> int:
        """Rows that the dead process had marked as being sent."""
        from heraut.outbound.models import MailingAttempt, MailingRow

        attempts = MailingAttempt.objects.filter(worker__contains=f":{pid}:")
        return MailingRow.objects.filter(state="calling", attempt__in=attempts.values("pk")).count()

    # -- after --------------------------------------------------------------------------

    def _compare(self) -> dict[str, Any]:
        from heraut.outbound.models import SETTLED, MailingRow

        accepted = self.house.sandbox.accepted()
        states: Counter[str] = Counter()
        lost = doubled = 0
        for recipient, state in MailingRow.objects.values_list("recipient_id", "state").iterator():
            states[state] += 1
            copies = len(accepted.get(self.addresses[recipient], []))
            lost += state == "done" and not copies
            doubled += copies > 1 or (state in ("rejected", "skipped") and copies > 0)
        counts = self.house.sandbox.mail_counts()
        say(f"faults: {counts['faults']}; states: {dict(states)}")
        final = sum(states[each] for each in SETTLED)
        return {
            "drill": "newsletter",
            "recipients": self.count,
            "kills": self.killed,
            "final_states": final,
            "lost": lost,
            "doubled": doubled,
            "stuck": self.count - final,
            "unknown": states["unknown"],
            "done": states["done"],
            "rejected": states["rejected"],
            "faults": sum(counts["faults"].values()),
            "hidden_faults": sum(n for kind, n in counts["faults"].items() if kind in HIDDEN),
            "unclear_at_kills": self.unclear_at_kills,
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
