"""The restore drill: a backup while the house is in use, then the house is destroyed, then the
restored one is compared with it row by row, and must send nothing by itself.

What counts as "before" is read by the drill itself in the backup's own snapshot, not taken from
the backup.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from heraut.config.backups import contents
from heraut.config.launch.postgres import EmbeddedPostgres
from heraut_proving.drills.dispatch import WORKERS, Account, Course, Drill
from heraut_proving.house import QUICK, House, closing_connections, say

#: How the texts begin that wait in the backup and are published before the house is destroyed.
GAP = "Published after the backup"
#: What a restore itself changes in a parcel that had been tried: it is looked up again.
_LOOKED_UP = ("state", "code", "checks", "next_at", "changed_at")
_ROWS = "SELECT encode(sha256(convert_to(t::text, 'UTF8')), 'hex') FROM {} AS t"
_TABLES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'heraut_restore')
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="drill restore")
    parser.add_argument("--deliveries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--backup-module", default="heraut.config.launch.backup", help=argparse.SUPPRESS
    )
    chosen = parser.parse_args(arguments)
    with House(environment=QUICK) as house:
        result = RestoreDrill(house, chosen.deliveries, chosen.seed, chosen.backup_module).run()
    print(json.dumps(result))
    return 0 if holds(result) else 1


def holds(result: dict[str, Any]) -> bool:
    """Nothing lost, nothing sent by itself or twice, and the house was really in use."""
    return (
        not any(result[name] for name in ("lost", "files_lost", "sent_by_itself", "doubled"))
        and result["audit_chain"] == "intact"
        and result["written_meanwhile"] > 0
        and result["published_since"] > 0
        and result["seen_on_channels"] > 0
    )


@dataclass(slots=True)
class Witness:
    """What a database held: each row's digest, counted, by table; tried parcels by id."""

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    acts: int = 0

    @property
    def total(self) -> int:
        return sum(each.total() for each in self.rows.values())

    def look(self, url: str, snapshot: str | None = None) -> None:
        """Read everything, in ``snapshot`` if one is given."""
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            if snapshot is not None:
                connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            contents.speak_plainly(connection)
            for (table,) in connection.execute(_TABLES).fetchall():
                self.rows[table] = Counter(
                    row[0] for row in connection.execute(_ROWS.format(table)).fetchall()
                )
            self.tried = dict(
                connection.execute(
                    "SELECT encode(sha256(convert_to(p::text, 'UTF8')), 'hex'), "
                    "       (to_jsonb(p) - %s::text[])::text FROM outbound_parcel p "
                    "WHERE p.state = 'retry' OR p.code = 'restore.since'",
                    [list(_LOOKED_UP)],
                ).fetchall()
            )
            acts = connection.execute("SELECT count(*) FROM foundation_auditentry").fetchone()
            self.acts = acts[0] if acts else 0

    def lost(self, after: Witness) -> Counter[str]:
        """Rows by table that ``after`` has not, or has otherwise than a restore may leave them."""
        missing = {
            table: rows - after.rows.get(table, Counter()) for table, rows in self.rows.items()
        }
        parcels = missing.get("public.outbound_parcel", Counter())
        excused = {mark for mark, rest in self.tried.items() if rest in after.tried.values()}
        for mark in list(parcels):
            if mark in excused:
                del parcels[mark]
        return Counter({table: rows.total() for table, rows in missing.items() if rows})


