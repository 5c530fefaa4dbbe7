"""The web server, one way for ``./heraut up`` and for a machine that runs its parts itself."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import NoReturn

from heraut.config.launch import catalogues
from heraut.config.launch.postgres import PostgresTrouble

_LOG = Path(__file__).with_name("granian-log.json")


def command(host: str, port: int, *, workers: int) -> list[str]:
    """The arguments after the interpreter: granian, WSGI, eight requests at once a worker."""
    return [
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "8", "--backlog", "512"),
        # SIGTERM: what is being answered is answered, for so many seconds at most.
        *("--workers-kill-timeout", "20"),
        *("--no-ws", "--log-level", "warning", "--log-config", str(_LOG)),
        "heraut.config.wsgi:application",
    ]


def main(arguments: list[str]) -> NoReturn:
    parser = argparse.ArgumentParser(prog="./heraut web")
    parser.add_argument("--host", default="127.0.0.1", help="to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="(default: 8000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args(arguments)
    if "HERAUT_DATABASE_URL" not in os.environ:
        raise PostgresTrouble(
            "./heraut web serves the database named in HERAUT_DATABASE_URL: set it, or use "
            "./heraut up, which brings its own."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
    catalogues.compile_all()
    _make_ready()
    _share_measurements(chosen.port)
    # Replaces this process: signals reach the server itself.
    os.execv(  # noqa: S606
        sys.executable,
        [sys.executable, *command(chosen.host, chosen.port, workers=chosen.workers)],
    )


def _make_ready() -> None:
    """Settings that cannot serve are named; what browsers load is put below ``HERAUT_DATA_DIR``,
    so that every web process serves its own release's."""
    import django
    from django.core import checks
    from django.core.management import call_command

    django.setup()
    wrong = [each for each in checks.run_checks(include_deployment_checks=True) if each.level >= 40]
    if wrong:
        raise PostgresTrouble("\n".join(f"{each.msg} {each.hint or ''}".rstrip() for each in wrong))
    _refuse_half_restored()
    call_command("collectstatic", interactive=False, verbosity=0)


def _refuse_half_restored() -> None:
    """A database that cannot be asked now is waited for, as at any other time."""
    from django.db import DatabaseError, connection

    from heraut.foundation import restoring

    with contextlib.suppress(DatabaseError):
        if restoring.unfinished():
            raise PostgresTrouble(restoring.UNFINISHED)
        connection.close()


def _share_measurements(port: int) -> None:
    """Where metrics are wanted, a folder in which the processes of this server add up what they
    measure (heraut.config.measures); emptied at each start."""
    from django.conf import settings

    if not settings.HERAUT.metrics_token.get_secret_value():
        return
    given = os.environ.get("RUNTIME_DIRECTORY")
    base = Path(given) if given else settings.HERAUT.data_dir / "measures"
    folder = base.resolve() / f"{socket.gethostname()}-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
