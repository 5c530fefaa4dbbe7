"""The commands behind ./heraut, once the environment stands."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

from heraut.config.env import read_secret_files
from heraut.config.launch import catalogues
from heraut.config.launch.postgres import PostgresTrouble

_NETWORK = ("import", "export", "import-plan", "export-plan", "import-relevance")


def main(arguments: list[str]) -> int:
    try:
        read_secret_files(os.environ)
    except ValueError as error:
        raise PostgresTrouble(str(error)) from None
    command, rest = arguments[0], arguments[1:]
    match command:
        case "up" | "test" | "check" | "doctor" | "messages" | "web" | "backup" | "restore":
            module = importlib.import_module(f"heraut.config.launch.{command}")
            return int(module.main(rest))
        case "install":
            catalogues.compile_all()
            return 0
        case "drill" | "bench":
            return _proving(command, rest)
        case "network" if rest and rest[0] in _NETWORK:
            return _manage([f"network_{rest[0].replace('-', '_')}", *rest[1:]])
        case "manage":
            return _manage(rest)
        case "worker" | "migrate":
            catalogues.compile_all()
            return _manage([command, *rest])
    print(f"There is no command {command!r}; ./heraut --help lists them.", file=sys.stderr)
    return 2


def _proving(kind: str, rest: list[str]) -> int:
    """Drills and benches are the proving ground's: run as processes of their own."""
    if not rest:
        print(f"Name the {kind}, for instance: ./heraut {kind} dispatch", file=sys.stderr)
        return 2
    module = f"heraut_proving.{kind}{'es' if kind == 'bench' else 's'}.{rest[0]}"
    return subprocess.run([sys.executable, "-m", module, *rest[1:]], check=False).returncode


def _manage(rest: list[str]) -> int:
    """A Django command: on the installation named in the environment, else on the house that
    ./heraut up made here, started for it if it does not run."""
    from heraut.config.launch import house

    with house.at_hand(rest):
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heraut.config.settings")
        execute_from_command_line(["./heraut manage", *rest])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PostgresTrouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
