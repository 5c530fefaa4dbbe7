from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from heraut.config.launch import messages
from heraut.config.launch.postgres import EmbeddedPostgres, PostgresTrouble

ROOT = Path(__file__).parents[2]


def clean_environment() -> dict[str, str]:
    """As on a machine that knows nothing of tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HERAUT_", "DJANGO_", "PYTEST_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def launch(*arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "heraut.config.launch", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_the_database_survives_a_kill_and_a_second_start_ends_an_orphan(tmp_path):
    server = EmbeddedPostgres(tmp_path / "pg")
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    server.kill()
    again = server.start()
    assert again == url, "the port is remembered"
    # Its supervisor forgets it; the next one finds the orphan and takes its place.
    server.process = None
    other = EmbeddedPostgres(tmp_path / "pg")
    with psycopg.connect(other.start()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    other.stop()


def test_the_database_starts_although_a_child_of_the_killed_one_still_works(tmp_path):
    server = EmbeddedPostgres(tmp_path / "pg")
    url = server.start()
    # A query that notices nothing for three seconds, and the postmaster dies meanwhile.
    busy = psycopg.connect(url, autocommit=True)
    query = threading.Thread(target=_ask, args=(busy, _BUSY))
    query.start()
    time.sleep(0.3)
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(10)
    server.process = None
    with psycopg.connect(server.start()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    query.join()
    server.stop()


#: Looks at the clock and at nothing else.
_BUSY = """DO $$ DECLARE until timestamptz := clock_timestamp() + interval '3 seconds';
BEGIN WHILE clock_timestamp() < until LOOP END LOOP; END $$"""


def _ask(connection, query):
    with contextlib.suppress(psycopg.Error), connection:
        connection.execute(query)


def test_a_folder_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "holiday.jpg").write_text("x")
    with pytest.raises(PostgresTrouble, match="holds something"):
        EmbeddedPostgres(tmp_path).start()


def test_another_versions_folder_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(PostgresTrouble, match=r"9\.6"):
        EmbeddedPostgres(tmp_path).start()


def test_a_busy_port_is_one_line_that_says_what_to_do(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = launch("up", "--data", str(tmp_path), "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is in use: choose another with --port, say 8080."


def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    done = launch("up", "--data", str(tmp_path / "file" / "below"), "--port", "0")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "--data" in done.stderr


def test_a_web_server_without_its_secrets_does_not_start_and_says_how_to_make_them(tmp_path):
    environment = clean_environment() | {
        "HERAUT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "HERAUT_DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "heraut.config.launch", "web", "--port", str(unused_port())],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "openssl rand -base64 48" in done.stderr
    assert "HERAUT_MASTER_KEY_FILE" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_named():
    done = launch("fly")
    assert done.returncode == 2
    assert "fly" in done.stderr


def test_an_old_python_is_told_what_to_install():
    text = (ROOT / "heraut").read_text()
    faked = text.replace("if sys.version_info < (3, 11):", "if True:")
    done = subprocess.run(
        [sys.executable, "-c", faked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr


def up(folder: Path, port: int) -> subprocess.Popen[str]:
    """A house that says it runs."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "heraut.config.launch", "up", "--no-demo"),
            *("--data", str(folder), "--port", str(port)),
        ],
        cwd=ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    assert any(f"http://localhost:{port}" in line for line in lines), lines
    return process


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.drill
@pytest.mark.xdist_group("drill")
def test_a_killed_house_leaves_nobody_behind_and_ctrl_c_ends_every_process(tmp_path):
    port, mine = unused_port(), str(tmp_path)
    process = up(tmp_path, port)
    assert running(mine)
    second = launch("up", "--data", mine, "--port", str(unused_port()))
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (1, 1)
    assert "end that one first" in second.stderr
    process.kill()
    process.wait(10)
    assert soon(lambda: not answers(port)), "the web server ends with its supervisor"

    process = up(tmp_path, port)
    assert answers(port)
    process.send_signal(signal.SIGINT)
    assert process.wait(40) == 0
    assert soon(lambda: running(mine) == []), running(mine)
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir() if path.is_file()
    }
    assert modes["secret-key"] == modes["master-keys"] == 0o600


def soon(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def running(mark: str) -> list[str]:
    """Processes that name the folder in their arguments or environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or entry.name == str(os.getpid()):
            continue
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if f"HERAUT_DATA_DIR={mark}".encode() in text or f"{mark}/postgres".encode() in text:
            found.append(entry.name)
    return found


def test_templates_and_python_are_searched_for_what_has_to_be_translated():
    found = {text if isinstance(text, str) else text[0] for text, *_ in messages.messages()}
    assert "Is this account official?" in found
    assert "One thing needs you" in found, "a plural in a template"
    assert "Cleared. “%(title)s” goes out." in found, "in Python"


def test_a_missing_translation_and_another_placeholder_are_named(monkeypatch, tmp_path):
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    wanted = Catalog()
    wanted.add("Hello %(name)s")
    wanted.add("Good day")
    monkeypatch.setattr(messages, "template", lambda: wanted)
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    for language in messages.LANGUAGES:
        known = Catalog(locale=language)
        known.add("Hello %(name)s", string="Bonjour %(nom)s")
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "django.po").open("wb") as file:
            write_po(file, known)
    said = "\n".join(messages.troubles())
    assert "nl: not translated: 'Good day'" in said
    assert "fr: other placeholders: 'Hello %(name)s'" in said
