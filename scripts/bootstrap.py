"""Makes the environment that Heraut runs in, then hands over to it. Standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HELP = """Heraut, the platform on which a foreign ministry runs its digital diplomacy.

  ./heraut up [--data DIR] [--port N] [--no-demo]   start everything, print address and sign-ins
  ./heraut test [--install-servers|--fast] [...]    run the suite
  ./heraut check                                    the rules that a machine can check
  ./heraut doctor [--data DIR]                      what is wrong here and how to mend it
  ./heraut network import FILE... [--apply]         missions and channels from CSV or YAML
  ./heraut network export [--folder DIR]            the same, out
  ./heraut network import-plan FILE [--apply]       plans from a spreadsheet; export-plan writes them
  ./heraut network import-relevance FILE [--apply]  how much platforms are used where
  ./heraut drill dispatch [--deliveries N --kills K --real]
  ./heraut drill restore [--deliveries N]           | upgrade: backups and updates, proven
  ./heraut drill newsletter [--recipients N --kills K]
  ./heraut bench dispatch | newsletter | pages      measured against a limit in the same run
  ./heraut messages                                 bring the translators' files up to date
  ./heraut backup [--to DIR] [--keep N]             the whole house but its keys, while it is in use
  ./heraut restore FOLDER [--into URL] [--yes]      back into a database, proven row by row
  ./heraut web | worker | migrate                   one part at a time, for a server of your own
  ./heraut install                                  the environment alone, for images and servers
  ./heraut manage ...                               Django's own commands on the running house
"""
NEEDS_TESTS = {"test", "check", "messages"}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(here: str, arguments: list[str]) -> int:
    root = Path(here)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    try:
        python = environment(root, tests=arguments[0] in NEEDS_TESTS or "--real" in arguments)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    if arguments[0] == "install" and not (root / "src" / "heraut").exists():
        return 0  # an image installs first, so that a change of code need not do it again
    env = dict(os.environ, PYTHONPATH=str(root / "src"), HERAUT_ROOT=str(root))
    env.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    os.chdir(root)
    os.execve(python, [str(python), "-m", "heraut.config.launch", *arguments], env)
    return 0  # never reached


class Trouble(Exception):
    """What is wrong, in one line that says what to do."""


def environment(root: Path, *, tests: bool) -> Path:
    """The environment's Python, with everything of the lock installed; made if it is not there.

    One environment: the tests' lock holds the product's. Stamped with the lock's hash, so that a
    changed lock is installed and an unchanged one costs nothing; an interrupted install is redone.
    """
    folder = root / ".venv"
    python = folder / "bin" / "python"
    run, test = root / "requirements" / "run.txt", root / "requirements" / "test.txt"
    wanted = digest(test if tests else run)
    if wanted in read_stamps(folder) and python.exists():
        return python  # nothing is written: the folder may be read-only
    with lock(root):
        if wanted in read_stamps(folder) and python.exists():
            return python
        if not python.exists():
            make(folder)
        install(python, test if tests else run, root)
        # The tests' lock names the product's versions too, so that one stamp stands for both.
        kept = {digest(run), digest(test)} if tests else {digest(run)}
        (folder / "heraut-stamp").write_text("\n".join(sorted(kept)) + "\n")
    return python


class lock:
    """Two starts at once: the second waits for the first to finish installing."""

    def __init__(self, root: Path) -> None:
        self.path = root / ".venv.lock"

    def __enter__(self) -> None:
        try:
            self.file = self.path.open("w")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        except OSError as error:
            raise Trouble(
                f"The folder {self.path.parent} cannot be written ({error.strerror}): copy Heraut "
                "to a folder of your own."
            ) from None

    def __exit__(self, *_: object) -> None:
        self.file.close()


def read_stamps(folder: Path) -> set[str]:
    try:
        return set((folder / "heraut-stamp").read_text().split())
    except OSError:
        return set()


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes() + sys.version.encode()).hexdigest()


def make(folder: Path) -> None:
    say("Making the environment …")
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            raise Trouble(
                "python3-venv is missing: install it (apt install python3-venv) and start again."
            )
        raise Trouble("The environment could not be made: " + last_line(made.stderr or made.stdout))


def install(python: Path, requirements: Path, root: Path) -> None:
    say("Installing what Heraut needs (once, a minute or two) …")
    command = [str(python), "-m", "pip", "install", "--require-hashes", "--no-cache-dir",
               "--disable-pip-version-check", "--progress-bar", "off", "--no-input",
               "--only-binary", ":all:", "-q", "-r", str(requirements)]  # fmt: skip
    temporary = root / ".venv" / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ, TMPDIR=str(temporary), PYTHONDONTWRITEBYTECODE="1"),
    )
    shutil.rmtree(temporary, ignore_errors=True)
    if done.returncode == 0:
        return
    said = done.stderr or done.stdout
    if "No space left" in said:
        raise Trouble("The disk is full: Heraut needs about 2 GB; free some space and start again.")
    if "HASH" in said or "hash" in said:
        raise Trouble(
            "A package differs from the lock file and was not installed: " + last_line(said)
        )
    raise Trouble("The packages could not be installed; is the network there? " + last_line(said))


def last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1][:300] if lines else "no reason given"
