"""The drills hold, and they would notice if they should not."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("drill"), pytest.mark.timeout(600)]


def drill(name: str, *arguments: str) -> tuple[int, dict]:
    done = subprocess.run(
        [sys.executable, "-m", f"heraut_proving.drills.{name}", *arguments],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    assert lines, done.stderr[-3000:]
    return done.returncode, {"stderr": done.stderr[-2000:], **json.loads(lines[-1])}


def test_nothing_is_lost_doubled_reordered_or_stuck_whatever_is_killed():
    code, result = drill("dispatch", "--deliveries", "120", "--kills", "6")
    assert code == 0, result
    assert result["done"] + result["rejected"] + result["unknown"] == 120
    assert result["faulted_calls"] >= 0.2 * result["calls"]
    for name in ("lost", "doubled", "reordered", "stuck"):
        assert result[name] == 0, result


def test_threads_are_resumed_where_they_stopped_whatever_is_killed():
    code, result = drill("dispatch", "--threads", "--deliveries", "72", "--kills", "4")
    assert code == 0, result
    assert result["done"] + result["rejected"] + result["unknown"] == 72
    assert result["threads"] >= 15
    assert result["parts"] > 2 * result["threads"]


def test_a_planted_blind_retry_doubles_parts_and_makes_the_drill_fail():
    blind = ("--worker-module", "heraut_proving.drills.blind")
    code, result = drill("dispatch", "--threads", "--deliveries", "48", "--kills", "0", *blind)
    assert code == 1
    assert result["doubled"] > 0


def test_a_planted_blind_retry_makes_the_drill_fail():
    arguments = ("--deliveries", "60", "--kills", "0")
    module = "heraut_proving.drills.blind"
    code, result = drill("dispatch", *arguments, "--worker-module", module)
    assert code == 1
    assert result["doubled"] > 0


def test_a_house_that_burnt_down_comes_back_whole_and_sends_nothing_by_itself():
    code, result = drill("restore", "--deliveries", "60")
    assert code == 0, result
    assert result["rows_before"] == result["rows_after"] > 500
    assert result["written_meanwhile"] > 0, "the house was in use"
    assert result["published_since"] >= result["seen_on_channels"] > 0, "the backup knew less"
    for name in ("lost", "files_lost", "sent_by_itself", "doubled"):
        assert result[name] == 0, result
    assert result["audit_chain"] == "intact"


def test_a_backup_that_forgets_a_table_makes_the_drill_fail():
    module = "heraut_proving.drills.forgetful"
    code, result = drill("restore", "--deliveries", "40", "--backup-module", module)
    assert code == 1
    assert result["lost"] > 0
