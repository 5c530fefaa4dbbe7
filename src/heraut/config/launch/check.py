"""./heraut check: the rules that a machine can hold us to, one line each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from heraut.config.launch.house import ROOT

_BIN = Path(sys.executable).parent


def _tool(name: str, *arguments: str) -> Callable[[], str]:
    """A command; its output where it fails, else nothing."""

    def run() -> str:
        done = subprocess.run(
            [str(_BIN / name), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "HERAUT_SECRET_KEY": "for-checks-only-" + "x" * 40},
        )
        return "" if done.returncode == 0 else done.stdout.strip() or f"{name} failed"

    return run


def _translations() -> str:
    from heraut.config.launch.messages import troubles

    return "\n".join(troubles())


def _django(*arguments: str) -> Callable[[], str]:
    return _tool("python", "-m", "django", *arguments, "--settings", "heraut.config.settings")


RULES: list[tuple[str, Callable[[], str]]] = [
    ("code style (ruff)", _tool("ruff", "check", "src", "tests", "scripts")),
    ("formatting (ruff)", _tool("ruff", "format", "--check", "src", "tests", "scripts")),
    ("layers (import-linter)", _tool("lint-imports", "--no-cache")),
    ("types (mypy)", _tool("mypy", "src/heraut", "src/heraut_proving")),
    ("templates (djlint)", _tool("djlint", "src/heraut", "--lint", "--check", "--quiet")),
    ("system checks", _django("check")),
    ("translations complete in nl, fr, de, en", _translations),
    ("no missing migration", _django("makemigrations", "--check", "--dry-run")),
]


def main(arguments: list[str]) -> int:
    failed = 0
    for name, rule in RULES:
        started = time.monotonic()
        trouble = rule()
        spent = time.monotonic() - started
        print(f"{'FAIL' if trouble else 'ok  '} {name} ({spent:.0f} s)", flush=True)
        if trouble:
            failed += 1
            print("\n".join(f"     {line}" for line in trouble.splitlines()[:60]), flush=True)
    print("All rules hold." if not failed else f"{failed} of {len(RULES)} rules are broken.")
    return 1 if failed else 0
