"""The examples for servers can be used as they are: they parse, and name nothing that is not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from heraut.config import env
from heraut.kernel.envelope import MasterKeys

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
TEXTS = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_setting_that_is_named_exists(path):
    fields = {f"HERAUT_{field.upper()}" for field in env.Env.model_fields}
    fields |= {f"HERAUT_{secret}_FILE" for secret in env.SECRETS}
    assert set(re.findall(r"\bHERAUT_[A-Z_]+\b", path.read_text())) <= fields


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_every_command_that_is_named_exists(path):
    listed = subprocess.run(
        [sys.executable, ROOT / "heraut", "--help"], capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"(?:\./|/srv/heraut/app/)heraut ([a-z]+)\b", path.read_text()))
    assert named <= set(re.findall(r"\b[a-z]+\b", listed))


# -- containers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_the_compose_file_hangs_together(compose):
    services = compose["services"]
    assert set(services) == {"database", "migrate", "web", "worker", "backup"}
    for each, said in services.items():
        assert set(said.get("secrets", [])) <= set(compose["secrets"]), each
        assert set(said.get("depends_on", {})) <= set(services), each
        for volume in said["volumes"]:
            source = volume.split(":")[0]
            assert source.startswith("./") or source in compose["volumes"], each
        for variable, value in said.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in said["secrets"], (each, variable)
    for each in ("migrate", "web", "worker", "backup"):
        assert services[each]["read_only"] is True
        assert services[each]["cap_drop"] == ["ALL"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"], "never on the open network"
    waits = {"migrate": {"condition": "service_completed_successfully"}}
    assert services["web"]["depends_on"] == services["worker"]["depends_on"] == waits


def steps() -> list[tuple[str, str]]:
    """The Containerfile's instructions with what follows them."""
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line and line[0] != "#"]


def test_the_image_installs_from_the_lock_and_does_not_run_as_root():
    said = steps()
    assert said[0] == ("FROM", "docker.io/library/python:3.11-slim-bookworm")
    assert [what for what, _ in said if what == "USER"] == ["USER"]
    assert said.index(("USER", "heraut")) > max(
        place for place, (what, _) in enumerate(said) if what == "RUN"
    )
    text = (DEPLOY / "Containerfile").read_text()
    assert "pip install" not in text
    installed = re.findall(r"apt-get install (.*?)(?: \\|$)", text, re.M)
    assert installed == ["--yes --no-install-recommends ffmpeg"], (
        "Debian's packages: that one alone"
    )


def test_what_the_image_copies_is_all_that_the_product_needs(tmp_path):
    """Its COPY steps into a clean folder, the environment lent; then what a server would do."""
    for what, rest in steps():
        if what == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copied(ROOT / source, tmp_path / target, into=target.endswith("/"))
    assert not (tmp_path / "src/heraut_proving").exists()
    (tmp_path / ".venv").symlink_to((ROOT / ".venv").resolve())
    (tmp_path / "keys").write_text("first:" + "ab" * 32)
    for command in ("install", "manage check --deploy --fail-level ERROR", "web --help"):
        done = subprocess.run(
            [sys.executable, tmp_path / "heraut", *command.split()],
            env={
                "PATH": os.environ["PATH"],
                "HERAUT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
                "HERAUT_SECRET_KEY": "x" * 40,
                "HERAUT_MASTER_KEY_FILE": str(tmp_path / "keys"),
                "HERAUT_DATA_DIR": str(tmp_path / "data"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
    assert list(tmp_path.glob("src/heraut/locale/*/LC_MESSAGES/*.mo"))


def copied(source: Path, target: Path, *, into: bool) -> None:
    if source.is_dir():
        ignore = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignore)
        return
    if into:
        target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target / source.name if into else target)


def test_secrets_are_made_once_each_for_its_owner_alone(tmp_path):
    folder = tmp_path / "secrets"
    command = [sys.executable, DEPLOY / "make-secrets", folder, "--owner", str(os.getuid())]
    subprocess.run(command, check=True, capture_output=True)
    made = {path.name: path.read_text().strip() for path in folder.iterdir()}
    url = urlsplit(made["database-url"])
    assert (url.hostname, unquote(url.password or "")) == ("database", made["database-password"])
    assert MasterKeys.parse(made["master-keys"]).current == "first"
    assert len(made["secret-key"]) >= 32 and len(made["metrics-token"]) >= 20
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    subprocess.run(command, check=True, capture_output=True)
    assert made == {path.name: path.read_text().strip() for path in folder.iterdir()}


def test_a_secret_may_come_from_a_file_and_what_is_set_wins(tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    given = {"HERAUT_SECRET_KEY_FILE": str(tmp_path / "key")}
    env.read_secret_files(given)
    assert given["HERAUT_SECRET_KEY"] == "from the file"
    given["HERAUT_SECRET_KEY"] = "set"
    env.read_secret_files(given)
    assert given["HERAUT_SECRET_KEY"] == "set"
    with pytest.raises(ValueError, match="HERAUT_MAIL_URL_FILE: /nowhere/mail: No such file"):
        env.read_secret_files({"HERAUT_MAIL_URL_FILE": "/nowhere/mail"})


# -- systemd ---------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units_and_finds_them_well_closed(tmp_path):
    for path in UNITS:
        text = path.read_text().replace("/srv/heraut/app", str(ROOT))
        (tmp_path / path.name.replace("@", "@1")).write_text(text)
    names = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    for each in names:
        if each.endswith(".service"):
            found = subprocess.run(
                ["systemd-analyze", "security", "--offline=true", "--threshold=25", each],
                capture_output=True,
                text=True,
                check=False,
            )
            assert found.returncode == 0, found.stdout[-300:]


@pytest.mark.parametrize("path", [each for each in UNITS if each.suffix == ".service"], ids=name)
def test_a_unit_reads_secrets_from_files_that_it_was_given(path):
    text = path.read_text()
    given = set(re.findall(r"^LoadCredential=([\w-]+):", text, re.MULTILINE))
    assert set(re.findall(r"=%d/([\w-]+)$", text, re.MULTILINE)) == given
    assert "User=heraut" in text and "ProtectSystem=strict" in text


def test_the_proxy_hides_the_metrics_and_says_who_asked():
    text = (DEPLOY / "nginx.conf").read_text()
    assert text.count("{") == text.count("}")
    assert re.search(r"location = /metrics \{\s+return 404;", text)
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"):
        assert f"proxy_set_header {header} " in text


def test_a_command_by_hand_has_the_services_settings(tmp_path):
    """With this checkout's folders for the server's, and without changing the user."""
    command = [sys.executable, DEPLOY / "make-secrets", tmp_path / "secrets"]
    subprocess.run([*command, "--owner", str(os.getuid())], check=True, capture_output=True)
    shutil.copy(DEPLOY / "heraut.env.example", tmp_path / "heraut.env")
    text = (DEPLOY / "by-hand").read_text().replace("/etc/heraut", str(tmp_path))
    text = text.replace("/srv/heraut", str(tmp_path)).replace("runuser -u heraut -- ", "")
    script = """
from heraut.config.env import Env
env = Env()
assert env.ministry == "Nederlands|français|Deutsch|English", env.ministry
assert env.metrics_token.get_secret_value() and env.database_url.startswith("postgresql://heraut:")
print(env.origin)
"""
    text = text.replace('cd "$(dirname "$0")/.."', f'cd "{ROOT}"')
    (tmp_path / "by-hand").write_text(text)
    done = subprocess.run(
        ["sh", tmp_path / "by-hand", "manage", "shell", "--verbosity=0", "--command", script],
        env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "https://heraut.ministry.example"
