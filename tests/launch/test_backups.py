"""A backup is whole or it is none; a restore proves itself, or says why not and changes nothing."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from heraut.config.backups import contents, loading, making, manifest, media, tools
from heraut.config.backups.making import Source
from heraut.config.launch.postgres import PostgresTrouble

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.xdist_group("backups"), pytest.mark.timeout(240)]
KEY = "first:" + "ab" * 32
FILL = """
import io, django; django.setup()
from PIL import Image
from heraut.foundation import audit
from heraut.newsroom.actions.add_picture import add_picture
from heraut.people.models import Role
from heraut_proving import builders
mission = builders.mission()
officer = builders.person(Role.MISSION_OFFICER, mission.unit)
builders.channel(mission.unit, credentials={"password": "sesame"})
out = io.BytesIO(); Image.new("RGB", (40, 40), "red").save(out, "PNG")
add_picture(io.BytesIO(out.getvalue()), len(out.getvalue()), by=officer, unit=mission.unit)
audit.seal()
"""


@dataclass
class Installation:
    """A database of its own on the tests' server, with a folder and keys."""

    folder: Path
    server: str

    def url(self, name: str) -> str:
        return self.server.rsplit("/", 1)[0] + "/" + name

    def database(self, name: str) -> str:
        """A fresh one."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def run(self, *command: str, url: str, **more: str) -> subprocess.CompletedProcess[str]:
        names = ("HERAUT_", "DJANGO_", "PYTEST_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(names)}
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "heraut.config.settings",
            "HERAUT_DATABASE_URL": url,
            "HERAUT_SECRET_KEY": "x" * 40,
            "HERAUT_MASTER_KEY_FILE": str(self.folder / "keys"),
            "HERAUT_DATA_DIR": str(self.folder / "data"),
            **more,
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def heraut(self, *command: str, url: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "heraut.config.launch", *command, url=url, **more)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("house"), os.environ["HERAUT_TEST_DATABASE_URL"])
    (made.folder / "keys").write_text(KEY)
    (made.folder / "keys").chmod(0o600)
    url = made.database(f"backups-{os.getpid()}")
    made.server = url
    assert made.heraut("migrate", "--verbosity=0", url=url).returncode == 0
    filled = made.run("-c", FILL, url=url)
    assert filled.returncode == 0, filled.stderr
    return made


@pytest.fixture(scope="module")
def backup(house) -> Path:
    """A backup that the command made."""
    done = house.heraut("backup", "--to", str(house.folder / "backups"), url=house.server)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.splitlines()[0])


@pytest.fixture
def empty(house) -> str:
    return house.database(f"empty-{os.getpid()}")


@pytest.fixture
def source(house) -> Source:
    return Source(
        url=house.server,
        media=house.folder / "data" / "media",
        heraut="0",
        key_file=house.folder / "keys",
        file_columns=[("newsroom_picture", "file")],
    )


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


# -- the way there and back ------------------------------------------------------------------------


def test_what_was_backed_up_comes_back_to_the_last_row_and_nothing_goes_out(house, backup, empty):
    elsewhere = {"HERAUT_DATA_DIR": str(house.folder / "elsewhere")}
    done = house.heraut("restore", str(backup), "--into", empty, url="unused", **elsewhere)
    assert done.returncode == 0, done.stderr + done.stdout
    said = manifest.read(backup)
    assert said.rows > 50
    pictures = {path.name for path in (house.folder / "elsewhere").rglob("*.png")}
    assert pictures == {path.name for path in (house.folder / "data").rglob("*.png")}
    assert len(pictures) == 2
    assert ask(empty, "SELECT scope, placed_by_id FROM outbound_hold") == [("network", None)]
    assert "A hold on the whole network is in force" in done.stdout
    verbs = ask(empty, "SELECT verb FROM foundation_auditentry ORDER BY number DESC LIMIT 2")
    assert verbs == [("backup.restore",), ("hold.place",)]
    assert ask(house.server, "SELECT verb FROM foundation_auditentry ORDER BY number DESC")[0] == (
        "backup.make",
    )
    verified = house.heraut("manage", "audit_verify", url=empty)
    assert "intact" in verified.stdout
    again = house.heraut("restore", str(backup), "--into", empty, url="unused")
    assert again.returncode == 1
    assert "not empty" in again.stderr and "--yes" in again.stderr


def test_a_restore_that_was_cut_off_serves_nobody_until_it_is_run_to_its_end(house, backup, empty):
    loading.load(backup, manifest.read(backup), empty)
    for command in (["worker"], ["web", "--port", "0"]):
        done = house.heraut(*command, url=empty)
        assert done.returncode == 1, command
        assert "A restore into this database has not ended" in done.stderr
    doctor = house.heraut("doctor", url=empty)
    assert "FAIL A restore into this database has not ended" in doctor.stdout
    another = house.heraut("backup", "--to", str(house.folder / "other"), url=empty)
    assert another.returncode == 1
    done = house.heraut("restore", str(backup), url=empty)
    assert done.returncode == 0, done.stderr
    assert ask(empty, "SELECT count(*) FROM outbound_hold") == [(1,)]


def test_lost_master_keys_are_said_before_anything_changes(house, backup, empty):
    (house.folder / "other-keys").write_text("first:" + "cd" * 32)
    other = {"HERAUT_MASTER_KEY_FILE": str(house.folder / "other-keys")}
    done = house.heraut("restore", str(backup), url=empty, **other)
    assert done.returncode == 1
    assert "master key first" in done.stderr and "--lost-keys" in done.stderr
    assert ask(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    done = house.heraut("restore", str(backup), "--lost-keys", url=empty, **other)
    assert done.returncode == 3
    assert "network.channel.credentials cannot be opened" in done.stderr


# -- a backup is whole or it is none ---------------------------------------------------------------


def test_a_backup_holds_no_key_and_is_readable_by_its_owner_alone(backup):
    files = [path for path in backup.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"manifest.json", "database.dump"}
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path
        assert b"ab" * 32 not in path.read_bytes()
    keys = json.loads((backup / "manifest.json").read_text())["keys"]
    assert list(keys) == ["first"]


def test_what_a_killed_backup_left_is_none_and_goes_with_the_next(source, tmp_path):
    left = tmp_path / f".heraut-{'0' * 32}.part"
    left.mkdir()
    (left / "database.dump").write_text("half")
    assert manifest.backups(tmp_path) == []
    with pytest.raises(PostgresTrouble, match="not a whole backup"):
        manifest.read(left)
    made = making.make(source, tmp_path)
    assert manifest.backups(tmp_path) == [made.folder]
    assert not left.exists()


def test_a_backup_that_fails_leaves_nothing_behind(source, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "dump_arguments", lambda *_: ["--no-such-option"])
    with pytest.raises(PostgresTrouble, match="pg_dump failed"):
        making.make(source, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_table_that_the_dump_lacks_is_found_before_the_backup_gets_its_name(
    source, tmp_path, monkeypatch
):
    careful = making.dump_arguments
    lacking = "--exclude-table-data=public.outbound_attempt"
    monkeypatch.setattr(making, "dump_arguments", lambda *given: [*careful(*given), lacking])
    with pytest.raises(PostgresTrouble, match=r"lacks the rows of public\.outbound_attempt"):
        making.make(source, tmp_path)
    assert manifest.backups(tmp_path) == []


def test_two_backups_into_one_folder_do_not_meet(source, tmp_path):
    with making.alone(tmp_path), pytest.raises(PostgresTrouble, match="Another backup"):
        making.make(source, tmp_path)


@pytest.mark.parametrize("where", ["data/media/backups", ""])
def test_places_that_would_mix_things_up_are_refused(source, house, where):
    """In the media themselves; where the master keys lie."""
    with pytest.raises(PostgresTrouble, match="choose another folder"):
        making.make(source, house.folder / where)


def test_only_the_newest_are_kept_and_equal_files_take_their_place_once(
    source, tmp_path, monkeypatch
):
    monkeypatch.setattr(making, "_one", _later(making._one))
    folders = [making.make(source, tmp_path).folder for _ in range(3)]
    picture = next(path for path in folders[0].rglob("*.png") if "small" not in path.name)
    assert picture.stat().st_nlink == 3
    assert making.rotate(tmp_path, 2) == folders[:1]
    assert manifest.backups(tmp_path) == folders[1:]
    for folder in folders[1:]:
        manifest.check_files(folder, manifest.read(folder))


def _later(one: Callable[..., tuple[object, ...]]) -> Callable[..., tuple[object, ...]]:
    """Each snapshot a day after the one before."""
    from datetime import timedelta

    days = iter(range(10))

    def found(connection, query):
        row = one(connection, query)
        return (row[0], row[1] + timedelta(days=next(days))) if "snapshot" in query else row

    return found


def test_a_picture_that_the_house_lost_is_named_and_the_rest_is_kept(source, tmp_path):
    bare = dataclasses.replace(source, media=tmp_path / "nothing")
    made = making.make(bare, tmp_path / "to")
    assert len(made.missing) == 1
    assert made.missing[0].startswith("media/pictures/")


def test_a_picture_that_is_spoilt_in_the_house_is_named(source, tmp_path):
    kept = tmp_path / "media" / "pictures"
    kept.mkdir(parents=True)
    for path in (source.media / "pictures").iterdir():
        (kept / path.name).write_bytes(b"spoilt")
    made = making.make(dataclasses.replace(source, media=tmp_path / "media"), tmp_path / "to")
    assert len(made.missing) == 1


def test_a_file_that_grows_while_it_is_copied_is_copied_again(tmp_path, monkeypatch):
    (tmp_path / "media").mkdir()
    growing = tmp_path / "media" / "film.mp4"
    growing.write_bytes(b"half")
    careful = media.shutil.copyfile

    def copy_then_grow(source, target):
        careful(source, target)
        if growing.read_bytes() == b"half":
            growing.write_bytes(b"half and the other half")

    monkeypatch.setattr(media.shutil, "copyfile", copy_then_grow)
    media.copy(tmp_path / "media", tmp_path / "to", None, {})
    assert (tmp_path / "to/media/film.mp4").read_bytes() == b"half and the other half"


# -- a restore refuses before it changes anything --------------------------------------------------


def copied(backup: Path, to: Path, **changes: object) -> Path:
    import shutil

    shutil.copytree(backup, to)
    value = json.loads((to / "manifest.json").read_text()) | changes
    (to / "manifest.json").write_text(json.dumps(value))
    return to


def test_a_damaged_file_is_found(backup, tmp_path):
    folder = copied(backup, tmp_path / "b")
    dump = folder / "database.dump"
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    with pytest.raises(PostgresTrouble, match="is damaged"):
        manifest.check_files(folder, manifest.read(folder))
    dump.unlink()
    with pytest.raises(PostgresTrouble, match="is missing"):
        manifest.check_files(folder, manifest.read(folder))


def test_a_manifest_that_names_a_file_elsewhere_is_refused(backup, tmp_path):
    files = {"../../etc/passwd": {"bytes": 1, "sha256": "0"}}
    folder = copied(backup, tmp_path / "b", files=files)
    with pytest.raises(PostgresTrouble, match="outside the backup"):
        manifest.check_files(folder, manifest.read(folder))


def test_a_backup_of_a_newer_heraut_is_refused(house, backup, empty, tmp_path):
    newer = {**manifest.read(backup).migrations, "outbound": ["0099_tomorrow"]}
    folder = copied(backup, tmp_path / "b", migrations=newer, heraut="9.0")
    done = house.heraut("restore", str(folder), url=empty)
    assert done.returncode == 1
    assert done.stderr.startswith("The backup was made by Heraut 9.0, newer than this one")
    assert ask(empty, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_the_folder_of_all_backups_is_answered_with_the_newest(backup):
    with pytest.raises(PostgresTrouble, match=f"the newest is {backup}"):
        manifest.read(backup.parent)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "id": "x"}'])
def test_a_manifest_that_is_none_is_refused_in_a_line(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(PostgresTrouble):
        manifest.read(tmp_path)


def test_a_database_that_somebody_uses_is_refused(backup, empty):
    with psycopg.connect(empty), pytest.raises(PostgresTrouble, match="stop web, workers"):
        loading.check_target(empty, manifest.read(backup), may_empty=True)


def test_an_older_server_is_refused(backup, empty):
    newer = dataclasses.replace(manifest.read(backup), postgresql=99)
    with pytest.raises(PostgresTrouble, match="PostgreSQL 99"):
        loading.check_target(empty, newer, may_empty=False)


def test_a_row_that_is_not_as_it_was_is_found(backup, empty):
    said = manifest.read(backup)
    loading.load(backup, said, empty)
    with psycopg.connect(empty) as connection:
        connection.execute("UPDATE people_user SET name = name || '.'")
    assert loading.compare(empty, said) == ["public.people_user has other values in its 1 rows"]
    with psycopg.connect(empty) as connection:
        connection.execute("DELETE FROM network_channelhandle")
    assert "public.network_channelhandle has 0 rows, not 1" in loading.compare(empty, said)


def test_figures_do_not_depend_on_how_a_session_is_set_up(house):
    found = []
    for zone, style in (("UTC", "ISO"), ("Asia/Tokyo", "German")):
        with psycopg.connect(house.server) as connection:
            connection.execute(f"SET timezone = '{zone}'")
            connection.execute(f"SET datestyle = '{style}'")
            contents.speak_plainly(connection)
            found.append(contents.counted(connection, contents.tables(connection)))
    assert found[0] == found[1]


# -- tools -----------------------------------------------------------------------------------------


def test_the_oldest_tools_that_are_new_enough_are_taken(monkeypatch):
    here = (tools.Tools(Path("/a"), 15), tools.Tools(Path("/b"), 17), tools.Tools(Path("/c"), 16))
    monkeypatch.setattr(tools, "_installed", lambda: here)
    assert tools.tools_for(14).major == 15
    assert tools.tools_for(16, 15).major == 16
    with pytest.raises(PostgresTrouble, match="postgresql-client-18"):
        tools.tools_for(18)


def test_a_password_is_handed_over_where_nobody_reads_along():
    found = tools.environment("postgresql://heraut:p%40ss@db.example:5433/house?sslmode=require")
    assert (found["PGPASSWORD"], found["PGPORT"], found["PGSSLMODE"]) == ("p@ss", "5433", "require")
