"""./heraut up: from a fresh checkout to a running ministry, and all of it ended by Ctrl-C."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heraut.config.launch import catalogues, web
from heraut.config.launch.house import House, folder_of, free_port
from heraut.config.launch.postgres import PostgresTrouble

_BACKOFF = (0.5, 1, 2, 5, 10)


def say(text: str) -> None:
    print(text, flush=True)


@dataclass(slots=True)
class Child:
    """One process of the house, started again when it ends by itself."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    ends: int = 0
    again_at: float = 0.0
    started: float = field(default=0.0)

    def start(self, environment: dict[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C goes to the supervisor alone, which ends everything in order.
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.started = time.monotonic()

    def watch(self, environment: dict[str, str]) -> None:
        """Start again what ended, slower each time."""
        if self.process is None:
            if time.monotonic() >= self.again_at:
                self.start(environment)
            return
        if self.process.poll() is None:
            if time.monotonic() - self.started > 60:
                self.ends = 0
            return
        pause = _BACKOFF[min(self.ends, len(_BACKOFF) - 1)]
        say(f"{self.name} ended ({self.process.returncode}); again in {pause} s. See {self.log}")
        self.ends += 1
        self.again_at = time.monotonic() + pause
        self.process = None

    def stop(self, seconds: float = 8) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        _signal(self.process, signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            _signal(self.process, signal.SIGKILL)
            self.process.wait(5)


def _end_with_parent() -> None:
    """A killed supervisor leaves nobody behind: prctl(PR_SET_PDEATHSIG), Linux."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./heraut up")
    parser.add_argument("--data", type=Path, help="where everything is kept (default: var)")
    parser.add_argument("--port", type=int, default=8000, help="of the web pages (default: 8000)")
    parser.add_argument("--no-demo", action="store_true", help="an empty house, no simulation")
    chosen = parser.parse_args(arguments)
    house = House(folder_of(arguments))
    try:
        house.prepare()
        with house.claimed():
            _require_port(chosen.port)
            return Supervisor(house, chosen.port, demo=not chosen.no_demo).run()
    except PostgresTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def _require_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OverflowError:
            raise PostgresTrouble(f"{port} is not a port: choose one from 1024 to 65535.") from None
        except OSError as error:
            if error.errno == errno.EACCES:
                reason = f"Port {port} is reserved for root"
            else:
                reason = f"Port {port} is in use"
            raise PostgresTrouble(f"{reason}: choose another with --port, say 8080.") from None


class Supervisor:
    def __init__(self, house: House, port: int, *, demo: bool) -> None:
        self.house, self.port, self.demo = house, port, demo
        self.children: list[Child] = []
        self.environment: dict[str, str] = {}
        self._over = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, self._end)
        try:
            self._start()
            if not self._over:
                self._announce()
            while not self._over:
                for child in self.children:
                    child.watch(self.environment)
                time.sleep(0.3)
        except _Ended:
            pass
        finally:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            say("Ending …")
            for child in self.children:
                child.stop()
            self.house.postgres.stop()
            say("Everything has ended.")
        return 0

    def _end(self, *_: object) -> None:
        self._over = True
        raise _Ended

    # -- starting -----------------------------------------------------------------

    def _start(self) -> None:
        own = "HERAUT_DATABASE_URL" not in os.environ
        say("Starting the database …" if own else "Using the database of HERAUT_DATABASE_URL …")
        database = self.house.postgres.start() if own else os.environ["HERAUT_DATABASE_URL"]
        sandbox_port, mail_port = free_port(self.port + 1), free_port(self.port + 2)
        self.environment = dict(os.environ) | self.house.environment(
            database=database,
            port=self.port,
            sandbox_port=sandbox_port,
            demo=self.demo,
            mail_port=mail_port,
        )
        catalogues.compile_all()
        say("Bringing the tables up to date …")
        self._manage("migrate", "--verbosity=0")
        self._manage("collectstatic", "--noinput", "--verbosity=0")
        log = self.house.folder / "log"
        if self.demo:
            self._child(
                "sandbox",
                log,
                *("-m", "heraut_proving.sandbox", "--port", str(sandbox_port)),
                *("--mail-port", str(mail_port)),
                *("--state", str(self.house.folder / "sandbox.jsonl")),
            )
            self._wait(f"http://127.0.0.1:{sandbox_port}/health", "sandbox")
            say("Loading Belgium’s network and the demonstration …")
            self._run("-m", "heraut_proving.demo")
        self._child("worker", log, "-m", "django", "worker")
        self._child(
            "web",
            log,
            *web.command("127.0.0.1", self.port, workers=2),
        )
        say("Starting web and workers …")
        self._wait(f"http://127.0.0.1:{self.port}/health/ready", "web")

    def _child(self, name: str, log: Path, *command: str) -> None:
        child = Child(name, [sys.executable, *command], log / f"{name}.log")
        child.start(self.environment)
        self.children.append(child)

    def _manage(self, *command: str) -> None:
        self._run("-m", "django", *command)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            (self.house.folder / "log" / "start.log").write_text(done.stdout)
            lines = done.stdout.strip().splitlines() or ["no reason given"]
            raise PostgresTrouble(
                f"The start stopped at “{command[-1]}”: {lines[-1]} "
                f"(all of it in {self.house.folder / 'log' / 'start.log'})"
            )

    def _wait(self, url: str, name: str) -> None:
        child = next(each for each in self.children if each.name == name)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(url, timeout=3) as answer,  # noqa: S310 (loopback)
            ):
                if answer.status == 200:
                    return
            if child.process is not None and child.process.poll() is not None:
                break
            time.sleep(0.2)
        raise PostgresTrouble(f"{name} does not answer; the reason stands in {child.log}.")

    def _announce(self) -> None:
        say(f"\nHeraut runs: http://localhost:{self.port}\n")
        signs = self.house.folder / "sign-ins.txt"
        if self.demo and signs.exists():
            say(signs.read_text())
            say(f"Mail of the demonstration: {self.environment['HERAUT_SANDBOX_ORIGIN']}/mail\n")
        elif not self.demo:
            say("Invite the first administrator in another window:\n"
                "  ./heraut manage people_invite you@example.org --name 'Your Name'\n")  # fmt: skip
        say("Ctrl-C ends everything.")


class _Ended(Exception):
    """Somebody asked the house to end."""