class RestoreDrill:
    def __init__(self, house: House, deliveries: int, seed: int, backup_module: str) -> None:
        self.house = house
        self.traffic = Drill(house, Course(deliveries=deliveries, kills=0, seed=seed))
        self.backup = importlib.import_module(backup_module)
        self.before = Witness()
        self.stop = threading.Event()
        self.threads: list[threading.Thread] = []
        self.gap = 0

    # -- the course ---------------------------------------------------------------------

    def run(self) -> dict[str, Any]:
        self._put_in_use()
        folder, figures = self._back_up()
        self._go_on()
        self._destroy()
        with closing_connections():
            figures |= self._restore(folder)
            figures |= self._start_again()
        say(f"the backup took {figures['backup_s']} s, the restore {figures['restore_s']} s")
        return {"drill": "restore", **figures}

    # -- before ---------------------------------------------------------------------------

    def _put_in_use(self) -> None:
        say(f"{self.traffic.count} deliveries, pictures, everybody at work")
        with closing_connections():
            self.traffic.prepare()
        kinds = ["5xx", "429_without_reset", "accept_late", "accept_then_drop"]
        self.house.sandbox.plan(rate=0.15, late=1.3, lag=2.0, reset=1.0, seed=7, kinds=kinds)
        for name in WORKERS:
            self.house.start_worker(name)
        self.house.start_web()
        self.house.wait_for_web()
        for work in (self.traffic.clear_all, self._add_pictures):
            self.threads.append(threading.Thread(target=work, args=(self.stop,), daemon=True))
            self.threads[-1].start()
        self._wait_until(lambda: len(self._published()) * 4 >= self.traffic.count)

    def _add_pictures(self, stop: threading.Event) -> None:
        """An officer who adds one picture after the other, all different."""
        from django.db import connection

        from heraut.newsroom.actions.add_picture import add_picture
        from heraut.people.models import Unit

        author, unit = self._officer(), Unit.objects.get(slug="drill")
        number = 0
        while not stop.is_set():
            number += 1
            data = _picture(number)
            add_picture(io.BytesIO(data), len(data), by=author, unit=unit)
            time.sleep(0.02)
        connection.close()

    def _published(self) -> list[str]:
        """Every text that stands on a channel."""
        return [text for each in self.traffic.accounts for text in self._texts(each)]

    def _texts(self, account: Account) -> list[str]:
        return [held.said for held in self.traffic.timeline(account)]

    @staticmethod
    def _wait_until(true: Any, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            if time.monotonic() > deadline:
                raise RuntimeError("the house does not work")
            time.sleep(0.1)

    # -- the backup, in use ------------------------------------------------------------------

    def _back_up(self) -> tuple[Path, dict[str, Any]]:
        url = os.environ["HERAUT_DATABASE_URL"]
        self._schedule_for_the_gap()
        begun = time.monotonic()
        made = self.backup.run(
            self.house.folder / "backups", witness=lambda snapshot: self.before.look(url, snapshot)
        )
        seconds = time.monotonic() - begun
        now = Witness()
        now.look(url)
        say(f"backed up {self.before.total} rows, {len(made.manifest.files) - 1} files")
        return made.folder, {
            "rows_before": self.before.total,
            "files": len(made.manifest.files) - 1,
            "written_meanwhile": now.acts - self.before.acts,
            "backup_s": round(seconds, 1),
        }

    def _schedule_for_the_gap(self) -> None:
        """A text a channel that waits in the backup and is on the channel when the house burns."""
        from heraut.kernel import clock
        from heraut.network.models import Channel
        from heraut.outbound.actions.hand_over import hand_over

        due = clock.now() + timedelta(seconds=4)
        channels = Channel.objects.select_related("holder")
        self.gap = len(channels)
        for number, channel in enumerate(channels):
            content = {"text": f"{GAP}, {number}.", "language": "en"}
            hand_over(channel, content, unit=channel.holder, due_at=due, by=self._officer())

    @staticmethod
    def _officer() -> Any:
        from heraut.people.models import Role, User

        return User.objects.filter(memberships__role=Role.MISSION_OFFICER).earliest("pk")

    def _go_on(self) -> None:
        """Work on, so that the channels know more than the backup."""
        self._wait_until(lambda: sum(t.startswith(GAP) for t in self._published()) == self.gap)

    def _destroy(self) -> None:
        say("the house is destroyed: processes, database, files")
        self.stop.set()
        for thread in self.threads:
            thread.join(20)
        for name in list(self.house.processes):
            self.house.kill(name)
        self.house.postgres.kill()
        shutil.rmtree(self.house.postgres.folder)
        shutil.rmtree(self.house.folder / "data")
        self._wait_until(lambda: self.house.sandbox.inflight() == 0)

    # -- the restore -------------------------------------------------------------------------

    def _restore(self, folder: Path) -> dict[str, Any]:
        self.house.postgres = EmbeddedPostgres(self.house.folder / "postgres-2")
        url = self.house.postgres.start()
        os.environ["HERAUT_DATABASE_URL"] = url
        begun = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "heraut.config.launch", "restore", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - begun
        say(done.stdout.strip() + done.stderr.strip())
        self.house.turn_to(url)
        after = Witness()
        after.look(url)
        lost = self.before.lost(after)
        for table, rows in lost.items():
            say(f"lost: {rows} rows of {table}")
        return {
            "rows_after": self.before.total - lost.total(),
            "lost": lost.total(),
            "files_lost": self._files_lost(),
            "published_since": len(self._published()) - self._known_as_published(),
            "audit_chain": self._audit_chain() if done.returncode == 0 else "not restored",
            "restore_s": round(seconds, 1),
        }

    @staticmethod
    def _files_lost() -> int:
        """Pictures that rows name and that are not there, or not what they were."""
        from django.conf import settings

        from heraut.config.backups.manifest import digest
        from heraut.newsroom.models import Picture

        lost = 0
        for picture in Picture.objects.all():
            path = Path(settings.MEDIA_ROOT) / str(picture.file.name)
            lost += not path.exists() or digest(path) != picture.sha256
        return lost

    @staticmethod
    def _known_as_published() -> int:
        from heraut.outbound.models import Parcel

        return Parcel.objects.filter(state="done").count()

    @staticmethod
    def _audit_chain() -> str:
        from heraut.foundation import audit

        link = audit.broken_link()
        return "intact" if link is None else f"broken at link {link.number}"

    # -- at work again -------------------------------------------------------------------------

    def _start_again(self) -> dict[str, Any]:
        """First nothing may go out by itself; then a person compares, releases, cancels."""
        self.house.sandbox.clear_faults()
        before = Counter(self._published())
        for name in WORKERS:
            self.house.start_worker(name)
        time.sleep(6)
        by_itself = (Counter(self._published()) - before).total()
        looked_up = self._wait_for_read_back()
        compared = self._compare_by_hand()
        self._wait_until(lambda: self._open() == 0)
        doubled = sum(
            count - 1
            for each in self.traffic.accounts
            for count in Counter(self._texts(each)).values()
        )
        return {**compared, "looked_up": looked_up, "sent_by_itself": by_itself, "doubled": doubled}

    def _wait_for_read_back(self) -> int:
        """What was under way at the backup is read back, hold or no hold; how many look-ups."""
        from heraut.outbound.models import Attempt, Parcel

        under_way = Parcel.objects.filter(state__in=["calling", "unclear"])
        self._wait_until(lambda: not under_way.exists())
        return Attempt.objects.filter(kind="check", started_at__gte=_hold().placed_at).count()

    def _compare_by_hand(self) -> dict[str, int]:
        """What a person does after a restore: look at the channel; there: cancel; else: release."""
        from heraut.kernel import clock
        from heraut.outbound.actions.cancel import cancel
        from heraut.outbound.actions.end_hold import end_hold
        from heraut.outbound.actions.release import release
        from heraut.outbound.actions.resolve_unknown import Answer, resolve_unknown
        from heraut.outbound.models import Parcel
        from heraut.people.models import Role, User

        clearer = User.objects.get(memberships__role=Role.HQ_CLEARER)
        timelines = {each.channel_id: self._texts(each) for each in self.traffic.accounts}
        there: list[UUID] = []
        absent: list[UUID] = []
        open_ones = Parcel.objects.filter(state__in=["waiting", "retry", "unknown"])
        for parcel in open_ones.filter(due_at__lte=clock.now()):
            stands = parcel.content["text"] in timelines[parcel.channel_id]
            if parcel.state == "unknown":
                answer: Answer = "published" if stands else "try_again"
                resolve_unknown(
                    parcel.pk, by=self._officer(), answer=answer, url="https://seen.example/"
                )
            (there if stands else absent).append(parcel.pk)
        cancel(there, by=clearer)
        release(absent, by=clearer)
        end_hold(_hold().pk, by=clearer)
        return {"seen_on_channels": len(there), "released": len(absent)}

    @staticmethod
    def _open() -> int:
        from heraut.kernel import clock
        from heraut.outbound.models import Parcel

        final = ["done", "rejected", "unknown", "cancelled"]
        return Parcel.objects.filter(due_at__lte=clock.now()).exclude(state__in=final).count()


def _hold() -> Any:
    from heraut.outbound.models import Hold

    return Hold.objects.get(placed_by=None)


def _picture(number: int) -> bytes:
    from PIL import Image

    image = Image.new("RGB", (64, 64))
    image.putdata([(random.randrange(256), number % 256, 90) for _ in range(64 * 64)])
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
