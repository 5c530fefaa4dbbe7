"""What earlier releases left in a ministry's database lives on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from heraut.config.backups import manifest
from heraut.kernel.envelope import MasterKeys
from heraut_proving.drills.upgrade import KEY, RELEASES

ROOT = Path(__file__).parents[2]
CARRIED = sorted(path for path in RELEASES.iterdir() if path.is_dir())


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("release", CARRIED, ids=name)
def test_what_is_carried_is_small_whole_and_invented(release):
    said = manifest.read(release)
    manifest.check_files(release, said)
    size = sum(path.stat().st_size for path in release.rglob("*") if path.is_file())
    assert size < 500_000
    assert said.rows > 1000
    assert MasterKeys.parse((release / KEY).read_text()).current == "first"


@pytest.mark.drill
@pytest.mark.xdist_group("drill")
@pytest.mark.timeout(400)
@pytest.mark.parametrize("release", CARRIED, ids=name)
def test_an_update_keeps_every_row_page_and_promise(release):
    names = ("HERAUT_", "DJANGO_", "PYTEST_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(names)}
    done = subprocess.run(
        [sys.executable, "-m", "heraut_proving.drills.upgrade", "--release", release.name],
        capture_output=True,
        text=True,
        timeout=390,
        check=False,
        env={**kept, "PYTHONPATH": str(ROOT / "src")},
    )
    lines = done.stdout.strip().splitlines()
    assert lines, done.stderr[-3000:]
    result = json.loads(lines[-1])
    assert done.returncode == 0, (result, done.stderr[-3000:])
    assert result["migrations"] > 0, "the update was one"
    assert result["pages"] > 100
    assert result["published"] == result["scheduled"] == 3
