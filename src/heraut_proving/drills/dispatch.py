"""The dispatch drill: faults in the calls, kills of everything, then the ledger is compared with
what the platforms hold.

Dispatches are cleared through the web, as a person would, with the web being killed too; deliveries
go to simulated Bluesky and Mastodon accounts (``--real``: to a real personal data server;
``--platforms all``: to accounts on every platform that Heraut speaks to). With ``--threads`` many of them are threads, and some are reposts, quotes and corrections of texts that
were published before; afterwards every part is compared.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import string
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from heraut_proving.drills import platforms, threads
from heraut_proving.drills.compare import Found, Held, compare, from_record, from_sandbox
from heraut_proving.house import QUICK, House, closing_connections, say
from heraut_proving.sandbox.faults import HIDDEN_ACCEPTS, KINDS

PER_CHANNEL = 12
WORKERS = ("worker-1", "worker-2")


@dataclass(slots=True)
class Account:
    """A channel of the drill and the account behind it."""

    channel_id: UUID
    platform: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Course:
    """How hard the drill is. ``threads``: threads, reposts and corrections too; ``real``: Bluesky
    on a real server; ``platforms``: where the channels are."""

    deliveries: int = 500
    kills: int = 30
    seed: int = 1
    real: bool = False
    threads: bool = False
    platforms: tuple[str, ...] = platforms.FIRST
    worker_module: str = "django"


@dataclass(slots=True)
class Tally:
    kills: int = 0
    kills_in_call: int = 0
    killed: Counter[str] = field(default_factory=Counter)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="drill dispatch")
    parser.add_argument("--deliveries", type=int, default=500)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true", help="Bluesky on a real server")
    parser.add_argument("--threads", action="store_true", help="threads, reposts, corrections too")
    parser.add_argument(
        "--platforms",
        type=platforms.chosen,
        default=platforms.FIRST,
        help="all, or names divided by commas",
    )
    parser.add_argument("--worker-module", default="django", help=argparse.SUPPRESS)
    result = run(Course(**vars(parser.parse_args(arguments))))
    print(json.dumps(result))
    return 0 if holds(result) else 1


#: What a machine can do no more about; the last two wait for a person.
SETTLED = ("done", "rejected", "unknown", "by_hand")


def holds(result: dict[str, Any]) -> bool:
    """Whether nothing was lost, doubled, reordered or stuck, and the drill was hard enough."""
    return (
        not any(result[name] for name in ("lost", "doubled", "reordered", "stuck"))
        and sum(result[name] for name in SETTLED) == result["deliveries"]
        and result["unknown"] <= result.pop("hidden_accepts", result["deliveries"])
        and result["kills_in_call"] * 3 >= result["kills"]
    )


def run(chosen: Course) -> dict[str, Any]:
    """The whole drill in a house of its own; the last line's keys and values."""
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(House(environment=QUICK))
        server = None
        if chosen.real:
            from heraut_proving.servers.pds import running_pds

            server = stack.enter_context(running_pds())
            os.environ["HERAUT_PRIVATE_ORIGINS"] += f",{server.origin}"
        return Drill(house, chosen, server).run()


