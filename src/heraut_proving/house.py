"""A whole house of its own for a drill or a bench: database, sandbox, workers, web, on loopback."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import psycopg
from psycopg.conninfo import conninfo_to_dict

from heraut.config.launch.postgres import EmbeddedPostgres
from heraut_proving.sandbox import Sandbox, running
from heraut_proving.sandbox.client import free_port, wait_for

#: Time-outs short enough for a drill; the rules are the product's own.
QUICK = {
    "HERAUT_CALL_TIMEOUT": "1.0",
    "HERAUT_LEASE": "5",
    "HERAUT_SETTLE": "1.5",
    "HERAUT_SWEEP": "0.5",
    "HERAUT_BACKOFF_FIRST": "0.3",
    "HERAUT_BACKOFF_MOST": "2",
}


def say(text: str) -> None:
    """Progress, on standard error: standard output ends with the one line of results."""
    print(text, file=sys.stderr, flush=True)


class House:
    """``start()`` makes it ready and prepares Django in this process too."""

    def __init__(self, *, environment: dict[str, str] | None = None, fast: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="heraut-proving-"))
        self.postgres = EmbeddedPostgres(self.folder / "postgres", fast=fast)
        self.environment = environment or {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stack = contextlib.ExitStack()
        self.sandbox: Sandbox
        self.port = free_port()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> House:
        try:
            url = self.postgres.start()
            self.sandbox = self._stack.enter_context(running())
            (self.folder / "keys").write_text(f"drill:{secrets.token_hex(32)}\n")
            (self.folder / "keys").chmod(0o600)
            os.environ.update(
                {
                    "DJANGO_SETTINGS_MODULE": "heraut.config.settings",
                    "HERAUT_DATABASE_URL": url,
                    "HERAUT_SECRET_KEY": secrets.token_hex(32),
                    "HERAUT_MASTER_KEY_FILE": str(self.folder / "keys"),
                    "HERAUT_DATA_DIR": str(self.folder / "data"),
                    "HERAUT_ORIGIN": self.origin,
                    "HERAUT_PRIVATE_ORIGINS": self.sandbox.origin,
                    "HERAUT_MAIL_URL": self.sandbox.mail_url,
                    "HERAUT_MAIL_FROM": "news@ministry.example",
                    "HERAUT_SECOND_FACTOR": "offered",
                    **self.environment,
                }
            )
            import django

            django.setup()
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in list(self.processes):
            self.end(name)
        self._stack.close()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- databases -----------------------------------------------------------------

    def fresh_database(self, name: str) -> str:
        """An empty one on the same server; its URL."""
        url = os.environ["HERAUT_DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{url.rsplit('/', 1)[0]}/{name}"

    def turn_to(self, url: str) -> None:
        """This process and all that it starts work on ``url`` from here on."""
        from django.db import connections

        connections.close_all()
        os.environ["HERAUT_DATABASE_URL"] = url
        said = conninfo_to_dict(url)
        connections["default"].settings_dict.update(
            HOST=said["host"],
            PORT=str(said["port"]),
            PASSWORD=said["password"],
            NAME=said["dbname"],
        )

    # -- processes ------------------------------------------------------------------

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        """A process of the product under a name; its output goes to a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def start_worker(self, name: str, module: str = "django") -> subprocess.Popen[bytes]:
        return self.start(name, "-m", module, "worker")

    def start_web(self, name: str = "web") -> subprocess.Popen[bytes]:
        return self.start(
            name,
            *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(self.port), "--workers", "1", "--blocking-threads", "4"),
            *("--no-ws", "--log-level", "warning", "heraut.config.wsgi:application"),
        )

    def wait_for_web(self) -> None:
        wait_for(f"{self.origin}/health/ready", self.processes.get("web"), seconds=90)

    def kill(self, name: str) -> int:
        """SIGKILL to the process and all it started; its process id."""
        process = self.processes[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        return process.pid

    def end(self, name: str) -> None:
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)

    def tail(self, name: str, lines: int = 12) -> str:
        path = self.folder / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@contextlib.contextmanager
def closing_connections() -> Iterator[None]:
    """Let go of this process's database connections, so that a restart finds none half open."""
    from django.db import connections

    try:
        yield
    finally:
        connections.close_all()
