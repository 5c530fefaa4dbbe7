"""The folder of an installation: its keys, its database, its settings for every process."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import secrets
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

from heraut.config.launch.postgres import EmbeddedPostgres, PostgresTrouble

ROOT = Path(os.environ.get("HERAUT_ROOT", Path(__file__).resolve().parents[4]))


class House:
    """Everything lives below ``folder``; nothing outside it is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.postgres = EmbeddedPostgres(self.folder / "postgres")

    def prepare(self) -> None:
        """Folders and secrets, made once."""
        try:
            for name in ("", "log", "media", "static"):
                (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
            self._once("secret-key", secrets.token_urlsafe(48))
            self._once("master-keys", f"first:{secrets.token_hex(32)}\n")
        except OSError as error:
            raise PostgresTrouble(
                f"The data folder {self.folder} cannot be used ({error.strerror}): free some "
                "space, or name another with --data."
            ) from error

    @contextlib.contextmanager
    def claimed(self) -> Iterator[None]:
        """Nobody else starts or ends this house meanwhile; ends with the process, however it ends.

        Raises ``PostgresTrouble`` at once where another process holds it.
        """
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PostgresTrouble(
                    f"Another ./heraut uses {self.folder}: end that one first, or name another "
                    "folder with --data."
                ) from None
            yield

    def _once(self, name: str, text: str) -> None:
        path = self.folder / name
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(text)

    def environment(
        self, *, database: str, port: int, sandbox_port: int, demo: bool, mail_port: int = 0
    ) -> dict[str, str]:
        """What every process of the house reads (heraut.config.env)."""
        sandbox = f"http://127.0.0.1:{sandbox_port}"
        made = {
            "DJANGO_SETTINGS_MODULE": "heraut.config.settings",
            "HERAUT_DATABASE_URL": database,
            "HERAUT_SECRET_KEY": (self.folder / "secret-key").read_text().strip(),
            "HERAUT_MASTER_KEY_FILE": str(self.folder / "master-keys"),
            "HERAUT_DATA_DIR": str(self.folder),
            "HERAUT_ORIGIN": f"http://localhost:{port}",
            "HERAUT_LOG": "plain",
        }
        if demo:
            made |= {
                "HERAUT_DEMO": "true",
                "HERAUT_CAMPAIGN_DOMAINS": "belgium.be, diplomatie.be",
                "HERAUT_SECOND_FACTOR": "offered",
                "HERAUT_SANDBOX_ORIGIN": sandbox,
                "HERAUT_PRIVATE_ORIGINS": sandbox,
                "HERAUT_TRANSLATION_PROVIDER": "deepl",
                "HERAUT_TRANSLATION_URL": sandbox,
                "HERAUT_TRANSLATION_KEY": "demo-key",
            }
        if demo and mail_port:
            made |= {
                "HERAUT_MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
                "HERAUT_MAIL_FROM": "heraut@demo.example",
                "HERAUT_NEWSLETTER_FROM": "newsletter@demo.example",
            }
        # What an operator set by hand wins.
        return {name: os.environ.get(name, value) for name, value in made.items()}


def version() -> str:
    """Of this checkout."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def free_port(wanted: int) -> int:
    """``wanted`` if nobody listens there, else any."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise PostgresTrouble("No free port on this machine.")


def folder_of(arguments: list[str]) -> Path:
    """``--data DIR`` anywhere among the arguments, else ``var`` beside the checkout."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data", type=Path)
    chosen, _ = parser.parse_known_args(arguments)
    return chosen.data or Path(os.environ.get("HERAUT_DATA_DIR", ROOT / "var"))


@contextlib.contextmanager
def at_hand(arguments: list[str]) -> Iterator[None]:
    """Settings for one command: from the environment, else from the house at ``--data``."""
    folder = folder_of(arguments)
    if "--data" in arguments:
        place = arguments.index("--data")
        del arguments[place : place + 2]
    if "HERAUT_DATABASE_URL" in os.environ:
        yield
        return
    if arguments and arguments[0] in ("makemigrations", "check", "help"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
        yield
        return
    house = House(folder)
    house.prepare()
    with contextlib.ExitStack() as stack:
        url = house.postgres.running_url()
        if url is None:
            stack.enter_context(house.claimed())
            url = stack.enter_context(house.postgres)
        known = house.environment(database=url, port=8000, sandbox_port=8001, demo=False)
        os.environ.update(known)
        yield