class Drill:
    def __init__(self, house: House, chosen: Course, server: Any = None) -> None:
        self.house = house
        self.count = chosen.deliveries
        self.kills = chosen.kills
        self.threads = chosen.threads
        self.platforms = ("bluesky",) if server else chosen.platforms
        self.server = server
        self.worker_module = chosen.worker_module
        self.random = random.Random(chosen.seed)
        self.tally = Tally()
        self.accounts: list[Account] = []
        self.clearances: list[tuple[UUID, str]] = []
        #: The parcels of what was published before the drill, which is not counted.
        self.before: list[UUID] = []
        self.author: Any = None
        self.picture: Any = None
        self.cookie = ""

    # -- the course ---------------------------------------------------------------------

    def run(self) -> dict[str, Any]:
        say(f"{self.count} deliveries, {self.kills} kills")
        with closing_connections():
            self.prepare()
        rate = max(0.30, min(0.6, len(KINDS) * 7 / self.count))
        self.house.sandbox.plan(rate=rate, late=1.3, lag=2.0, reset=1.0, seed=7)
        for name in WORKERS:
            self.house.start_worker(name, self.worker_module)
        self.house.start_web()
        self.house.wait_for_web()
        stop = threading.Event()
        clearing = threading.Thread(target=self.clear_all, args=(stop,), daemon=True)
        clearing.start()
        self._kill_and_wait()
        stop.set()
        clearing.join(30)
        with closing_connections():
            return self._compare()

    # -- before -------------------------------------------------------------------------

    def prepare(self) -> None:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from heraut.people.models import Role
        from heraut_proving import builders as people

        mission = people.mission("drill")
        author = people.person(Role.MISSION_OFFICER, mission.unit)
        clearer = people.person(Role.HQ_CLEARER, people.ministry())
        self._make_channels(mission)
        platforms.set_budgets()
        self.author = author
        self.picture = platforms.draw(author, mission.unit)
        built_on = self._build_on(mission, author, clearer) if self.threads else []
        self._schedule_for_later(author)
        self._make_dispatches(mission, author, self.count - len(built_on))
        self._ask(built_on)
        session = SessionStore()
        session[SESSION_KEY] = str(clearer.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = clearer.get_session_auth_hash()
        session.create()
        self.cookie = str(session.session_key)

    def _make_channels(self, mission: Any) -> None:
        from heraut_proving import builders as people

        wanted = max(len(self.platforms), -(-self.count // PER_CHANNEL))
        for number in range(wanted):
            platform = self.platforms[number % len(self.platforms)]
            if platform == "web_feed" and number >= len(self.platforms):
                continue  # a mission has one page
            handle = platforms.handle(platform, number)
            secret, origin = f"secret-{number}", self.house.sandbox.origin
            account_id = handle
            if self.server is not None:
                account = self.server.create_account(handle)
                origin, account_id, secret = self.server.origin, account.did, account.password
            elif platform in platforms.SIMULATED:
                account_id = self.house.sandbox.account(platform, handle, secret)
            elif platform == "web_feed":
                origin = self.house.origin
            channel = people.channel(
                mission.unit,
                platform,
                handle=handle,
                platform_id=account_id,
                origin=origin,
                credentials={"password": secret, "token": secret},
            )
            self.accounts.append(Account(channel.pk, platform, account_id))

    def _build_on(self, mission: Any, author: Any, clearer: Any) -> list[Any]:
        """Dispatches that build on texts which a worker publishes now, without a fault."""
        from heraut.network.models import Channel
        from heraut.newsroom import channels

        ours = list(Channel.objects.order_by("created_at"))
        for channel in ours:
            channel.limits = {**channels.limits(channel).to_json(), "without": []}
            channel.save(update_fields=["limits"])
        first = threads.publish_first(mission, author, clearer, ours)
        self.before = [each.parcel_id for each in first]
        self.house.start_worker(WORKERS[0])
        deadline = time.monotonic() + 120
        while self._open() and time.monotonic() < deadline:
            time.sleep(0.2)
        self.house.end(WORKERS[0])
        return threads.build_on(first, author, self.count // threads.ONE_IN)

    def _ask(self, dispatches: list[Any]) -> None:
        """Among the others, to be cleared like them."""
        for dispatch in dispatches:
            place = self.random.randint(0, len(self.clearances))
            self.clearances.insert(place, (dispatch.clearance.pk, dispatch.clearance.digest))

    def _schedule_for_later(self, author: Any) -> None:
        """Every channel also has a text for next week, which must keep nothing back."""
        from heraut.kernel import clock
        from heraut.network.models import Channel
        from heraut.outbound.actions.hand_over import hand_over

        due = clock.now() + timedelta(days=7)
        for channel in Channel.objects.all():
            content = {"text": "For next week.", "language": "en"}
            hand_over(channel, content, unit=channel.holder, due_at=due, by=author)

    def _make_dispatches(self, mission: Any, author: Any, count: int) -> None:
        """One dispatch for up to three channels; the texts of a channel are numbered."""
        from heraut.dispatch.actions.submit import submit
        from heraut.network.models import Channel
        from heraut_proving import builders as people

        channels = {each.pk: each for each in Channel.objects.all()}
        turns: list[list[Channel]] = []
        left, place = count, 0
        while left:
            group = [
                channels[self.accounts[(place + step) % len(self.accounts)].channel_id]
                for step in range(min(3, left))
            ]
            turns.append(list({each.pk: each for each in group}.values()))
            left -= len(turns[-1])
            place += len(turns[-1])
        for number, group in enumerate(turns):
            text = f"Drill text {number}: https://example.org/{number} #drill"
            adaptation = people.adaptation(author, mission.unit, group, text)
            if self.threads:
                threads.make_threads(adaptation, text, self.random)
            if self.platforms != platforms.FIRST:
                platforms.illustrate(adaptation, self.picture, number)
            dispatch = submit(adaptation.pk, by=author, revision=1, at=None, time_zone="UTC")
            assert dispatch.clearance is not None
            self.clearances.append((dispatch.clearance.pk, dispatch.clearance.digest))

    # -- during -------------------------------------------------------------------------

    def clear_all(self, stop: threading.Event) -> None:
        """Clear every dispatch through the web; a broken connection is asked again."""
        for clearance, seen in self.clearances:
            while not stop.is_set():
                if self._clear(clearance, seen):
                    break
                time.sleep(0.1)
            time.sleep(0.01)

    def _clear(self, clearance: UUID, seen: str) -> bool:
        token = "".join(random.choices(string.ascii_letters, k=32))
        request = urllib.request.Request(  # noqa: S310 (loopback)
            f"{self.house.origin}/clearance/{clearance}/clear",
            method="POST",
            data=f"seen={seen}".encode(),
            headers={
                "Cookie": f"sessionid={self.cookie}; csrftoken={token}",
                "X-CSRFToken": token,
                "Origin": self.house.origin,
            },
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            opener.open(request, timeout=5)
        except urllib.error.HTTPError as answer:
            return answer.code in (302, 303)
        except OSError:
            return False
        return True

    def _kill_and_wait(self) -> None:
        restart_at = self.kills // 2
        calls = self.count * (2 if self.threads else 1)
        deadline = time.monotonic() + 120 + calls / 2 + self.kills * 6
        calm = 0
        while time.monotonic() < deadline:
            self._revive()
            if self.tally.kills < self.kills:
                self._kill_one()
                if self.tally.kills == restart_at:
                    say("database restarted")
                    self.house.postgres.kill()
                    self.house.postgres.start()
                continue
            time.sleep(0.5)
            with closing_connections():
                calm = calm + 1 if self._open() == 0 else 0
            if calm >= 2:
                self._do_by_hand()
                return
        say("time is over; what is open counts as stuck")

    def _do_by_hand(self) -> None:
        with closing_connections():
            done = platforms.do_by_hand(self.author)
        if done:
            say(f"{done} published by hand")

    def _revive(self) -> None:
        for name, process in list(self.house.processes.items()):
            if process.poll() is not None:
                if name == "web":
                    self.house.start_web()
                else:
                    self.house.start_worker(name, self.worker_module)

    def _kill_one(self) -> None:
        time.sleep(self.random.uniform(0.05, 0.5))
        name = "web" if self.tally.kills % 6 == 5 else self._worker_to_kill()
        pid = self.house.kill(name)
        self.tally.kills += 1
        self.tally.killed[name] += 1
        with closing_connections():
            in_call = pid in self._calling()
        self.tally.kills_in_call += in_call
        say(f"kill {self.tally.kills}/{self.kills}: {name}{' during a call' if in_call else ''}")
        self._revive()

    def _worker_to_kill(self) -> str:
        """Mostly one that is calling a platform at this moment; now and then any."""
        if self.random.random() < 0.2:
            return self.random.choice(WORKERS)
        pids = {self.house.processes[name].pid: name for name in WORKERS}
        deadline = time.monotonic() + 8
        with closing_connections():
            while time.monotonic() < deadline:
                for pid in self._calling():
                    if pid in pids:
                        return pids[pid]
                time.sleep(0.005)
        return self.random.choice(WORKERS)

    @staticmethod
    def _calling() -> set[int]:
        """The processes with a call under way, as the ledger has it."""
        from django.db import DatabaseError

        from heraut.outbound.models import Attempt

        try:
            open_ones = Attempt.objects.filter(outcome="").values_list("worker", flat=True)
            return {int(worker.split(":")[1]) for worker in open_ones}
        except DatabaseError:
            return set()

    @staticmethod
    def _open() -> int:
        from heraut.dispatch.models import Delivery

        return Delivery.objects.exclude(parcel__state__in=[*SETTLED, "cancelled"]).count()

    # -- after ----------------------------------------------------------------------------

    def _compare(self) -> dict[str, Any]:
        from heraut.kernel import clock
        from heraut.outbound.models import Attempt, Parcel

        states: Counter[str] = Counter()
        found = Found()
        for account in self.accounts:
            parcels = list(
                Parcel.objects.filter(
                    channel_id=account.channel_id, due_at__lte=clock.now()
                ).order_by("due_at", "number")
            )
            states.update(each.state for each in parcels if each.pk not in self.before)
            for each in parcels:
                if each.state == "unknown":
                    say(f"for a person: {each.verb}, step {each.step}, {each.code} {each.params}")
            compare(parcels, self.timeline(account, parcels), found)
        counts = self.house.sandbox.counts()
        say(f"faults: {counts['kinds']}; kills: {dict(self.tally.killed)}")
        for note in found.notes[:20]:
            say(note)
        hidden = sum(n for kind, n in counts["kinds"].items() if kind in HIDDEN_ACCEPTS)
        final = sum(states[name] for name in SETTLED)
        more = {"threads": found.threads, "parts": found.parts} if self.threads else {}
        return {
            "drill": "dispatch",
            "deliveries": self.count,
            "kills": self.tally.kills,
            "kills_in_call": self.tally.kills_in_call,
            "calls": Attempt.objects.filter(kind="call").count(),
            "faulted_calls": counts["faulted"],
            "done": states["done"],
            "rejected": states["rejected"],
            "unknown": states["unknown"],
            "by_hand": states["by_hand"],
            "lost": found.lost,
            "doubled": found.doubled,
            "reordered": found.misplaced,
            "stuck": self.count - final,
            **more,
            "hidden_accepts": hidden,
        }

    def timeline(self, account: Account, parcels: Sequence[Any] = ()) -> list[Held]:
        """What stands on the platform, in the order in which it took it."""
        if account.platform == "web_feed":
            return platforms.of_feed(account.channel_id)
        if account.platform not in platforms.SIMULATED:
            return platforms.of_person(parcels)
        if self.server is not None:
            return [from_record(*each) for each in self.server.records(account.account_id)]
        held = self.house.sandbox.timeline(account.platform, account.account_id)
        return [from_sandbox(post) for post in sorted(held, key=lambda post: post["order"])]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
